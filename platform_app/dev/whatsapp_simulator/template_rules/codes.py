"""Authentication templates: WhatsApp writes the words, the company only chooses options."""

from platform_app.dev.whatsapp_simulator.failures import TemplateFailure
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_number, as_objects

_KINDS = ("COPY_CODE", "ONE_TAP", "ZERO_TAP")
_PARTS = {"BODY", "FOOTER", "BUTTONS"}


def check_code_template(parts: dict[str, JsonObject]) -> None:
    """Refuse whatever is not a plain code with one button."""
    if not set(parts) <= _PARTS or "BODY" not in parts or "text" in parts["BODY"]:
        raise TemplateFailure(
            2388072, "Words are given", "Authentication templates have fixed words and no header."
        )
    minutes = parts.get("FOOTER", {}).get("code_expiration_minutes")
    if minutes is not None and not 1 <= (as_number(minutes) or 0) <= 90:
        raise TemplateFailure(
            2388073, "Footer is not right", "code_expiration_minutes is between 1 and 90."
        )
    buttons = as_objects(parts.get("BUTTONS", {}).get("buttons"))
    is_otp = len(buttons) == 1 and str(buttons[0].get("type")).upper() == "OTP"
    if not is_otp or str(buttons[0].get("otp_type")).upper() not in _KINDS:
        raise TemplateFailure(
            2388039, "Button is not right", "One button of type OTP: COPY_CODE, ONE_TAP, ZERO_TAP."
        )
