"""Stored events are applied once more at an operator's wish, and change nothing that they have changed before."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from platform_app.core.clock import now
from platform_app.core.context import PlatformActor
from platform_app.core.db import company_transaction, platform_transaction
from platform_app.core.errors import InvalidInput
from platform_app.models.audit import AuditEvent
from platform_app.models.channels import PhoneNumber
from platform_app.models.webhooks import NumberHour, WebhookUnknown
from platform_app.services import webhooks
from tests.support import factories
from tests.support.conversations import all_of, edit, reaction, revoke, says
from tests.support.doors import snapshot
from tests.support.servers import TestDatabase
from tests.support.webhooks import TestChannel, connect, status

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "webhook-samples"
ROOT = PlatformActor(None, "Root", verified_at=now())


@pytest.fixture
def channel(database: TestDatabase) -> TestChannel:
    made = connect(factories.company("Acme").id)
    with company_transaction(made.system) as ctx:
        ctx.db.exec(select(PhoneNumber)).one().display_number = "+1 555 078 3881"
    return made


def as_ours(body: bytes, channel: TestChannel) -> bytes:
    """Return a sample as if it were about this account and number."""
    told = json.loads(body)
    for entry in told["entry"]:
        entry["id"] = channel.waba_id
        for change in entry["changes"]:
            value = change["value"]
            value.get("waba_info", {}).pop("waba_id", None)
            if "metadata" in value:
                value["metadata"]["phone_number_id"] = channel.wa_number_id
    return json.dumps(told).encode()


def conversation(channel: TestChannel) -> list[bytes]:
    """Return bodies that touch and move the same people again and again."""
    told: list[dict[str, Any]] = [
        says("wamid.1", "STOP"),
        says("wamid.2", from_user_id="PT.1"),
        edit("wamid.3", "wamid.2", "Better"),
        reaction("wamid.4", "wamid.2", "👍"),
        revoke("wamid.5", "wamid.1"),
        says("wamid.6")
        | {"type": "system", "system": {"type": "user_changed_number", "wa_id": "351912000222"}},
        says("wamid.7") | {"from": "351912000222", "from_user_id": "PT.2"},
        says("wamid.8") | {"type": "image", "image": {"id": "5", "mime_type": "image/png"}},
        {"id": "wamid.9", "from": "351912000333", "type": "hologram"},
    ]
    bodies = [channel.body(channel.value(messages=[one])) for one in told]
    for at, word in ((1790000000, "stop"), (1790000100, "resume"), (1790000050, "stop")):
        wish = {"wa_id": "351912000222", "category": "marketing_messages", "value": word}
        value = channel.value(user_preferences=[wish | {"timestamp": at}])
        bodies.append(channel.body(value, field="user_preferences"))
    states = [status("wamid.unknown", state) for state in ("sent", "delivered", "sent")]
    bodies.append(channel.body(channel.value(statuses=states)))
    bodies.append(channel.body(channel.value(errors=[{"code": 131042, "title": "No card"}])))
    bodies.append(channel.body({"a": 1}, field="brand_new"))
    return bodies


def rows(database: TestDatabase) -> dict[str, str]:
    found = snapshot(database)
    # The events themselves say that they were replayed.
    return {table: print for table, print in found.items() if table != "webhook_event"}


def test_replaying_everything_changes_no_row(channel: TestChannel, database: TestDatabase):
    samples = [as_ours(path.read_bytes(), channel) for path in sorted(SAMPLES.glob("*.json"))]
    bodies = [*samples, *conversation(channel), *samples]
    channel.store(*bodies)
    while channel.apply():
        pass
    assert channel.replay() == len(bodies)
    before = rows(database)
    assert channel.apply() == len(bodies)
    after = rows(database)
    assert [table for table in before if before[table] != after[table]] == []


def test_replay_counts_nothing_twice(channel: TestChannel):
    for body in conversation(channel):
        channel.take(body)
    before = [
        sorted((one.field, one.what, one.seen) for one in all_of(channel, WebhookUnknown)),
        sum(one.events for one in all_of(channel, NumberHour)),
    ]
    assert before[0] == [("brand_new", "field", 1), ("messages", "type hologram", 1)]
    assert before[1] > 0
    assert channel.replay() == channel.apply() > 0
    assert before == [
        sorted((one.field, one.what, one.seen) for one in all_of(channel, WebhookUnknown)),
        sum(one.events for one in all_of(channel, NumberHour)),
    ]


def test_operator_sees_how_many_before_and_the_log_remembers(channel: TestChannel):
    channel.take(channel.body(channel.value(messages=[says("wamid.1")])))
    since, until = "2026-01-01T00:00", "2099-01-01T00:00"
    with platform_transaction(ROOT) as ctx:
        found = webhooks.find_range(ctx, subdomain=" ACME ", since=since, until=until)
    assert (found.company, found.events) == ("Acme", 1)
    with platform_transaction(ROOT, channel.company_id) as ctx:
        total = webhooks.replay_range(ctx, channel.company_id, since=found.since, until=found.until)
    assert total == 1
    assert channel.apply() == 1
    [event] = [one for one in all_of(channel, AuditEvent) if one.action == "webhook.replayed"]
    assert (event.actor_name, event.facts["events"]) == ("Root", 1)


def test_range_of_others_is_left_alone(channel: TestChannel):
    other = connect(factories.company("Globex").id)
    for each in (channel, other):
        each.take(each.body(each.value(messages=[says("wamid.1")])))
    with platform_transaction(ROOT, channel.company_id) as ctx:
        webhooks.replay_range(ctx, channel.company_id, since="2026-01-01", until="2099-01-01")
    assert [channel.apply(), other.apply()] == [1, 0]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subdomain": "nobody"}, "subdomain"),
        ({"since": ""}, "since"),
        ({"until": "tomorrow"}, "until"),
        ({"since": "2099-01-01T00:00"}, "until"),
    ],
)
def test_what_is_wrong_with_a_range_stands_at_its_field(channel, changes, field):
    given = {"subdomain": "acme", "since": "2026-01-01T00:00", "until": "2027-01-01T00:00"}
    with pytest.raises(InvalidInput) as refusal, platform_transaction(ROOT) as ctx:
        webhooks.find_range(ctx, **(given | changes))
    assert list(refusal.value.fields) == [field]


def test_unknown_kinds_are_listed_by_their_form_only(channel: TestChannel):
    secret = {"name": "Ana Secret", "phone": "351912000111"}
    for _ in range(3):
        channel.take(channel.body(secret, field="brand_new"))
    with platform_transaction(ROOT) as ctx:
        [row] = webhooks.list_unknown(ctx)
    assert (row.company, row.field, row.what, row.seen) == ("Acme", "brand_new", "field", 3)
    assert json.loads(row.shape) == {"name": "text", "phone": "text"}
    assert "Secret" not in str(row)


def test_kinds_of_one_company_do_not_grow_without_end(channel: TestChannel):
    bodies = [channel.body({"a": 1}, field=f"new_{number}") for number in range(230)]
    channel.take(*bodies)
    assert len(all_of(channel, WebhookUnknown)) == 200
