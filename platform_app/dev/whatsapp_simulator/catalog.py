"""The message templates of the simulated accounts, in the shape Graph returns them."""

from platform_app.integrations.whatsapp.graph_json import JsonObject

_SCORED_AT = 1_790_000_000
_STOP_LABEL = "Stop promotions"


def _template(
    name: str, category: str, *components: JsonObject, language: str = "en", **extra: object
) -> JsonObject:
    return {
        "name": name,
        "language": language,
        "category": category,
        "status": "APPROVED",
        "parameter_format": "POSITIONAL",
        "components": list(components),
        "quality_score": {"score": "UNKNOWN", "date": _SCORED_AT},
        "rejected_reason": "NONE",
        **extra,
    }


def _body(text: str, *examples: str) -> JsonObject:
    example: JsonObject = {"example": {"body_text": [list(examples)]}} if examples else {}
    return {"type": "BODY", "text": text, **example}


def _named_body(text: str, **examples: str) -> JsonObject:
    rows = [{"param_name": name, "example": example} for name, example in examples.items()]
    return {"type": "BODY", "text": text, "example": {"body_text_named_params": rows}}


def _footer(text: str) -> JsonObject:
    return {"type": "FOOTER", "text": text}


def _buttons(*buttons: JsonObject) -> JsonObject:
    return {"type": "BUTTONS", "buttons": list(buttons)}


def _quick_reply(text: str) -> JsonObject:
    return {"type": "QUICK_REPLY", "text": text}


_VARIED: list[JsonObject] = [
    _template(
        "winter_offer",
        "MARKETING",
        _named_body(
            "Hi {{first_name}}, this week you get {{discount}} off everything in our shop.",
            first_name="Ana",
            discount="20 %",
        ),
        _footer("Reply STOP to opt out"),
        _buttons(_quick_reply("Tell me more"), _quick_reply(_STOP_LABEL)),
        parameter_format="NAMED",
    ),
    _template(
        "order_update",
        "UTILITY",
        {
            "type": "HEADER",
            "format": "TEXT",
            "text": "Order {{1}}",
            "example": {"header_text": ["A-1029"]},
        },
        _body(
            "Hello {{1}}, your order has left our warehouse and arrives on {{2}}. Thank you!",
            "Ana",
            "3 December",
        ),
        _buttons(
            {
                "type": "URL",
                "text": "Track parcel",
                "url": "https://shop.example/track/{{1}}",
                "example": ["https://shop.example/track/A-1029"],
            }
        ),
    ),
    _template(
        "new_collection",
        "MARKETING",
        {
            "type": "HEADER",
            "format": "IMAGE",
            "example": {"header_handle": ["https://shop.example/collection.jpg"]},
        },
        _body("Dear {{1}}, our new collection is here. Come and see it first.", "Ana"),
        _footer("Reply STOP to opt out"),
        _buttons(
            {"type": "URL", "text": "See it", "url": "https://shop.example/new"},
            _quick_reply(_STOP_LABEL),
        ),
    ),
    _template(
        "appointment_reminder",
        "UTILITY",
        _named_body(
            "Hello {{first_name}}, we see you on {{date}} at {{time}}. Does that still suit you?",
            first_name="Ana",
            date="3 December",
            time="10:30",
        ),
        _buttons(_quick_reply("Yes, I'll come"), _quick_reply("Another day, please")),
        parameter_format="NAMED",
    ),
    _template(
        "opening_hours",
        "UTILITY",
        _body("We are open from Monday to Friday, 9:00 to 18:00. Write to us at any time."),
    ),
    _template(
        "winter_offer",
        "MARKETING",
        _named_body(
            "Olá {{first_name}}, esta semana tem {{discount}} de desconto em toda a loja.",
            first_name="Ana",
            discount="20 %",
        ),
        _footer("Responda STOP para sair"),
        _buttons(_quick_reply("Quero saber mais"), _quick_reply("Parar promoções")),
        language="pt_PT",
        parameter_format="NAMED",
    ),
    _template(
        "voucher",
        "MARKETING",
        _body(
            "Hi {{1}}, here is a voucher for your next visit. It is valid until {{2}}.",
            "Ana",
            "31 May",
        ),
        _buttons(
            {"type": "COPY_CODE", "text": "Copy offer code", "example": "WINTER25"},
            {"type": "PHONE_NUMBER", "text": "Call us", "phone_number": "+351210000999"},
        ),
    ),
    _template(
        "price_list",
        "UTILITY",
        {
            "type": "HEADER",
            "format": "DOCUMENT",
            "example": {"header_handle": ["https://shop.example/prices.pdf"]},
        },
        _body("Hello {{1}}, attached is the price list you asked for.", "Ana"),
    ),
    _template(
        "summer_sale",
        "MARKETING",
        _body("Hi {{1}}, our summer sale starts tomorrow.", "Ana"),
        status="PENDING",
    ),
    _template(
        "win_a_car",
        "MARKETING",
        _body("{{1}}, you have won a car! Click now!", "Ana"),
        status="REJECTED",
        rejected_reason="ABUSIVE_CONTENT",
    ),
    _template(
        "flash_deal",
        "MARKETING",
        _body("Hi {{1}}, only today: two for one.", "Ana"),
        status="PAUSED",
        quality_score={"score": "RED", "date": _SCORED_AT},
    ),
]


def _receipts(count: int) -> list[JsonObject]:
    return [
        _template(
            f"receipt_{number:02}",
            "UTILITY",
            _body(f"Hello {{{{1}}}}, this is your receipt from shop {number}. Thank you!", "Ana"),
        )
        for number in range(1, count + 1)
    ]


def demo_templates(first_id: int, *, receipts: int = 0) -> tuple[JsonObject, ...]:
    """Return one of every kind of template, and plain receipts to fill more than one page."""
    rows = _VARIED + _receipts(receipts)
    return tuple({**row, "id": str(first_id + number)} for number, row in enumerate(rows))
