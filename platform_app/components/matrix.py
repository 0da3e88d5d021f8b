"""The matrix of roles and permissions: one row a permission, one column a role."""

from collections.abc import Callable

import reflex as rx
from reflex.vars import ArrayVar

from platform_app.components.layout import mute, two_lines
from platform_app.components.permissions import MEANINGS, grouped
from platform_app.components.theme import Node
from platform_app.core.permissions import Permission
from platform_app.services.team.views import RoleRow


def permission_matrix(
    roles: ArrayVar[list[RoleRow]], head: Callable[[RoleRow], Node]
) -> rx.Component:
    """Return what each role may do; `head` makes a role's cell at the top."""
    corner = rx.el.td(rx.el.span("Permission", class_name="hidden"))
    heads = rx.foreach(roles, lambda one: rx.el.th(head(one), scope="col"))
    groups = [
        part
        for group, permissions in grouped().items()
        for part in (_group(group, roles), *(_line(one, roles) for one in permissions))
    ]
    table = rx.el.table(
        rx.el.thead(rx.el.tr(corner, heads)),
        rx.el.tbody(*groups),
        class_name="table matrix",
        aria_label="What each role may do",
    )
    # It scrolls by itself, also for those who use the keyboard.
    return rx.el.div(
        table, class_name="table-scroll", role="region", aria_label="Roles", tab_index=0
    )


def permission_boxes(
    picked: ArrayVar[list[str]], box: Callable[[Permission], Node]
) -> rx.Component:
    """Return every permission with a box to tick, in groups; `picked` are the ticked ones."""
    groups = [
        rx.el.fieldset(
            rx.el.legend(group),
            *(box(one) for one in permissions),
            class_name="stack gap-2",
        )
        for group, permissions in grouped().items()
    ]
    chosen = mute(picked.length(), " chosen")
    return rx.el.div(*groups, chosen, class_name="stack gap-4 boxes")


def _group(name: str, roles: ArrayVar[list[RoleRow]]) -> rx.Component:
    title = rx.el.th(name, scope="colgroup", col_span=(roles.length() + 1).to(int))
    return rx.el.tr(title, class_name="matrix-group")


def _line(permission: Permission, roles: ArrayVar[list[RoleRow]]) -> rx.Component:
    meaning = MEANINGS[permission]
    title = rx.el.th(two_lines(meaning.name, meaning.sentence), scope="row")
    return rx.el.tr(title, rx.foreach(roles, lambda one: rx.el.td(_cell(one, permission))))


def _cell(role: RoleRow, permission: Permission) -> rx.Component:
    held = rx.Var.create(role.permissions).contains(str(permission))
    taken = rx.Var.create(role.taken).contains(str(permission))
    return rx.cond(
        held,
        _mark("check", "Yes", "yes"),
        rx.cond(taken, _mark("ban", "Taken away by a rule of the company", "taken"), _no()),
    )


def _mark(icon: str, words: str, class_name: str) -> rx.Component:
    return rx.el.span(
        rx.icon(icon, size=16),
        rx.el.span(words, class_name="hidden"),
        title=words,
        class_name=class_name,
    )


def _no() -> rx.Component:
    return rx.el.span("–", rx.el.span("No", class_name="hidden"), class_name="mute")
