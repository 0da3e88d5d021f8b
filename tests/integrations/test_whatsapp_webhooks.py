"""A webhook body is read element by element and nothing of it is lost."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from platform_app.integrations.whatsapp.graph_json import JsonObject
from platform_app.integrations.whatsapp.payloads import (
    AccountError,
    InboundKind,
    InboundMessage,
    ParsedWebhook,
    parse_webhook,
)

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "webhook-samples"
FILES = sorted(SAMPLES.glob("*.json"))


def parse(*changes: JsonObject, waba_id: str = "W1") -> ParsedWebhook:
    body = {"object": "whatsapp_business_account", "entry": [{"id": waba_id, "changes": changes}]}
    return parse_webhook(json.dumps(body).encode())


def messages_change(**value: object) -> JsonObject:
    return {"field": "messages", "value": {"metadata": {"phone_number_id": "P1"}, **value}}


def text(wamid: str = "wamid.1", **fields: object) -> JsonObject:
    message = {"id": wamid, "from": "351912000111", "timestamp": "1795420800", "type": "text"}
    return {**message, "text": {"body": "Hello"}, **fields}


def status(wamid: str = "wamid.1", **fields: object) -> JsonObject:
    return {"id": wamid, "status": "sent", "timestamp": "1795420800", **fields}


def only_message(**fields: Any) -> InboundMessage:
    (message,) = parse(messages_change(messages=[text(**fields)])).messages
    return message


def test_the_samples_are_there():
    assert len(FILES) >= 60, f"the webhook samples are missing: {SAMPLES}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_sample_is_read_without_losing_an_element(file: Path):
    raw = file.read_bytes()
    parsed = parse_webhook(raw)
    elements = 0
    for entry in json.loads(raw)["entry"]:
        for change in entry["changes"]:
            lists = [change["value"].get(name, []) for name in ("messages", "statuses")]
            elements += sum(map(len, lists)) or 1
    read = (
        *(parsed.messages, parsed.statuses, parsed.template_updates, parsed.archived),
        *(parsed.channel_events, parsed.person_events, parsed.others),
    )
    assert sum(map(len, read)) >= elements
    assert not parsed.problems
    assert not parsed.unknown
    assert all(one.waba_id for group in read for one in group)
    assert all(message.text for message in parsed.messages)


def test_a_message_knows_its_account_sender_and_time():
    contact = {"profile": {"name": "Ana"}, "wa_id": "351912000111", "user_id": "PT.8412"}
    (message,) = parse(messages_change(contacts=[contact], messages=[text()])).messages
    assert (message.waba_id, message.phone_number_id) == ("W1", "P1")
    assert (message.from_phone, message.from_user_id) == ("+351912000111", "PT.8412")
    assert message.profile_name == "Ana"
    assert message.timestamp == datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    assert (message.kind, message.text) == (InboundKind.TEXT, "Hello")


def test_a_sender_without_a_phone_is_known_by_the_user_id():
    contact = {"profile": {"name": "Rui"}, "user_id": "PT.5512"}
    message = text(from_user_id="PT.5512")
    del message["from"]
    (read,) = parse(messages_change(contacts=[contact], messages=[message])).messages
    assert (read.from_phone, read.from_user_id) == (None, "PT.5512")


def test_each_message_finds_its_own_contact():
    contacts = [
        {"profile": {"name": "Rui"}, "wa_id": "351912000222"},
        {"profile": {"name": "Ana"}, "wa_id": "351912000111"},
    ]
    (message,) = parse(messages_change(contacts=contacts, messages=[text()])).messages
    assert message.profile_name == "Ana"


@pytest.mark.parametrize(
    "timestamp", ["soon", "", None, "-5", "99999999999999999", 1e400, [], True, "１２３"]
)
def test_a_bad_timestamp_costs_only_the_time(timestamp: object):
    assert only_message(timestamp=timestamp).timestamp is None


@pytest.mark.parametrize("timestamp", ["1795420800", 1795420800, "1795420800000"])
def test_a_timestamp_may_be_text_number_or_milliseconds(timestamp: object):
    assert only_message(timestamp=timestamp).timestamp == datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"type": "image", "image": {"id": "1", "caption": "My chair"}}, "My chair"),
        ({"type": "image", "image": {"id": "1"}}, "Photo"),
        ({"type": "audio", "audio": {"id": "1", "voice": True}}, "Voice message"),
        ({"type": "document", "document": {"filename": "a.pdf"}}, "a.pdf"),
        ({"type": "location", "location": {"latitude": 1.5, "longitude": 2}}, "Location: 1.5, 2"),
        ({"type": "reaction", "reaction": {"message_id": "w", "emoji": "👍"}}, "Reacted 👍"),
        ({"type": "reaction", "reaction": {"message_id": "w"}}, "Removed a reaction"),
        ({"type": "button", "button": {"payload": "p", "text": "Stop"}}, "Stop"),
        ({"type": "order", "order": {"product_items": [{}, {}]}}, "Order of 2 products"),
        ({"type": "contacts", "contacts": [{"name": {"formatted_name": "Rui"}}]}, "Contact: Rui"),
        (
            {"type": "edit", "edit": {"message": {"type": "text", "text": {"body": "New"}}}},
            "New",
        ),
        ({"type": "revoke", "revoke": {"original_message_id": "w"}}, "Deleted a message"),
        ({"type": "hologram", "hologram": {}}, "Message of a kind that can't be shown"),
        ({"type": 7}, "Message of a kind that can't be shown"),
        ({"type": "image", "image": "not an object"}, "Photo"),
    ],
)
def test_every_kind_has_words_for_people(fields: JsonObject, words: str):
    assert only_message(**fields).text == words


def test_a_tapped_button_tells_what_it_answers():
    message = only_message(
        type="button",
        context={"id": "wamid.OUT"},
        button={"payload": "stop-marketing", "text": "Stop"},
    )
    assert (message.reply_id, message.context_wamid) == ("stop-marketing", "wamid.OUT")


def test_a_status_carries_callback_error_and_price():
    raw = status(
        status="failed",
        recipient_id="351912000111",
        recipient_user_id="PT.8412",
        biz_opaque_callback_data="t7|c91",
        errors=[{"code": 131049, "title": "T", "error_data": {"details": "D"}}],
        pricing={"type": "regular", "category": "marketing"},
    )
    (read,) = parse(messages_change(statuses=[raw])).statuses
    assert (read.status, read.callback, read.recipient_phone) == (
        "failed",
        "t7|c91",
        "+351912000111",
    )
    assert read.error is not None
    assert (read.error.code, read.error.title, read.error.details) == (131049, "T", "D")
    assert (read.pricing_type, read.pricing_category) == ("regular", "marketing")


@pytest.mark.parametrize("bad", [None, 5, "text", [], {}, {"id": ""}, {"type": "text"}])
def test_a_bad_element_never_harms_its_neighbours(bad: object):
    parsed = parse(
        messages_change(messages=[text("wamid.1"), bad, text("wamid.2")]),
        messages_change(statuses=[bad, status("wamid.3")]),
    )
    assert [one.wamid for one in parsed.messages] == ["wamid.1", "wamid.2"]
    assert [one.wamid for one in parsed.statuses] == ["wamid.3"]
    assert [one.raw for one in parsed.problems] == [bad, bad]


def test_several_accounts_may_share_one_body():
    entries = [
        {"id": waba_id, "changes": [messages_change(statuses=[status()])]} for waba_id in "AB"
    ]
    parsed = parse_webhook(json.dumps({"entry": entries}).encode())
    assert [one.waba_id for one in parsed.statuses] == ["A", "B"]


def test_an_unknown_field_is_kept_as_it_came():
    (other,) = parse({"field": "brand_new", "value": {"a": [1]}}).others
    assert (other.field, other.value) == ("brand_new", {"a": [1]})


def test_errors_of_the_account_belong_to_the_number():
    (error,) = parse(messages_change(errors=[{"code": 131042, "title": "No card"}])).channel_events
    assert isinstance(error, AccountError)
    assert (error.phone_number_id, error.code, error.title) == ("P1", 131042, "No card")


def test_messages_that_are_no_list_are_kept():
    assert len(parse(messages_change(messages={"id": "wamid.1"})).others) == 1


def test_a_template_change_names_template_and_status():
    value = {
        "event": "PAUSED",
        "message_template_id": 1689556908129832,
        "message_template_name": "offer",
        "message_template_language": "pt_PT",
        "reason": "NONE",
    }
    (update,) = parse({"field": "message_template_status_update", "value": value}).template_updates
    assert (update.template_id, update.status) == ("1689556908129832", "PAUSED")
    assert (update.name, update.language) == ("offer", "pt_PT")


def test_a_category_notice_tells_today_from_tomorrow():
    value = {
        "message_template_id": 1,
        "new_category": "UTILITY",
        "correct_category": "MARKETING",
    }
    (update,) = parse({"field": "template_category_update", "value": value}).template_updates
    assert (update.category, update.future_category) == ("UTILITY", "MARKETING")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'{"entry": 5}',
        b'{"entry": [5]}',
        b'{"entry": [{"changes": {}}]}',
        b'{"entry": [{"changes": [1]}]}',
        b"\xff\xfe",
        b"[" * 200_000,
        # Parsing takes half the depth that cleaning takes.
        b"[" * 900 + b'"\\u0000"' + b"]" * 900,
        b"9" * 10_000,
    ],
)
def test_a_broken_body_is_a_problem_and_no_exception(raw: bytes):
    parsed = parse_webhook(raw)
    assert len(parsed.problems) == 1


def test_what_postgresql_cannot_store_is_taken_out():
    raw = messages_change(messages=[text(text={"body": "a\x00b\ud800c 😀"})])
    (message,) = parse(raw).messages
    assert message.text == "ab?c 😀"
    message.raw["text"]["body"].encode()


def test_infinite_numbers_are_taken_out():
    raw = b'{"entry": [{"id": "W", "changes": [{"field": "x", "value": [NaN, Infinity, 1e999]}]}]}'
    (other,) = parse_webhook(raw).others
    assert other.value == [None, None, None]


def test_a_file_cannot_look_like_another_kind():
    document = {"id": "1", "mime_type": "application/octet-stream", "filename": "bill\u202egpj.exe"}
    raw = messages_change(messages=[text(type="document", document=document)])
    (message,) = parse(raw).messages
    assert message.media is not None
    assert (message.text, message.media.filename) == ("billgpj.exe", "billgpj.exe")
