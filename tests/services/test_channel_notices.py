"""Notices: one per matter, open until it is settled, mailed once when something has stopped."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from platform_app.core.clock import now
from platform_app.core.context import Actor
from platform_app.core.db import in_company
from platform_app.models.channels import Severity
from platform_app.models.mail import Mail
from platform_app.services import channels
from platform_app.services.channels import Notice, NoticeRow
from tests.support.campaigns import make_number
from tests.support.people import Town, make_town
from tests.support.servers import TestDatabase

STOPPED = Notice("account.disabled", Severity.CRITICAL, "WhatsApp has disabled the account", "Why.")
WARNED = Notice("account.warned", Severity.WARNING, "A warning", "Something is near.")


@pytest.fixture
def town(database: TestDatabase) -> Town:
    return make_town()


@pytest.fixture
def channel_id(town: Town) -> UUID:
    return make_number(town.alice.actor.company_id)[0]


def tell(town: Town, channel_id: UUID, notice: Notice) -> None:
    actor = Actor.system(town.alice.actor.company_id)
    in_company(actor, lambda ctx: channels.raise_notice(ctx, channel_id, notice))


def settle(town: Town, channel_id: UUID, key: str) -> None:
    in_company(town.alice.actor, lambda ctx: channels.resolve_notice(ctx, channel_id, key))


def notices(town: Town, *, only_open: bool = False) -> list[NoticeRow]:
    return in_company(town.bob.actor, lambda ctx: channels.list_notices(ctx, only_open=only_open))


def letters(town: Town) -> list[str]:
    return in_company(
        town.alice.actor,
        lambda ctx: [
            one.recipient for one in ctx.db.exec(select(Mail)) if "disabled" in one.subject
        ],
    )


def test_the_same_matter_told_twice_is_one_notice_and_one_letter_to_the_admin(
    town: Town, channel_id: UUID
) -> None:
    tell(town, channel_id, STOPPED)
    tell(town, channel_id, STOPPED)
    assert [one.title for one in notices(town)] == [STOPPED.title]
    assert letters(town) == [town.alice.email]


def test_a_settled_matter_that_comes_back_is_mailed_again(town: Town, channel_id: UUID) -> None:
    tell(town, channel_id, STOPPED)
    settle(town, channel_id, STOPPED.key)
    assert notices(town, only_open=True) == []
    tell(town, channel_id, STOPPED)
    assert len(notices(town, only_open=True)) == 1
    assert len(letters(town)) == 2


def test_what_has_not_stopped_anything_is_not_mailed(town: Town, channel_id: UUID) -> None:
    tell(town, channel_id, WARNED)
    assert letters(town) == []


def test_open_notices_come_before_settled_ones(town: Town, channel_id: UUID) -> None:
    tell(town, channel_id, WARNED)
    tell(town, channel_id, STOPPED)
    settle(town, channel_id, STOPPED.key)
    assert [one.title for one in notices(town)] == [WARNED.title, STOPPED.title]


def test_a_matter_with_an_end_settles_itself(town: Town, channel_id: UUID) -> None:
    ahead = now() + timedelta(days=1)
    tell(town, channel_id, replace(STOPPED, ends_at=ahead))
    assert [one.resolved for one in notices(town, only_open=True)] == [""]
    tell(town, channel_id, replace(STOPPED, ends_at=now() - timedelta(seconds=1)))
    assert notices(town, only_open=True) == []
    assert letters(town) == [town.alice.email]


def test_another_company_sees_none_of_them(town: Town, channel_id: UUID) -> None:
    tell(town, channel_id, STOPPED)
    assert in_company(town.mallory.actor, channels.list_notices) == []


def test_however_much_is_told_the_admin_gets_a_bounded_number_of_letters(
    town: Town, channel_id: UUID
) -> None:
    for n in range(30):
        tell(town, channel_id, replace(STOPPED, key=f"alert:{n}"))
    assert len(letters(town)) <= 20
    assert len(notices(town)) == 30


def test_made_up_matters_are_not_kept_without_end(
    town: Town, channel_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform_app.services.channels.notices._MOST_KEPT", 3)
    for n in range(5):
        tell(town, channel_id, replace(WARNED, key=f"alert:{n}"))
    tell(town, channel_id, replace(WARNED, key="alert:0", title="Told again"))
    assert sorted(one.title for one in notices(town)) == ["A warning", "A warning", "Told again"]
