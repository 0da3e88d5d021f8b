"""Variables of a template and the values that a send gives them."""

import re
from collections.abc import Sequence

from platform_app.dev.whatsapp_simulator.failures import GraphFailure
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_object, as_text

VARIABLE = re.compile(r"\{\{(\w+)\}\}")
MEDIA_HEADERS = {"IMAGE": "image", "VIDEO": "video", "DOCUMENT": "document", "GIF": "gif"}
_FORBIDDEN = re.compile(r"[\n\r\t\u00a0\u2007\u202f]| {5,}")
_FALLBACKS = ("currency", "date_time")


def variables(text: str) -> list[str]:
    """Return a text's variables, each once, in order."""
    return list(dict.fromkeys(VARIABLE.findall(text)))


def filled(text: str, given: Sequence[JsonObject], part: str, *, is_named: bool) -> str:
    """Put the values into a text, or refuse what does not fit."""
    wanted = variables(text)
    if len(given) != len(wanted):
        details = f"{part}: number of localizable_params ({len(given)}) does not match the expected"
        raise GraphFailure(132000, details=f"{details} number of params ({len(wanted)})")
    keys = [as_text(one.get("parameter_name")) for one in given] if is_named else sorted(wanted)
    if set(keys) != set(wanted):
        raise wrong_format(f"{part}: Parameter name is missing or empty")
    values = dict(zip(keys, (value(one, part) for one in given), strict=True))
    return VARIABLE.sub(lambda found: values[found[1]], text)


def value(parameter: JsonObject, part: str) -> str:
    """Return one value as the customer reads it."""
    kind = parameter.get("type")
    if kind in _FALLBACKS:
        text = as_object(parameter.get(str(kind))).get("fallback_value")
    elif kind == "text":
        text = parameter.get("text")
    else:
        raise wrong_format(f"{part}: Format mismatch, expected TEXT")
    if not isinstance(text, str):
        raise wrong_format(f"{part}: Format mismatch, expected TEXT")
    if not text:
        raise GraphFailure(131008, details=f"{part}: empty text")
    if _FORBIDDEN.search(text):
        raise GraphFailure(
            132018,
            details=f"{part}: Param text cannot have new-line/tab characters or more than 4 "
            "consecutive spaces",
        )
    return text


def wrong_format(details: str) -> GraphFailure:
    """Return the refusal of a parameter of the wrong kind."""
    return GraphFailure(132012, details=details)
