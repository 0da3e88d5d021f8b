"""/contacts: everybody the company can write to."""

import reflex as rx

from platform_app.components.buttons import Look, button, link_button
from platform_app.components.feedback import empty_state, notice
from platform_app.components.fields import option, search_field
from platform_app.components.layout import card, mute, row, stack, strong, two_lines
from platform_app.components.permissions import may
from platform_app.components.shell import page_header
from platform_app.components.statuses import badge
from platform_app.components.tables import Column, RowAct, data_table, paged
from platform_app.components.tabs import CONTACTS, page_tabs
from platform_app.components.tags import tag_pills
from platform_app.components.theme import Act
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.services.contacts.views import ContactRow
from platform_app.state.contacts import ContactsState as S

_MAY_EDIT = may(Permission.CONTACTS_EDIT)
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
            rx.cond(_MAY_EDIT, _add_button(), None),
            rx.cond(_MAY_IMPORT, _import_button("import-contacts", "primary"), None),
        ),
        page_tabs(CONTACTS, "/contacts"),
        _filters(),
        rx.cond(S.unsearchable, _still_indexing(), None),
        rx.cond(S.ticked.length() > 0, _bulk_bar(), None),  # pyright: ignore[reportAttributeAccessIssue]  a var
        card(_table(), is_flush=True),
    )


def _add_button() -> rx.Component:
    return link_button("Add contact", href="/contacts/new", icon="plus", data_testid="new-contact")


def _import_button(test_id: str, look: Look) -> rx.Component:
    return link_button(
        "Import contacts",
        href="/contacts/import",
        look=look,
        icon="upload",
        data_testid=test_id,
    )


def _filters() -> rx.Component:
    tags = rx.foreach(S.tags, lambda tag: option(tag.name, tag.name))
    keys = rx.foreach(S.definitions, lambda one: option(one.label, one.key))
    value = search_field(
        "Value",
        value=S.filters.value,
        on_change=lambda text: S.narrow("value", text),
        test_id="value-filter",
    )
    return row(
        search_field(_SEARCH, value=S.filters.search, on_change=lambda text: S.narrow("search", text)),
        _filter("Tag", "tag", S.filters.tag, "All tags", [tags]),
        _filter("Consent", "consent", S.filters.consent, "Any consent", _CONSENTS),
        _filter("Attribute", "attribute", S.filters.attribute, "Any attribute", [keys]),
        rx.cond(S.filters.attribute, value, None),
        rx.cond(S.is_narrowed, button("Clear", icon="x", on_click=S.clear, data_testid="clear-filters"), None),
        mute(S.total, rx.cond(S.total == "1", " contact", " contacts")),
        class_name="wrap filters",
    )  # fmt: skip


def _filter(
    label: str, name: str, value: rx.Var[str] | str, everything: str, options: list[rx.Component]
) -> rx.Component:
    return rx.el.select(
        option(everything, ""),
        *options,
        value=value,
        on_change=lambda picked: S.narrow(name, picked),
        aria_label=label,
        class_name="input tag-filter",
        data_testid=f"{name}-filter",
    )


def _still_indexing() -> rx.Component:
    return notice(S.unsearchable, " contacts came just now and cannot be searched for yet.")


def _bulk_bar() -> rx.Component:
    count = S.ticked.length()  # pyright: ignore[reportAttributeAccessIssue]  a var
    tags = rx.foreach(S.tags, lambda tag: option(tag.name, tag.name))
    lists = rx.foreach(S.lists, lambda one: option(one.name, one.id))
    lists_length = rx.Var.create(S.lists).length()
    to_list = _bulk_choice("Add to a list", S.add_to_list, [lists], "bulk-list")
    return rx.el.div(
        strong(count, " ticked"),
        _bulk_choice("Add a tag", S.add_tag, [tags], "bulk-add"),
        _bulk_choice("Remove a tag", S.remove_tag, [tags], "bulk-remove"),
        rx.cond(may(Permission.SEGMENTS_MANAGE) & (lists_length > 0), to_list, None),
        button("Untick all", on_click=S.tick_page(is_ticked=False), data_testid="untick"),
        class_name="row wrap gap-2 bulk-bar",
        role="group",
        aria_label="What to do with everybody who is ticked",
        data_testid="bulk-bar",
    )


def _bulk_choice(label: str, act: Act, options: list[rx.Component], test_id: str) -> rx.Component:
    return rx.el.select(
        option(label, ""),
        *options,
        value="",
        on_change=act,
        aria_label=label,
        class_name="input tag-filter",
        data_testid=test_id,
    )


def _table() -> rx.Component:
    return data_table(
        _COLUMNS,
        S.rows,
        label="Contacts",
        listing=paged(S, is_loading=S.is_loading, on_retry=S.load),
        empty=_empty(),
        row_act=RowAct(
            href=lambda one: f"/contacts/{one.id}", test_id=lambda one: f"contact-{one.id}"
        ),
    )


def _empty() -> rx.Component:
    nobody_found = empty_state(
        "search-x",
        "Nobody matches",
        "Nobody is all of this at once. Search for the beginning of a word, or of a number.",
        button("Show everybody", on_click=S.clear, data_testid="clear"),
    )
    nobody_yet = empty_state(
        "users",
        "No contacts yet",
        "People appear here when they write to you, or when you import them from a CSV file.",
        rx.cond(_MAY_IMPORT, _import_button("import-first", "plain"), None),
    )
    return rx.cond(S.is_narrowed, nobody_found, nobody_yet)


def _person(one: ContactRow) -> rx.Component:
    # Isolated, so that a name written from right to left leaves its surroundings as they are.
    name = rx.cond(one.name, rx.el.bdi(one.name), mute("No name"))
    known_by = rx.cond(one.phone, rx.el.span(one.phone, data_testid="phone"), mute("No number"))
    return two_lines(strong(name), known_by)


def _tick(one: ContactRow) -> rx.Component:
    return rx.el.input(
        type="checkbox",
        checked=rx.Var.create(S.ticked).contains(one.id),
        on_change=lambda is_on: S.tick(one.id, is_on),
        aria_label=rx.cond(one.name, f"Tick {one.name}", f"Tick {one.phone}"),
        custom_attrs={"data-testid": "tick"},
    )


def _tick_page() -> rx.Component:
    count = rx.Var.create(S.rows).length()
    return rx.el.input(
        type="checkbox",
        checked=rx.Var.create(S.ticked).length() == count,
        on_change=S.tick_page,
        aria_label="Tick the whole page",
        custom_attrs={"data-testid": "tick-page"},
    )


def _consent(one: ContactRow) -> rx.Component:
    return rx.cond(one.is_blocked, badge("consent", "blocked"), badge("consent", one.consent))


_CONSENTS = [
    option("Opted in", "opted_in"),
    option("Opted out", "opted_out"),
    option("No consent", "unknown"),
    option("Blocked", "blocked"),
]
_COLUMNS = [
    Column(
        "",
        lambda one: rx.cond(_MAY_EDIT, _tick(one), None),
        width="narrow",
        head=rx.cond(_MAY_EDIT, _tick_page(), None),
    ),
    Column("Person", _person, width="wide"),
    Column("Consent", _consent),
    Column("Tags", lambda one: tag_pills(one.tags, S.colours), is_on_phone=False),
    Column("Last wrote", lambda one: mute(one.seen), width="narrow", is_on_phone=False),
    Column("Added", lambda one: mute(one.created), width="narrow", is_on_phone=False),
]
