"""A campaign as real people will see it: one of them after the other, or all below each other."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from platform_app.components.buttons import icon_button
from platform_app.components.layout import mute, row, stack
from platform_app.components.phone_preview import phone_preview
from platform_app.components.theme import Act, Words
from platform_app.services.campaigns.views import SampleMessage


def one_sample(
    samples: Any, at: Any, *, on_turn: Callable[[int], Act]
) -> rx.Component:  # Any: vars
    """Return the message of the person who stands at a place, with buttons that turn to the others."""
    many: Any = rx.Var.create(samples)  # Any: .to(list) would forget what its rows are
    turn = row(
        icon_button(
            "chevron-left", "Previous person", on_click=on_turn(-1), data_testid="sample-before"
        ),
        rx.el.span(_name(many[at]), mute(" · ", at + 1, " of ", many.length()), aria_live="polite"),
        icon_button("chevron-right", "Next person", on_click=on_turn(1), data_testid="sample-next"),
        class_name="between",
    )
    shown = stack(rx.cond(many.length() > 1, turn, None), _phone(many[at], "phone"))
    return rx.cond(many.length() > at, shown, None)


def each_sample(samples: Any) -> rx.Component:  # Any: a var of samples
    """Return the messages of all of them."""
    many: Any = rx.Var.create(samples)  # Any: .to(list) would forget what its rows are
    return rx.el.div(
        rx.foreach(many, lambda one, n: stack(_name(one), _phone(one, f"sample-{n}"), gap=2)),
        class_name="samples",
    )


def _phone(one: SampleMessage, name: str) -> rx.Component:
    return phone_preview(one.header, one.body, one.footer, one.buttons, name=name)


def _name(one: SampleMessage) -> rx.Component:
    words: Words = rx.cond(one.name, one.name, "Somebody without a name")
    return rx.el.span(rx.el.bdi(words), class_name="strong")
