"""/settings/attributes: what the company keeps about its contacts, each of one kind."""

import reflex as rx

from platform_app.components.buttons import button, icon_button
from platform_app.components.dialogs import confirm_dialog, dialog
from platform_app.components.feedback import empty_state
from platform_app.components.fields import (
    form,
    form_actions,
    form_problem,
    option,
    select_field,
    text_area_field,
    text_field,
)
from platform_app.components.layout import card, mute, row, stack, strong, two_lines
from platform_app.components.shell import page_header
from platform_app.components.tables import Column, Listing, data_table
from platform_app.components.tabs import settings_tabs
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.services.attributes.views import Definition
from platform_app.state.settings_attributes import SettingsAttributesState as S

_KINDS = (
    ("text", "Text"),
    ("number", "Number"),
    ("date", "Date"),
    ("yes_no", "Yes or no"),
    ("choice", "Choice"),
)
_ROWS = rx.Var.create(S.rows)
_PEOPLE = rx.Var.create(S.people)


@company_page(
    "/settings/attributes",
    title="Attributes",
    permission=Permission.CONTACTS_ORGANISE,
    on_load=[S.load],
)
def settings_attributes_page() -> rx.Component:
    """Return the attributes in their order."""
    return stack(
        page_header(
            "Attributes",
            "What you keep about your contacts. Templates and segments use it.",
            _new("new-attribute"),
        ),
        settings_tabs("/settings/attributes"),
        card(_table(), is_flush=True),
        _window(),
    )


def _new(test_id: str) -> rx.Component:
    return button(
        "New attribute", look="primary", icon="plus", on_click=S.open_new, data_testid=test_id
    )


def _table() -> rx.Component:
    return data_table(
        _COLUMNS,
        _ROWS,
        label="Attributes",
        listing=Listing(is_loading=S.is_loading, on_retry=S.load),
        empty=empty_state(
            "list-plus",
            "No attributes yet",
            "Make one for each thing that you want to know: a city, a birthday, a customer number.",
            _new("first-attribute"),
        ),
    )


def _name(one: Definition) -> rx.Component:
    return two_lines(
        strong(rx.el.bdi(one.label)), rx.el.span(one.key, class_name="mono", data_testid="key")
    )


def _kind(one: Definition) -> rx.Component:
    words = rx.match(one.kind, *_KINDS[:-1], _KINDS[-1][1])
    return two_lines(words, rx.el.bdi(rx.Var.create(one.choices).join(", ")))


def _people(one: Definition) -> rx.Component:
    return mute(rx.cond(_PEOPLE.contains(one.key), _PEOPLE[one.key], "…"))


def _acts(one: Definition) -> rx.Component:
    is_first, is_last = one.id == _ROWS[0].id, one.id == _ROWS[-1].id
    return row(
        icon_button("arrow-up", f"Move {one.label} up", on_click=S.move(one.id, -1), disabled=is_first, data_testid="up"),
        icon_button("arrow-down", f"Move {one.label} down", on_click=S.move(one.id, 1), disabled=is_last, data_testid="down"),
        icon_button("pencil", f"Change {one.label}", on_click=S.open_one(one.id), data_testid="edit"),
        _delete(one),
        gap=1,
        class_name="end",
    )  # fmt: skip


def _delete(one: Definition) -> rx.Component:
    return confirm_dialog(
        icon_button("trash-2", f"Delete {one.label}", data_testid="delete"),
        "Delete this attribute?",
        "Its values go with it, for everybody, and do not come back.",
        confirm=("Delete with its values", S.delete(one.id)),
        repeated=[("Attribute", one.label), ("People with a value", _people(one))],
        look="danger",
    )


_COLUMNS = [
    Column("Attribute", _name, width="wide"),
    Column("Kind", _kind, is_on_phone=False),
    Column("People", _people, width="narrow", is_numeric=True, is_on_phone=False),
    Column("", _acts, width="narrow"),
]


def _window() -> rx.Component:
    choices = text_area_field(
        "Choices",
        "choices",
        default_value=S.editing_choices,
        rows=5,
        help_text="One on each line.",
        error=S.problems["choices"],
        data_testid="attribute-choices",
    )
    kinds = select_field(
        "Kind",
        "kind",
        [option(words, value) for value, words in _KINDS],
        value=S.kind,
        on_change=S.set_kind,
        help_text="Values have to fit. A date such as 24/12/2026 has its day first.",
        error=S.problems["kind"],
        data_testid="attribute-kind",
    )
    fields = form(
        form_problem(S.notice),
        text_field(
            "Name",
            "label",
            default_value=S.editing_label,
            required=True,
            max_length=60,
            error=S.problems["label"],
            data_testid="attribute-label",
        ),
        kinds,
        rx.cond(S.kind == "choice", choices, None),
        form_actions(
            button("Cancel", on_click=S.set_editing(is_open=False)),
            button("Save attribute", look="primary", type="submit", data_testid="save-attribute"),
        ),
        on_submit=S.save,
    )
    return dialog(
        rx.cond(S.editing_id, "Change this attribute", "New attribute"),
        rx.cond(S.editing_id, _facts(), "Files and templates know it by a key made of its name."),
        fields,
        is_open=S.is_editing,
        on_open_change=S.set_editing,
    )


def _facts() -> rx.Var[str]:
    known = f"Files and templates know it as {S.editing_key}. "
    return rx.cond(S.editing_people, f"{known} People with a value: {S.editing_people}.", known)
