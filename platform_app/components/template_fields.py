"""Fields of the form in which a template is written: with counters, and a button that inserts a variable."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from platform_app.components.buttons import button
from platform_app.components.fields import text_area_field, text_field
from platform_app.components.figures import count
from platform_app.components.layout import row
from platform_app.components.theme import Act, Node, Words

# Where the cursor stands in a field; at the end of one that nobody has been in.
_CURSORS = {
    "header_text": "document.getElementById('header_text')?.selectionStart ?? 100000",
    "body": "document.getElementById('body')?.selectionStart ?? 100000",
    "card-body": "document.getElementById('card-body')?.selectionStart ?? 100000",
}
# A page that is typed into asks a little later than a search does: each answer redraws the phone.
PAUSE_MS = 400


def counted_field(
    label: Words,
    name: Words,
    value: Any,  # Any: a var of text
    most: Any,  # Any: a number, or a var of one
    *,
    below: Node = "",
    is_long: bool = False,
    **attributes: Any,  # Any: as in text_field
) -> rx.Component:
    """Return a field with how much of its room is taken; `below` stands beside the counter."""
    field = text_area_field if is_long else text_field
    length: Any = rx.Var.create(value).to(str).length()  # Any: a var of a number
    used = rx.el.span(
        count(length),
        " of ",
        count(most),
        class_name=rx.cond(length > most, "counter red", "counter"),
    )
    control = field(
        label, name, value=value, debounce_timeout=PAUSE_MS, **attributes  # pyright: ignore[reportArgumentType]  a var may name it
    )  # fmt: skip
    return rx.el.div(control, row(used, below, class_name="wrap between"), class_name="stack gap-1")


def insert_variable(name: str, on_place: Act, *, test_id: str) -> rx.Component:
    """Return a button that puts the next variable where the cursor of the field `name` stands."""
    return button(
        "Insert variable",
        icon="braces",
        look="quiet",
        on_click=rx.call_script(_CURSORS[name], callback=on_place),
        data_testid=test_id,
    )


def big_choices(
    legend: str,
    name: str,
    choices: Sequence[tuple[str, str, str]],
    *,
    current: Words,
    on_pick: Act,
    is_fixed: bool | rx.Var[bool] = False,
) -> rx.Component:
    """Return choices as cards, each a value with its label and what it means."""
    return rx.el.fieldset(
        rx.el.legend(legend, class_name="label"),
        *(
            rx.el.label(
                rx.el.input(
                    type="radio",
                    name=name,
                    value=value,
                    checked=rx.Var.create(current) == value,
                    on_change=on_pick,
                    disabled=is_fixed,
                    class_name="hidden",
                    data_testid=f"{name}-{value}",
                ),
                rx.el.span(label, class_name="strong"),
                rx.el.span(meaning, class_name="mute small"),
                class_name="choice-card",
            )
            for value, label, meaning in choices
        ),
        class_name="choices",
    )
