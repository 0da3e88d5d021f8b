"""What has happened to one object: a list that any page can show below it."""

import reflex as rx

from platform_app.components.feedback import empty_state
from platform_app.components.layout import card, mute, strong, two_lines
from platform_app.components.statuses import plain_badge
from platform_app.components.tables import Column, data_table, paged
from platform_app.components.theme import Words
from platform_app.services.audit.views import Detail, EventRow
from platform_app.state.history import HistoryState as S


def history(kind: str, subject_id: Words, *, title: Words = "") -> rx.Component:
    """Return the history of an object, read when it comes into view; `kind` is one of audit.History."""
    table = data_table(
        [
            Column("What", act),
            Column("When", lambda one: mute(one.when), width="narrow"),
        ],
        S.rows,
        label="History",
        listing=paged(S, is_loading=S.is_loading, on_retry=S.show_again),
        empty=empty_state("history", "Nothing yet", "What people do here is remembered from now."),
    )
    shown = rx.el.div(
        card(table, title=title, is_flush=True, test_id="history"),
        on_mount=S.show(kind, subject_id),
    )
    # Another object is another list: without the key, the first one's would stay. It has to stand around what is
    # mounted, because Reflex puts a component's own key inside of what asks.
    return rx.fragment(shown, key=subject_id)


def act(one: EventRow) -> rx.Component:
    """Return who did what, with what has changed folded below."""
    return rx.el.div(who(one), " ", one.what, details(one), custom_attrs={"data-testid": "event"})


def who(one: EventRow) -> rx.Component:
    """Return the actor; what is no person of the company says so."""
    kind = rx.cond(one.actor_kind == "user", None, plain_badge(one.actor_kind))
    return rx.el.span(strong(rx.el.bdi(one.actor)), " ", kind)


def details(one: EventRow) -> rx.Component:
    """Return the fields that have changed, and the facts, behind a press."""
    lines = rx.el.ul(rx.foreach(one.details, _detail), class_name="changes")
    folded = rx.el.details(rx.el.summary("Details"), lines, class_name="folded small")
    return rx.cond(one.details.length() > 0, folded, None)  # pyright: ignore[reportAttributeAccessIssue]  a var inside foreach


def origin(one: EventRow) -> rx.Component:
    """Return where an act came from."""
    return two_lines(mute(one.address), one.browser)


def _detail(one: Detail) -> rx.Component:
    change = rx.fragment(
        rx.el.bdi(one.old), rx.el.span(" → ", aria_label="became"), rx.el.bdi(one.new)
    )
    return rx.el.li(
        rx.el.span(one.label, ": ", class_name="mute"),
        rx.cond(one.is_change, change, rx.el.bdi(one.new)),
    )
