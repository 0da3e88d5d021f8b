"""Carousels: two to ten cards of one shape."""

from platform_app.dev.whatsapp_simulator.failures import TemplateFailure
from platform_app.dev.whatsapp_simulator.media_store import MediaStore
from platform_app.dev.whatsapp_simulator.template_rules.buttons import check_buttons
from platform_app.dev.whatsapp_simulator.template_rules.texts import check_body, check_header
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_objects

_HEADERS = ("IMAGE", "VIDEO", "PRODUCT")
_BODY = 160


def check_cards(store: MediaStore, cards: list[JsonObject], *, is_named: bool) -> None:
    """Refuse cards that break a rule."""
    if not 2 <= len(cards) <= 10:
        raise _refused("A carousel has 2 to 10 cards.")
    shapes = {_shape(store, card, is_named=is_named) for card in cards}
    if len(shapes) > 1:
        raise _refused("All cards must have the same parts and kinds of buttons.")


def _shape(store: MediaStore, card: JsonObject, *, is_named: bool) -> tuple[object, ...]:
    parts = {str(one.get("type")).upper(): one for one in as_objects(card.get("components"))}
    header = parts.get("HEADER", {})
    kind = str(header.get("format")).upper()
    if kind not in _HEADERS:
        raise _refused("A card begins with a picture, a video or a product.")
    check_header(header, store, is_named=is_named)
    if "BODY" in parts:
        check_body(parts["BODY"], is_named=is_named, most=_BODY)
    buttons = as_objects(parts.get("BUTTONS", {}).get("buttons"))
    if not 1 <= len(buttons) <= 2:
        raise _refused("A card has 1 or 2 buttons.")
    check_buttons(buttons)
    return (kind, "BODY" in parts, *(str(one.get("type")).upper() for one in buttons))


def _refused(message: str) -> TemplateFailure:
    return TemplateFailure(2388039, "Carousel is not right", message)
