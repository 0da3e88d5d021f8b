"""Template messages: a stored template parsed once, rendered for many recipients."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from json.encoder import encode_basestring_ascii
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from platform_app.core.errors import InvalidInput
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_objects
from platform_app.integrations.whatsapp.payloads import template_parts
from platform_app.integrations.whatsapp.payloads.messages import Place, addressee, place_json
from platform_app.integrations.whatsapp.payloads.template_variables import (
    TemplateVariable,
    VariableKind,
    buttons_of,
    clean_parameter,
    outgoing_value,
    template_variables,
)

_SENDABLE_COMPONENTS = frozenset(
    {"HEADER", "BODY", "FOOTER", "BUTTONS", "LIMITED_TIME_OFFER", "CAROUSEL"}
)
# They name products of a catalogue for each message, and a campaign's columns have no place for lists.
_UNSENDABLE_HEADERS = frozenset({"PRODUCT"})
_UNSENDABLE_BUTTONS = frozenset({"MPM", "SPM"})
# Cannot occur in a JSON text written by json.dumps, so no value can be mistaken for it.
_HOLE = "\x00"


@dataclass(frozen=True, slots=True)
class CompiledTemplate:
    """A template ready to be rendered many times: JSON text with a hole for each variable."""

    variables: tuple[TemplateVariable, ...]
    _pieces: tuple[str, ...]

    def missing(self, values: Mapping[str, str]) -> list[TemplateVariable]:
        """List the variables without a usable value; WhatsApp refuses empty ones."""
        return [one for one in self.variables if not clean_parameter(values.get(one.id, ""))]

    def render(self, to: str, values: Mapping[str, str], *, callback: str) -> bytes:
        """Build one recipient's message; raises InvalidInput when a value is missing."""
        texts = [outgoing_value(one, values.get(one.id, "")) for one in self.variables]
        if not all(texts):
            raise _missing_values(self.missing(values))
        fields = json.dumps({**addressee(to), "biz_opaque_callback_data": callback})
        filled = zip(map(_json_value, self.variables, texts), self._pieces[1:], strict=True)
        return "".join((fields[:-1], self._pieces[0], *chain.from_iterable(filled))).encode()


def compile_template(
    name: str, language: str, components: Sequence[JsonObject], parameter_format: str = "POSITIONAL"
) -> CompiledTemplate:
    """Prepare a stored template; raises InvalidInput for kinds that can't be sent from here."""
    obstacle = unsendable_part(components)
    if obstacle is not None:
        raise InvalidInput(
            f"The template {name} has {obstacle}, which can't be sent from here. Choose another one."
        )
    variables = tuple(template_variables(components, parameter_format))
    template: JsonObject = {"name": name, "language": {"code": language}}
    parts = _outgoing_components(variables, is_named=parameter_format.upper() == "NAMED")
    if parts:
        template["components"] = parts
    rest = json.dumps(
        {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "type": "template",
            "template": template,
        }
    )
    return CompiledTemplate(variables, tuple(("," + rest[1:]).split(json.dumps(_HOLE))))


def unsendable_part(components: Sequence[JsonObject]) -> str | None:
    """Name the part of a template for which a campaign has no values, if it has one."""
    for component in components:
        kind = str(component.get("type", "")).upper()
        if kind not in _SENDABLE_COMPONENTS:
            return f"a {kind.lower().replace('_', ' ')} part"
        if kind == "HEADER" and str(component.get("format", "")).upper() in _UNSENDABLE_HEADERS:
            return f"a {str(component['format']).lower()} header"
        for card in as_objects(component.get("cards")):
            obstacle = unsendable_part(as_objects(card.get("components")))
            if obstacle is not None:
                return f"{obstacle} on a card"
    for button in buttons_of(components):
        if str(button.get("type", "")).upper() in _UNSENDABLE_BUTTONS:
            return f"a {str(button['type']).lower()} button"
    return None


def _missing_values(missing: Sequence[TemplateVariable]) -> InvalidInput:
    fields = {one.id: "WhatsApp needs a value here." for one in missing}
    return InvalidInput("Some of the template's variables have no value.", fields)


def _json_value(variable: TemplateVariable, value: str) -> str:
    match variable.kind:
        case VariableKind.MEDIA:
            return _file(variable, value)
        case VariableKind.PLACE:
            return json.dumps(_place(variable, value))
        case VariableKind.MOMENT:
            return _milliseconds(variable, value)
        case _:
            return encode_basestring_ascii(value)


def _file(variable: TemplateVariable, value: str) -> str:
    text = encode_basestring_ascii(value)
    if not value.startswith(("https://", "http://")):
        return f'{{"id": {text}}}'
    name = PurePosixPath(unquote(urlsplit(value).path)).name
    if variable.media_format != "DOCUMENT" or "." not in name:
        return f'{{"link": {text}}}'
    # Without a name, people would see a document called "Untitled".
    return f'{{"link": {text}, "filename": {encode_basestring_ascii(name)}}}'


def _place(variable: TemplateVariable, value: str) -> JsonObject:
    latitude, longitude, name, address, *_ = (*map(str.strip, value.split(",", 3)), "", "", "", "")
    try:
        return place_json(Place(float(latitude), float(longitude), name, address))
    except ValueError as error:
        problem = "Write latitude, longitude, name and address, with commas between."
        raise InvalidInput("A place has no valid coordinates.", {variable.id: problem}) from error


def _milliseconds(variable: TemplateVariable, value: str) -> str:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        problem = "Write a moment as in 2026-12-31T18:00+00:00."
        raise InvalidInput("An offer's end is no moment.", {variable.id: problem}) from error
    # Without an offset the moment is UTC's: the builder does not know the company's zone.
    at = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return str(int(at.timestamp() * 1000))


def _outgoing_components(
    variables: Sequence[TemplateVariable], *, is_named: bool
) -> list[JsonObject]:
    cards: dict[int, list[TemplateVariable]] = {}
    plain: list[TemplateVariable] = []
    for variable in variables:
        plain_or_card = (
            plain if variable.card_index is None else cards.setdefault(variable.card_index, [])
        )
        plain_or_card.append(variable)
    parts = _components(plain, is_named=is_named)
    if cards:
        built = [_components(cards[index], is_named=is_named) for index in sorted(cards)]
        parts.append(template_parts.carousel(built))
    return parts


def _components(variables: Sequence[TemplateVariable], *, is_named: bool) -> list[JsonObject]:
    texts: dict[str, list[JsonObject]] = {}
    rest: list[JsonObject] = []
    for variable in variables:
        if variable.button_index is not None:
            rest.append(_button(variable, variable.button_index))
        elif variable.kind is VariableKind.MOMENT:
            rest.append(_OFFER)
        else:
            part = variable.component.rpartition(".")[2]
            texts.setdefault(part, []).append(_parameter(variable, is_named=is_named))
    return [{"type": part, "parameters": given} for part, given in texts.items()] + rest


_OFFER: JsonObject = {
    "type": "limited_time_offer",
    "parameters": [
        {"type": "limited_time_offer", "limited_time_offer": {"expiration_time_ms": _HOLE}}
    ],
}


def _parameter(variable: TemplateVariable, *, is_named: bool) -> JsonObject:
    if variable.kind is VariableKind.MEDIA:
        media = str(variable.media_format).lower()
        return {"type": media, media: _HOLE}
    if variable.kind is VariableKind.PLACE:
        return {"type": "location", "location": _HOLE}
    # Only texts of header and body have names; a button's single value never does.
    return template_parts.text(_HOLE, variable.key if is_named else None)


def _button(variable: TemplateVariable, index: int) -> JsonObject:
    match variable.kind:
        case VariableKind.CODE:
            return template_parts.coupon_button(index, _HOLE)
        case VariableKind.PRODUCT:
            return template_parts.catalog_button(index, _HOLE)
        case _:
            return template_parts.url_button(index, _HOLE)
