"""What a customer says by tapping a button, a row of a list, or a button of a card."""

from starlette.datastructures import FormData

from platform_app.dev.whatsapp_simulator.bubbles_html import TAPPED
from platform_app.dev.whatsapp_simulator.chats import Bubble
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_objects


def tapped(bubble: Bubble, form: FormData) -> JsonObject | None:
    """Return what to let the customer write, or None if there is nothing to tap."""
    row = _at(bubble.rows, form.get("row"))
    if row is not None:
        return {"type": "list_reply", **row}
    card = _at(bubble.cards, form.get("card"))
    buttons = as_objects(card["buttons"]) if card is not None else bubble.buttons
    button = _at(buttons, form.get("index"))
    if button is None or button["type"] not in TAPPED:
        return None
    return _said(button, bubble.customer)


def _said(button: JsonObject, customer: str) -> JsonObject:
    text, value = str(button["text"]), button.get("value")
    match button["type"]:
        case "QUICK_REPLY":
            return {"type": "button", "text": text, "payload": value}
        case "REPLY":
            return {"type": "button_reply", "id": value, "title": text}
        case "FLOW":
            return {"type": "flow_reply", "flow_token": value, "answers": {"answer": "Yes"}}
        case "LOCATION_REQUEST":
            return {"type": "location", "name": "Here"}
        case _:
            return {"type": "contacts", "phone": customer, "origin": "contact_request"}


def _at(rows: list[JsonObject], place: object) -> JsonObject | None:
    if not isinstance(place, str) or not place.isdecimal() or int(place) >= len(rows):
        return None
    return rows[int(place)]
