"""A button that opens a list to choose one thing from; a search line finds it among many."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from platform_app.components.buttons import ICON
from platform_app.components.fields import search_field
from platform_app.components.layout import mute
from platform_app.components.theme import Act, Words


def picker(
    label: str,
    rows: Any,  # Any: a list var of what can be chosen, each with value and label
    *,
    on_pick: Callable[[Any], Act],  # Any: the value of what was chosen, a var or ""
    search: tuple[Words, Act, Act],
    test_id: str,
    stands_for: tuple[Words, str] = ("", ""),
) -> rx.Component:
    """Return the button; `search` is what is sought, and what happens to it while typing and on opening.

    Where it stands for a filter, it shows what is chosen, or the words for everything, which can be chosen too.
    """
    chosen, everything = stands_for
    sought, on_seek, on_open = search
    items: Any = rx.Var.create(rows)  # Any: .to(list) would forget what its rows are
    none = rx.cond(sought == "", mute("There are none yet."), mute("None has this in its name."))
    whole = _choice(everything, on_pick(""), test_id) if everything else None
    content = rx.el.div(
        search_field(
            f"Find: {label}", value=sought, on_change=on_seek, test_id=f"{test_id}-search"
        ),
        rx.el.div(
            whole,
            rx.foreach(
                items, lambda one: _choice(one.label, on_pick(one.value), test_id, key=one.value)
            ),
            rx.cond(items.length() > 0, None, none),
            class_name="picker-list",
        ),
        class_name="picker",
    )
    face = rx.el.button(
        rx.el.span(rx.cond(chosen, chosen, everything or label), class_name="clip"),
        rx.icon("chevron-down", size=ICON),
        type="button",
        aria_label=rx.cond(chosen, f"{label}: {chosen}", label),
        class_name="button picker-face",
        custom_attrs={"data-testid": test_id},
    )
    return rx.popover.root(
        rx.popover.trigger(face),
        rx.popover.content(content, aria_label=label),
        on_open_change=on_open,
    )


def _choice(words: Words, on_pick: Act, test_id: str, *, key: Words = "") -> rx.Component:
    return rx.popover.close(
        rx.el.button(
            rx.el.bdi(words),
            type="button",
            on_click=on_pick,
            class_name="picker-choice",
            custom_attrs={"data-testid": f"{test_id}-choice"},
        ),
        # By place alone, a choice that takes another's place would do what the other did.
        key=key,
    )
