"""Buttons: how many of which kind, their words and addresses."""

import re
from collections import Counter
from urllib.parse import urlsplit

from platform_app.dev.whatsapp_simulator.failures import TemplateFailure
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_list, as_text

_MOST = {
    **dict.fromkeys(("QUICK_REPLY",), 10),
    **dict.fromkeys(("URL",), 2),
    **dict.fromkeys(("PHONE_NUMBER", "COPY_CODE", "FLOW", "CATALOG", "MPM", "SPM"), 1),
    **dict.fromkeys(("VOICE_CALL", "REQUEST_CONTACT_INFO"), 1),
}
_MOST_IN_ALL, _LABEL, _ADDRESS, _CODE = 10, 25, 2_000, 20
_UNLABELLED = ("COPY_CODE",)
_SHORTENERS = ("wa.me", "bit.ly", "tinyurl.com", "goo.gl", "t.co", "ow.ly", "is.gd", "rb.gy")
_VARIABLE_AT_END = re.compile(r"[^{}]+(\{\{1\}\})?")


def check_buttons(buttons: list[JsonObject], *, is_given: bool = True) -> None:
    """Refuse buttons that break a rule."""
    if is_given and not buttons:
        raise _refused("Give at least one button, or leave the component out.")
    kinds = [str(one.get("type")).upper() for one in buttons]
    counts = Counter(kinds)
    unknown = [kind for kind in kinds if kind not in _MOST]
    if unknown:
        raise _refused(f"A button of type {unknown[0]} does not fit here.")
    too_many = [kind for kind, count in counts.items() if count > _MOST[kind]]
    if too_many or len(buttons) > _MOST_IN_ALL:
        raise _refused(f"There are too many buttons ({', '.join(too_many) or 'in all'}).")
    if "QUICK_REPLY" in kinds:
        first, count = kinds.index("QUICK_REPLY"), counts["QUICK_REPLY"]
        if kinds[first : first + count] != ["QUICK_REPLY"] * count:
            raise _refused("Quick replies must stand together.")
    labels = [_label(one) for one in buttons if str(one.get("type")).upper() not in _UNLABELLED]
    if len(set(labels)) < len(labels):
        raise _refused("Two buttons have the same words.")
    for button in buttons:
        _check_one(button)


def _label(button: JsonObject) -> str:
    text = as_text(button.get("text")) or ""
    if len(text) > _LABEL:
        raise TemplateFailure(2388040, "Button is too long", "A button has 25 characters at most.")
    if not text or "{{" in text or "\n" in text:
        raise _refused("A button needs words without variables.")
    return text


def _check_one(button: JsonObject) -> None:
    match str(button.get("type")).upper():
        case "URL":
            _check_address(button)
        case "PHONE_NUMBER":
            phone = as_text(button.get("phone_number")) or ""
            if not re.fullmatch(r"\+?[0-9]{1,19}", phone):
                raise _refused("phone_number has 20 characters at most, digits after a plus.")
        case "COPY_CODE":
            sample = button.get("example")
            code = as_text(sample) or as_text(next(iter(as_list(sample)), None)) or ""
            if not 1 <= len(code) <= _CODE:
                raise _refused("A code needs a sample of 20 characters at most.")
        case "FLOW":
            named = [key for key in ("flow_id", "flow_name", "flow_json") if button.get(key)]
            if len(named) != 1:
                raise _refused("A flow is named by flow_id, flow_name or flow_json.")
        case _:
            pass


def _check_address(button: JsonObject) -> None:
    address = as_text(button.get("url")) or ""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host or len(address) > _ADDRESS:
        raise _refused("url must be a full http(s) address of 2,000 characters at most.")
    if host.removeprefix("www.") in _SHORTENERS:
        raise _refused("Shortened addresses and wa.me are not allowed.")
    found = _VARIABLE_AT_END.fullmatch(address)
    if found is None:
        raise _refused("url may have one variable, {{1}}, at its end.")
    samples = as_list(button.get("example")) or [button.get("example")]
    if found[1] and not as_text(samples[0]):
        raise _refused("The variable of an address needs a sample.")


def _refused(message: str) -> TemplateFailure:
    return TemplateFailure(2388039, "Buttons are not right", message)
