"""The one list of the product: columns, skeleton, empty, problem, next page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import reflex as rx

from platform_app.components.buttons import button, link
from platform_app.components.feedback import problem_state, skeleton
from platform_app.components.theme import Act, Flag, Node, Row, Words

_SKELETON_ROWS = 5


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title and what stands in it for a row."""

    title: str
    cell: Callable[[Row], Node]
    width: Literal["", "narrow", "medium", "wide"] = ""
    is_numeric: bool = False
    is_on_phone: bool = True
    # What stands in the head in place of words: a box that ticks the whole page.
    head: rx.Component | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """How a list is doing: vars of the page's state, and its handlers; pages replace each other."""

    is_loading: Flag
    on_retry: Act
    problem: Words = ""
    has_more: Flag = False
    on_more: Act | None = None
    has_before: Flag = False
    on_before: Act | None = None


def paged(state: Any, *, is_loading: Flag, on_retry: Act) -> Listing:  # Any: a state with Paged
    """Return how a list in pages is doing, for a state that mixes `Paged` in."""
    return Listing(
        is_loading=is_loading,
        on_retry=on_retry,
        has_more=state.has_next,
        on_more=state.next_page,
        has_before=state.has_previous,
        on_before=state.previous_page,
    )


@dataclass(frozen=True, slots=True)
class RowAct:
    """What a press on a row does: lead somewhere, or pick it on this page."""

    href: Callable[[Row], Words] | None = None
    on_pick: Callable[[Row], Act] | None = None
    is_picked: Callable[[Row], Flag] | None = None
    test_id: Callable[[Row], Words] | None = None


def data_table(
    columns: list[Column],
    rows: Any,  # Any: a list var of the page's row type
    *,
    label: str,
    listing: Listing,
    empty: rx.Component,
    row_act: RowAct | None = None,
) -> rx.Component:
    """Return a list; the first column with a title carries the row's link."""
    items: Any = rx.Var.create(rows)  # Any: .to(list) would forget what its rows are
    body = rx.el.tbody(rx.foreach(items, lambda one: _row(columns, one, row_act or RowAct())))
    filled = rx.fragment(_table(columns, body, label), _foot(listing))
    loading = _table(columns, _skeleton_body(columns), label, is_busy=True)
    content = rx.cond(items.length() > 0, filled, rx.cond(listing.is_loading, loading, empty))
    if not isinstance(listing.problem, rx.Var):
        return content
    return rx.cond(listing.problem, problem_state(listing.problem, listing.on_retry), content)


def _table(
    columns: list[Column], body: rx.Component, label: str, *, is_busy: bool = False
) -> rx.Component:
    head = rx.el.thead(rx.el.tr(*(_head_cell(column) for column in columns)))
    table = rx.el.table(head, body, class_name="table", aria_label=label, aria_busy=is_busy)
    # A wide table scrolls by itself, also for those who use the keyboard.
    return rx.el.div(table, class_name="table-scroll", role="region", aria_label=label, tab_index=0)


def _head_cell(column: Column) -> rx.Component:
    if column.title:
        return rx.el.th(column.title, scope="col", class_name=_cell_class(column))
    return rx.el.td(column.head, class_name=_cell_class(column))


def _row(columns: list[Column], one: Row, act: RowAct) -> rx.Component:
    lead = next(column for column in columns if column.title)
    return rx.el.tr(
        *(
            rx.el.td(_lead(column.cell(one), one, act), class_name=f"lead {_cell_class(column)}")
            if column is lead
            else rx.el.td(column.cell(one), class_name=_cell_class(column))
            for column in columns
        )
    )


def _lead(content: Node, one: Row, act: RowAct) -> Node:
    named: dict[str, Any] = {"class_name": "row-link"}  # Any: HTML attributes
    if act.test_id is not None:
        named["custom_attrs"] = {"data-testid": act.test_id(one)}
    if act.href is not None:
        return link(content, href=act.href(one), **named)
    if act.on_pick is not None:
        if act.is_picked is not None:
            named["aria_pressed"] = act.is_picked(one)
        return rx.el.button(content, type="button", on_click=act.on_pick(one), **named)
    return content


def _skeleton_body(columns: list[Column]) -> rx.Component:
    cells = [rx.el.td(skeleton(), class_name=_cell_class(column)) for column in columns]
    return rx.el.tbody(*(rx.el.tr(*cells) for _ in range(_SKELETON_ROWS)))


def _foot(listing: Listing) -> rx.Component:
    steps = [
        rx.cond(is_there, button(label, icon=icon, on_click=act, data_testid=test_id), None)
        for is_there, label, icon, act, test_id in (
            (listing.has_before, "Previous page", "chevron-left", listing.on_before, "before"),
            (listing.has_more, "Next page", "chevron-right", listing.on_more, "more"),
        )
        if act is not None
    ]
    if not steps:
        return rx.fragment()
    has_steps = rx.Var.create(listing.has_before) | rx.Var.create(listing.has_more)
    return rx.cond(has_steps, rx.el.div(*steps, class_name="table-foot"), None)


def _cell_class(column: Column) -> str:
    names = [column.width]
    if column.is_numeric:
        names.append("numeric")
    if not column.is_on_phone:
        names.append("not-on-phone")
    return " ".join(filter(None, names))
