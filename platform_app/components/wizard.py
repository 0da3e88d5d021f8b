"""The steps of something that is built in several: each has its own address, and says whether it is done."""

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx

from platform_app.components.buttons import ICON, link
from platform_app.components.theme import Words


def wizard_steps(
    steps: Sequence[tuple[str, str]],
    current: Words,
    *,
    href: Callable[[str], Words],
    unfinished: Any,  # Any: a var of keys
    is_begun: rx.Var[bool],
) -> rx.Component:
    """Return links to the steps, each a key with its words; before it is begun there is only the first."""
    return rx.el.nav(
        rx.el.ol(
            *(
                rx.el.li(_step(key, f"{n}. {words}", current, href(key), unfinished, is_begun))
                for n, (key, words) in enumerate(steps, 1)
            ),
            class_name="tabs",
            # Where they go on sideways, the keyboard has to reach them before they are links.
            tab_index=rx.cond(is_begun, -1, 0),
        ),
        aria_label="Steps",
    )


def _step(
    key: str,
    words: str,
    current: Words,
    href: Words,
    unfinished: Any,  # Any: a var of keys
    is_begun: rx.Var[bool],
) -> rx.Component:
    is_here = rx.Var.create(current) == key
    mark = rx.cond(
        unfinished.contains(key),
        _mark("circle-dashed", "todo", "Something is missing."),
        _mark("circle-check", "done", "Complete."),
    )
    known = {"data-testid": f"step-{key}"}
    return rx.cond(
        is_begun,
        link(
            mark,
            words,
            href=href,
            class_name="tab step",
            aria_current=rx.cond(is_here, "step", "false"),
            custom_attrs=known,
        ),
        rx.el.span(
            words,
            class_name="tab step",
            aria_current=rx.cond(is_here, "step", "false"),
            custom_attrs=known,
        ),
    )


def _mark(icon: str, name: str, meaning: str) -> rx.Component:
    return rx.el.span(
        rx.icon(icon, size=ICON),
        rx.el.span(meaning, class_name="hidden"),
        class_name=f"mark-{name}",
    )
