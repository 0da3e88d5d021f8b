"""The lists that the contact of the page is in, and the way into others."""

import reflex as rx

from platform_app.components.buttons import icon_button, link
from platform_app.components.fields import choice, option
from platform_app.components.layout import card, mute, row, stack
from platform_app.components.permissions import may
from platform_app.core.permissions import Permission
from platform_app.services.segments.views import ListRow
from platform_app.state.contacts_detail_lists import ContactsDetailListsState as S

_MAY_CHANGE = may(Permission.SEGMENTS_MANAGE)


def contact_lists() -> rx.Component:
    """Return the lists of the contact."""
    others = rx.foreach(
        S.lists, lambda one: rx.cond(one.is_in, rx.fragment(), option(one.name, one.id))
    )
    add = choice(
        "Add to a list", [option("Add to a list …", ""), others], value="", on_change=S.put_in
    )
    none = mute("There are no lists yet. Make one under Segments.")
    shown = stack(
        rx.el.div(rx.foreach(S.lists, _one), class_name="stack gap-1"),
        rx.cond(_MAY_CHANGE, add, None),
    )
    content = rx.cond(rx.Var.create(S.lists).length() > 0, shown, none)
    return card(content, title="Lists", test_id="lists")


def _one(one: ListRow) -> rx.Component:
    leave = icon_button(
        "x", "Take out of the list", on_click=S.take_out(one.id), data_testid="leave-list"
    )
    name = link(rx.el.bdi(one.name), href=f"/segments/{one.id}")
    return rx.cond(one.is_in, row(name, rx.cond(_MAY_CHANGE, leave, None), gap=1), rx.fragment())
