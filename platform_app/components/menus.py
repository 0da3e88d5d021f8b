"""A small menu for what is done to one row now and then."""

from dataclasses import dataclass

import reflex as rx

from platform_app.components.buttons import button, icon_button
from platform_app.components.theme import Act, Flag, Words


@dataclass(frozen=True, slots=True)
class MenuAct:
    """One thing to do: its words, its icon, what happens, and whether it is offered."""

    words: Words
    icon: str
    act: Act
    test_id: str
    is_offered: Flag = True


def act_menu(label: str, *acts: MenuAct, test_id: str) -> rx.Component:
    """Return three dots that open the acts; a press on one closes it again."""
    face = icon_button("ellipsis", label, custom_attrs={"data-testid": test_id})
    content = rx.el.div(*(_offered(one) for one in acts), class_name="menu acts")
    return rx.popover.root(
        rx.popover.trigger(face), rx.popover.content(content, align="end", aria_label=label)
    )


def _offered(one: MenuAct) -> rx.Component:
    act = rx.popover.close(
        button(one.words, look="quiet", icon=one.icon, on_click=one.act, data_testid=one.test_id)
    )
    return act if one.is_offered is True else rx.cond(one.is_offered, act, None)
