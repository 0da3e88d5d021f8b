"""WhatsApp's rules for new templates: one row for each, broken by changing one thing of a template that is fine."""

from dataclasses import replace
from typing import Any

import pytest

from platform_app.integrations.whatsapp.payloads.template_forms import (
    ButtonForm,
    CardForm,
    Sample,
    TemplateForm,
    form_from_json,
    form_to_json,
    from_components,
    needed_samples,
    to_components,
)
from platform_app.integrations.whatsapp.payloads.template_rules import advise, check_template

URL = ButtonForm(
    kind="URL", text="See it", url="https://example.org/o/{{1}}", example="https://example.org/o/r1"
)
CALL = ButtonForm(kind="PHONE_NUMBER", text="Call", phone="+351 210 000 999")
CODE = ButtonForm(kind="COPY_CODE", example="WINTER25")
REPLY = ButtonForm(text="Stop")
FLOW = ButtonForm(kind="FLOW", text="Book", flow_id="7215500112")
FINE = TemplateForm(
    name="winter_offer_2",
    header_format="TEXT",
    header_text="Order {{1}}",
    body="Hello {{1}}, this week you get {{2}} off everything.",
    footer="Reply STOP to opt out",
    samples=[Sample("header.1", "", "A-1"), Sample("body.1", "", "Ana"), Sample("body.2", "", "20 %")],
    buttons=[URL, CALL, CODE, REPLY],
)  # fmt: skip
CARD = CardForm(media_handle="4::a", body="Warm socks", buttons=[REPLY])
CAROUSEL = TemplateForm(name="socks", layout="CAROUSEL", body="Look at these.", cards=[CARD, CARD])
OFFER = TemplateForm(
    name="deal", layout="OFFER", offer_text="Expiring offer!", body="Everything costs less today.",
    buttons=[CODE, replace(URL, url="https://example.org", example="")],
)  # fmt: skip
LOGIN = TemplateForm(name="login", category="AUTHENTICATION")
UTILITY = replace(FINE, category="UTILITY")

# A template that is fine, what is changed in it, the field, and a part of the sentence that stands there.
BROKEN: list[tuple[TemplateForm, dict[str, Any], str, str]] = [
    (FINE, {"name": ""}, "name", "Give it a name"),
    (FINE, {"name": "Winter Offer"}, "name", "small letters"),
    (FINE, {"name": "a" * 513}, "name", "1 character too long"),
    (FINE, {"language": "xx"}, "language", "one of WhatsApp's languages"),
    (FINE, {"category": "SERVICE"}, "category", "what it is for"),
    (FINE, {"header_text": " "}, "header_text", "Write the header"),
    (FINE, {"header_text": "a" * 61}, "header_text", "60 fit"),
    (FINE, {"header_text": "{{1}} and {{2}}"}, "header_text", "Only 1 variable"),
    (FINE, {"header_text": "Sale 🎉"}, "header_text", "no emoji"),
    (FINE, {"header_text": "*Sale*"}, "header_text", "*bold*"),
    (FINE, {"header_text": "One\ntwo"}, "header_text", "one line"),
    (FINE, {"header_format": "IMAGE"}, "media", "sample file"),
    (FINE, {"header_format": "DOCUMENT"}, "media", "sample file"),
    (FINE, {"body": ""}, "body", "Write the message"),
    (FINE, {"body": "a" * 1025}, "body", "1,024 fit"),
    (FINE, {"body": "{{1}}, this is for you and all your friends."}, "body", "beginning or end"),
    (FINE, {"body": "This is for you and all your friends, {{1}}"}, "body", "beginning or end"),
    (FINE, {"body": "Hello {{1}} {{2}}, how are you this week?"}, "body", "side by side"),
    (FINE, {"body": "Hello {{1}}{{2}}, how are you this week?"}, "body", "side by side"),
    (FINE, {"body": "Hi {{1}} and {{2}} and {{3}} yes."}, "body", "at least 7 words"),
    (FINE, {"body": "Hello {{1}}, this week you get {{3}} off."}, "body", "without a gap"),
    (FINE, {"body": "Hello {{2}}, this week you get something off."}, "body", "without a gap"),
    (FINE, {"body": "Hello {{first_name}}, this week you get {{1}} off."}, "body", "numbered here"),
    (FINE, {"parameter_format": "NAMED"}, "body", "have names here"),
    (FINE, {"parameter_format": "NAMED", "body": "Hello {{First Name}}, we are open again."}, "body", "is no name"),
    (FINE, {"body": "Hello {{1}, this week you get {{2}} off."}, "body", "bracket is missing"),
    (FINE, {"body": "Hello {1}, this week everything costs less."}, "body", "bracket is missing"),
    (FINE, {"samples": []}, "body.1", "Give an example"),
    (FINE, {"samples": []}, "header.1", "Give an example"),
    (FINE, {"samples": [Sample("body.1", "", "two\nlines")]}, "body.1", "no line breaks"),
    (FINE, {"samples": [Sample("body.1", "", "{{2}}")]}, "body.1", "not another variable"),
    (FINE, {"footer": "a" * 61}, "footer", "60 fit"),
    (FINE, {"footer": "Bye {{1}}"}, "footer", "no variables"),
    (FINE, {"footer": "Bye 👋"}, "footer", "no emoji"),
    (FINE, {"footer": "_Bye_"}, "footer", "*bold*"),
    (FINE, {"buttons": [replace(REPLY, text=f"No {n}") for n in range(11)]}, "buttons", "at most 10 buttons"),
    (FINE, {"buttons": [replace(URL, text=f"See {n}") for n in range(3)]}, "buttons", "at most 2 buttons that open"),
    (FINE, {"buttons": [CALL, replace(CALL, text="Ring")]}, "buttons", "at most 1 button that calls"),
    (FINE, {"buttons": [CODE, CODE]}, "buttons", "at most 1 button that copies"),
    (FINE, {"buttons": [FLOW, replace(FLOW, text="Ask")]}, "buttons", "at most 1 button that opens a form"),
    (FINE, {"buttons": [REPLY, URL, replace(REPLY, text="More")]}, "buttons", "stand together"),
    (FINE, {"buttons": [replace(REPLY, text="")]}, "buttons.0.text", "what stands on the button"),
    (FINE, {"buttons": [replace(REPLY, text="a" * 26)]}, "buttons.0.text", "25 fit"),
    (FINE, {"buttons": [replace(REPLY, text="For {{1}}")]}, "buttons.0.text", "no variables"),
    (FINE, {"buttons": [replace(REPLY, text="Yes 🎉")]}, "buttons.0.text", "no emoji"),
    (FINE, {"buttons": [REPLY, replace(REPLY, text="stop")]}, "buttons.1.text", "says the same"),
    (FINE, {"buttons": [replace(URL, url="")]}, "buttons.0.url", "address that it opens"),
    (FINE, {"buttons": [replace(URL, url="example.org")]}, "buttons.0.url", "begins with https"),
    (FINE, {"buttons": [replace(URL, url="javascript:alert(1)")]}, "buttons.0.url", "begins with https"),
    (FINE, {"buttons": [replace(URL, url="https://e.org/" + "a" * 2000)]}, "buttons.0.url", "2,000 fit"),
    (FINE, {"buttons": [replace(URL, url="https://e.org/{{1}}/x")]}, "buttons.0.url", "at its very end"),
    (FINE, {"buttons": [replace(URL, url="https://e.org/{{1}}/{{2}}")]}, "buttons.0.url", "one variable"),
    (FINE, {"buttons": [replace(URL, url="https://e.org/{{name}}")]}, "buttons.0.url", "one variable"),
    (FINE, {"buttons": [replace(URL, url="https://e.{{1}}")]}, "buttons.0.url", "part of the host"),
    (FINE, {"buttons": [replace(URL, url="https://wa.me/351")]}, "buttons.0.url", "links to WhatsApp itself"),
    (FINE, {"buttons": [replace(URL, url="https://www.bit.ly/x")]}, "buttons.0.url", "shortened"),
    (FINE, {"buttons": [replace(URL, example="")]}, "buttons.0.example", "example of the whole address"),
    (FINE, {"buttons": [replace(URL, example="https://other.org/r1")]}, "buttons.0.example", "begins with https://example.org/o/"),
    (FINE, {"buttons": [replace(CALL, phone="")]}, "buttons.0.phone", "number that it calls"),
    (FINE, {"buttons": [replace(CALL, phone="210 000 999")]}, "buttons.0.phone", "country's code"),
    (FINE, {"buttons": [replace(CALL, phone="+351 210 000 999 000 0")]}, "buttons.0.phone", "20 fit"),
    (FINE, {"buttons": [replace(CODE, example="")]}, "buttons.0.example", "example of a code"),
    (FINE, {"buttons": [replace(CODE, example="A" * 16)]}, "buttons.0.example", "15 fit"),
    (FINE, {"buttons": [replace(FLOW, flow_id="abc")]}, "buttons.0.flow_id", "form's id"),
    (FINE, {"buttons": [ButtonForm(kind="CATALOG", text="All")]}, "buttons.0.text", "can't be written here"),
    (FINE, {"ttl": "86400"}, "ttl", "for marketing"),
    (UTILITY, {"ttl": "29"}, "ttl", "30 to 43,200"),
    (UTILITY, {"ttl": "43201"}, "ttl", "30 to 43,200"),
    (UTILITY, {"ttl": "soon"}, "ttl", "number of seconds"),
    (LOGIN, {"ttl": "901"}, "ttl", "30 to 900"),
    (LOGIN, {"ttl": "-1"}, "ttl", "30 to 900"),
    (LOGIN, {"otp_minutes": "91"}, "otp_minutes", "1 to 90"),
    (LOGIN, {"otp_kind": "MAGIC"}, "otp_kind", "how the code"),
    (LOGIN, {"otp_kind": "ONE_TAP"}, "app_package", "package name"),
    (LOGIN, {"otp_kind": "ZERO_TAP", "app_hash": "short"}, "app_hash", "11 letters"),
    (OFFER, {"category": "UTILITY"}, "layout", "are marketing"),
    (OFFER, {"offer_text": ""}, "offer_text", "Name the offer"),
    (OFFER, {"offer_text": "a" * 17}, "offer_text", "16 fit"),
    (OFFER, {"footer": "Bye"}, "footer", "no footer"),
    (OFFER, {"body": "a" * 601}, "body", "600 fit"),
    (OFFER, {"header_format": "DOCUMENT"}, "header_format", "picture or a video"),
    (OFFER, {"buttons": [URL, CODE]}, "buttons", "copies its code, then"),
    (CAROUSEL, {"cards": [CARD]}, "cards", "2 to 10 cards"),
    (CAROUSEL, {"cards": [CARD] * 11}, "cards", "2 to 10 cards"),
    (CAROUSEL, {"cards": [CARD, replace(CARD, buttons=[CALL])]}, "cards", "have to be alike"),
    (CAROUSEL, {"cards": [CARD, replace(CARD, body="")]}, "cards", "have to be alike"),
    (CAROUSEL, {"cards_format": "DOCUMENT"}, "cards_format", "picture or a video"),
    (CAROUSEL, {"cards": [CARD, replace(CARD, media_handle="")]}, "card2.media", "sample file"),
    (CAROUSEL, {"cards": [CARD, replace(CARD, body="a" * 161)]}, "card2.body", "160 fit"),
    (CAROUSEL, {"cards": [replace(CARD, buttons=[])] * 2}, "card1.buttons", "one or two buttons"),
    (CAROUSEL, {"cards": [replace(CARD, buttons=[REPLY, CALL, URL])] * 2}, "card1.buttons", "one or two buttons"),
    (CAROUSEL, {"footer": "Bye"}, "footer", "no footer"),
]  # fmt: skip
ALL_FINE = {
    "text": FINE, "carousel": CAROUSEL, "offer": OFFER, "one-time code": LOGIN,
    "utility for 30 days": replace(UTILITY, ttl="-1"),
    "picture": replace(FINE, header_format="IMAGE", media_handle="4::a"),
    "place": replace(FINE, header_format="LOCATION"),
    "names": replace(
        FINE, parameter_format="NAMED", header_format="NONE", body="Hi {{first_name}}, we are open again.",
        samples=[Sample("body.first_name", "", "Ana")],
    ),
    "form": replace(FINE, buttons=[FLOW]),
    "one tap": replace(LOGIN, otp_kind="ONE_TAP", app_package="com.example.shop", app_hash="K8a/AINcGX7"),
    "Chinese": replace(FINE, language="zh_CN", body="您好{{1}}，本周全场商品可享受{{2}}的折扣优惠，欢迎光临。"),
    "Arabic": replace(FINE, language="ar", body="مرحبا {{1}}، خصم {{2}} على كل شيء هذا الأسبوع في متجرنا."),
}  # fmt: skip


@pytest.mark.parametrize(("form", "changes", "field", "words"), BROKEN)
def test_a_broken_rule_is_said_at_its_field(
    form: TemplateForm, changes: dict[str, Any], field: str, words: str
) -> None:
    problems = check_template(replace(form, **changes))
    assert words in problems[field].sentence


@pytest.mark.parametrize("form", ALL_FINE.values(), ids=ALL_FINE)
def test_a_template_that_is_fine_has_no_problem(form: TemplateForm) -> None:
    assert check_template(form) == {}


@pytest.mark.parametrize("form", ALL_FINE.values(), ids=ALL_FINE)
def test_a_form_survives_being_kept(form: TemplateForm) -> None:
    assert form_from_json(form_to_json(form)) == form


@pytest.mark.parametrize("form", ALL_FINE.values(), ids=ALL_FINE)
def test_what_whatsapp_stores_becomes_the_same_form_again(form: TemplateForm) -> None:
    stored = to_components(form)
    known = {"name": form.name, "language": form.language, "category": form.category}
    again = from_components(stored, form.parameter_format, **known)
    # Samples of files cannot be had back, everything else can.
    handles = {"media_handle": form.media_handle, "cards": form.cards}
    assert to_components(replace(again, **handles)) == stored


def test_each_variable_wants_one_example_and_keeps_it() -> None:
    form = replace(FINE, body="Hello {{1}}, {{2}} and once more {{1}} are here today.")
    assert [(one.id, one.value) for one in needed_samples(form)] == [
        ("header.1", "A-1"),
        ("body.1", "Ana"),
        ("body.2", "20 %"),
    ]


def test_many_buttons_are_allowed_with_a_warning() -> None:
    assert any("All" in words or "all options" in words for words in advise(FINE))
    assert advise(replace(FINE, buttons=[REPLY])) == []
