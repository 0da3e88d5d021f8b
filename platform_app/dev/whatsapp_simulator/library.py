"""A small template library: ready-made texts that a company takes over under its own name."""

from platform_app.integrations.whatsapp.graph_json import JsonObject

LIBRARY: tuple[JsonObject, ...] = (
    {
        "id": "7147013345418901",
        "name": "delivery_update_1",
        "language": "en_US",
        "category": "UTILITY",
        "topic": "ORDER_MANAGEMENT",
        "usecase": "DELIVERY_UPDATE",
        "industry": ["E_COMMERCE"],
        "header": "Delivery update",
        "body": "Hi {{1}}, your order {{2}} is on its way and arrives on {{3}}. Thank you!",
        "body_params": ["Jim", "#4521", "3 December"],
        "body_param_types": ["TEXT", "TEXT", "DATE"],
        "buttons": [{"type": "URL", "text": "Track order", "url": "https://www.example.com/"}],
    },
    {
        "id": "7147013345418902",
        "name": "appointment_confirmation_1",
        "language": "en_US",
        "category": "UTILITY",
        "topic": "EVENT_REMINDER",
        "usecase": "APPOINTMENT_CONFIRMATION",
        "industry": ["HEALTHCARE", "BEAUTY"],
        "body": "Hello {{1}}, your appointment on {{2}} at {{3}} is confirmed. See you soon.",
        "body_params": ["Jim", "3 December", "10:30"],
        "body_param_types": ["TEXT", "DATE", "TEXT"],
        "buttons": [{"type": "QUICK_REPLY", "text": "Change it"}],
    },
    {
        "id": "7147013345418903",
        "name": "payment_overdue_1",
        "language": "en_US",
        "category": "UTILITY",
        "topic": "PAYMENTS",
        "usecase": "PAYMENT_OVERDUE",
        "industry": ["FINANCIAL_SERVICES"],
        "header": "Payment overdue",
        "body": "Hi {{1}}, your payment of {{2}} was due on {{3}}. Please pay as soon as you can.",
        "body_params": ["Jim", "$12.34", "1 December"],
        "body_param_types": ["TEXT", "AMOUNT", "DATE"],
        "buttons": [{"type": "URL", "text": "Pay now", "url": "https://www.example.com/"}],
    },
    {
        "id": "7147013345418904",
        "name": "feedback_survey_1",
        "language": "en_US",
        "category": "UTILITY",
        "topic": "CUSTOMER_FEEDBACK",
        "usecase": "FEEDBACK_SURVEY",
        "industry": ["E_COMMERCE"],
        "body": "Hi {{1}}, you were with us on {{2}}. How did we do? Your answer helps us.",
        "body_params": ["Jim", "1 December"],
        "body_param_types": ["TEXT", "DATE"],
        "buttons": [{"type": "QUICK_REPLY", "text": "Very well"}],
    },
)


def components_of(entry: JsonObject, inputs: list[JsonObject]) -> list[JsonObject]:
    """Return the components of a library template, its buttons filled in by the company."""
    parts: list[JsonObject] = []
    if "header" in entry:
        parts.append({"type": "HEADER", "format": "TEXT", "text": entry["header"]})
    example = {"body_text": [entry["body_params"]]}
    parts.append({"type": "BODY", "text": entry["body"], "example": example})
    buttons = [dict(button) for button in entry["buttons"]]
    for button, given in zip(buttons, inputs, strict=False):
        if button["type"] == "URL" and isinstance(given.get("url"), dict):
            button["url"] = given["url"].get("base_url", button["url"])
            if "{{1}}" in button["url"]:
                button["example"] = [given["url"].get("url_suffix_example", "")]
    parts.append({"type": "BUTTONS", "buttons": buttons})
    return parts
