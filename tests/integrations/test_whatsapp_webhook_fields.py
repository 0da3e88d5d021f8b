"""Every field that WhatsApp can subscribe us to is read for what it says."""

import hashlib
import json
from base64 import b64encode
from datetime import UTC, datetime
from typing import Any

import pytest

from platform_app.integrations.whatsapp.graph_json import JsonObject
from platform_app.integrations.whatsapp.payloads import (
    AccountUpdate,
    AddressBookChange,
    ArchiveSource,
    BusinessCapability,
    HistoryProgress,
    InboundMessage,
    MarketingPreference,
    NumberQuality,
    ParsedWebhook,
    SecurityEvent,
    UserIdChange,
    parse_webhook,
)

NINE = 1790000000
AT = datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC)
METADATA = {"metadata": {"phone_number_id": "P1", "display_phone_number": "351210000999"}}


def parse(field: str, value: object) -> ParsedWebhook:
    entry = {"id": "W1", "time": NINE, "changes": [{"field": field, "value": value}]}
    return parse_webhook(json.dumps({"entry": [entry]}).encode())


def event(field: str, value: JsonObject) -> Any:
    parsed = parse(field, value)
    assert not parsed.unknown
    [found] = parsed.channel_events + parsed.person_events
    assert (found.waba_id, found.raw) == ("W1", found.raw)
    return found


def message(**fields: object) -> InboundMessage:
    raw = {"from": "351912000111", "id": "wamid.1", "timestamp": str(NINE), **fields}
    [found] = parse("messages", METADATA | {"messages": [raw]}).messages
    return found


def test_restriction_names_its_kind_and_its_end():
    info = [
        {
            "restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING",
            "expiration": NINE,
            "remediation": "Wait.",
        }
    ]
    found = event("account_update", {"event": "ACCOUNT_RESTRICTION", "restriction_info": info})
    assert isinstance(found, AccountUpdate)
    [one] = found.restrictions
    assert (one.kind, one.expires_at, one.remediation) == (
        "RESTRICTED_BIZ_INITIATED_MESSAGING",
        AT,
        "Wait.",
    )


@pytest.mark.parametrize("state", ["DISABLE", ["DISABLE"]])
def test_ban_is_read_in_both_ways_it_is_written(state):
    found = event(
        "account_update", {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": state}}
    )
    assert found.ban_state == "DISABLE"


def test_event_of_a_partner_is_about_the_account_it_names():
    value = {"event": "PARTNER_ADDED", "waba_info": {"waba_id": "W2"}}
    [found] = parse("account_update", value).channel_events
    assert found.waba_id == "W2"


@pytest.mark.parametrize(
    ("told", "tier"),
    [
        (2000, "TIER_2K"),
        ("100000", "TIER_100K"),
        (250, "TIER_250"),
        (-1, "TIER_UNLIMITED"),
        ("TIER_10K", "TIER_10K"),
        (None, ""),
    ],
)
def test_messaging_limit_is_a_tier_however_it_is_told(told, tier):
    found = event("business_capability_update", {"max_daily_conversations_per_business": told})
    assert isinstance(found, BusinessCapability)
    assert found.limit == tier


def test_number_is_named_by_its_digits():
    value = {"display_phone_number": "+351 21 000 0999", "event": "THROUGHPUT_UPGRADE"}
    found = event("phone_number_quality_update", value)
    assert isinstance(found, NumberQuality)
    assert (found.display_number, found.event, found.limit) == (
        "351210000999",
        "THROUGHPUT_UPGRADE",
        "",
    )
    pin = event("security", {"display_phone_number": "1", "event": "PIN_CHANGED", "requester": 7})
    assert isinstance(pin, SecurityEvent)
    assert pin.requester == "7"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("account_alerts", {"alert_info": {"alert_type": "X", "alert_severity": "WARNING"}}),
        ("account_review_update", {"decision": "APPROVED"}),
        ("phone_number_name_update", {"display_phone_number": "1", "decision": "REJECTED"}),
        ("business_username_updates", {"display_phone_number": "1", "status": "approved"}),
        ("payment_configuration_update", {"configuration_name": "a", "status": "Active"}),
        ("account_settings_update", {"type": "phone_number_settings"}),
        ("business_status_update", {"event": "X"}),
        ("flows", {"event": "FLOW_STATUS_CHANGE", "new_status": "BLOCKED"}),
    ],
)
def test_field_of_the_account_has_a_type_of_its_own(field, value):
    assert event(field, value).at == AT


@pytest.mark.parametrize("field", ["automatic_events", "calls", "group_status_update", "standby"])
def test_field_of_no_use_is_known_all_the_same(field):
    parsed = parse(field, {"a": 1})
    assert [one.field for one in parsed.others] == [field]
    assert not parsed.unknown


def test_preference_of_somebody_without_a_phone():
    one = {
        "user_id": "PT.1",
        "category": "marketing_messages",
        "value": "stop",
        "timestamp": NINE - 9,
    }
    found = event("user_preferences", {"user_preferences": [one]})
    assert isinstance(found, MarketingPreference)
    assert (found.phone, found.wa_user_id, found.wants_marketing) == (None, "PT.1", False)
    assert found.at is not None
    assert found.at < AT


def test_new_user_id_replaces_the_old_one():
    one = {"wa_id": "351912000111", "user_id": {"previous": "PT.1", "current": "PT.2"}}
    found = event("user_id_update", {"user_id_update": [one]})
    assert isinstance(found, UserIdChange)
    assert (found.phone, found.previous, found.current) == ("+351912000111", "PT.1", "PT.2")


def test_notice_of_a_new_user_id_tells_both():
    said = {"type": "user_changed_user_id", "body": "User Rui changed from PT.1 to PT.2"}
    raw = {"id": "wamid.1", "type": "system", "system": said | {"user_id": "PT.2"}}
    [found] = parse("messages", METADATA | {"messages": [raw]}).messages
    assert found.from_user_id == "PT.1"
    assert found.change is not None
    assert found.change.user_id == "PT.2"


def test_address_book_names_and_removes():
    person = {"full_name": "Pablo Morales", "phone_number": "16505551234"}
    common = {"type": "contact", "contact": person, "metadata": {"timestamp": str(NINE)}}
    added, removed = parse(
        "smb_app_state_sync",
        METADATA | {"state_sync": [common | {"action": "add"}, common | {"action": "remove"}]},
    ).person_events
    assert isinstance(added, AddressBookChange)
    assert isinstance(removed, AddressBookChange)
    assert (added.phone, added.name, added.is_removed) == ("+16505551234", "Pablo Morales", False)
    assert removed.is_removed


def test_echo_is_ours_and_knows_the_customer():
    echo = {"from": "351210000999", "to": "351912000111", "id": "wamid.1", "type": "text"}
    value = METADATA | {"message_echoes": [echo | {"text": {"body": "From the app"}}]}
    [found] = parse("smb_message_echoes", value).archived
    assert (found.is_ours, found.source, found.message.from_phone) == (
        True,
        ArchiveSource.APP,
        "+351912000111",
    )
    assert found.message.text == "From the app"


def test_history_tells_whose_each_message_is_and_how_far_it_has_come():
    common = {"timestamp": str(NINE), "type": "text", "text": {"body": "Old"}}
    ours = common | {"from": "351210000999", "id": "1", "history_context": {"status": "READ"}}
    theirs = common | {"from": "351912000111", "id": "2"}
    thread = {"id": "351912000111", "messages": [ours, "bad", theirs]}
    chunk = {"metadata": {"progress": 55}, "threads": [thread]}
    parsed = parse("history", METADATA | {"history": [chunk]})
    assert [one.is_ours for one in parsed.archived] == [True, False]
    assert {one.message.from_phone for one in parsed.archived} == {"+351912000111"}
    assert parsed.archived[0].status == "read"
    [progress] = parsed.channel_events
    assert isinstance(progress, HistoryProgress)
    assert progress.progress == 55
    assert [one.reason for one in parsed.problems] == ["This is not an object."]


def test_refused_history_tells_why():
    error = {"code": 2593109, "message": "History sharing is off"}
    found = event("history", METADATA | {"history": [{"errors": [error]}]})
    assert (found.error_code, found.details) == (2593109, "History sharing is off")


@pytest.mark.parametrize("write", [lambda raw: raw.hex(), lambda raw: b64encode(raw).decode()])
def test_checksum_of_a_file_is_read_in_both_ways_it_is_written(write):
    digest = hashlib.sha256(b"photo").digest()
    image = {"id": 77, "mime_type": "image/jpeg; charset=binary", "sha256": write(digest)}
    media = message(type="image", image=image).media
    assert media is not None
    assert (media.id, media.mime_type, media.sha256) == ("77", "image/jpeg", digest.hex())


def test_advertisement_that_somebody_came_through():
    referral = message(
        type="text",
        text={"body": "Hi"},
        referral={"source_type": "ad", "headline": "Chairs", "source_url": "https://fb.me/x"},
    ).referral
    assert referral is not None
    assert (referral.source, referral.headline, referral.url) == ("ad", "Chairs", "https://fb.me/x")


def test_template_update_carries_whatsapps_own_words():
    value = {
        "event": "REJECTED",
        "message_template_id": 7,
        "rejection_info": {"reason": "Too vague", "recommendation": "Say what it is about"},
        "other_info": {"title": "FIRST_PAUSE"},
        "disable_info": {"disable_date": NINE},
    }
    [update] = parse("message_template_status_update", value).template_updates
    assert (update.title, update.explanation, update.advice, update.disable_at) == (
        "FIRST_PAUSE",
        "Too vague",
        "Say what it is about",
        AT,
    )


def test_template_update_tells_from_what_to_what_and_when():
    value = {
        "message_template_id": 7,
        "previous_category": "UTILITY",
        "new_category": "MARKETING",
        "category_update_timestamp": NINE,
        "previous_quality_score": "GREEN",
    }
    [update] = parse("template_category_update", value).template_updates
    assert (update.previous_category, update.category, update.changes_at) == (
        "UTILITY",
        "MARKETING",
        AT,
    )
    assert update.previous_quality == "GREEN"


@pytest.mark.parametrize(
    ("field", "value", "what"),
    [
        ("brand_new", {"a": 1}, "field"),
        ("account_update", {"event": "ALIENS_LANDED"}, "event ALIENS_LANDED"),
        (
            "messages",
            METADATA | {"messages": [{"id": "1", "from": "5511", "type": "hologram"}]},
            "type hologram",
        ),
        ("messages", {"statuses": [{"id": "1", "status": "dreamt"}]}, "status dreamt"),
        ("security", {"display_phone_number": "1"}, "element"),
        ("user_preferences", {"user_preferences": {}}, "value"),
        ("flows", "text", "value"),
    ],
)
def test_what_we_do_not_know_is_noted(field, value, what):
    assert [(one.field, one.what) for one in parse(field, value).unknown] == [(field, what)]


def test_shape_of_the_unknown_holds_no_personal_text():
    secret = {"name": "Ana Secret", "phones": ["351912000111"], "Ana Secret +351": True, "n": 5}
    [one] = parse("brand new Ana", secret | {"deep": {"a": {"b": {"c": {"d": {}}}}}}).unknown
    assert one.field == "(not a word)"
    assert json.loads(one.shape)["phones"] == ["text"]
    assert "Ana" not in one.shape
    assert "351" not in one.shape
