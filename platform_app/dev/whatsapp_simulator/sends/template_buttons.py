"""Buttons of a template: what a send gives them, and what the phone shows."""

from platform_app.dev.whatsapp_simulator.failures import GraphFailure
from platform_app.dev.whatsapp_simulator.sends.template_values import (
    VARIABLE,
    filled,
    wrong_format,
)
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_object, as_text

_SUB_TYPES = {
    "URL": "url",
    "QUICK_REPLY": "quick_reply",
    "COPY_CODE": "copy_code",
    "FLOW": "flow",
    "CATALOG": "catalog",
    "MPM": "mpm",
    "OTP": "url",
}
_CODE_MAX_LENGTH = 20


def button_shown(button: JsonObject, given: list[JsonObject] | None, index: int) -> JsonObject:
    """Check one button's parameters and return it as the customer sees it.

    `given` begins with the sub_type that the send names.
    """
    kind = str(button["type"]).upper()
    if given is not None and _SUB_TYPES.get(kind) != str(given[0].get("sub_type")).lower():
        raise wrong_format(f"button {index}: sub_type does not fit a button of type {kind}")
    parameters = given[1:] if given else []
    shown: JsonObject = {"type": kind, "text": str(button.get("text", "Copy code"))}
    match kind:
        case "URL":
            shown["value"] = _address(button, parameters, index)
        case "OTP":
            shown["value"] = filled("{{1}}", parameters, f"button {index}", is_named=False)
        case "COPY_CODE":
            shown["value"] = _coupon(parameters, index)
        case "QUICK_REPLY":
            shown["value"] = _payload(parameters, index)
        case "PHONE_NUMBER":
            shown["value"] = button.get("phone_number")
        case "FLOW" | "CATALOG" | "MPM":
            _action(parameters, index, is_required=kind == "MPM")
        case _:
            pass
    return shown


def _address(button: JsonObject, parameters: list[JsonObject], index: int) -> str:
    address = str(button.get("url", ""))
    if not VARIABLE.search(address):
        if parameters:
            raise GraphFailure(132018, details=f"button {index}: the address takes no parameter")
        return address
    return filled(address, parameters, f"button {index}", is_named=False)


def _coupon(parameters: list[JsonObject], index: int) -> str:
    first = parameters[0] if parameters else {}
    code = as_text(first.get("coupon_code"))
    if code is None or first.get("type") != "coupon_code":
        raise wrong_format(f"button {index}: a coupon_code is expected")
    if len(code) > _CODE_MAX_LENGTH:
        raise wrong_format(f"button {index}: a coupon_code has at most 20 characters")
    return code


def _payload(parameters: list[JsonObject], index: int) -> str | None:
    if not parameters:
        return None
    payload = as_text(parameters[0].get("payload"))
    if payload is None or parameters[0].get("type") != "payload" or len(parameters) > 1:
        raise wrong_format(f"button {index}: one payload is expected")
    return payload


def _action(parameters: list[JsonObject], index: int, *, is_required: bool) -> None:
    first = parameters[0] if parameters else {}
    is_action = first.get("type") == "action" and bool(as_object(first.get("action")))
    if (parameters and not is_action) or (is_required and not parameters):
        raise wrong_format(f"button {index}: an action is expected")
