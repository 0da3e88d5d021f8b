"""Template messages: a stored template parsed once, rendered for many recipients."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from json.encoder import encode_basestring_ascii

from platform_app.core.errors import InvalidInput
from platform_app.integrations.whatsapp.graph_json import JsonObject
from platform_app.integrations.whatsapp.payloads.messages import addressee
from platform_app.integrations.whatsapp.payloads.template_variables import (
    TemplateVariable,
    VariableKind,
    buttons_of,
    clean_parameter,
    outgoing_value,
    template_variables,
)

_SENDABLE_COMPONENTS = frozenset({"HEADER", "BODY", "FOOTER", "BUTTONS"})
_UNSENDABLE_HEADERS = frozenset({"LOCATION", "PRODUCT"})
_UNSENDABLE_BUTTONS = frozenset({"MPM", "SPM", "CATALOG", "FLOW"})
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
    """Name the part of a template that has no builder here, if it has one."""
    for component in components:
        kind = str(component.get("type", "")).upper()
        if kind not in _SENDABLE_COMPONENTS:
            return f"a {kind.lower().replace('_', ' ')} part"
        if kind == "HEADER" and str(component.get("format", "")).upper() in _UNSENDABLE_HEADERS:
            return f"a {str(component['format']).lower()} header"
    for button in buttons_of(components):
        if str(button.get("type", "")).upper() in _UNSENDABLE_BUTTONS:
            return f"a {str(button['type']).lower()} button"
    return None


def _missing_values(missing: Sequence[TemplateVariable]) -> InvalidInput:
    fields = {one.id: "WhatsApp needs a value here." for one in missing}
    return InvalidInput("Some of the template's variables have no value.", fields)


def _json_value(variable: TemplateVariable, value: str) -> str:
    text = encode_basestring_ascii(value)
    if variable.kind is not VariableKind.MEDIA:
        return text
    is_address = value.startswith(("https://", "http://"))
    return f'{{"{"link" if is_address else "id"}": {text}}}'


def _outgoing_components(
    variables: Sequence[TemplateVariable], *, is_named: bool
) -> list[JsonObject]:
    texts: dict[str, list[JsonObject]] = {}
    buttons: list[JsonObject] = []
    for variable in variables:
        parameter = _parameter(variable, is_named=is_named)
        if variable.button_index is None:
            texts.setdefault(variable.component, []).append(parameter)
        else:
            buttons.append(_button(variable, parameter))
    parts: list[JsonObject] = [
        {"type": part, "parameters": parameters} for part, parameters in texts.items()
    ]
    return parts + buttons


def _parameter(variable: TemplateVariable, *, is_named: bool) -> JsonObject:
    if variable.kind is VariableKind.MEDIA:
        media = str(variable.media_format).lower()
        return {"type": media, media: _HOLE}
    if variable.kind is VariableKind.CODE:
        return {"type": "coupon_code", "coupon_code": _HOLE}
    # Only texts of header and body have names; a button's single value never does.
    if is_named and variable.kind is VariableKind.TEXT:
        return {"type": "text", "parameter_name": variable.key, "text": _HOLE}
    return {"type": "text", "text": _HOLE}


def _button(variable: TemplateVariable, parameter: JsonObject) -> JsonObject:
    sub_type = "copy_code" if variable.kind is VariableKind.CODE else "url"
    index = str(variable.button_index)
    return {"type": "button", "sub_type": sub_type, "index": index, "parameters": [parameter]}
