"""/contacts: everybody the company can write to."""

from collections.abc import Callable
from dataclasses import replace

import reflex as rx

from platform_app.components.buttons import Look, button, link_button
from platform_app.components.dialogs import dialog
from platform_app.components.feedback import empty_state, notice
from platform_app.components.fields import form_actions, option, search_field
from platform_app.components.layout import card, facts, mute, row, stack, strong, two_lines
from platform_app.components.permissions import may
from platform_app.components.pickers import picker
from platform_app.components.shell import page_header
from platform_app.components.statuses import badge
from platform_app.components.tables import Column, RowAct, data_table, paged
from platform_app.components.tabs import CONTACTS, page_tabs
from platform_app.components.tags import tag_pills
from platform_app.components.theme import Act, Words
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.services.contacts.views import ContactRow
from platform_app.services.segments.views import Pick
from platform_app.state.contacts import ContactsState as S
from platform_app.state.contacts_choices import ContactsChoicesState as Choices

_MAY_EDIT = may(Permission.CONTACTS_EDIT)
_MAY_IMPORT = may(Permission.CONTACTS_IMPORT)
_SEARCH = rx.cond(may(Permission.CONTACTS_SEE_NUMBERS), "Search name or number", "Search name")


@company_page(
    "/contacts",
    title="Contacts",
    permission=Permission.CONTACTS_READ,
    on_load=[S.load, Choices.load],
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
        _question(),
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
    value = search_field(
        "Value",
        value=S.filters.value,
        on_change=lambda text: S.narrow("value", text),
        test_id="value-filter",
    )
    return row(
        search_field(_SEARCH, value=S.filters.search, on_change=lambda text: S.narrow("search", text)),
        _picked("Tag", "tag", Choices.tags, S.filters.tag, "All tags"),
        _picked("Segment", "segment", Choices.segments, S.segment, "All segments"),
        _chosen("Consent", S.filters.consent, lambda picked: S.narrow("consent", picked), _CONSENTS),
        _picked("Attribute", "attribute", Choices.attributes, S.attribute, "Any attribute"),
        rx.cond(S.filters.attribute, value, None),
        # What the search box finds stands the newest first.
        rx.cond(S.filters.search, None, _chosen("Order", S.order, S.sort, _ORDERS)),
        rx.cond(S.is_narrowed, button("Clear", icon="x", on_click=S.clear, data_testid="clear-filters"), None),
        rx.cond(S.total, mute(S.total, rx.cond(S.total == "1", " contact", " contacts")), None),
        class_name="wrap filters",
    )  # fmt: skip


def _picked(
    label: str, name: str, rows: list[Pick], chosen: Words, everything: str
) -> rx.Component:
    return picker(
        label,
        rows,
        on_pick=lambda value: S.narrow(name, value),
        search=_SOUGHT,
        test_id=f"{name}-filter",
        stands_for=(chosen, everything),
    )


def _chosen(label: str, value: Words, on_change: Act, options: list[rx.Component]) -> rx.Component:
    return rx.el.select(
        *options,
        value=value,
        on_change=on_change,
        aria_label=label,
        class_name="input tag-filter",
        data_testid=f"{label.lower()}-filter",
    )


def _still_indexing() -> rx.Component:
    return notice(
        S.unsearchable,
        " contacts came just now; they cannot be searched for or sorted by name yet.",
    )


def _bulk_bar() -> rx.Component:
    ticked = rx.Var.create(S.ticked).length()
    is_page = (ticked == rx.Var.create(S.rows).length()) & (S.has_next | S.has_previous)
    words = rx.cond(S.total, f"Choose all {S.total} that match", "Choose all that match")
    take_all = button(words, on_click=S.take_all, data_testid="take-all")
    to_list = _bulk_choice("Add to a list", Choices.lists, S.add_to_list, "bulk-list")
    return rx.el.div(
        rx.cond(S.is_all, strong("All ", S.everybody, " that match"), strong(ticked, " ticked")),
        rx.cond(is_page & ~S.is_all, take_all, None),
        _bulk_choice("Add a tag", Choices.tags, S.add_tag, "bulk-add"),
        _bulk_choice("Remove a tag", Choices.tags, S.remove_tag, "bulk-remove"),
        rx.cond(may(Permission.SEGMENTS_MANAGE) & ~S.is_all, to_list, None),
        button("Untick all", on_click=S.tick_page(is_ticked=False), data_testid="untick"),
        class_name="row wrap gap-2 bulk-bar",
        role="group",
        aria_label="What to do with everybody who is ticked",
        data_testid="bulk-bar",
    )  # fmt: skip


def _bulk_choice(
    label: str, rows: list[Pick], act: Callable[..., Act], test_id: str
) -> rx.Component:
    return picker(label, rows, on_pick=act, search=_SOUGHT, test_id=test_id)


def _question() -> rx.Component:
    give = f"Give {S.everybody} people the tag “{S.tag}”?"
    return dialog(
        rx.cond(S.is_tag_added, give, f"Take the tag “{S.tag}” from {S.everybody} people?"),
        "Everybody who matches is changed, also those on other pages. Many are changed in the background.",
        stack(
            facts(("Tag", rx.el.bdi(S.tag)), ("People", S.everybody)),
            form_actions(
                button("Back", on_click=S.set_tagging_all(is_open=False)),
                button(
                    rx.cond(S.is_tag_added, "Give the tag", "Take the tag away"),
                    look="primary",
                    on_click=S.tag_all,
                    data_testid="tag-all",
                ),
            ),
        ),
        is_open=S.is_tagging_all,
        on_open_change=S.set_tagging_all,
    )


def _table() -> rx.Component:
    return data_table(
        _COLUMNS,
        S.rows,
        label="Contacts",
        listing=replace(paged(S, is_loading=S.is_loading, on_retry=S.load), problem=S.problem),
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


_SOUGHT = (Choices.search, Choices.seek, Choices.start)
_ORDERS = [
    option("Newest first", "newest"),
    option("By name", "name"),
    option("Last wrote first", "seen"),
]
_CONSENTS = [
    option("Any consent", ""),
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
    Column("Tags", lambda one: tag_pills(one.tags, one.colours), is_on_phone=False),
    Column("Last wrote", lambda one: mute(one.seen), width="narrow", is_on_phone=False),
    Column("Added", lambda one: mute(one.created), width="narrow", is_on_phone=False),
]
