"""/segments: groups of people by what is known of them, and lists kept by hand."""

import reflex as rx

from platform_app.components.buttons import button, link_button
from platform_app.components.dialogs import dialog
from platform_app.components.feedback import empty_state
from platform_app.components.fields import (
    form,
    form_actions,
    form_problem,
    search_field,
    text_field,
)
from platform_app.components.layout import card, mute, row, stack, strong, two_lines
from platform_app.components.permissions import may
from platform_app.components.shell import page_header
from platform_app.components.statuses import plain_badge
from platform_app.components.tables import Column, RowAct, data_table, paged
from platform_app.components.tabs import CONTACTS, page_tabs
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.services.segments.views import SegmentRow
from platform_app.state.segments import SegmentsState as S

_MAY_MANAGE = may(Permission.SEGMENTS_MANAGE)


@company_page(
    "/segments",
    title="Segments",
    permission=Permission.CONTACTS_READ,
    nav="contacts",
    on_load=[S.load],
)
def segments_page() -> rx.Component:
    """Return the list of segments and lists."""
    return stack(
        page_header(
            "Segments",
            "A segment finds its people by itself, as they are at the moment. A list holds whom you put into it.",
            rx.cond(
                _MAY_MANAGE,
                button("New list", icon="list-plus", on_click=S.set_naming(True), data_testid="new-list"),
                None,
            ),
            rx.cond(_MAY_MANAGE, _new("new-segment"), None),
        ),
        page_tabs(CONTACTS, "/segments"),
        row(
            search_field("Search segments", value=S.search, on_change=S.set_search),
            mute(S.total, rx.cond(S.total == "1", " segment or list", " segments and lists")),
        ),
        card(_table(), is_flush=True),
        _naming(),
    )  # fmt: skip


def _new(test_id: str) -> rx.Component:
    return link_button(
        "New segment", href="/segments/new", look="primary", icon="plus", data_testid=test_id
    )


def _table() -> rx.Component:
    none_yet = empty_state(
        "users-round",
        "No segments yet",
        "Choose people by tags, attributes, consent, or by what they did with your campaigns.",
        rx.cond(_MAY_MANAGE, _new("first-segment"), None),
    )
    none_found = empty_state("search-x", "Nothing is called so", "Search for another word.")
    return data_table(
        _COLUMNS,
        S.rows,
        label="Segments",
        listing=paged(S, is_loading=S.is_loading, on_retry=S.load),
        empty=rx.cond(S.search != "", none_found, none_yet),
        row_act=RowAct(href=lambda one: f"/segments/{one.id}", test_id=lambda _: "segment"),
    )


def _name(one: SegmentRow) -> rx.Component:
    return two_lines(strong(rx.el.bdi(one.name)), rx.el.bdi(one.sentence))


def _people(one: SegmentRow) -> rx.Component:
    counted = two_lines(rx.el.span(one.people, data_testid="people"), one.counted)
    return rx.cond(one.people, counted, mute("Not counted yet"))


_COLUMNS = [
    Column("Name", _name, width="wide"),
    Column(
        "Kind",
        lambda one: plain_badge(rx.cond(one.kind == "filter", "Segment", "List")),
        width="narrow",
        is_on_phone=False,
    ),
    Column("People", _people, width="medium"),
    Column("Needed by", lambda one: mute(one.used_by), is_on_phone=False),
]


def _naming() -> rx.Component:
    return dialog(
        "New list",
        "It is empty at first. People are put into it one by one, or out of a segment.",
        form(
            form_problem(S.notice),
            text_field(
                "Name",
                "name",
                required=True,
                max_length=100,
                error=S.problems["name"],
                data_testid="list-name",
            ),
            form_actions(
                button("Cancel", on_click=S.set_naming(False)),
                button("Make the list", look="primary", type="submit", data_testid="make-list"),
            ),
            on_submit=S.create_list,
        ),
        is_open=S.is_naming,
        on_open_change=S.set_naming,
    )
