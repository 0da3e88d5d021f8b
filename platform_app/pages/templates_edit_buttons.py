"""The buttons of a template that is being written, and the cards of a carousel."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from platform_app.components.buttons import button, icon_button
from platform_app.components.feedback import notice
from platform_app.components.fields import option, select_field, text_field
from platform_app.components.layout import card, halves, mute, row, strong
from platform_app.components.template_fields import PAUSE_MS, counted_field, insert_variable
from platform_app.pages.templates_edit_texts import sample_file
from platform_app.services.templates.views import ButtonForm
from platform_app.state.templates_edit import MOST_CARDS
from platform_app.state.templates_edit import TemplatesEditState as S

FORM = S.form
_KINDS = (
    ("QUICK_REPLY", "Quick reply", "reply"),
    ("URL", "Link", "external-link"),
    ("PHONE_NUMBER", "Call", "phone"),
    ("COPY_CODE", "Copy code", "copy"),
    ("FLOW", "Form", "list"),
)
_OF_CARDS = ("QUICK_REPLY", "URL", "PHONE_NUMBER")
_LONGEST_LABEL, _LONGEST_CARD = 25, 160


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a button stands: below the message or on a card, as which one, and what its fields are called."""

    place: str
    number: Any  # Any: a var of a number
    key: str


def buttons_card() -> rx.Component:
    """Return the buttons below the message."""
    return card(
        rx.foreach(FORM.buttons, lambda one, index: _button(one, index, "buttons", "buttons")),
        _wrong(S.problems["buttons"]),
        row(*(_add("buttons", kind, label, icon) for kind, label, icon in _KINDS)),
        title="Buttons",
    )


def cards_card() -> rx.Component:
    """Return the cards, one of which is being written."""
    numbers: Any = rx.Var.range(1, rx.Var.create(FORM.cards).length() + 1)  # Any: a var of numbers
    pick = rx.el.div(
        rx.foreach(
            numbers,
            lambda number: rx.el.button(
                "Card ",
                number,
                type="button",
                on_click=S.pick_card(number.to_string()),
                aria_pressed=S.card == number,
                class_name="tab",
                custom_attrs={"data-testid": f"card-{number}"},
            ),
        ),
        class_name="tabs",
        role="group",
        aria_label="Cards",
    )
    can_add = rx.Var.create(FORM.cards).length() < MOST_CARDS
    return card(
        select_field(
            "Each card shows",
            "cards_format",
            [option("A picture", "IMAGE"), option("A video", "VIDEO")],
            value=FORM.cards_format,
            on_change=lambda value: S.set_text("cards_format", value),
            error=S.problems["cards_format"],
        ),
        _wrong(S.problems["cards"]),
        pick,
        _card(),
        row(
            rx.cond(can_add, button("Add a card", icon="plus", on_click=S.add_card), None),
            button("Remove this card", icon="trash-2", look="quiet", on_click=S.remove_card),
        ),
        title="Cards",
    )


def _card() -> rx.Component:
    one, place = S.card_form, f"card{S.card}"
    return rx.el.div(
        sample_file(
            "card-file",
            FORM.cards_format,
            one.media_name,
            S.take_card_file,
            error=S.problems[f"{place}.media"],
        ),
        counted_field(
            "Text of the card",
            "card-body",
            one.body,
            _LONGEST_CARD,
            is_long=True,
            rows=2,
            dir="auto",
            on_change=S.set_card_body,
            error=S.problems[f"{place}.body"],
            below=insert_variable(
                "card-body", lambda at: S.insert_variable("card", at), test_id="insert-in-card"
            ),
            data_testid="card-body",
        ),
        mute("Every card has the same kinds of buttons, each with its own words."),
        rx.foreach(one.buttons, lambda it, index: _button(it, index, "card", f"{place}.buttons")),
        _wrong(S.problems[f"{place}.buttons"]),
        row(*(_add("card", kind, label, icon) for kind, label, icon in _KINDS if kind in _OF_CARDS)),
        class_name="block",
    )  # fmt: skip


def _wrong(words: Any) -> rx.Component:  # Any: a var of words
    return rx.cond(words, notice(words, tone="red", test_id="buttons-wrong"), None)


def _add(place: str, kind: str, label: str, icon: str) -> rx.Component:
    return button(label, icon=icon, on_click=S.add_button(place, kind), data_testid=f"add-{kind}")


def _button(one: ButtonForm, index: Any, place: str, at: str) -> rx.Component:  # Any: a number var
    number = rx.Var.create(index).to(int)
    spot = Spot(place, number, f"{at}.{number}")
    names = [(kind, strong(label)) for kind, label, _ in _KINDS]
    up = icon_button("arrow-up", "Move up", on_click=S.raise_button(number))
    remove = icon_button("x", "Remove the button", on_click=S.remove_button(place, number))
    head = row(
        rx.match(one.kind, *names, strong(one.kind)),
        row(rx.cond(number > 0, up, None) if place == "buttons" else "", remove, class_name="end"),
    )
    label = counted_field(
        "Label",
        f"{spot.key}.text",
        one.text,
        _LONGEST_LABEL,
        on_change=lambda value: S.set_button(place, number, "text", value),
        error=S.problems[f"{spot.key}.text"],
        custom_attrs={"data-testid": f"{spot.key}.text"},
    )
    own_label = mute("WhatsApp writes its label: “Copy offer code”.")
    return rx.el.div(
        head,
        rx.cond(one.kind == "COPY_CODE", own_label, label),
        rx.match(
            one.kind,
            ("URL", _link(spot, one)),
            ("PHONE_NUMBER", _line(spot, "phone", one.phone, "Number", "With the country's code.")),
            ("COPY_CODE", _line(spot, "example", one.example, "Example of a code", "Up to 15 characters.")),
            ("FLOW", _line(spot, "flow_id", one.flow_id, "The form's id", "From WhatsApp Manager, under Flows.")),
            rx.fragment(),
        ),
        class_name="block",
        role="group",
        aria_label=rx.match(one.kind, *((kind, f"{label}, button") for kind, label, _ in _KINDS), "Button"),
        # Another kind of button in this place is another set of fields.
        key=f"{spot.key}.{one.kind}",
        custom_attrs={"data-testid": spot.key},
    )  # fmt: skip


def _link(spot: Spot, one: ButtonForm) -> rx.Component:
    has_variable = rx.Var.create(one.url).to(str).contains("{{")
    help_text = "It may end in {{1}}, which each person gets their own value for."
    address = _line(spot, "url", one.url, "Address", help_text)
    example = _line(spot, "example", one.example, "Example of the whole address", "")
    return halves(address, rx.cond(has_variable, example, None))


def _line(spot: Spot, field: str, value: str, label: str, help_text: str) -> rx.Component:
    return text_field(
        label,
        f"{spot.key}.{field}",
        value=value,
        on_change=lambda typed: S.set_button(spot.place, spot.number, field, typed),
        debounce_timeout=PAUSE_MS,
        error=S.problems[f"{spot.key}.{field}"],
        help_text=help_text,
        custom_attrs={"data-testid": f"{spot.key}.{field}"},
    )
