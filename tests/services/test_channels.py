"""Connecting WhatsApp: proved by the Graph API first, stored sealed, pulled completely."""

import json
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from platform_app.core.config import settings
from platform_app.core.context import CompanyContext
from platform_app.core.crypto import Secret
from platform_app.core.db import in_company, public_transaction
from platform_app.core.errors import InvalidInput, NotAllowed, Unavailable
from platform_app.dev.whatsapp_simulator.accounts import DEMO_ACCOUNTS
from platform_app.integrations.whatsapp.payloads import parse_webhook
from platform_app.jobs import channels as channel_jobs
from platform_app.jobs import templates as template_jobs
from platform_app.models.channels import Channel
from platform_app.models.templates import MessageTemplate
from platform_app.services import channels, templates
from tests.dev.simulators import running_simulator
from tests.support.people import Town, make_town
from tests.support.servers import TestDatabase

ACCOUNT = DEMO_ACCOUNTS["acme"]


@pytest.fixture
def town(database: TestDatabase) -> Town:
    return make_town()


@pytest.fixture
def whatsapp(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with running_simulator() as simulator:
        monkeypatch.setattr(settings(), "graph_base_url", simulator.url)
        yield


def credentials(**changes: str) -> channels.Credentials:
    given = {
        "token": ACCOUNT.token,
        "app_secret": ACCOUNT.app_secret,
        "waba_id": ACCOUNT.waba_id,
    } | changes
    return channels.Credentials(
        given["waba_id"], Secret(given["token"]), Secret(given["app_secret"])
    )


def connect(town: Town):
    account = channels.verify(credentials())
    return in_company(town.alice.actor, lambda ctx: channels.connect(ctx, credentials(), account))


def count(town: Town, table: type) -> int:
    return in_company(town.alice.actor, lambda ctx: len(ctx.db.exec(select(table)).all()))


def due() -> list[tuple[UUID, UUID]]:
    with public_transaction() as ctx:
        return templates.list_due(ctx)


def tried_before(town: Town, channel_id: UUID, passed: timedelta) -> None:
    """Let as much time pass since the templates were asked for."""

    def work(ctx: CompanyContext) -> None:
        channel = ctx.db.get_one(Channel, (ctx.company_id, channel_id))
        assert channel.templates_tried_at is not None
        channel.templates_tried_at -= passed

    in_company(town.alice.actor, work)


def test_right_credentials_list_the_numbers(town: Town, whatsapp: None) -> None:
    connect(town)
    (view,) = in_company(town.alice.actor, channels.list_accounts)
    numbers = in_company(town.alice.actor, channels.list_numbers)
    assert [number.display_number for number in numbers] == [
        "+351 21 000 0999",
        "+351 21 000 0998",
    ]
    assert view.webhook_address.startswith("http://acme.localhost:3000/webhooks/whatsapp/")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"token": "wrong"}, "access_token"),
        ({"app_secret": "wrong"}, "app_secret"),
        ({"waba_id": "1"}, "waba_id"),
        ({"token": " "}, "access_token"),
        ({"token": "EAA\u200b1"}, "access_token"),
        ({"app_secret": "abc\u202e"}, "app_secret"),
    ],
)
def test_wrong_credentials_are_said_at_their_field_and_nothing_is_stored(
    town: Town, whatsapp: None, change: dict[str, str], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        channels.verify(credentials(**change))
    assert field in refused.value.fields
    assert count(town, Channel) == 0


def test_whatsapp_away_is_said_so(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "graph_base_url", "http://127.0.0.1:9")
    with pytest.raises(Unavailable):
        channels.verify(credentials())


def test_no_secret_is_readable_in_the_table(town: Town, whatsapp: None) -> None:
    connect(town)
    stored = in_company(
        town.alice.actor, lambda ctx: repr(vars(ctx.db.exec(select(Channel)).one()))
    )
    assert ACCOUNT.token not in stored
    assert ACCOUNT.app_secret not in stored


def test_connecting_again_renews_in_place(town: Town, whatsapp: None) -> None:
    assert connect(town) == connect(town)
    assert count(town, Channel) == 1


def test_only_an_admin_may_connect(town: Town, whatsapp: None) -> None:
    account = channels.verify(credentials())
    with pytest.raises(NotAllowed):
        in_company(town.carol.actor, lambda ctx: channels.connect(ctx, credentials(), account))


def test_the_network_is_never_asked_inside_a_transaction(town: Town) -> None:
    with pytest.raises(RuntimeError, match="network"):
        in_company(town.alice.actor, lambda _: channels.verify(credentials()))


def test_all_pages_of_templates_are_pulled_and_pulling_again_adds_none(
    town: Town, whatsapp: None
) -> None:
    channel_id = connect(town)
    for _ in range(2):
        template_jobs.pull(town.alice.actor, channel_id=str(channel_id))
    assert count(town, MessageTemplate) == len(ACCOUNT.templates)


def test_a_pull_that_failed_is_said_on_the_settings_page_and_tried_again(
    town: Town, monkeypatch: pytest.MonkeyPatch, whatsapp: None
) -> None:
    channel_id = connect(town)
    monkeypatch.setattr(settings(), "graph_base_url", "http://127.0.0.1:9")
    template_jobs.pull(town.alice.actor, channel_id=str(channel_id))
    (view,) = in_company(town.alice.actor, channels.list_accounts)
    assert "templates could not be pulled" in view.problem
    assert due() == []
    tried_before(town, channel_id, timedelta(minutes=11))
    assert due() == [(town.alice.company_id, channel_id)]


def test_templates_are_pulled_again_every_hour(town: Town, whatsapp: None) -> None:
    channel_id = connect(town)
    assert due() == [(town.alice.company_id, channel_id)]
    template_jobs.pull(town.alice.actor, channel_id=str(channel_id))
    assert due() == []
    tried_before(town, channel_id, timedelta(minutes=61))
    assert due() == [(town.alice.company_id, channel_id)]


def test_a_refused_webhook_address_is_said_on_the_settings_page(town: Town, whatsapp: None) -> None:
    channel_id = connect(town)
    channel_jobs.subscribe(town.alice.actor, channel_id=str(channel_id))
    (view,) = in_company(town.alice.actor, channels.list_accounts)
    assert "webhook address" in view.problem


def test_a_status_of_a_template_comes_by_webhook(town: Town, whatsapp: None) -> None:
    channel_id = connect(town)
    template_jobs.pull(town.alice.actor, channel_id=str(channel_id))

    def pause(ctx: CompanyContext) -> str:
        template = ctx.db.exec(
            select(MessageTemplate).where(MessageTemplate.status == "APPROVED")
        ).first()
        assert template
        value = {
            "event": "PAUSED",
            "message_template_id": int(template.wa_template_id),
            "message_template_name": template.name,
            "message_template_language": template.language,
            "reason": "NONE",
        }
        change = {"field": "message_template_status_update", "value": value}
        body = json.dumps({"entry": [{"id": ACCOUNT.waba_id, "changes": [change]}]})
        (news,) = parse_webhook(body.encode()).template_updates
        templates.apply_update(ctx, channel_id, news)
        return template.status

    assert in_company(town.alice.actor, pause) == "PAUSED"
