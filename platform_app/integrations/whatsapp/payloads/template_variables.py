"""The variables of a message template: where they stand, and which values they take."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import quote

from platform_app.integrations.whatsapp.graph_json import (
    JsonObject,
    as_list,
    as_object,
    as_objects,
    as_text,
    is_list,
)

PLACEHOLDER = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")
_EXAMPLE_PLACE = "38.7131, -9.1440, Shop, Rua A 1"
_EXAMPLE_MOMENT = "2026-12-31T18:00+00:00"
MEDIA_FORMATS = frozenset({"IMAGE", "VIDEO", "GIF", "DOCUMENT"})
# WhatsApp refuses line breaks, tabs and more than four blanks in a row; blanks of other alphabets
# (no-break space and its kin) have caused the same refusal.
_BLANKS = re.compile(r"[\s\u00a0\u180e\u200b\u2060\ufeff\u0000-\u001f\u007f]+")


class VariableKind(StrEnum):
    """What kind of value a variable takes."""

    TEXT = "text"
    MEDIA = "media"  # a public address, or the id of an uploaded file
    URL_SUFFIX = "url_suffix"
    CODE = "code"  # what a copy-code button copies
    PLACE = "place"  # latitude, longitude, name, address
    MOMENT = "moment"  # when an offer ends, as in 2026-12-31T18:00+00:00
    PRODUCT = "product"  # whose picture stands for the catalogue


@dataclass(frozen=True, slots=True)
class TemplateVariable:
    """One place to fill; `id` names it within its template, as in `body.first_name`."""

    component: str
    key: str
    kind: VariableKind = VariableKind.TEXT
    example: str | None = None
    media_format: str | None = None
    button_index: int | None = None
    card_index: int | None = None

    @property
    def id(self) -> str:
        """The key of this variable's value in a mapping."""
        return f"{self.component}.{self.key}"

    @property
    def label(self) -> str:
        """What people read beside the field, as in `Card 2: Body {{1}}`."""
        card = "" if self.card_index is None else f"Card {self.card_index + 1}: "
        match self.kind:
            case VariableKind.PLACE:
                return f"{card}Header: latitude, longitude, name, address"
            case VariableKind.MOMENT:
                return "The offer ends at"
            case VariableKind.PRODUCT:
                return f"{card}Button: the product in the picture"
            case _:
                part = self.component.rpartition(".")[2].capitalize()
                return f"{card}{part} {{{{{self.key}}}}}"


def template_variables(
    components: Sequence[JsonObject], parameter_format: str = "POSITIONAL"
) -> list[TemplateVariable]:
    """List every variable in the order of the template; ids are `header.media`, `body.1`, `button.0`, `card1.body.1`."""
    found: list[TemplateVariable] = []
    for component in components:
        match str(component.get("type", "")).upper():
            case "HEADER":
                found += _header_variables(component, parameter_format)
            case "BODY":
                found += _text_variables("body", component, parameter_format)
            case "BUTTONS":
                found += _button_variables(component)
            case "LIMITED_TIME_OFFER":
                found += _offer_variables(component)
            case "CAROUSEL":
                found += _card_variables(component, parameter_format)
            case _:
                pass
    return found


def clean_parameter(value: str) -> str:
    """Make a value acceptable to WhatsApp: one line, single blanks, none at the ends."""
    return _BLANKS.sub(" ", value).strip()


def outgoing_value(variable: TemplateVariable, value: str) -> str:
    """Return the value exactly as it must be sent for this variable."""
    cleaned = clean_parameter(value)
    return quote(cleaned, safe="") if variable.kind is VariableKind.URL_SUFFIX else cleaned


def replace_placeholders(text: str, values: Mapping[str, str]) -> str:
    """Fill in `values` in one pass: a value that looks like a placeholder stays as it is."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def placeholder_keys(text: str) -> list[str]:
    """Return the keys in a text once each: numbers in their order, names as they come."""
    keys = list(dict.fromkeys(found[1] for found in PLACEHOLDER.finditer(text)))
    return sorted(keys, key=int) if all(key.isdecimal() for key in keys) else keys


def buttons_of(components: Sequence[JsonObject]) -> list[JsonObject]:
    """Return the template's buttons in their order, which is their index when sending."""
    groups = (as_objects(item.get("buttons")) for item in components if _is_buttons(item))
    return [button for group in groups for button in group]


def _is_buttons(component: JsonObject) -> bool:
    return str(component.get("type", "")).upper() == "BUTTONS"


def _header_variables(component: JsonObject, parameter_format: str) -> list[TemplateVariable]:
    header_format = str(component.get("format", "TEXT")).upper()
    if header_format in MEDIA_FORMATS:
        handles = as_list(as_object(component.get("example")).get("header_handle"))
        example = as_text(handles[0]) if handles else None
        return [TemplateVariable("header", "media", VariableKind.MEDIA, example, header_format)]
    if header_format == "LOCATION":
        return [TemplateVariable("header", "place", VariableKind.PLACE, _EXAMPLE_PLACE)]
    return _text_variables("header", component, parameter_format)


def _offer_variables(component: JsonObject) -> list[TemplateVariable]:
    expires = as_object(component.get("limited_time_offer")).get("has_expiration") is True
    moment = TemplateVariable("offer", "ends", VariableKind.MOMENT, _EXAMPLE_MOMENT)
    return [moment] if expires else []


def _card_variables(component: JsonObject, parameter_format: str) -> Iterator[TemplateVariable]:
    for index, card in enumerate(as_objects(component.get("cards"))):
        for one in template_variables(as_objects(card.get("components")), parameter_format):
            yield replace(one, component=f"card{index}.{one.component}", card_index=index)


def _text_variables(
    part: str, component: JsonObject, parameter_format: str
) -> list[TemplateVariable]:
    example = as_object(component.get("example"))
    examples = (
        _named_examples(example, part)
        if parameter_format.upper() == "NAMED"
        else positional_examples(example, part)
    )
    keys = placeholder_keys(as_text(component.get("text")) or "")
    return [TemplateVariable(part, key, example=examples.get(key)) for key in keys]


def _named_examples(example: JsonObject, part: str) -> dict[str, str]:
    rows = as_objects(example.get(f"{part}_text_named_params"))
    return {str(row.get("param_name")): as_text(row.get("example")) or "" for row in rows}


def positional_examples(example: JsonObject, part: str) -> dict[str, str]:
    """Return the examples of numbered variables by their numbers."""
    values = as_list(example.get(f"{part}_text"))
    # The body's examples come as a list of lists, the header's as a plain list.
    values = next((row for row in values if is_list(row)), values)
    return {str(number): as_text(value) or "" for number, value in enumerate(values, 1)}


def _button_variables(component: JsonObject) -> Iterator[TemplateVariable]:
    for index, button in enumerate(as_objects(component.get("buttons"))):
        example = as_list(button.get("example")) or [button.get("example")]
        kind = _button_kind(button)
        if kind is not None:
            yield TemplateVariable(
                "button", str(index), kind, as_text(example[0]), button_index=index
            )


def _button_kind(button: JsonObject) -> VariableKind | None:
    match str(button.get("type", "")).upper():
        case "URL" if PLACEHOLDER.search(as_text(button.get("url")) or ""):
            return VariableKind.URL_SUFFIX
        case "OTP":
            # The one-time code is sent as if it were the end of an address.
            return VariableKind.URL_SUFFIX
        case "COPY_CODE":
            return VariableKind.CODE
        case "CATALOG":
            return VariableKind.PRODUCT
        case _:
            return None
