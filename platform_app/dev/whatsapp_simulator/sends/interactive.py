"""Interactive messages: buttons, lists, links, flows, requests, products, carousels."""

from collections.abc import Callable

from platform_app.dev.whatsapp_simulator.chats import Bubble
from platform_app.dev.whatsapp_simulator.failures import GraphFailure
from platform_app.dev.whatsapp_simulator.scripts import Script
from platform_app.dev.whatsapp_simulator.sends.checks import (
    Sender,
    invalid,
    media,
    missing,
    optional_words,
    unique,
    web_address,
    words,
)
from platform_app.dev.whatsapp_simulator.world import World
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_object, as_objects

_BODY, _LIST_BODY, _CARD_BODY = 1024, 4096, 160
_MEDIA_HEADERS = ("image", "video", "document")
# Which may carry a header of a picture, a video or a document; a list's header is text only.
_RICH_HEADERS = frozenset({"button", "cta_url", "flow"})
_BODYLESS = frozenset({"product"})


def fill_interactive(
    world: World, sender: Sender, bubble: Bubble, part: JsonObject
) -> Script | None:
    """Check an interactive message by its type."""
    kind = words(part, "type", "interactive", most=60)
    if kind not in _ACTIONS:
        raise invalid(f"interactive.type {kind} is not supported")
    most = _LIST_BODY if kind == "list" else _BODY
    if kind not in _BODYLESS or part.get("body"):
        bubble.body = words(as_object(part.get("body")), "text", "interactive.body", most=most)
    bubble.footer = _footer(part)
    trouble = _header(world, sender, bubble, part)
    action = as_object(part.get("action"))
    if not action:
        raise missing("interactive.action")
    _ACTIONS[kind](bubble, action)
    if kind == "carousel":
        return _cards(world, sender, bubble, action) or trouble
    return trouble


def _footer(part: JsonObject) -> str:
    if "footer" not in part:
        return ""
    return words(as_object(part["footer"]), "text", "interactive.footer", most=60)


def _header(world: World, sender: Sender, bubble: Bubble, part: JsonObject) -> Script | None:
    header, interactive = as_object(part.get("header")), part.get("type")
    if not header:
        if interactive == "product_list":
            raise missing("interactive.header")
        return None
    kind = str(header.get("type"))
    if kind == "text":
        bubble.header = words(header, "text", "interactive.header", most=60)
        return None
    if kind not in _MEDIA_HEADERS or interactive not in _RICH_HEADERS:
        raise invalid(f"interactive.header: type {kind} is not supported for {interactive}")
    found = media(world, sender, kind, as_object(header.get(kind)))
    bubble.media, bubble.media_kind = found.source, kind
    return found.trouble


def _reply_buttons(bubble: Bubble, action: JsonObject, kind: str = "reply") -> None:
    buttons = as_objects(action.get("buttons"))
    if not 1 <= len(buttons) <= 3:
        raise invalid("interactive.action.buttons: between 1 and 3")
    if any(one.get("type") != kind for one in buttons):
        raise invalid(f"interactive.action.buttons: type must be {kind}")
    replies = [as_object(one.get(kind)) for one in buttons]
    ids = [words(one, "id", "button.reply", most=256) for one in replies]
    titles = [words(one, "title", "button.reply", most=20) for one in replies]
    unique(ids, "Button ids")
    unique(titles, "Button titles")
    bubble.buttons = [
        {"type": "REPLY", "text": title, "value": identity}
        for identity, title in zip(ids, titles, strict=True)
    ]


def _list(bubble: Bubble, action: JsonObject) -> None:
    bubble.buttons = [{"type": "LIST", "text": words(action, "button", "action", most=20)}]
    sections = as_objects(action.get("sections"))
    if not 1 <= len(sections) <= 10:
        raise invalid("interactive.action.sections: between 1 and 10")
    for section in sections:
        title = _section_title(section, is_only=len(sections) == 1)
        rows = as_objects(section.get("rows"))
        if not rows:
            raise missing("interactive.action.sections.rows")
        bubble.rows += [_row(row, title) for row in rows]
    if len(bubble.rows) > 10:
        raise invalid("Total row count exceed max allowed count: 10")
    unique([row["id"] for row in bubble.rows], "Row ids")


def _section_title(section: JsonObject, *, is_only: bool) -> str:
    read = optional_words if is_only else words
    return read(section, "title", "action.sections", most=24)


def _row(row: JsonObject, section: str) -> JsonObject:
    return {
        "id": words(row, "id", "action.sections.rows", most=200),
        "title": words(row, "title", "action.sections.rows", most=24),
        "description": optional_words(row, "description", "action.sections.rows", most=72),
        "section": section,
    }


def _link_button(bubble: Bubble, action: JsonObject) -> None:
    parameters = _parameters(action, "cta_url")
    text = words(parameters, "display_text", "action.parameters", most=20)
    address = web_address(parameters, "url", "action.parameters")
    bubble.buttons = [{"type": "URL", "text": text, "value": address}]


def _parameters(action: JsonObject, name: str) -> JsonObject:
    if action.get("name") != name:
        raise invalid(f"interactive.action.name must be {name}")
    parameters = as_object(action.get("parameters"))
    if not parameters:
        raise missing("interactive.action.parameters")
    return parameters


def _flow(bubble: Bubble, action: JsonObject) -> None:
    parameters = _parameters(action, "flow")
    if str(parameters.get("flow_message_version")) != "3":
        raise invalid("action.parameters.flow_message_version must be 3")
    named = [key for key in ("flow_id", "flow_name") if parameters.get(key)]
    if len(named) != 1:
        raise GraphFailure(100, details="Either flow_id or flow_name is required")
    text = words(parameters, "flow_cta", "action.parameters", most=30)
    if parameters.get("mode", "published") not in ("published", "draft"):
        raise invalid("action.parameters.mode must be published or draft")
    kind = parameters.get("flow_action", "navigate")
    if kind not in ("navigate", "data_exchange"):
        raise invalid("action.parameters.flow_action must be navigate or data_exchange")
    payload = as_object(parameters.get("flow_action_payload"))
    if payload:
        words(payload, "screen", "action.parameters.flow_action_payload", most=200)
    token = str(parameters.get("flow_token", "unused"))
    bubble.buttons = [{"type": "FLOW", "text": text, "value": token}]


def _request(name: str, label: str, kind: str) -> Callable[[Bubble, JsonObject], None]:
    def check(bubble: Bubble, action: JsonObject) -> None:
        if action.get("name") != name:
            raise invalid(f"interactive.action.name must be {name}")
        bubble.buttons = [{"type": kind, "text": label}]

    return check


def _address(bubble: Bubble, action: JsonObject) -> None:
    parameters = _parameters(action, "address_message")
    words(parameters, "country", "action.parameters", most=2)
    bubble.buttons = [{"type": "NOTE", "text": "Provide address"}]


def _product(bubble: Bubble, action: JsonObject) -> None:
    words(action, "catalog_id", "action", most=60)
    product = words(action, "product_retailer_id", "action", most=100)
    bubble.buttons = [{"type": "NOTE", "text": "View", "value": product}]


def _products(bubble: Bubble, action: JsonObject) -> None:
    words(action, "catalog_id", "action", most=60)
    sections = as_objects(action.get("sections"))
    count = sum(len(as_objects(one.get("product_items"))) for one in sections)
    if not 1 <= len(sections) <= 10 or not 1 <= count <= 30:
        raise invalid("product_list: 1 to 10 sections with 30 products at most")
    bubble.buttons = [{"type": "NOTE", "text": "View items", "value": f"{count} items"}]


def _carousel(_bubble: Bubble, action: JsonObject) -> None:
    cards = as_objects(action.get("cards"))
    if not 2 <= len(cards) <= 10:
        raise invalid("interactive.action.cards: between 2 and 10")
    if [str(one.get("card_index")) for one in cards] != [str(n) for n in range(len(cards))]:
        raise invalid("interactive.action.cards: card_index must count from 0")
    if len({one.get("type") for one in cards}) > 1:
        raise invalid("interactive.action.cards: all cards must be of one type")


def _cards(world: World, sender: Sender, bubble: Bubble, action: JsonObject) -> Script | None:
    trouble: Script | None = None
    for card in as_objects(action.get("cards")):
        shown = Bubble("", bubble.number_id, bubble.customer, is_outbound=True, at=0, body="")
        header = as_object(card.get("header"))
        if header.get("type") not in ("image", "video"):
            raise invalid("interactive.action.cards: the header must be an image or a video")
        trouble = _header(world, sender, shown, {"type": "cta_url", "header": header}) or trouble
        if card.get("body"):
            text = as_object(card["body"])
            shown.body = words(text, "text", "card.body", most=_CARD_BODY)
        card_action = as_object(card.get("action"))
        if "buttons" in card_action:
            _reply_buttons(shown, card_action, "quick_reply")
        else:
            _link_button(shown, card_action)
        bubble.cards.append(
            {
                "body": shown.body,
                "media": shown.media,
                "media_kind": shown.media_kind,
                "buttons": shown.buttons,
            }
        )
    return trouble


_ACTIONS: dict[str, Callable[[Bubble, JsonObject], None]] = {
    "button": _reply_buttons,
    "list": _list,
    "cta_url": _link_button,
    "flow": _flow,
    "location_request_message": _request("send_location", "Send location", "LOCATION_REQUEST"),
    "request_contact_info": _request("request_contact_info", "Share number", "CONTACT_REQUEST"),
    "address_message": _address,
    "product": _product,
    "product_list": _products,
    "catalog_message": _request("catalog_message", "View catalog", "NOTE"),
    "call_permission_request": _request("call_permission_request", "Allow calls", "NOTE"),
    "voice_call": _request("voice_call", "Call now", "NOTE"),
    "carousel": _carousel,
}
