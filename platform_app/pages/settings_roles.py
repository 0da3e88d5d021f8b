"""/settings/roles: what each role may do, the company's own roles, and rules for everybody."""

import reflex as rx

from platform_app.components.buttons import ICON, button, icon_button
from platform_app.components.dialogs import confirm_dialog, dialog
from platform_app.components.feedback import page_skeleton
from platform_app.components.fields import (
    checkbox_field,
    form,
    form_actions,
    form_problem,
    text_field,
)
from platform_app.components.history import history
from platform_app.components.layout import card, mute, row, stack, strong
from platform_app.components.matrix import permission_boxes, permission_matrix
from platform_app.components.permissions import MEANINGS, may
from platform_app.components.shell import page_header
from platform_app.components.tabs import settings_tabs
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.services.team.views import RoleRow
from platform_app.state.settings_roles import SettingsRolesState as S

_RULES = (
    (
        "agents_see_own_only",
        "Agents see only their own conversations",
        "And those that nobody has taken yet.",
    ),
    (
        "hide_phone_numbers",
        "Hide phone numbers from agents",
        "They see the last digits, and cannot search for numbers.",
    ),
    (
        "campaigns_need_approval",
        "Campaigns of managers need approval",
        "An admin, or whoever else may approve, sends them.",
    ),
    (
        "everyone_needs_second_factor",
        "Everybody needs a second factor",
        "Whoever has none sets it up before anything else.",
    ),
)
_FORM = "role-form"
_ROLES = rx.Var.create(S.roles)


@company_page(
    "/settings/roles", title="Roles", permission=Permission.ROLES_MANAGE, on_load=[S.load]
)
def settings_roles_page() -> rx.Component:
    """Return the matrix and the rules."""
    content = stack(
        page_header(
            "Roles",
            "What people may do. A role of your own holds at most what you hold yourself.",
            button(
                "New role",
                look="primary",
                icon="plus",
                on_click=S.open_new,
                data_testid="new-role",
            ),
        ),
        settings_tabs("/settings/roles"),
        _rules(),
        card(permission_matrix(_ROLES, _head), is_flush=True, test_id="matrix"),
        row(rx.icon("ban", size=ICON), mute("A rule above takes this away.")),
        _window(),
    )
    return rx.cond(S.is_loaded, content, page_skeleton())


def _rules() -> rx.Component:
    boxes = [
        checkbox_field(
            label,
            key,
            help_text=words,
            checked=S.rules[key],
            on_change=lambda is_on, key=key: S.set_rule(key, is_on),
            data_testid=f"rule-{key}",
        )
        for key, label, words in _RULES
    ]
    return card(*boxes, title="Rules for the whole company", test_id="rules")


def _head(one: RoleRow) -> rx.Component:
    people = rx.cond(one.members == 1, "1 person", f"{one.members} people")
    change = rx.cond(one.is_above, None, row(_edit(one), _delete(one), gap=1, class_name=""))
    return stack(
        strong(rx.el.bdi(one.name)),
        mute(people),
        rx.cond(one.is_custom, change, None),
        gap=1,
    )


def _edit(one: RoleRow) -> rx.Component:
    return icon_button(
        "pencil", "Change this role", on_click=S.open_role(one.key), data_testid="edit-role"
    )


def _delete(one: RoleRow) -> rx.Component:
    return confirm_dialog(
        icon_button("trash-2", "Delete this role", data_testid="delete-role"),
        "Delete this role?",
        "It can be deleted when nobody has it.",
        confirm=("Delete", S.delete(one.key)),
        repeated=[("Role", one.name), ("People", one.members)],
        look="danger",
    )


def _window() -> rx.Component:
    name = form(
        form_problem(S.notice),
        text_field(
            "Name",
            "name",
            default_value=S.editing_name,
            required=True,
            max_length=40,
            help_text="As your team will read it.",
            error=S.problems["name"],
            data_testid="role-name",
        ),
        on_submit=S.save,
        key=_FORM,
    )
    # Outside of the form: the boxes are the state's, and no text to be sent.
    fields = stack(
        name,
        permission_boxes(rx.Var.create(S.picked), _box),
        rx.cond(
            S.problems["permissions"],
            rx.el.div(S.problems["permissions"], class_name="error", role="alert"),
            None,
        ),
        form_actions(
            button("Cancel", on_click=S.set_editing(is_open=False)),
            button("Save role", look="primary", type="submit", form=_FORM, data_testid="save-role"),
        ),
    )
    return dialog(
        rx.cond(S.editing_id, "Change this role", "New role"),
        "What one permission needs is ticked with it.",
        stack(
            fields,
            rx.cond(S.editing_id, history("role", S.editing_id, title="History"), None),
            gap=6,
        ),
        is_open=S.is_editing,
        on_open_change=S.set_editing,
    )


def _box(permission: Permission) -> rx.Component:
    meaning, key = MEANINGS[permission], str(permission)
    # Nobody gives what they do not hold.
    return checkbox_field(
        meaning.name,
        f"may-{key}",
        help_text=meaning.sentence,
        checked=rx.Var.create(S.picked).contains(key),
        on_change=lambda is_picked: S.pick(key, is_picked),
        disabled=~may(permission),
        data_testid=f"may-{key}",
    )
