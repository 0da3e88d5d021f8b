"""Ingest: every stored event has its effect once, and a bad one harms nothing else."""

import itertools
import json
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import select

from platform_app.core.db import company_transaction, in_company, public_transaction
from platform_app.jobs.webhooks import apply_round
from platform_app.models.audit import AuditEvent
from platform_app.models.campaigns import CampaignRecipient
from platform_app.models.channels import Channel
from platform_app.models.contacts import Contact
from platform_app.models.deliveries import DeliveryStatus
from platform_app.models.inbox import Message
from platform_app.models.templates import MessageTemplate
from platform_app.services import webhooks
from platform_app.services.sending import Source, Started
from tests.support import factories
from tests.support.campaigns import SendingCampaign, sending_campaign
from tests.support.servers import TestDatabase
from tests.support.webhooks import TestChannel, connect, status, text_message

pytestmark = pytest.mark.usefixtures("database")

PROJECT = Path(__file__).parents[2]
INGEST = "tests.services.ingest_process"
LATTICE = ["sent", "delivered", "read", "failed"]


@pytest.fixture
def channel() -> TestChannel:
    return connect(factories.company("Acme").id)


@pytest.fixture
def allow(database):
    """Let the message `wamid.bad` in again."""

    def drop_constraint() -> None:
        administer(database, "alter table message drop constraint if exists refused")

    return drop_constraint


@pytest.fixture
def refuse(database, allow):
    """Have the database refuse the message `wamid.bad`, as a fault of ours would."""
    yield lambda: administer(
        database, "alter table message add constraint refused check (wamid <> 'wamid.bad')"
    )
    allow()


def administer(database: TestDatabase, statement: str) -> None:
    with database.connect() as connection, connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


@pytest.fixture
def campaign() -> SendingCampaign:
    return sending_campaign(people=1)


def of(campaign: SendingCampaign) -> TestChannel:
    """Return the campaign's channel as WhatsApp knows it."""
    return TestChannel(
        campaign.company_id, campaign.channel_id, campaign.number_id, "", "", "", "1", "2"
    )


def attempt(campaign: SendingCampaign, *, wamid: str | None = None) -> Started:
    """Have the campaign's only message under way, or accepted if its id is known."""
    with company_transaction(campaign.actor) as ctx:
        [row] = ctx.db.exec(select(CampaignRecipient)).all()
        row.attempt_id, row.wamid = row.id, wamid
        row.status = DeliveryStatus.ACCEPTED if wamid else DeliveryStatus.SENDING
    return Started(row.id, row.id, 1)


def one(campaign: SendingCampaign) -> CampaignRecipient:
    with company_transaction(campaign.actor) as ctx:
        return ctx.db.exec(select(CampaignRecipient)).one()


def all_of(channel: TestChannel, table: type[Any]) -> list[Any]:
    with company_transaction(channel.system) as ctx:
        return list(ctx.db.exec(select(table).order_by(table.id)))


@pytest.mark.parametrize("order", list(itertools.permutations(LATTICE)), ids="-".join)
@pytest.mark.parametrize("how", ["one batch", "one by one", "again and again"])
def test_statuses_in_any_order_end_the_same(campaign, order, how):
    attempt(campaign, wamid="wamid.1")
    channel = of(campaign)
    bodies = [channel.body(channel.value(statuses=[status("wamid.1", state)])) for state in order]
    if how == "one batch":
        channel.take(*bodies)
    else:
        for body in bodies:
            channel.take(*[body] * (5 if how == "again and again" else 1))
    row = one(campaign)
    assert row.status == "read"
    assert None not in (row.sent_at, row.delivered_at, row.read_at, row.failed_at)
    assert campaign.counters() == campaign.states() == {"read": 1}


def test_status_that_overtakes_the_answer_finds_its_row(campaign):
    started = attempt(campaign)
    callback = started.callback(Source.RECIPIENT)
    channel = of(campaign)
    news = status("wamid.9", "delivered", biz_opaque_callback_data=callback)
    channel.take(channel.body(channel.value(statuses=[news])))
    assert (one(campaign).status, one(campaign).wamid) == ("delivered", "wamid.9")


def test_events_are_applied_once_whoever_posts_them_how_often(channel):
    body = channel.body(channel.value(messages=[text_message("wamid.1")]))
    channel.take(*[body] * 5)
    assert len(all_of(channel, Message)) == 1


def test_bad_elements_leave_their_neighbours_alone(channel):
    good = [text_message(f"wamid.{n}") for n in range(3)]
    value = channel.value(messages=[good[0], "nonsense", {"id": "x"}, good[1], None, good[2]])
    channel.take(b"no json", channel.body(value), b'{"entry":[{"changes":[1]}]}')
    assert len(all_of(channel, Message)) == 3
    problems = [event.problem for event in channel.events()]
    assert "This is not JSON" in problems[0]
    assert problems[1].count("Not understood") == 3
    assert "names no field" in problems[2]


def test_element_that_the_database_refuses_leaves_its_neighbours_alone(channel, refuse):
    refuse()
    messages = [text_message(f"wamid.{name}") for name in ("1", "2", "bad", "3")]
    later = channel.body(channel.value(messages=[text_message("wamid.4")]))
    channel.store(channel.body(channel.value(messages=messages)), later)
    assert channel.apply() == 1
    assert {one.wamid for one in all_of(channel, Message)} == {f"wamid.{n}" for n in "1234"}
    bad, good = channel.events()
    assert (bad.applied_at, bad.attempts) == (None, 1)
    assert "check constraint" in bad.problem
    assert (good.attempts, good.problem) == (0, None)


def test_event_that_fails_five_times_is_kept_with_its_reason_and_can_be_replayed(
    channel, refuse, allow
):
    refuse()
    channel.store(channel.body(channel.value(messages=[text_message("wamid.bad")])))
    assert [attempt_later(channel) for _ in range(5)] == [0, 0, 0, 0, 1]
    [event] = channel.events()
    assert (event.attempts, event.applied_at is None) == (5, False)
    assert "check constraint" in event.problem
    allow()
    assert channel.replay() == 1
    assert channel.apply() == 1
    assert [one.wamid for one in all_of(channel, Message)] == ["wamid.bad"]
    assert channel.events()[0].problem is None


def test_failed_event_is_not_tried_again_at_once(channel, refuse):
    refuse()
    channel.store(channel.body(channel.value(messages=[text_message("wamid.bad")])))
    assert [channel.apply(), channel.apply()] == [0, 0]
    assert channel.events()[0].attempts == 1


@pytest.mark.parametrize("foreign", ["waba_id", "wa_number_id"])
def test_foreign_event_is_dropped_and_remembered(channel, foreign):
    stranger = replace(channel, **{foreign: "999"})
    value = stranger.value(messages=[text_message("wamid.1")], statuses=[status("wamid.2", "read")])
    channel.take(
        stranger.body(value), channel.body(channel.value(messages=[text_message("wamid.3")]))
    )
    assert [one.wamid for one in all_of(channel, Message)] == ["wamid.3"]
    [audit] = all_of(channel, AuditEvent)
    assert (audit.action, audit.facts["elements"]) == ("webhook.foreign_event_dropped", 2)
    assert "999" in channel.events()[0].problem


def test_unknown_fields_are_kept(channel):
    channel.take(channel.body({"anything": 1}, field="brand_new_field"))
    [event] = channel.events()
    assert event.problem == "Nothing was done about brand_new_field."


def test_event_of_a_removed_connection_is_kept(channel):
    with company_transaction(channel.system) as ctx:
        event = webhooks.ReceivedEvent(channel.number_id, b"{}")
        webhooks.store(ctx, [event])
    assert channel.apply() == 1
    assert "is gone" in channel.events()[0].problem


def test_first_and_last_event_show_that_the_connection_lives(channel):
    channel.take(b"{}")
    [row] = all_of(channel, Channel)
    first = row.first_event_at
    channel.take(b"{}")
    [row] = all_of(channel, Channel)
    assert row.first_event_at == first < row.last_event_at


def test_template_status_comes_by_webhook(channel):
    template = MessageTemplate(
        company_id=channel.company_id,
        channel_id=channel.id,
        wa_template_id="77",
        name="offer",
        language="en",
        category="MARKETING",
        status="PENDING",
    )
    with company_transaction(channel.system) as ctx:
        ctx.db.add(template)
    news = {"event": "APPROVED", "message_template_id": 77, "message_template_name": "offer"}
    channel.take(channel.body(news, field="message_template_status_update"))
    assert [one.status for one in all_of(channel, MessageTemplate)] == ["APPROVED"]


def test_two_drainers_at_once_apply_each_event_once(channel):
    messages = [text_message(f"wamid.{n}") for n in range(60)]
    channel.store(*[channel.body(channel.value(messages=[one])) for one in messages])

    def drain_one(ctx):
        return webhooks.apply_waiting(ctx, limit=10)

    def drain() -> int:
        applied = 0
        while any(event.applied_at is None for event in channel.events()):
            applied += in_company(channel.system, lambda ctx: webhooks.apply_waiting(ctx, limit=10))
        return applied

    with ThreadPoolExecutor(4) as threads:
        applied = sum(future.result() for future in [threads.submit(drain) for _ in range(4)])
    assert applied == 60
    assert len(all_of(channel, Message)) == 60


def test_killed_between_apply_and_commit_loses_and_doubles_nothing(channel):
    channel.store(channel.body(channel.value(messages=[text_message("wamid.1")])))
    process = subprocess.run(
        [sys.executable, "-m", INGEST, str(channel.company_id)],
        cwd=PROJECT,
        timeout=60,
        check=False,
    )
    assert process.returncode == -9
    assert all_of(channel, Message) == []
    assert channel.apply() == 1
    assert len(all_of(channel, Message)) == 1


def test_round_serves_every_company_that_waits(channel):
    others = [connect(factories.company(name).id) for name in ("Globex", "Initech")]
    for each in (channel, *others):
        each.store(each.body(each.value(messages=[text_message("wamid.1")])))
    with public_transaction() as ctx:
        assert set(webhooks.companies_with_events(ctx)) == {
            one.company_id for one in (channel, *others)
        }
    assert apply_round() == 3
    assert apply_round() == 0
    assert [len(all_of(each, Message)) for each in (channel, *others)] == [1, 1, 1]


TOO_DEEP = b'{"entry": [{"x": "\\ud83d\\ude00", "changes": %s}]}' % (b"[" * 600 + b"]" * 600)


def test_body_nested_without_end_holds_nobody_up(channel):
    other = connect(factories.company("Globex").id)
    channel.store(TOO_DEEP)
    other.store(other.body(other.value(messages=[text_message("wamid.1")])))
    assert apply_round() == 2
    assert "nested too deeply" in channel.events()[0].problem


def test_id_that_no_index_takes_leaves_its_neighbours_alone(channel):
    endless = "".join(map(str, random.Random(1).choices(range(10), k=9_000)))
    file = {"type": "image", "image": {"id": "1", "mime_type": "image/jpeg"}}
    alert = {"alert_info": {"alert_type": "X"}, "entity_type": "WABA", "entity_id": endless}
    messages = [text_message(endless), text_message("wamid.1"), text_message("wamid.2") | file]
    channel.store(
        channel.body(alert, field="account_alerts"),
        channel.body(channel.value(messages=messages)),
    )
    assert channel.apply() == 1
    assert len(all_of(channel, Message)) == 2
    assert "ProgramLimitExceeded" in channel.events()[0].problem


def test_company_whose_batch_fails_as_a_whole_holds_nobody_up(channel, monkeypatch):
    other = connect(factories.company("Globex").id)
    for each in (channel, other):
        each.store(each.body(each.value(messages=[text_message("wamid.1")])))
    real = webhooks.apply_waiting

    def apply(ctx):
        if ctx.company_id == min(channel.company_id, other.company_id):
            raise RuntimeError("A fault of ours.")
        return real(ctx)

    monkeypatch.setattr(webhooks, "apply_waiting", apply)
    assert apply_round() == 1


def test_made_up_accounts_do_not_fill_the_audit_log(channel):
    strangers = [replace(channel, waba_id=str(n)) for n in range(100)]
    value = channel.value(messages=[text_message("wamid.1")])
    entries = [json.loads(one.body(value))["entry"][0] for one in strangers]
    channel.take(json.dumps({"entry": entries}).encode())
    assert len(all_of(channel, AuditEvent)) == 20


@pytest.mark.parametrize(("word", "opted_out"), [("stop", True), ("resume", False)])
def test_stop_control_of_whatsapp_is_obeyed_for_unknown_people_too(channel, word, opted_out):
    preference = {
        "user_id": "PT.1",
        "category": "marketing_messages",
        "value": word,
        "timestamp": 1790000000,
    }
    channel.take(
        channel.body(channel.value(user_preferences=[preference]), field="user_preferences")
    )
    [contact] = all_of(channel, Contact)
    assert (contact.wa_user_id, contact.opted_out_at is not None) == ("PT.1", opted_out)


def test_resume_out_of_the_future_does_not_make_a_later_stop_look_old(channel):
    for word, moment in (("resume", 4_102_444_800), ("stop", int(time.time()) + 60)):
        preference = {"wa_id": "351912000111", "category": "marketing_messages"}
        preference |= {"value": word, "timestamp": moment}
        value = channel.value(user_preferences=[preference])
        channel.take(channel.body(value, field="user_preferences"))
    [contact] = all_of(channel, Contact)
    assert contact.opted_out_at is not None


def test_huge_bodies_are_applied_in_parts(channel):
    filler = "x" * 3_000_000
    channel.store(*[json.dumps({"entry": [], "filler": filler}).encode()] * 4)
    assert [channel.apply() for _ in range(5)] == [1, 1, 1, 1, 0]


def attempt_later(channel: TestChannel) -> int:
    """Apply once more, as if so much time had passed that the event is due."""
    with company_transaction(channel.system) as ctx:
        earlier = text("update webhook_event set created_at = created_at - interval '1 hour'")
        ctx.db.connection().execute(earlier)
    return channel.apply()
