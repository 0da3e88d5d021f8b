"""A stored template becomes exactly the message WhatsApp expects."""

import json

import pytest

from platform_app.core.errors import InvalidInput
from platform_app.integrations.whatsapp.graph_json import JsonObject
from platform_app.integrations.whatsapp.payloads import (
    VariableKind,
    clean_parameter,
    compile_template,
    render_preview,
    template_variables,
)

NAMED: list[JsonObject] = [
    {"type": "HEADER", "format": "TEXT", "text": "For {{first_name}}"},
    {
        "type": "BODY",
        "text": "Olá {{first_name}}, tem {{amount}} de desconto. {{first_name}}!",
        "example": {
            "body_text_named_params": [
                {"param_name": "first_name", "example": "Ana"},
                {"param_name": "amount", "example": "12,50 €"},
            ]
        },
    },
    {"type": "FOOTER", "text": "Responda STOP para sair"},
    {
        "type": "BUTTONS",
        "buttons": [
            {"type": "QUICK_REPLY", "text": "Parar"},
            {
                "type": "URL",
                "text": "Ver",
                "url": "https://example.org/o/{{1}}",
                "example": ["https://example.org/o/r1"],
            },
            {"type": "COPY_CODE", "text": "Copiar", "example": "WINTER25"},
        ],
    },
]
POSITIONAL: list[JsonObject] = [
    {
        "type": "HEADER",
        "format": "IMAGE",
        "example": {"header_handle": ["https://x.example/h.jpg"]},
    },
    {
        "type": "BODY",
        "text": "{{2}} comes before {{1}} and {{10}} here.",
        "example": {"body_text": [["one", "two"]]},
    },
]
NAMED_VALUES = {
    "header.first_name": "Ana",
    "body.first_name": "Ana",
    "body.amount": "10 €",
    "button.1": "r5/ana b",
    "button.2": "WINTER25",
}
POSITIONAL_VALUES = {
    "header.media": "https://x.example/h.jpg",
    "body.1": "1st",
    "body.2": "2nd",
    "body.10": "10th",
}


def rendered(
    components: list[JsonObject], parameter_format: str, values: dict[str, str]
) -> JsonObject:
    template = compile_template("offer", "pt_PT", components, parameter_format)
    return json.loads(template.render("+351912000111", values, callback="t7|c91"))


def test_the_envelope_names_recipient_template_and_callback():
    message = rendered(NAMED, "NAMED", NAMED_VALUES)
    assert message["messaging_product"] == "whatsapp"
    assert message["to"] == "+351912000111"
    assert message["biz_opaque_callback_data"] == "t7|c91"
    assert message["template"]["name"] == "offer"
    assert message["template"]["language"] == {"code": "pt_PT"}


def test_named_parameters_carry_their_names_once_each():
    header, body, *_ = rendered(NAMED, "NAMED", NAMED_VALUES)["template"]["components"]
    assert header["parameters"] == [{"type": "text", "parameter_name": "first_name", "text": "Ana"}]
    assert [one["parameter_name"] for one in body["parameters"]] == ["first_name", "amount"]


def test_buttons_are_numbered_over_all_buttons():
    *_, url, code = rendered(NAMED, "NAMED", NAMED_VALUES)["template"]["components"]
    assert (url["sub_type"], url["index"]) == ("url", "1")
    assert url["parameters"] == [{"type": "text", "text": "r5%2Fana%20b"}]
    assert (code["sub_type"], code["index"]) == ("copy_code", "2")
    assert code["parameters"] == [{"type": "coupon_code", "coupon_code": "WINTER25"}]


def test_positional_parameters_stand_in_the_order_of_their_numbers():
    header, body = rendered(POSITIONAL, "POSITIONAL", POSITIONAL_VALUES)["template"]["components"]
    assert header["parameters"] == [{"type": "image", "image": {"link": "https://x.example/h.jpg"}}]
    assert [one["text"] for one in body["parameters"]] == ["1st", "2nd", "10th"]


def test_a_one_time_code_is_sent_in_text_and_button():
    button = {"type": "OTP", "otp_type": "COPY_CODE", "text": "Copy code"}
    components = [
        {"type": "BODY", "text": "*{{1}}* is your code."},
        {"type": "BUTTONS", "buttons": [button]},
    ]
    message = rendered(components, "POSITIONAL", {"body.1": "123456", "button.0": "123456"})
    body, otp = message["template"]["components"]
    assert body["parameters"] == otp["parameters"] == [{"type": "text", "text": "123456"}]
    assert (otp["sub_type"], otp["index"]) == ("url", "0")


def test_an_uploaded_file_is_sent_by_its_id():
    values = {**POSITIONAL_VALUES, "header.media": "3391027755102"}
    header, _ = rendered(POSITIONAL, "POSITIONAL", values)["template"]["components"]
    assert header["parameters"] == [{"type": "image", "image": {"id": "3391027755102"}}]


def test_a_template_without_variables_sends_no_components():
    message = rendered([{"type": "BODY", "text": "We are open."}], "POSITIONAL", {})
    assert "components" not in message["template"]


def test_a_user_id_is_a_recipient_and_not_a_phone():
    template = compile_template("plain", "en", [{"type": "BODY", "text": "Hi."}])
    message = json.loads(template.render("PT.84120099317755204611", {}, callback="c"))
    assert message["recipient"] == "PT.84120099317755204611"
    assert "to" not in message


def test_hostile_values_stay_values():
    hostile = '"}]}, "to": "+1" {{amount}} \\ \u2028 \U0001f600 \\u0000'
    values = {**NAMED_VALUES, "body.first_name": hostile}
    _, body, *_ = rendered(NAMED, "NAMED", values)["template"]["components"]
    assert body["parameters"][0]["text"] == hostile.replace(" \u2028 ", " ")


@pytest.mark.parametrize("empty", ["", "  ", "\n\t", "\u00a0\u200b", None])
def test_an_empty_value_is_refused_by_name(empty: str | None):
    values = {key: value for key, value in NAMED_VALUES.items() if key != "body.amount"}
    if empty is not None:
        values["body.amount"] = empty
    with pytest.raises(InvalidInput) as refusal:
        rendered(NAMED, "NAMED", values)
    assert set(refusal.value.fields) == {"body.amount"}


@pytest.mark.parametrize(
    ("value", "cleaned"),
    [
        ("a\nb", "a b"),
        ("a\r\n\tb", "a b"),
        ("a     b", "a b"),
        ("12\u00a0€", "12 €"),
        ("\u202fa\u3000b\ufeff", "a b"),
        ("a\x00b", "a b"),
        (" José Ñandú ", "José Ñandú"),
    ],
)
def test_values_become_one_line(value: str, cleaned: str):
    assert clean_parameter(value) == cleaned


def test_the_variables_of_a_template_are_listed_in_order_with_examples():
    found = [(one.id, one.kind, one.example) for one in template_variables(NAMED, "NAMED")]
    assert found == [
        ("header.first_name", VariableKind.TEXT, None),
        ("body.first_name", VariableKind.TEXT, "Ana"),
        ("body.amount", VariableKind.TEXT, "12,50 €"),
        ("button.1", VariableKind.URL_SUFFIX, "https://example.org/o/r1"),
        ("button.2", VariableKind.CODE, "WINTER25"),
    ]


def test_positional_examples_belong_to_their_numbers():
    found = {one.id: one.example for one in template_variables(POSITIONAL)}
    assert found["body.1"] == "one"
    assert found["body.2"] == "two"
    assert found["header.media"] == "https://x.example/h.jpg"


@pytest.mark.parametrize(
    ("components", "part"),
    [
        ([{"type": "ORDER_DETAILS"}], "order details part"),
        ([{"type": "HEADER", "format": "PRODUCT"}], "product header"),
        (
            [
                {
                    "type": "CAROUSEL",
                    "cards": [{"components": [{"type": "HEADER", "format": "PRODUCT"}]}],
                }
            ],
            "product header on a card",
        ),
        ([{"type": "BUTTONS", "buttons": [{"type": "MPM", "text": "View"}]}], "mpm button"),
    ],
)
def test_what_cannot_be_built_is_refused_before_sending(components: list[JsonObject], part: str):
    with pytest.raises(InvalidInput, match=part):
        compile_template("fancy", "en", components)


def test_the_preview_shows_what_the_customer_gets():
    preview = render_preview(NAMED, NAMED_VALUES, "NAMED")
    assert preview.header == "For Ana"
    assert preview.body == "Olá Ana, tem 10 € de desconto. Ana!"
    assert preview.footer == "Responda STOP para sair"
    assert [button.text for button in preview.buttons] == ["Parar", "Ver", "Copiar"]
    assert preview.buttons[1].url == "https://example.org/o/r5%2Fana%20b"


def test_a_value_that_looks_like_a_variable_is_not_filled_again():
    preview = render_preview(POSITIONAL, {**POSITIONAL_VALUES, "body.2": "{{1}}"})
    assert preview.body == "{{1}} comes before 1st and 10th here."


def test_a_preview_without_values_keeps_the_placeholders():
    assert render_preview(NAMED, {}, "NAMED").body == NAMED[1]["text"]


PICTURE_CARD = {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["4::a"]}}
RICH: list[JsonObject] = [
    {"type": "BODY", "text": "Hello {{1}}"},
    {
        "type": "LIMITED_TIME_OFFER",
        "limited_time_offer": {"text": "Ends soon", "has_expiration": True},
    },
    {
        "type": "CAROUSEL",
        "cards": [
            {
                "components": [
                    PICTURE_CARD,
                    {"type": "BODY", "text": "{{1}} for you"},
                    {
                        "type": "BUTTONS",
                        "buttons": [
                            {"type": "QUICK_REPLY", "text": "More"},
                            {"type": "URL", "text": "Go", "url": "https://a.example/{{1}}"},
                        ],
                    },
                ]
            },
            {"components": [PICTURE_CARD]},
        ],
    },
]
RICH_VALUES = {
    "body.1": "Ana",
    "offer.ends": "2026-12-01T00:00+00:00",
    "card0.header.media": "11",
    "card0.body.1": "A chair",
    "card0.button.1": "r 1",
    "card1.header.media": "https://cdn.example.org/2.jpg",
}


def test_offers_and_cards_are_filled_from_columns_too():
    body, offer, carousel = rendered(RICH, "POSITIONAL", RICH_VALUES)["template"]["components"]
    assert body["parameters"] == [{"type": "text", "text": "Ana"}]
    assert offer["parameters"][0]["limited_time_offer"] == {"expiration_time_ms": 1796083200000}
    first, second = carousel["cards"]
    assert [one["type"] for one in first["components"]] == ["header", "body", "button"]
    assert first["components"][2]["index"] == "1"
    assert first["components"][2]["parameters"] == [{"type": "text", "text": "r%201"}]
    image = {"type": "image", "image": {"link": "https://cdn.example.org/2.jpg"}}
    assert second == {
        "card_index": 1,
        "components": [{"type": "header", "parameters": [image]}],
    }


def test_every_place_to_fill_has_a_label_for_people():
    assert [one.label for one in template_variables(RICH)] == [
        "Body {{1}}",
        "The offer ends at",
        "Card 1: Header {{media}}",
        "Card 1: Body {{1}}",
        "Card 1: Button {{1}}",
        "Card 2: Header {{media}}",
    ]


def test_a_document_is_sent_with_its_name():
    components: list[JsonObject] = [{"type": "HEADER", "format": "DOCUMENT"}]
    values = {"header.media": "https://cdn.example.org/your%20quote.pdf?v=2"}
    (header,) = rendered(components, "POSITIONAL", values)["template"]["components"]
    assert header["parameters"][0]["document"]["filename"] == "your quote.pdf"


def test_a_place_is_written_in_one_column():
    components: list[JsonObject] = [{"type": "HEADER", "format": "LOCATION"}]
    values = {"header.place": "38.7131, -9.144, Shop, Rua A 1, Lisbon"}
    (header,) = rendered(components, "POSITIONAL", values)["template"]["components"]
    assert header["parameters"][0]["location"] == {
        "latitude": "38.713100",
        "longitude": "-9.144000",
        "name": "Shop",
        "address": "Rua A 1, Lisbon",
    }


def test_a_form_and_a_catalogue_can_be_sent():
    buttons = [{"type": "FLOW", "text": "Form"}, {"type": "CATALOG", "text": "Shop"}]
    components: list[JsonObject] = [{"type": "BUTTONS", "buttons": buttons}]
    message = rendered(components, "POSITIONAL", {"button.1": "SKU1"})
    (catalog,) = message["template"]["components"]
    assert (catalog["sub_type"], catalog["index"]) == ("catalog", "1")
    action = {"thumbnail_product_retailer_id": "SKU1"}
    assert catalog["parameters"] == [{"type": "action", "action": action}]


@pytest.mark.parametrize(
    ("component", "values"),
    [
        ({"type": "HEADER", "format": "LOCATION"}, {"header.place": "somewhere"}),
        ({"type": "HEADER", "format": "LOCATION"}, {"header.place": "99, 0"}),
        (RICH[1], {"offer.ends": "soon"}),
    ],
)
def test_a_value_of_the_wrong_form_is_refused(component: JsonObject, values: dict[str, str]):
    with pytest.raises(InvalidInput):
        rendered([component], "POSITIONAL", values)
