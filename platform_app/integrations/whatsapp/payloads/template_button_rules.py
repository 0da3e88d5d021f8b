"""What WhatsApp takes as a template's buttons: how many of each kind, in which order, with which addresses."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from urllib.parse import urlsplit

from platform_app.integrations.whatsapp.payloads import template_forms as forms
from platform_app.integrations.whatsapp.payloads.template_forms import ButtonForm
from platform_app.integrations.whatsapp.payloads.template_text_rules import (
    Problem,
    check_plain,
    too_long,
)
from platform_app.integrations.whatsapp.payloads.template_variables import PLACEHOLDER

BUTTONS, LABEL_LENGTH, URL_LENGTH, PHONE_LENGTH, CODE_LENGTH = 10, 25, 2_000, 20, 15
MOST = {
    forms.QUICK_REPLY: 10,
    forms.URL: 2,
    forms.PHONE_NUMBER: 1,
    forms.COPY_CODE: 1,
    forms.FLOW: 1,
}
_WORDS = {
    forms.URL: "buttons that open a page",
    forms.PHONE_NUMBER: "button that calls a number",
    forms.COPY_CODE: "button that copies a code",
    forms.FLOW: "button that opens a form",
}
_SHORTENERS = frozenset(
    {
        "bit.ly", "tinyurl.com", "goo.gl", "t.co", "ow.ly", "is.gd", "buff.ly", "rebrand.ly", "cutt.ly", "shorturl.at",
        "rb.gy", "t.ly", "tiny.cc", "lnkd.in", "fb.me", "l.ead.me", "bl.ink", "s.id",
    }
)  # fmt: skip
_CHATS = frozenset({"wa.me", "wa.link", "api.whatsapp.com", "chat.whatsapp.com"})
_PHONE = re.compile(r"\+?[0-9 ().-]+")


def check_buttons(buttons: Sequence[ButtonForm], place: str) -> Iterator[Problem]:
    """Yield what is wrong with the buttons as a whole, and with each of them."""
    if len(buttons) > BUTTONS:
        yield Problem(place, f"A template has at most {BUTTONS} buttons.")
    counts = Counter(button.kind for button in buttons)
    for kind, most in MOST.items():
        if counts[kind] > most and kind in _WORDS:
            yield Problem(place, f"A template has at most {most} {_WORDS[kind]}.")
    if _is_mixed([button.kind == forms.QUICK_REPLY for button in buttons]):
        yield Problem(
            place, "Quick replies have to stand together: all of them first, or all of them last."
        )
    seen: set[str] = set()
    for index, button in enumerate(buttons):
        yield from _check(button, f"{place}.{index}", seen)


def _is_mixed(replies: list[bool]) -> bool:
    changes = sum(one != two for one, two in pairwise(replies))
    return changes > 1


def _check(button: ButtonForm, place: str, seen: set[str]) -> Iterator[Problem]:
    if button.kind not in MOST:
        yield Problem(f"{place}.text", "This kind of button can't be written here. Take it out.")
        return
    # The label of a copy button is WhatsApp's own.
    if button.kind != forms.COPY_CODE:
        yield from _label(button.text, f"{place}.text", seen)
    match button.kind:
        case "URL":
            yield from _url(button, place)
        case "PHONE_NUMBER":
            yield from _phone(button.phone, f"{place}.phone")
        case "COPY_CODE":
            yield from _code(button.example, f"{place}.example")
        case "FLOW" if not re.fullmatch(r"\d{5,32}", button.flow_id):
            is_missing = not button.flow_id
            yield Problem(
                f"{place}.flow_id",
                "This is the form's id: a number from WhatsApp Manager, under Flows.",
                is_missing,
            )
        case _:
            pass


def _label(text: str, field: str, seen: set[str]) -> Iterator[Problem]:
    if not text.strip():
        yield Problem(field, "Write what stands on the button.", is_missing=True)
    elif len(text) > LABEL_LENGTH:
        yield Problem(field, too_long(text, LABEL_LENGTH))
    elif "{{" in text:
        yield Problem(field, "A button is the same for everybody: it takes no variables.")
    elif text.strip().casefold() in seen:
        yield Problem(field, "Another button says the same. Give each its own words.")
    yield from check_plain(field, text)
    seen.add(text.strip().casefold())


def _url(button: ButtonForm, place: str) -> Iterator[Problem]:
    field, url = f"{place}.url", button.url
    if not url:
        yield Problem(field, "Write the address that it opens.", is_missing=True)
    elif len(url) > URL_LENGTH:
        yield Problem(field, too_long(url, URL_LENGTH))
    elif not _is_address(PLACEHOLDER.sub("x", url)):
        sentence = "This is no address of a page. It begins with https:// and has no blanks."
        yield Problem(field, sentence)
    elif (host := _host(url)) in _CHATS:
        sentence = "WhatsApp refuses links to WhatsApp itself. Link to a page of yours."
        yield Problem(field, sentence)
    elif host in _SHORTENERS:
        yield Problem(field, "WhatsApp refuses shortened links. Write the whole address.")
    elif "{" in url:
        yield from _url_variable(button, place)


def _url_variable(button: ButtonForm, place: str) -> Iterator[Problem]:
    field, url = f"{place}.url", button.url
    if PLACEHOLDER.findall(url) != ["1"] or not url.endswith("{{1}}"):
        yield Problem(field, "An address takes one variable, {{1}}, at its very end.")
    elif PLACEHOLDER.search(_origin(url)):
        yield Problem(field, "The variable can't be part of the host. Put it behind a slash.")
    else:
        yield from _url_example(button, place)


def _url_example(button: ButtonForm, place: str) -> Iterator[Problem]:
    start = button.url.removesuffix("{{1}}")
    if not button.example:
        yield Problem(f"{place}.example", "Give an example of the whole address.", is_missing=True)
    elif not button.example.startswith(start) or len(button.example) == len(start):
        yield Problem(f"{place}.example", f"The example begins with {start}, and goes on.")
    elif "{{" in button.example or not _is_address(button.example):
        yield Problem(f"{place}.example", "Give a whole address, as a customer would get it.")


def _is_address(text: str) -> bool:
    if not re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", text):
        return False
    try:
        return "." in (urlsplit(text).hostname or "")
    except ValueError:
        return False


def _origin(url: str) -> str:
    return "/".join(url.split("/", 3)[:3])


def _host(url: str) -> str:
    host = urlsplit(PLACEHOLDER.sub("x", url)).hostname or ""
    return host.removeprefix("www.")


def _phone(phone: str, field: str) -> Iterator[Problem]:
    digits = re.sub(r"\D", "", phone)
    if not phone:
        yield Problem(
            field, "Write the number that it calls, with the country's code.", is_missing=True
        )
    elif len(phone) > PHONE_LENGTH:
        yield Problem(field, too_long(phone, PHONE_LENGTH))
    elif not _PHONE.fullmatch(phone) or not 6 <= len(digits) <= 15 or not phone.startswith("+"):
        yield Problem(
            field, "This is a phone number with the country's code, as in +351 210 000 999."
        )


def _code(code: str, field: str) -> Iterator[Problem]:
    if not code.strip():
        yield Problem(field, "Give an example of a code, as in WINTER25.", is_missing=True)
    elif len(code) > CODE_LENGTH:
        yield Problem(field, too_long(code, CODE_LENGTH))
