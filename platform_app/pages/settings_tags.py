"""/settings/tags: the tags of the company, their colours, and who has them."""

import reflex as rx

from platform_app.components.buttons import button, icon_button
from platform_app.components.dialogs import confirm_dialog, dialog
from platform_app.components.feedback import empty_state
from platform_app.components.fields import (
    form,
    form_actions,
    form_problem,
    option,
    search_field,
    select_field,
    text_field,
)
from platform_app.components.layout import card, facts, mute, row, stack
from platform_app.components.shell import page_header
from platform_app.components.tables import Column, data_table, paged
from platform_app.components.tabs import settings_tabs
from platform_app.components.tags import tag_pill
from platform_app.components.theme import Words
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.services.tags.views import COLOURS, TagRow
from platform_app.state.settings_tags import SettingsTagsState as S

_PEOPLE = rx.Var.create(S.people)


@company_page(
    "/settings/tags", title="Tags", permission=Permission.CONTACTS_ORGANISE, on_load=[S.load]
)
def settings_tags_page() -> rx.Component:
    """Return the list of tags."""
    return stack(
        page_header(
            "Tags",
            "Words that you give your contacts, to find them and to write to them.",
            _new("new-tag"),
        ),
        settings_tabs("/settings/tags"),
        row(
            search_field("Search tags", value=S.search, on_change=S.set_search),
            mute(S.total, rx.cond(S.total == "1", " tag", " tags")),
        ),
        card(_table(), is_flush=True),
        _editing(),
        _merging(),
    )


def _new(test_id: str) -> rx.Component:
    return button("New tag", look="primary", icon="plus", on_click=S.open_new, data_testid=test_id)


def _table() -> rx.Component:
    none_yet = empty_state(
        "tag",
        "No tags yet",
        "Tags are made here, on a contact, or by an import.",
        _new("first-tag"),
    )
    none_found = empty_state("search-x", "No tag is called so", "Search for another word.")
    return data_table(
        _COLUMNS,
        S.rows,
        label="Tags",
        listing=paged(S, is_loading=S.is_loading, on_retry=S.load),
        empty=rx.cond(S.search != "", none_found, none_yet),
    )


def _people(name: Words) -> rx.Component:
    return mute(rx.cond(_PEOPLE.contains(name), _PEOPLE[name], "…"))


def _acts(one: TagRow) -> rx.Component:
    return row(
        icon_button("pencil", f"Change {one.name}", on_click=S.open_one(one.id), data_testid="edit"),
        icon_button("merge", f"Merge {one.name} into another", on_click=S.open_merge(one.id), data_testid="merge"),
        _delete(one),
        gap=1,
        class_name="end",
    )  # fmt: skip


def _delete(one: TagRow) -> rx.Component:
    return confirm_dialog(
        icon_button("trash-2", f"Delete {one.name}", data_testid="delete"),
        "Delete this tag?",
        "Everybody who has it loses it. The people themselves stay.",
        confirm=("Delete the tag", S.delete(one.id)),
        repeated=[("Tag", tag_pill(one.name, one.colour)), ("People", _people(one.name))],
        look="danger",
    )


_COLUMNS = [
    Column("Tag", lambda one: tag_pill(one.name, one.colour), width="wide"),
    Column("People", lambda one: _people(one.name), width="narrow", is_numeric=True),
    Column("", _acts, width="narrow"),
]


def _editing() -> rx.Component:
    fields = form(
        form_problem(S.notice),
        text_field(
            "Name",
            "name",
            default_value=S.editing.name,
            required=True,
            max_length=50,
            error=S.problems["name"],
            data_testid="tag-name",
        ),
        select_field(
            "Colour",
            "colour",
            [option(one.capitalize(), one) for one in COLOURS],
            value=S.colour,
            on_change=S.set_colour,
            error=S.problems["colour"],
            data_testid="tag-colour",
        ),
        row(tag_pill(rx.cond(S.editing.name, S.editing.name, "New tag"), S.colour)),
        _actions("Save tag", "save-tag"),
        on_submit=S.save,
    )
    everywhere = "A new name counts for everybody who has it, and in segments and campaigns."
    return dialog(
        rx.cond(S.editing.id, "Change this tag", "New tag"),
        rx.cond(S.editing.id, everywhere, "You can give it to people at once."),
        fields,
        is_open=S.is_editing,
        on_open_change=S.close,
    )


def _merging() -> rx.Component:
    others = rx.foreach(S.others, lambda one: option(one.name, one.id))
    fields = form(
        form_problem(S.notice),
        facts(
            ("Tag that goes", tag_pill(S.editing.name, S.editing.colour)),
            ("People", _people(S.editing.name)),
        ),
        select_field(
            "Tag that stays",
            "into",
            [option("Choose a tag", ""), others],
            error=S.problems["into"],
            data_testid="merge-into",
        ),
        _actions("Merge the tags", "merge-tags"),
        on_submit=S.merge,
    )
    return dialog(
        "Merge into another tag",
        "Everybody who has the one gets the other. This cannot be taken back.",
        fields,
        is_open=S.is_merging,
        on_open_change=S.close,
    )


def _actions(label: str, test_id: str) -> rx.Component:
    return form_actions(
        button("Cancel", on_click=S.close(is_open=False)),
        button(label, look="primary", type="submit", data_testid=test_id),
    )
