"""WhatsApp's rules for new templates, checked before it is asked: each broken one is a sentence at its field."""

import re
from collections.abc import Callable, Iterator

from platform_app.integrations.whatsapp.payloads import template_forms as forms
from platform_app.integrations.whatsapp.payloads.template_button_rules import check_buttons
from platform_app.integrations.whatsapp.payloads.template_forms import CardForm, TemplateForm
from platform_app.integrations.whatsapp.payloads.template_languages import LANGUAGES
from platform_app.integrations.whatsapp.payloads.template_text_rules import (
    Problem,
    check_plain,
    check_variables,
    too_long,
)

NAME_LENGTH, HEADER_LENGTH, BODY_LENGTH, FOOTER_LENGTH = 512, 60, 1024, 60
OFFER_BODY_LENGTH, OFFER_LENGTH, CARD_BODY_LENGTH = 600, 16, 160
CARDS = (2, 10)
# Seconds after which an undelivered message is dropped, by category.
TTL = {"AUTHENTICATION": (30, 900), "UTILITY": (30, 43_200)}
_THIRTY_DAYS = -1
_APP_PACKAGE = re.compile(r"[A-Za-z]\w*(\.[A-Za-z]\w*)+")
_APP_HASH = re.compile(r"[A-Za-z0-9+/]{11}")
Rule = Callable[[TemplateForm], Iterator[Problem]]


def check_template(form: TemplateForm) -> dict[str, Problem]:
    """Return what WhatsApp would refuse, by field; empty when there is nothing."""
    problems: dict[str, Problem] = {}
    for rule in _CODE_RULES if form.is_code else _RULES:
        for problem in rule(form):
            # The first rule that a field breaks is said; the others may go away with it.
            problems.setdefault(problem.field, problem)
    return problems


def advise(form: TemplateForm) -> list[str]:
    """Return what WhatsApp allows, but people should know before they submit it."""
    kinds = [button.kind for button in form.buttons]
    advice: list[str] = []
    if len(kinds) > 3:
        advice.append("A phone shows two of the buttons, and the others behind “See all options”.")
    if len(kinds) > 3 or (forms.QUICK_REPLY in kinds and len(set(kinds)) > 1):
        advice.append("WhatsApp on computers does not show a template with these buttons at all.")
    if form.category == forms.UTILITY:
        advice.append(
            "Utility is for what a person has asked for or needs. With anything that advertises, "
            "WhatsApp makes it marketing, which costs more."
        )
    return advice


def body_length(form: TemplateForm) -> int:
    """Return how long the text may be."""
    return OFFER_BODY_LENGTH if form.layout == forms.OFFER else BODY_LENGTH


def _name(form: TemplateForm) -> Iterator[Problem]:
    if not form.name:
        yield Problem("name", "Give it a name.", is_missing=True)
    elif not re.fullmatch(r"[a-z0-9_]+", form.name):
        yield Problem(
            "name", "Use small letters, digits and underscores only, as in winter_offer_2."
        )
    elif len(form.name) > NAME_LENGTH:
        yield Problem("name", too_long(form.name, NAME_LENGTH))
    if form.language not in LANGUAGES:
        yield Problem("language", "Choose one of WhatsApp's languages.")
    if form.category not in (forms.MARKETING, forms.UTILITY, forms.AUTHENTICATION):
        yield Problem("category", "Choose what it is for: marketing, utility or a one-time code.")


def _header(form: TemplateForm) -> Iterator[Problem]:
    if form.layout == forms.CAROUSEL:
        return
    if form.layout == forms.OFFER and form.header_format not in ("NONE", "IMAGE", "VIDEO"):
        yield Problem("header_format", "An offer has a picture or a video above it, or nothing.")
    if form.header_format in forms.MEDIA_HEADERS and not form.media_handle:
        yield Problem(
            "media", "Choose a sample file. It is for WhatsApp's reviewers only.", is_missing=True
        )
    if form.header_format == forms.TEXT:
        yield from _header_text(form.header_text, form.parameter_format)


def _header_text(text: str, parameter_format: str) -> Iterator[Problem]:
    if not text.strip():
        yield Problem("header_text", "Write the header, or choose to have none.", is_missing=True)
    elif len(text) > HEADER_LENGTH:
        yield Problem("header_text", too_long(text, HEADER_LENGTH))
    yield from check_plain("header_text", text)
    yield from check_variables("header_text", text, parameter_format, most=1, may_touch_ends=True)


def _body(form: TemplateForm) -> Iterator[Problem]:
    longest = body_length(form)
    if not form.body.strip():
        yield Problem("body", "Write the message.", is_missing=True)
    elif len(form.body) > longest:
        yield Problem("body", too_long(form.body, longest))
    yield from check_variables("body", form.body, form.parameter_format)


def _footer(form: TemplateForm) -> Iterator[Problem]:
    if not form.footer:
        return
    if form.layout != forms.STANDARD:
        yield Problem("footer", "A message of this layout has no footer. Leave it empty.")
    elif len(form.footer) > FOOTER_LENGTH:
        yield Problem("footer", too_long(form.footer, FOOTER_LENGTH))
    elif "{{" in form.footer:
        yield Problem("footer", "A footer is the same for everybody: it takes no variables.")
    yield from check_plain("footer", form.footer)


def _samples(form: TemplateForm) -> Iterator[Problem]:
    for sample in forms.needed_samples(form):
        if not sample.value.strip():
            yield Problem(sample.id, f"Give an example for {sample.label}.", is_missing=True)
        elif re.search(r"[\n\t]| {5}", sample.value):
            yield Problem(sample.id, "An example has no line breaks, tabs or rows of blanks.")
        elif "{{" in sample.value:
            yield Problem(
                sample.id, "Write a value as a customer would get it, not another variable."
            )


def _offer(form: TemplateForm) -> Iterator[Problem]:
    if form.layout != forms.OFFER:
        return
    if form.category != forms.MARKETING:
        yield Problem("layout", "Limited-time offers are marketing. Choose that category.")
    if not form.offer_text.strip():
        yield Problem("offer_text", "Name the offer, as in “Expiring offer!”.", is_missing=True)
    elif len(form.offer_text) > OFFER_LENGTH:
        yield Problem("offer_text", too_long(form.offer_text, OFFER_LENGTH))
    kinds = [button.kind for button in form.buttons]
    if kinds != [forms.COPY_CODE, forms.URL]:
        yield Problem(
            "buttons", "An offer has a button that copies its code, then one that opens a page."
        )


def _cards(form: TemplateForm) -> Iterator[Problem]:
    if form.layout != forms.CAROUSEL:
        return
    fewest, most = CARDS
    if not fewest <= len(form.cards) <= most:
        yield Problem("cards", f"A carousel has {fewest} to {most} cards.")
    if form.cards_format not in ("IMAGE", "VIDEO"):
        yield Problem("cards_format", "Each card has a picture or a video.")
    if len({_shape(card) for card in form.cards}) > 1:
        yield Problem(
            "cards",
            "All cards have to be alike: each with a text or none, and the same kinds of buttons.",
        )
    for number, card in enumerate(form.cards, 1):
        yield from _card(form, number, card)


def _card(form: TemplateForm, number: int, card: CardForm) -> Iterator[Problem]:
    place = f"card{number}"
    if not card.media_handle:
        yield Problem(f"{place}.media", "Choose a sample file for this card.", is_missing=True)
    if len(card.body) > CARD_BODY_LENGTH:
        yield Problem(f"{place}.body", too_long(card.body, CARD_BODY_LENGTH))
    yield from check_variables(f"{place}.body", card.body, form.parameter_format)
    if not 1 <= len(card.buttons) <= 2:
        yield Problem(f"{place}.buttons", "A card has one or two buttons.")
    yield from check_buttons(card.buttons, f"{place}.buttons")


def _shape(card: CardForm) -> tuple[bool, tuple[str, ...]]:
    return bool(card.body), tuple(button.kind for button in card.buttons)


def _buttons(form: TemplateForm) -> Iterator[Problem]:
    if form.layout != forms.CAROUSEL:
        yield from check_buttons(form.buttons, "buttons")


def _code(form: TemplateForm) -> Iterator[Problem]:
    minutes = form.otp_minutes
    if minutes and not (minutes.isdecimal() and 1 <= int(minutes) <= 90):
        yield Problem(
            "otp_minutes", "A code is valid for 1 to 90 minutes. Leave it empty to say nothing."
        )
    if form.otp_kind not in (forms.COPY_CODE, "ONE_TAP", "ZERO_TAP"):
        yield Problem("otp_kind", "Choose how the code gets into the app.")
    if form.otp_kind in ("ONE_TAP", "ZERO_TAP"):
        if not _APP_PACKAGE.fullmatch(form.app_package):
            yield Problem(
                "app_package", "This is the Android app's package name, as in com.example.shop."
            )
        if not _APP_HASH.fullmatch(form.app_hash):
            yield Problem(
                "app_hash", "This is the app's signing key hash: 11 letters, digits, + or /."
            )


def _ttl(form: TemplateForm) -> Iterator[Problem]:
    if not form.ttl:
        return
    if form.category not in TTL:
        yield Problem("ttl", "WhatsApp lets nobody set this for marketing here. Leave it empty.")
        return
    lowest, highest = TTL[form.category]
    seconds = int(form.ttl) if re.fullmatch(r"-?\d{1,8}", form.ttl) else 0
    if form.category == forms.UTILITY and seconds == _THIRTY_DAYS:
        return
    if not lowest <= seconds <= highest:
        also = ", or −1 for 30 days" if form.category == forms.UTILITY else ""
        yield Problem("ttl", f"This is a number of seconds, {lowest} to {highest:,}{also}.")


_RULES: tuple[Rule, ...] = (
    _name, _header, _body, _footer, _samples, _offer, _cards, _buttons, _ttl,
)  # fmt: skip
_CODE_RULES: tuple[Rule, ...] = (_name, _code, _ttl)
