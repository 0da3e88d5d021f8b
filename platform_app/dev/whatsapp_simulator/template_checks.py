"""Does a template message fit the template? Written apart from the product's own builder."""

import re
from collections.abc import Sequence

from platform_app.dev.whatsapp_simulator.accounts import SimulatedAccount
from platform_app.dev.whatsapp_simulator.failures import GraphFailure
from platform_app.integrations.whatsapp.graph_json import (
    JsonObject,
    as_object,
    as_objects,
    as_text,
)

_VARIABLE = re.compile(r"\{\{(\w+)\}\}")
_FORBIDDEN = re.compile(r"[\n\t\u00a0]| {5,}")
_MEDIA = {"IMAGE": "image", "VIDEO": "video", "DOCUMENT": "document", "GIF": "gif"}
_BODY_MAX_LENGTH = 1024
_STATUS_CODES = {"PAUSED": 132015, "DISABLED": 132016}


def find_template(account: SimulatedAccount, sent: JsonObject) -> JsonObject:
    """Return the approved template that a send names, or refuse as WhatsApp does."""
    name, language = sent.get("name"), as_object(sent.get("language")).get("code")
    for template in account.templates:
        if template["name"] == name and template["language"] == language:
            break
    else:
        raise GraphFailure(
            132001,
            "Template name does not exist in the translation",
            http_status=404,
            details=f"template name ({name}) does not exist in {language}",
        )
    if template["status"] != "APPROVED":
        code = _STATUS_CODES.get(template["status"], 132001)
        raise GraphFailure(code, "Template is not sendable", details=f"{name} is not approved")
    return template


def fill_template(template: JsonObject, sent: JsonObject) -> dict[str, str]:
    """Check every parameter; return header, body, media and `button.N` as the customer sees them."""
    parts = {str(part["type"]): part for part in as_objects(template["components"])}
    given = _by_part(as_objects(sent.get("components")))
    is_named = template["parameter_format"] == "NAMED"
    shown: dict[str, str] = {}
    header = parts.get("HEADER", {})
    if header.get("format") in _MEDIA:
        shown["media"] = _media(str(header["format"]), given.pop("header", []))
    elif header:
        shown["header"] = _filled(
            str(header["text"]), given.pop("header", []), "header", is_named=is_named
        )
    body = _filled(str(parts["BODY"]["text"]), given.pop("body", []), "body", is_named=is_named)
    if len(body) > _BODY_MAX_LENGTH:
        raise GraphFailure(132005, "Translated text too long")
    shown["body"] = body
    for index, button in enumerate(as_objects(parts.get("BUTTONS", {}).get("buttons"))):
        shown[f"button.{index}"] = _button(button, given.pop(f"button.{index}", None), index)
    if given:
        raise _wrong_format(f"{next(iter(given))}: the template has no such component")
    return shown


def _by_part(components: Sequence[JsonObject]) -> dict[str, list[JsonObject]]:
    found: dict[str, list[JsonObject]] = {}
    for component in components:
        part = str(component.get("type"))
        key = f"button.{component.get('index')}" if part == "button" else part
        found[key] = as_objects(component.get("parameters"))
    return found


def _filled(text: str, given: list[JsonObject], part: str, *, is_named: bool) -> str:
    wanted = list(dict.fromkeys(_VARIABLE.findall(text)))
    if len(given) != len(wanted):
        details = f"{part}: number of localizable_params ({len(given)}) does not match the expected"
        raise GraphFailure(
            132000,
            "Number of parameters does not match the expected number of params",
            details=f"{details} number of params ({len(wanted)})",
        )
    keys = [as_text(one.get("parameter_name")) for one in given] if is_named else sorted(wanted)
    if set(keys) != set(wanted):
        raise _wrong_format(f"{part}: Parameter name is missing or empty")
    values = dict(zip(keys, (_text(one, part) for one in given), strict=True))
    return _VARIABLE.sub(lambda found: values[found[1]], text)


def _text(parameter: JsonObject, part: str) -> str:
    value = parameter.get("text")
    if parameter.get("type") != "text" or not isinstance(value, str):
        raise _wrong_format(f"{part}: Format mismatch, expected TEXT")
    if not value:
        raise GraphFailure(131008, "Required parameter is missing", details=f"{part}: empty text")
    if _FORBIDDEN.search(value):
        raise GraphFailure(
            132018,
            "Template parameters are invalid",
            details=f"{part}: Param text cannot have new-line/tab characters or more than 4 "
            "consecutive spaces",
        )
    return value


def _media(header_format: str, given: list[JsonObject]) -> str:
    kind = _MEDIA[header_format]
    source = as_object(given[0].get(kind)) if len(given) == 1 else {}
    address = as_text(source.get("link")) or as_text(source.get("id"))
    if address is None or given[0].get("type") != kind:
        raise _wrong_format(f"header: Format mismatch, expected {header_format}")
    return address


def _button(button: JsonObject, given: list[JsonObject] | None, index: int) -> str:
    has_variable = _VARIABLE.search(str(button.get("url", ""))) is not None
    if button["type"] == "URL" and has_variable:
        return _filled(str(button["url"]), given or [], f"button {index}", is_named=False)
    if button["type"] == "COPY_CODE":
        code = as_text(given[0].get("coupon_code")) if given else None
        if code is None:
            raise _wrong_format(f"button {index}: a coupon_code is expected")
        return code
    if given is not None and button["type"] != "QUICK_REPLY":
        raise _wrong_format(f"button {index}: takes no parameters")
    return str(button.get("url", ""))


def _wrong_format(details: str) -> GraphFailure:
    return GraphFailure(
        132012, "Parameter format does not match format in the created template", details=details
    )
