"""/contacts/[contact_id]: who somebody is, what is known of them, and all that has happened with them."""

import reflex as rx

from platform_app.components.buttons import button, icon_button, link, link_button
from platform_app.components.dialogs import confirm_dialog, dialog
from platform_app.components.feedback import empty_state, page_skeleton
from platform_app.components.fields import (
    form,
    form_actions,
    form_problem,
    option,
    select_field,
    text_area_field,
    text_field,
)
from platform_app.components.layout import card, facts, mute, row, stack, strong, with_aside
from platform_app.components.permissions import may
from platform_app.components.shell import page_header
from platform_app.components.statuses import badge
from platform_app.components.tables import Column, data_table, paged
from platform_app.components.tabs import view_tabs
from platform_app.components.tags import tag_pill
from platform_app.components.theme import Words
from platform_app.core.permissions import Permission
from platform_app.pages.contacts_detail_actions import contact_actions
from platform_app.pages.contacts_detail_consent import contact_consent
from platform_app.pages.contacts_detail_lists import contact_lists
from platform_app.pages.registry import company_page
from platform_app.services.timelines.views import TimelineRow
from platform_app.state.contacts_choices import ContactsChoicesState as Choices
from platform_app.state.contacts_detail import ContactsDetailState as S
from platform_app.state.contacts_detail import FieldRow
from platform_app.state.contacts_detail_actions import ContactsDetailActionsState as Actions
from platform_app.state.contacts_detail_consent import ContactConsentState as Consent
from platform_app.state.contacts_detail_lists import ContactsDetailListsState as Lists

_ONE = S.person
_MAY_EDIT = may(Permission.CONTACTS_EDIT)
_KINDS: list[tuple[str, Words]] = [
    ("all", "All"),
    ("message", "Messages"),
    ("campaign", "Campaigns"),
    ("consent", "Consent"),
    ("note", "Notes"),
    ("import", "Imports"),
    ("change", "Changes"),
]


@company_page(
    "/contacts/[contact_id]",
    title="Contact",
    permission=Permission.CONTACTS_READ,
    on_load=[Actions.close, S.load, Consent.load, Lists.load, Choices.load],
)
def contacts_detail_page() -> rx.Component:
    """Return one contact."""
    return rx.cond(S.is_missing, _absent(), rx.cond(S.is_loading, page_skeleton(), _shown()))


def _absent() -> rx.Component:
    return stack(
        rx.el.h1("Contact", class_name="hidden"),
        empty_state(
            "user-x",
            "This contact does not exist",
            "It may have been merged or erased, or the address is not complete.",
            link_button("All contacts", href="/contacts"),
        ),
    )


def _shown() -> rx.Component:
    name = rx.cond(_ONE.name, _ONE.name, rx.cond(_ONE.phone, _ONE.phone, "No name"))
    edit = button(
        "Edit", icon="pencil", on_click=S.set_editing(is_open=True), data_testid="edit-contact"
    )
    status = rx.cond(_ONE.is_blocked, badge("consent", "blocked"), badge("consent", _ONE.consent))
    return stack(
        link("All contacts", href="/contacts"),
        page_header(
            name,
            "",
            rx.cond(_MAY_EDIT, edit, None),
            contact_actions(_ONE.id, name=name, phone=_ONE.phone, is_blocked=_ONE.is_blocked),
            badge=status,
        ),
        with_aside(
            stack(_timeline(), contact_consent()),
            stack(_who(), _tags(), contact_lists(), _known()),
            is_opened_by_it=True,
        ),
        rx.el.div(_window(), on_unmount=[S.close, Actions.close, Consent.close]),
    )


def _who() -> rx.Component:
    original = rx.cond(_ONE.phone_original, mute(" given as ", _ONE.phone_original), None)
    number = rx.cond(_ONE.phone, rx.el.span(_ONE.phone, original), mute("No number"))
    return card(
        facts(
            ("Number", number),
            ("WhatsApp user id", rx.cond(_ONE.user_id, _ONE.user_id, mute("Not known"))),
            ("Last wrote", rx.cond(_ONE.seen, _ONE.seen, mute("Never"))),
            ("Added", _ONE.created),
        ),
        title="Person",
        test_id="person",
    )


def _tags() -> rx.Component:
    def pill(name: rx.Var[str]) -> rx.Component:
        remove = icon_button(
            "x",
            f"Remove the tag {name}",
            on_click=S.remove_tag(name),
            data_testid="remove-tag",
        )
        known = rx.Var.create(S.colours).to(dict[str, str])
        return row(tag_pill(name, known[name]), rx.cond(_MAY_EDIT, remove, None), gap=1)

    known = rx.el.datalist(
        rx.foreach(Choices.tags, lambda tag: option(tag.label, tag.value)), id="known-tags"
    )
    add = form(
        text_field(
            "Add a tag",
            "tag",
            max_length=50,
            list="known-tags",
            on_change=Choices.seek.debounce(300),
            data_testid="tag-name",
        ),
        known,
        form_actions(button("Add", type="submit", data_testid="add-tag")),
        on_submit=S.add_tag,
    )
    return card(
        rx.cond(
            rx.Var.create(S.tags).length() > 0, row(rx.foreach(S.tags, pill)), mute("No tags yet.")
        ),
        rx.cond(_MAY_EDIT, add, None),
        title="Tags",
        test_id="tags",
    )


def _known() -> rx.Component:
    def line(one: FieldRow) -> rx.Component:
        return rx.fragment(
            rx.el.dt(one.label),
            rx.el.dd(rx.cond(one.value, rx.el.bdi(one.value), mute("–"))),
        )

    return card(
        rx.cond(
            rx.Var.create(S.fields).length() > 0,
            rx.el.dl(rx.foreach(S.fields, line), class_name="facts"),
            mute("Nothing is kept about people yet. An import or the settings can add attributes."),
        ),
        title="Attributes",
        test_id="attributes",
    )


def _timeline() -> rx.Component:
    table = data_table(
        [
            Column("What happened", _entry, width="wide"),
            Column("When", lambda one: mute(one.when), width="narrow"),
        ],
        S.rows,
        label="Timeline",
        listing=paged(S, is_loading=S.is_loading, on_retry=S.refresh),
        empty=empty_state("history", "Nothing here yet", "What happens is listed from now on."),
    )
    current = rx.cond(S.kind, S.kind, "all")
    return stack(
        rx.cond(_MAY_EDIT, _note_form(), None),
        view_tabs(_KINDS, current, S.choose_kind, label="What happened"),
        card(table, is_flush=True, test_id="timeline"),
    )


def _note_form() -> rx.Component:
    return card(
        form(
            text_area_field(
                "Note for your team",
                "note",
                rows=3,
                max_length=4000,
                default_value=S.note_body,
                error=S.problems["note"],
                data_testid="note",
            ),
            form_actions(
                rx.cond(S.editing_note, button("Cancel", on_click=S.edit_note("")), None),
                button("Save note", type="submit", data_testid="save-note"),
            ),
            on_submit=S.save_note,
        )
    )


def _entry(one: TimelineRow) -> rx.Component:
    title = rx.cond(one.href, link(one.title, href=one.href), strong(one.title))
    edit = icon_button(
        "pencil", "Change this note", on_click=S.edit_note(one.id), data_testid="edit-note"
    )
    delete = confirm_dialog(
        icon_button("trash-2", "Delete this note", data_testid="delete-note"),
        "Delete this note?",
        "It is gone for everybody.",
        confirm=("Delete", S.delete_note(one.id)),
        repeated=[("Note", one.body)],
        look="danger",
    )
    return rx.el.div(
        row(title, rx.cond(one.may_edit, edit, None), rx.cond(one.may_delete, delete, None)),
        rx.el.div(rx.el.bdi(one.body), class_name="entry-body"),
        custom_attrs={"data-testid": "entry"},
    )


def _window() -> rx.Component:
    fields = form(
        form_problem(S.notice),
        text_field(
            "Name",
            "name",
            default_value=_ONE.name,
            max_length=200,
            error=S.problems["name"],
            data_testid="contact-name",
        ),
        rx.foreach(S.fields, _field),
        form_actions(
            button("Cancel", on_click=S.set_editing(is_open=False)),
            button("Save", look="primary", type="submit", data_testid="save-contact"),
        ),
        on_submit=S.save,
    )
    return dialog(
        "Change this contact",
        "The change is remembered with your name.",
        fields,
        is_open=S.is_editing,
        on_open_change=S.set_editing,
    )


def _field(one: FieldRow) -> rx.Component:
    name = f"attribute-{one.key}"
    error = S.problems[one.key]
    chosen = select_field(
        one.label,
        name,
        [option("–", ""), rx.foreach(one.choices, lambda choice: option(choice, choice))],
        default_value=one.value,
        error=error,
    )
    yes_no = select_field(
        one.label,
        name,
        [option("–", ""), option("Yes", "yes"), option("No", "no")],
        default_value=one.value,
        error=error,
    )
    said = text_field(
        one.label,
        name,
        default_value=one.value,
        help_text=rx.cond(
            one.kind == "number",
            "A number such as 12.5.",
            rx.cond(one.kind == "date", "A date such as 2026-11-23.", ""),
        ),
        error=error,
    )
    return rx.cond(one.kind == "choice", chosen, rx.cond(one.kind == "yes_no", yes_no, said))
