"""The contract table: for each kind of message the exact body that WhatsApp documents."""

import json
from datetime import UTC, datetime

import pytest

from platform_app.core.errors import InvalidInput
from platform_app.integrations.whatsapp.graph_json import JsonObject
from platform_app.integrations.whatsapp.payloads import interactive as tap
from platform_app.integrations.whatsapp.payloads import messages as say
from platform_app.integrations.whatsapp.payloads import template_parts as part
from platform_app.integrations.whatsapp.payloads.messages import MediaKind

TO = "+351912000111"
PICTURE = "https://cdn.example.org/p.jpg"
TEN_ROWS = tuple(tap.ListRow(f"r{n}", f"Row {n}") for n in range(10))

# fmt: off
CONTENTS: dict[str, tuple[JsonObject, JsonObject]] = {
    "text": (
        say.text("Hi Ana, see https://example.org/a"),
        {"type": "text", "text": {"body": "Hi Ana, see https://example.org/a", "preview_url": True}}),
    "text without preview": (
        say.text("Hi", preview_url=False),
        {"type": "text", "text": {"body": "Hi", "preview_url": False}}),
    "image by id": (
        say.media(MediaKind.IMAGE, "3391027755102", caption="Blue chair"),
        {"type": "image", "image": {"id": "3391027755102", "caption": "Blue chair"}}),
    "image by link": (
        say.media(MediaKind.IMAGE, PICTURE),
        {"type": "image", "image": {"link": PICTURE}}),
    "document": (
        say.media(MediaKind.DOCUMENT, "https://cdn.example.org/q.pdf", caption="Your quote", filename="quote.pdf"),
        {"type": "document", "document": {
            "link": "https://cdn.example.org/q.pdf", "caption": "Your quote", "filename": "quote.pdf"}}),
    "audio": (
        say.media(MediaKind.AUDIO, "77120"),
        {"type": "audio", "audio": {"id": "77120"}}),
    "voice note": (
        say.media(MediaKind.AUDIO, "77120", is_voice=True),
        {"type": "audio", "audio": {"id": "77120", "voice": True}}),
    "video": (
        say.media(MediaKind.VIDEO, "https://cdn.example.org/v.mp4", caption="Demo"),
        {"type": "video", "video": {"link": "https://cdn.example.org/v.mp4", "caption": "Demo"}}),
    "sticker": (
        say.media(MediaKind.STICKER, "88213"),
        {"type": "sticker", "sticker": {"id": "88213"}}),
    "location": (
        say.location(say.Place(38.7131, -9.144, "Shop", "Rua A 1")),
        {"type": "location", "location": {
            "latitude": "38.713100", "longitude": "-9.144000", "name": "Shop", "address": "Rua A 1"}}),
    "location without words": (
        say.location(say.Place(0, 0)),
        {"type": "location", "location": {"latitude": "0.000000", "longitude": "0.000000"}}),
    "contacts": (
        say.contacts([say.ContactCard(
            "Rui Sá", "Rui", phones=("+351210000222",), emails=("rui@acme.example",), company="Acme",
            urls=("https://acme.example",), birthday="1990-01-31")]),
        {"type": "contacts", "contacts": [{
            "name": {"formatted_name": "Rui Sá", "first_name": "Rui"},
            "phones": [{"phone": "+351210000222", "wa_id": "351210000222"}],
            "emails": [{"email": "rui@acme.example"}], "urls": [{"url": "https://acme.example"}],
            "org": {"company": "Acme"}, "birthday": "1990-01-31"}]}),
    "reaction": (
        say.reaction("wamid.X", "👍"),
        {"type": "reaction", "reaction": {"message_id": "wamid.X", "emoji": "👍"}}),
    "reaction taken back": (
        say.reaction("wamid.X", ""),
        {"type": "reaction", "reaction": {"message_id": "wamid.X", "emoji": ""}}),
    "buttons": (
        tap.buttons(
            tap.Frame("Confirm your visit on 3 Dec?", "33910", MediaKind.IMAGE, "Clinic Norte"),
            [tap.ReplyButton("visit:yes:88", "Yes"), tap.ReplyButton("visit:no:88", "No")]),
        {"type": "interactive", "interactive": {
            "type": "button", "header": {"type": "image", "image": {"id": "33910"}},
            "body": {"text": "Confirm your visit on 3 Dec?"}, "footer": {"text": "Clinic Norte"},
            "action": {"buttons": [
                {"type": "reply", "reply": {"id": "visit:yes:88", "title": "Yes"}},
                {"type": "reply", "reply": {"id": "visit:no:88", "title": "No"}}]}}}),
    "list": (
        tap.choice_list(
            tap.Frame("How can we help?", "Topics"), "Choose",
            [tap.ListSection("Orders", (tap.ListRow("o1", "Where is it?", "Track a parcel"),))]),
        {"type": "interactive", "interactive": {
            "type": "list", "header": {"type": "text", "text": "Topics"}, "body": {"text": "How can we help?"},
            "action": {"button": "Choose", "sections": [{"title": "Orders", "rows": [
                {"id": "o1", "title": "Where is it?", "description": "Track a parcel"}]}]}}}),
    "link button": (
        tap.link_button(tap.Frame("Book here"), "Book", "https://example.org/book?c=88"),
        {"type": "interactive", "interactive": {
            "type": "cta_url", "body": {"text": "Book here"},
            "action": {"name": "cta_url", "parameters": {
                "display_text": "Book", "url": "https://example.org/book?c=88"}}}}),
    "flow": (
        tap.flow(tap.Frame("Short form"), tap.FlowCall("90011223344", "Open form", "tok-71", "START", {"k": "v"})),
        {"type": "interactive", "interactive": {
            "type": "flow", "body": {"text": "Short form"}, "action": {"name": "flow", "parameters": {
                "flow_message_version": "3", "flow_id": "90011223344", "flow_cta": "Open form",
                "flow_token": "tok-71", "mode": "published", "flow_action": "navigate",
                "flow_action_payload": {"screen": "START", "data": {"k": "v"}}}}}}),
    "location request": (
        tap.location_request("Share your location"),
        {"type": "interactive", "interactive": {
            "type": "location_request_message", "body": {"text": "Share your location"},
            "action": {"name": "send_location"}}}),
}

PARTS: dict[str, tuple[JsonObject, JsonObject]] = {
    "header with a text": (
        part.header(part.text("Ana", "first_name")),
        {"type": "header", "parameters": [{"type": "text", "parameter_name": "first_name", "text": "Ana"}]}),
    "header with an image": (
        part.header(part.file("image", "3391027755102")),
        {"type": "header", "parameters": [{"type": "image", "image": {"id": "3391027755102"}}]}),
    "header with a video": (
        part.header(part.file("video", "https://cdn.example.org/v.mp4")),
        {"type": "header", "parameters": [{"type": "video", "video": {"link": "https://cdn.example.org/v.mp4"}}]}),
    "header with a gif": (
        part.header(part.file("gif", "77")),
        {"type": "header", "parameters": [{"type": "gif", "gif": {"id": "77"}}]}),
    "header with a document": (
        part.header(part.file("document", "88", "quote.pdf")),
        {"type": "header", "parameters": [{"type": "document", "document": {"id": "88", "filename": "quote.pdf"}}]}),
    "header with a place": (
        part.header(part.place(say.Place(38.7131, -9.144, "Shop", "Rua A 1"))),
        {"type": "header", "parameters": [{"type": "location", "location": {
            "latitude": "38.713100", "longitude": "-9.144000", "name": "Shop", "address": "Rua A 1"}}]}),
    "header with a product": (
        part.header(part.product("5512", "SKU1")),
        {"type": "header", "parameters": [{"type": "product", "product": {
            "product_retailer_id": "SKU1", "catalog_id": "5512"}}]}),
    "body by numbers": (
        part.body([part.text("Ana"), part.currency("12,50 €", "EUR", 12500), part.date_time("3 Dec")]),
        {"type": "body", "parameters": [
            {"type": "text", "text": "Ana"},
            {"type": "currency", "currency": {"fallback_value": "12,50 €", "code": "EUR", "amount_1000": 12500}},
            {"type": "date_time", "date_time": {"fallback_value": "3 Dec"}}]}),
    "body by names": (
        part.body([part.text("12,50 €", "amount")]),
        {"type": "body", "parameters": [{"type": "text", "parameter_name": "amount", "text": "12,50 €"}]}),
    "url button": (
        part.url_button(0, "r55012%2Fana"),
        {"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": "r55012%2Fana"}]}),
    "quick reply": (
        part.reply_button(1, "stop-marketing"),
        {"type": "button", "sub_type": "quick_reply", "index": "1",
         "parameters": [{"type": "payload", "payload": "stop-marketing"}]}),
    "copy code": (
        part.coupon_button(2, "WINTER25"),
        {"type": "button", "sub_type": "copy_code", "index": "2",
         "parameters": [{"type": "coupon_code", "coupon_code": "WINTER25"}]}),
    "flow button": (
        part.flow_button(0, "tok", {"k": "v"}),
        {"type": "button", "sub_type": "flow", "index": "0",
         "parameters": [{"type": "action", "action": {"flow_token": "tok", "flow_action_data": {"k": "v"}}}]}),
    "catalogue button": (
        part.catalog_button(0, "SKU1"),
        {"type": "button", "sub_type": "catalog", "index": "0",
         "parameters": [{"type": "action", "action": {"thumbnail_product_retailer_id": "SKU1"}}]}),
    "products button": (
        part.products_button(0, "SKU1", {"Picks": ["SKU1", "SKU2"]}),
        {"type": "button", "sub_type": "mpm", "index": "0", "parameters": [{"type": "action", "action": {
            "thumbnail_product_retailer_id": "SKU1", "sections": [{"title": "Picks", "product_items": [
                {"product_retailer_id": "SKU1"}, {"product_retailer_id": "SKU2"}]}]}}]}),
    "one-time code": (
        part.code_button(0, "123456"),
        {"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": "123456"}]}),
    "limited-time offer": (
        part.offer(datetime(2026, 12, 1, tzinfo=UTC)),
        {"type": "limited_time_offer", "parameters": [{
            "type": "limited_time_offer", "limited_time_offer": {"expiration_time_ms": 1796083200000}}]}),
    "carousel": (
        part.carousel([[part.header(part.file("image", "1"))], [part.header(part.file("image", "2"))]]),
        {"type": "carousel", "cards": [
            {"card_index": 0, "components": [{"type": "header", "parameters": [{"type": "image", "image": {"id": "1"}}]}]},
            {"card_index": 1, "components": [{"type": "header", "parameters": [{"type": "image", "image": {"id": "2"}}]}]}]}),
}

FRAME = tap.Frame("Body")
REFUSED: dict[str, tuple[object, str]] = {
    "an empty text": (lambda: say.text(" "), "body"),
    "a text of 4,097": (lambda: say.text("x" * 4097), "body"),
    "a caption of 1,025": (lambda: say.media(MediaKind.IMAGE, "1", caption="x" * 1025), "caption"),
    "a caption of a sticker": (lambda: say.media(MediaKind.STICKER, "1", caption="x"), "caption"),
    "a caption of an audio": (lambda: say.media(MediaKind.AUDIO, "1", caption="x"), "caption"),
    "a file without a name or id": (lambda: say.media(MediaKind.IMAGE, ""), "file"),
    "a voice note that is a video": (lambda: say.media(MediaKind.VIDEO, "1", is_voice=True), "file"),
    "a place off the map": (lambda: say.location(say.Place(91, 0)), "latitude"),
    "no contacts": (lambda: say.contacts([]), "contacts"),
    "258 contacts": (lambda: say.contacts([say.ContactCard("A B", "A")] * 258), "contacts"),
    "a contact without a name": (lambda: say.contacts([say.ContactCard("", "A")]), "formatted_name"),
    "four buttons": (lambda: tap.buttons(FRAME, [tap.ReplyButton(str(n), str(n)) for n in range(4)]), "buttons"),
    "no buttons": (lambda: tap.buttons(FRAME, []), "buttons"),
    "two equal titles": (lambda: tap.buttons(FRAME, [tap.ReplyButton("1", "a"), tap.ReplyButton("2", "a")]), "buttons"),
    "a title of 21": (lambda: tap.buttons(FRAME, [tap.ReplyButton("1", "x" * 21)]), "title"),
    "an id of 257": (lambda: tap.buttons(FRAME, [tap.ReplyButton("x" * 257, "a")]), "id"),
    "a body of 1,025": (lambda: tap.location_request("x" * 1025), "body"),
    "a footer of 61": (lambda: tap.link_button(tap.Frame("b", footer="x" * 61), "l", "https://a.b"), "footer"),
    "a header of 61": (lambda: tap.link_button(tap.Frame("b", "x" * 61), "l", "https://a.b"), "header"),
    "a header that sounds": (lambda: tap.buttons(tap.Frame("b", "1", MediaKind.AUDIO), [tap.ReplyButton("1", "a")]), "header"),
    "a label of 21": (lambda: tap.link_button(FRAME, "x" * 21, "https://a.b"), "label"),
    "a link that is none": (lambda: tap.link_button(FRAME, "l", "javascript:alert(1)"), "url"),
    "a flow's label of 31": (lambda: tap.flow(FRAME, tap.FlowCall("1", "x" * 31, "t")), "label"),
    "eleven rows": (lambda: tap.choice_list(FRAME, "b", [
        tap.ListSection("a", TEN_ROWS), tap.ListSection("b", (tap.ListRow("x", "x"),))]), "rows"),
    "eleven sections": (lambda: tap.choice_list(FRAME, "b", [
        tap.ListSection(f"{n}", (tap.ListRow(f"{n}", "x"),)) for n in range(11)]), "sections"),
    "two sections without titles": (lambda: tap.choice_list(FRAME, "b", [
        tap.ListSection("", (tap.ListRow(f"{n}", "x"),)) for n in range(2)]), "section"),
    "a row's title of 25": (lambda: tap.choice_list(FRAME, "b", [tap.ListSection("a", (tap.ListRow("1", "x" * 25),))]), "title"),
    "a description of 73": (lambda: tap.choice_list(FRAME, "b", [tap.ListSection("a", (tap.ListRow("1", "x", "x" * 73),))]), "description"),
    "a list with a picture": (lambda: tap.choice_list(
        tap.Frame("b", "1", MediaKind.IMAGE), "b", [tap.ListSection("a", TEN_ROWS)]), "header"),
    "a reaction that quotes": (lambda: say.message(TO, say.reaction("wamid.X", "x"), reply_to="wamid.Y"), "reply_to"),
    "a callback of 513": (lambda: say.message(TO, say.text("x"), callback="x" * 513), "callback"),
}
# fmt: on


@pytest.mark.parametrize(("built", "documented"), CONTENTS.values(), ids=CONTENTS.keys())
def test_a_message_is_what_whatsapp_documents(built: JsonObject, documented: JsonObject):
    envelope = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": TO}
    body = json.loads(say.message(TO, built, callback="t7"))
    assert body == {**envelope, "biz_opaque_callback_data": "t7", **documented}


@pytest.mark.parametrize(("built", "documented"), PARTS.values(), ids=PARTS.keys())
def test_a_part_of_a_template_is_what_whatsapp_documents(built: JsonObject, documented: JsonObject):
    assert built == documented


def test_a_template_message_is_what_whatsapp_documents():
    components = [part.body([part.text("Ana")])]
    built = part.template_message(TO, "winter_offer_2", "pt_PT", components, callback="t7")
    assert json.loads(built) == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": TO,
        "type": "template",
        "biz_opaque_callback_data": "t7",
        "template": {
            "name": "winter_offer_2",
            "language": {"code": "pt_PT"},
            "components": [{"type": "body", "parameters": [{"type": "text", "text": "Ana"}]}],
        },
    }


def test_an_answer_quotes_the_message_that_it_answers():
    body = json.loads(say.message("PT.84120099317755204611", say.text("Yes"), reply_to="wamid.IN"))
    assert body["context"] == {"message_id": "wamid.IN"}
    assert body["recipient"] == "PT.84120099317755204611"
    assert "to" not in body


def test_a_read_receipt_may_show_that_somebody_types():
    plain = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.IN1"}
    assert say.read_receipt("wamid.IN1") == plain
    typing = {"typing_indicator": {"type": "text"}}
    assert say.read_receipt("wamid.IN1", is_typing=True) == plain | typing


@pytest.mark.parametrize(("build", "field"), REFUSED.values(), ids=REFUSED.keys())
def test_what_whatsapp_would_refuse_is_said_at_its_field(build, field: str):
    with pytest.raises(InvalidInput) as refusal:
        build()
    assert field in refusal.value.fields
