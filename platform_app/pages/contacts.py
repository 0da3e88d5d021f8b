"""/contacts: everybody the company can write to."""

import reflex as rx

from platform_app.components.buttons import Look, button, link_button
from platform_app.components.feedback import empty_state
from platform_app.components.fields import option, search_field
from platform_app.components.layout import card, mute, row, stack, strong, two_lines
from platform_app.components.permissions import may
from platform_app.components.shell import page_header
from platform_app.components.statuses import badge, plain_badge
from platform_app.components.tables import Column, data_table, paged
from platform_app.components.tabs import CONTACTS, page_tabs
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.services.contacts.views import ContactRow
from platform_app.state.contacts import ContactsState as S

_MAY_IMPORT = may(Permission.CONTACTS_IMPORT)
_SEARCH = rx.cond(may(Permission.CONTACTS_SEE_NUMBERS), "Search name or number", "Search name")


@company_page(
    "/contacts",
    title="Contacts",
    permission=Permission.CONTACTS_READ,
    on_load=[S.load],
)
def contacts_page() -> rx.Component:
    """Return the list of contacts."""
    return stack(
        page_header(
            "Contacts",
            "The people you can write to, and what they agreed to.",
            rx.cond(_MAY_IMPORT, _import_button("import-contacts", "primary"), None),
        ),
        rx.cond(_MAY_IMPORT, page_tabs(CONTACTS, "/contacts"), None),
        row(
            search_field(_SEARCH, value=S.search, on_change=S.set_search),
            _tag_filter(),
            mute(S.total, rx.cond(S.total == "1", " contact", " contacts")),
        ),
        card(_table(), is_flush=True),
    )


def _import_button(test_id: str, look: Look) -> rx.Component:
    return link_button(
        "Import contacts",
        href="/contacts/import",
        look=look,
        icon="upload",
        data_testid=test_id,
    )


def _tag_filter() -> rx.Component:
    tags = rx.foreach(S.tags, lambda tag: option(tag, tag))
    choice = rx.el.select(
        option("All tags", ""),
        tags,
        value=S.tag,
        on_change=S.set_tag,
        aria_label="Tag",
        class_name="input tag-filter",
        data_testid="tag-filter",
    )
    return rx.cond(rx.Var.create(S.tags).length() > 0, choice, None)


def _table() -> rx.Component:
    return data_table(
        _COLUMNS,
        S.rows,
        label="Contacts",
        listing=paged(S, is_loading=S.is_loading, on_retry=S.load),
        empty=_empty(),
    )


def _empty() -> rx.Component:
    nobody_found = empty_state(
        "search-x",
        "Nobody matches",
        "Nobody has this name, number and tag together.",
        button("Show everybody", on_click=S.clear, data_testid="clear"),
    )
    nobody_yet = empty_state(
        "users",
        "No contacts yet",
        "People appear here when they write to you, or when you import them from a CSV file.",
        rx.cond(_MAY_IMPORT, _import_button("import-first", "plain"), None),
    )
    return rx.cond((S.search != "") | (S.tag != ""), nobody_found, nobody_yet)


def _person(one: ContactRow) -> rx.Component:
    # Isolated, so that a name written from right to left leaves its surroundings as they are.
    name = rx.cond(one.name, rx.el.bdi(one.name), mute("No name"))
    return two_lines(strong(name), rx.el.span(one.phone, data_testid="phone"))


def _tags(one: ContactRow) -> rx.Component:
    return row(rx.foreach(one.tags, plain_badge), gap=1)


_COLUMNS = [
    Column("Person", _person, width="wide"),
    Column("Consent", lambda one: badge("consent", one.consent)),
    Column("Tags", _tags, is_on_phone=False),
    Column("Added", lambda one: mute(one.created), width="narrow", is_on_phone=False),
]
