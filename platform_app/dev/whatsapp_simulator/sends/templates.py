"""Does a template message fit the template? Written apart from the product's own builder."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from platform_app.dev.whatsapp_simulator.chats import Bubble
from platform_app.dev.whatsapp_simulator.failures import GraphFailure
from platform_app.dev.whatsapp_simulator.scripts import Script
from platform_app.dev.whatsapp_simulator.sends.checks import Sender, failing, media
from platform_app.dev.whatsapp_simulator.sends.template_buttons import button_shown
from platform_app.dev.whatsapp_simulator.sends.template_values import (
    MEDIA_HEADERS,
    filled,
    wrong_format,
)
from platform_app.dev.whatsapp_simulator.world import World
from platform_app.integrations.whatsapp.graph_json import (
    JsonObject,
    as_number,
    as_object,
    as_objects,
    as_text,
)

_BODY_MAX_LENGTH, _CARD_BODY_MAX_LENGTH, _HEADER_MAX_LENGTH = 1024, 160, 60
_CODE_MAX_LENGTH = 15
# Approved in another word: FLAGGED is a warning, the rest say that it is usable again.
SENDABLE = frozenset({"APPROVED", "FLAGGED", "REINSTATED", "UNARCHIVED"})
_STATUS_CODES = {"PAUSED": 132015, "DISABLED": 132016}


def find_template(world: World, sender: Sender, sent: JsonObject) -> JsonObject:
    """Return the approved template that a send names, or refuse as WhatsApp does."""
    name, language = sent.get("name"), as_object(sent.get("language")).get("code")
    if not name or not language:
        raise GraphFailure(131008, details="template.name and template.language.code are required")
    found = world.memory.templates.named(sender.account.waba_id, name, language)
    if not found:
        raise GraphFailure(
            132001,
            "Template name does not exist in the translation",
            http_status=404,
            details=f"template name ({name}) does not exist in {language}",
        )
    status = found[0]["status"]
    if status not in SENDABLE:
        code = _STATUS_CODES.get(status, 132001)
        raise GraphFailure(code, "Template is not sendable", details=f"{name} is {status}")
    return found[0]


def fill_from_template(
    world: World, sender: Sender, bubble: Bubble, sent: JsonObject
) -> Script | None:
    """Check every parameter and put the message on the phone; return what fails it later."""
    template = find_template(world, sender, sent)
    bubble.kind, bubble.template_id = "template", str(template["id"])
    bubble.category = str(template["category"]).lower()
    if template["category"] == "AUTHENTICATION" and bubble.is_to_user_id:
        raise GraphFailure(131062, details="Send authentication templates to a phone number")
    given = _by_part(as_objects(sent.get("components")))
    filling = _Filling(world, sender, is_named=template.get("parameter_format") == "NAMED")
    filling.fill(bubble, as_objects(template["components"]), given)
    return filling.trouble


@dataclass(slots=True)
class _Filling:
    """One send's walk through the parts of its template."""

    world: World
    sender: Sender
    is_named: bool
    trouble: Script | None = None

    def fill(
        self,
        bubble: Bubble,
        components: list[JsonObject],
        given: dict[str, list[JsonObject]],
        *,
        card: bool = False,
    ) -> None:
        parts = {str(part["type"]).upper(): part for part in components}
        self._header(bubble, parts.get("HEADER", {}), given)
        self._body(bubble, parts, given, card=card)
        bubble.footer = _footer(parts.get("FOOTER", {}))
        if "LIMITED_TIME_OFFER" in parts:
            self._offer(bubble, parts["LIMITED_TIME_OFFER"], given.pop("limited_time_offer", []))
        buttons = as_objects(parts.get("BUTTONS", {}).get("buttons"))
        bubble.buttons = [
            button_shown(button, given.pop(f"button.{index}", None), index)
            for index, button in enumerate(buttons)
        ]
        if "CAROUSEL" in parts:
            self._carousel(bubble, as_objects(parts["CAROUSEL"]["cards"]), given)
        if given:
            raise wrong_format(f"{next(iter(given))}: the template has no such component")

    def _header(
        self, bubble: Bubble, header: JsonObject, given: dict[str, list[JsonObject]]
    ) -> None:
        kind = header.get("format")
        if kind in MEDIA_HEADERS:
            self._media_header(bubble, MEDIA_HEADERS[kind], given.pop("header", []))
        elif kind == "LOCATION":
            place = _only(given.pop("header", []), "location", "header")
            if not place.get("latitude") or not place.get("longitude"):
                raise wrong_format("header: latitude and longitude are required")
            bubble.header = f"📍 {place.get('name', '')}"
        elif kind == "PRODUCT":
            product = _only(given.pop("header", []), "product", "header")
            bubble.header = f"🛍 {product.get('product_retailer_id', '')}"
        elif header:
            text = str(header["text"])
            bubble.header = filled(text, given.pop("header", []), "header", is_named=self.is_named)
            _refuse_if_long(bubble.header, _HEADER_MAX_LENGTH)

    def _media_header(self, bubble: Bubble, kind: str, given: list[JsonObject]) -> None:
        if len(given) != 1 or given[0].get("type") != kind:
            raise wrong_format(f"header: Format mismatch, expected {kind.upper()}")
        part = as_object(given[0].get(kind))
        if not part:
            raise wrong_format(f"header: Format mismatch, expected {kind.upper()}")
        found = media(self.world, self.sender, kind, part)
        bubble.media, bubble.media_kind = found.source, "video" if kind == "gif" else kind
        self.trouble = found.trouble or self.trouble

    def _body(
        self,
        bubble: Bubble,
        parts: dict[str, JsonObject],
        given: dict[str, list[JsonObject]],
        *,
        card: bool,
    ) -> None:
        body = parts.get("BODY")
        if body is None:
            return
        if "text" not in body:  # an authentication template's words are WhatsApp's own
            text, is_named = "{{1}} is your verification code.", False
        else:
            text, is_named = str(body["text"]), self.is_named
        values = given.pop("body", [])
        bubble.body = filled(text, values, "body", is_named=is_named)
        _refuse_if_long(bubble.body, _CARD_BODY_MAX_LENGTH if card else _BODY_MAX_LENGTH)
        if "text" not in body and len(as_text(values[0].get("text")) or "") > _CODE_MAX_LENGTH:
            raise wrong_format("body: a code has at most 15 characters")

    def _offer(self, bubble: Bubble, part: JsonObject, given: list[JsonObject]) -> None:
        offer = as_object(part.get("limited_time_offer"))
        bubble.header = bubble.header or str(offer.get("text", ""))
        if not offer.get("has_expiration"):
            return
        until = _only(given, "limited_time_offer", "limited_time_offer")
        moment = as_number(until.get("expiration_time_ms"))
        if moment is None:
            raise wrong_format("limited_time_offer: expiration_time_ms is required")
        if moment < time.time() * 1000:
            self.trouble = failing(132012, "limited_time_offer: the offer is over already")

    def _carousel(
        self, bubble: Bubble, cards: list[JsonObject], given: dict[str, list[JsonObject]]
    ) -> None:
        sent = sorted(given.pop("carousel", []), key=lambda one: str(one.get("card_index")))
        wanted = [str(number) for number in range(len(cards))]
        if [str(one.get("card_index")) for one in sent] != wanted:
            raise wrong_format(f"carousel: {len(cards)} cards with card_index from 0 are expected")
        for card, one in zip(cards, sent, strict=True):
            shown = Bubble("", bubble.number_id, bubble.customer, is_outbound=True, at=0, body="")
            parts = _by_part(as_objects(one.get("components")))
            self.fill(shown, as_objects(card["components"]), parts, card=True)
            bubble.cards.append(
                {
                    "body": shown.body,
                    "media": shown.media,
                    "media_kind": shown.media_kind,
                    "buttons": shown.buttons,
                }
            )


def _by_part(components: Sequence[JsonObject]) -> dict[str, list[JsonObject]]:
    found: dict[str, list[JsonObject]] = {}
    for component in components:
        part = str(component.get("type")).lower()
        key = f"button.{component.get('index')}" if part == "button" else part
        if key in found:
            raise wrong_format(f"{key} is given twice")
        rows = "cards" if part == "carousel" else "parameters"
        found[key] = as_objects(component.get(rows))
        if part == "button":
            found[key] = [{"sub_type": component.get("sub_type")}, *found[key]]
    return found


def _footer(footer: JsonObject) -> str:
    minutes = footer.get("code_expiration_minutes")
    if minutes:
        return f"This code expires in {minutes} minutes."
    return str(footer.get("text", ""))


def _only(given: list[JsonObject], kind: str, part: str) -> JsonObject:
    value = as_object(given[0].get(kind)) if len(given) == 1 else {}
    if not value or given[0].get("type") != kind:
        raise wrong_format(f"{part}: Format mismatch, expected {kind.upper()}")
    return value


def _refuse_if_long(text: str, most: int) -> None:
    if len(text) > most:
        raise GraphFailure(132005, "Translated text too long", details=f"at most {most} characters")
