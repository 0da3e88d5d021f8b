"""The hourly check: what WhatsApp says is written down, and what needs people becomes a notice."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.config import settings
from platform_app.core.context import Actor, CompanyContext
from platform_app.core.crypto import Secret
from platform_app.core.db import in_company, public_transaction
from platform_app.core.errors import Conflict, InvalidInput, NotVerified, Unavailable
from platform_app.dev.whatsapp_simulator.accounts import DEMO_ACCOUNTS
from platform_app.integrations.whatsapp.management.accounts import NEEDED_SCOPES, TokenInfo
from platform_app.integrations.whatsapp.management.health import (
    CanSend,
    Health,
    HealthEntity,
    HealthProblem,
)
from platform_app.integrations.whatsapp.payloads import AccountUpdate
from platform_app.jobs import channels as jobs
from platform_app.models.campaigns import Campaign, CampaignStatus
from platform_app.models.channels import Channel, NumberReading, PhoneNumber
from platform_app.services import channels
from platform_app.services.channels import status
from tests.dev.simulators import running_simulator
from tests.support.people import Town, make_town
from tests.support.servers import TestDatabase

ACCOUNT = DEMO_ACCOUNTS["acme"]
CREDENTIALS = channels.Credentials(
    ACCOUNT.waba_id, Secret(ACCOUNT.token), Secret(ACCOUNT.app_secret)
)
OWN_TOKEN = TokenInfo(is_valid=True, scopes=NEEDED_SCOPES, app_id=ACCOUNT.app_id)


@pytest.fixture
def whatsapp(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with running_simulator() as simulator:
        monkeypatch.setattr(settings(), "graph_base_url", simulator.url)
        yield


@pytest.fixture
def town(database: TestDatabase) -> Town:
    return make_town()


@pytest.fixture
def seen(whatsapp: None) -> channels.Look:
    return replace(channels.verify(CREDENTIALS), token=OWN_TOKEN)


@pytest.fixture
def channel_id(town: Town, seen: channels.Look) -> UUID:
    return in_company(town.alice.actor, lambda ctx: channels.connect(ctx, CREDENTIALS, seen))


def look(town: Town, channel_id: UUID, seen: channels.Look) -> None:
    in_company(system(town), lambda ctx: channels.store_look(ctx, channel_id, seen))


def system(town: Town) -> Actor:
    return Actor.system(town.alice.actor.company_id)


def titles(town: Town) -> list[str]:
    rows = in_company(town.alice.actor, lambda ctx: channels.list_notices(ctx, only_open=True))
    return [row.title for row in rows]


def account(town: Town) -> channels.AccountRow:
    (row,) = in_company(town.alice.actor, channels.list_accounts)
    return row


def first_number(town: Town) -> channels.NumberDetail:
    rows = in_company(town.alice.actor, channels.list_numbers)
    return in_company(town.alice.actor, lambda ctx: channels.get_number(ctx, UUID(rows[0].id)))


def test_a_refused_token_stops_the_account_and_tells_the_admins(
    town: Town, channel_id: UUID, seen: channels.Look
) -> None:
    look(
        town, channel_id, replace(seen, token=TokenInfo(is_valid=False, problem="It has expired."))
    )
    assert account(town).status == "refused"
    assert "It has expired." in account(town).token_problem
    assert titles(town) == ["WhatsApp refuses the access token of Acme Furniture"]


def test_an_account_that_whatsapp_switched_off_goes_on_only_when_whatsapp_gives_it_back(
    town: Town, channel_id: UUID
) -> None:
    hear(town, channel_id, "DISABLE")
    in_company(system(town), lambda ctx: channels.mark_unseen(ctx, channel_id, InvalidInput("no")))
    assert account(town).status == "disabled"
    hear(town, channel_id, "REINSTATE")
    assert (account(town).status, first_number(town).row.problem) == ("connected", "")


def test_news_of_a_revoked_account_does_not_bring_it_back_without_credentials(
    town: Town, channel_id: UUID
) -> None:
    in_company(town.alice.actor, lambda ctx: channels.revoke(ctx, channel_id))
    for ban_state in ("DISABLE", "REINSTATE"):
        hear(town, channel_id, ban_state)
        assert account(town).status == "revoked"


def hear(town: Town, channel_id: UUID, ban_state: str) -> None:
    event = AccountUpdate(
        waba_id=ACCOUNT.waba_id, at=None, raw={}, event="DISABLED_UPDATE", ban_state=ban_state
    )
    in_company(system(town), lambda ctx: channels.apply_event(ctx, channel_id, event, now()))


def test_a_check_that_comes_too_late_leaves_a_revoked_account_alone(
    town: Town, channel_id: UUID
) -> None:
    in_company(town.alice.actor, lambda ctx: channels.revoke(ctx, channel_id))
    in_company(system(town), lambda ctx: channels.mark_unseen(ctx, channel_id, InvalidInput("no")))
    assert account(town).status == "revoked"
    assert titles(town) == []


def test_numbers_of_more_accounts_than_are_shown_are_listed(
    town: Town, channel_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(status, "_MOST_ACCOUNTS", 0)
    rows = in_company(town.alice.actor, channels.list_numbers)
    assert {row.account for row in rows} == {"Acme Furniture"}


def test_a_token_that_is_good_again_settles_it(
    town: Town, channel_id: UUID, seen: channels.Look
) -> None:
    look(town, channel_id, replace(seen, token=TokenInfo(is_valid=False)))
    look(town, channel_id, seen)
    assert account(town).status == "connected"
    assert titles(town) == []


def test_a_token_that_ends_soon_is_said_before_it_ends(
    town: Town, channel_id: UUID, seen: channels.Look
) -> None:
    ending = replace(OWN_TOKEN, expires_at=now() + timedelta(days=3))
    look(town, channel_id, replace(seen, token=ending))
    assert titles(town) == ["The access token of Acme Furniture ends soon"]


def test_a_missing_permission_is_named(town: Town, channel_id: UUID, seen: channels.Look) -> None:
    narrow = replace(OWN_TOKEN, scopes=NEEDED_SCOPES[:1])
    look(town, channel_id, replace(seen, token=narrow))
    assert account(town).missing_scopes == "manage templates and numbers"
    assert titles(town) == ["The access token of Acme Furniture lacks a permission"]


def test_what_whatsapp_holds_against_an_account_is_shown_in_its_own_words(
    town: Town, channel_id: UUID, seen: channels.Look
) -> None:
    problem = HealthProblem(141006, "No payment method", "Add one in Business Manager")
    entity = HealthEntity("WABA", ACCOUNT.waba_id, CanSend.BLOCKED, (problem,))
    health = Health(CanSend.BLOCKED, (entity,))
    numbers = [replace(number, health=health) for number in seen.numbers]
    blocked = replace(seen, account=replace(seen.account, health=health), numbers=numbers)
    look(town, channel_id, blocked)
    (part,) = first_number(town).health
    assert (part.part, part.state) == ("WhatsApp Business account", "BLOCKED")
    assert part.reasons == ["No payment method. Add one in Business Manager."]
    assert titles(town) == ["WhatsApp lets Acme Furniture send nothing"]


def test_a_lost_subscription_is_asked_for_again(
    town: Town, channel_id: UUID, seen: channels.Look
) -> None:
    in_company(system(town), lambda ctx: channels.mark_subscribed(ctx, channel_id))
    look(town, channel_id, replace(seen, subscribed_address=""))
    with public_transaction() as ctx:
        assert channels.list_unsubscribed(ctx) == [(town.alice.company_id, channel_id)]
    assert account(town).subscription == "missing"


def test_messages_that_go_to_another_address_are_said(
    town: Town, channel_id: UUID, seen: channels.Look
) -> None:
    look(town, channel_id, replace(seen, subscribed_address="https://elsewhere.example/hook"))
    assert account(town).subscription == "elsewhere"
    assert titles(town) == ["Messages of Acme Furniture go elsewhere"]


def test_an_outage_stops_nothing(town: Town, channel_id: UUID) -> None:
    in_company(system(town), lambda ctx: channels.mark_unseen(ctx, channel_id, Unavailable("away")))
    assert account(town).status == "connected"
    in_company(system(town), lambda ctx: channels.mark_unseen(ctx, channel_id, InvalidInput("no")))
    assert account(town).status == "refused"


def test_a_fall_in_quality_is_a_reading_a_day_and_a_sentence(
    town: Town, channel_id: UUID, seen: channels.Look
) -> None:
    fallen = [replace(number, quality="RED", messaging_limit="TIER_2K") for number in seen.numbers]
    look(town, channel_id, replace(seen, numbers=fallen))
    look(town, channel_id, replace(seen, numbers=fallen))
    detail = first_number(town)
    assert [row.words for row in detail.changes] == [
        "Quality: High → Low. People a day: 10,000 → 2,000"
    ]
    assert (detail.days[-1].quality, detail.days[-1].messaging_limit) == ("RED", "2,000")
    assert detail.days[0].quality == ""
    readings = in_company(
        town.alice.actor, lambda ctx: len(ctx.db.exec(select(NumberReading)).all())
    )
    assert readings == len(seen.numbers) * 2


def test_an_account_is_looked_at_once_an_hour(town: Town, channel_id: UUID) -> None:
    def make_old(ctx) -> None:
        ctx.db.get_one(Channel, (ctx.company_id, channel_id)).checked_at = now() - timedelta(
            hours=2
        )

    with public_transaction() as ctx:
        assert channels.list_due_checks(ctx) == []
    in_company(system(town), make_old)
    with public_transaction() as ctx:
        assert channels.list_due_checks(ctx) == [(town.alice.company_id, channel_id)]
    jobs.check(system(town), channel_id=str(channel_id))
    with public_transaction() as ctx:
        assert channels.list_due_checks(ctx) == []


def test_one_secret_can_be_replaced_without_the_other(town: Town, channel_id: UUID) -> None:
    given = channels.Credentials(ACCOUNT.waba_id, Secret("new-token"), Secret(""))
    whole = in_company(town.alice.actor, lambda ctx: channels.complete(ctx, given))
    assert whole.access_token.reveal() == "new-token"
    assert whole.app_secret.reveal() == ACCOUNT.app_secret


def test_only_a_fresh_session_revokes(town: Town, channel_id: UUID) -> None:
    stale = replace(town.alice.actor, verified_at=None)
    with pytest.raises(NotVerified):
        in_company(stale, lambda ctx: channels.revoke(ctx, channel_id))


def test_revoked_credentials_are_gone_and_everything_stops(town: Town, channel_id: UUID) -> None:
    number_id = UUID(first_number(town).row.id)

    def begin(ctx) -> UUID:
        campaign = Campaign(
            company_id=ctx.company_id,
            name="Winter",
            status=CampaignStatus.SENDING,
            phone_number_id=number_id,
        )
        ctx.db.add(campaign)
        return campaign.id

    campaign_id = in_company(system(town), begin)
    in_company(town.alice.actor, lambda ctx: channels.revoke(ctx, channel_id))
    kept = in_company(
        town.alice.actor,
        lambda ctx: (
            ctx.db.exec(select(Channel.access_token_sealed, Channel.app_secret_sealed)).one(),
            ctx.db.get_one(Campaign, (ctx.company_id, campaign_id)).status,
            {
                one.paused_until > now()
                for one in ctx.db.exec(select(PhoneNumber))
                if one.paused_until
            },
        ),
    )
    assert tuple(kept[0]) == ("", "")
    assert kept[1:] == (CampaignStatus.PAUSED, {True})
    with pytest.raises(Conflict):
        in_company(town.alice.actor, lambda ctx: channels.load_credentials(ctx, channel_id))


def test_connecting_again_after_a_revocation_goes_on(
    town: Town, channel_id: UUID, seen: channels.Look
) -> None:
    in_company(town.alice.actor, lambda ctx: channels.revoke(ctx, channel_id))
    again = in_company(town.alice.actor, lambda ctx: channels.connect(ctx, CREDENTIALS, seen))
    assert again == channel_id
    assert account(town).status == "connected"
    assert first_number(town).row.problem == ""


def test_a_number_that_is_held_back_says_why_and_until_when(town: Town, channel_id: UUID) -> None:
    def hold(ctx: CompanyContext) -> None:
        number = ctx.db.exec(select(PhoneNumber).order_by(col(PhoneNumber.id))).first()
        assert number is not None
        number.paused_until = now() + timedelta(hours=1)
        number.pause_reason = "WhatsApp no longer accepts the access token."

    in_company(system(town), hold)
    headline = in_company(town.alice.actor, channels.get_headline)
    assert headline is not None
    assert headline.problem == "WhatsApp no longer accepts the access token."
    assert "Sending is tried again from" in first_number(town).row.problem
