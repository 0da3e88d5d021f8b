"""/segments/new and /segments/[segment_id]: whom it picks, how many they are, and what can be done with them."""

import reflex as rx

from platform_app.components.buttons import button, link_button
from platform_app.components.dialogs import confirm_dialog, dialog
from platform_app.components.feedback import empty_state, notice, page_skeleton
from platform_app.components.fields import (
    form,
    form_actions,
    form_problem,
    text_field,
)
from platform_app.components.figures import count
from platform_app.components.history import history
from platform_app.components.layout import (
    card,
    facts,
    mute,
    paragraph,
    row,
    stack,
    two_lines,
    with_aside,
)
from platform_app.components.permissions import may
from platform_app.components.shell import page_header
from platform_app.components.statuses import badge, plain_badge
from platform_app.components.tabs import CONTACTS, page_tabs
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.pages.segments_detail_builder import builder
from platform_app.pages.segments_detail_members import members
from platform_app.services.segments.views import SamplePerson
from platform_app.state.segments_detail import LET_GO
from platform_app.state.segments_detail import SegmentsDetailState as S
from platform_app.state.segments_members import SegmentsMembersState

_MAY_MANAGE = may(Permission.SEGMENTS_MANAGE)
_IS_FILTER = S.kind == "filter"


@company_page(
    "/segments/new",
    title="New segment",
    permission=Permission.SEGMENTS_MANAGE,
    nav="contacts",
    on_load=[S.load_new],
)
def segments_new_page() -> rx.Component:
    """Return the builder for a new segment."""
    return _page()


@company_page(
    "/segments/[segment_id]",
    title="Segment",
    permission=Permission.CONTACTS_READ,
    nav="contacts",
    on_load=[S.load, SegmentsMembersState.load],
)
def segments_detail_page() -> rx.Component:
    """Return a segment with its builder, or a list with its people."""
    return _page()


def _page() -> rx.Component:
    missing = stack(
        rx.el.h1("Segment", class_name="hidden"),
        empty_state(
            "search-x",
            "This segment does not exist",
            "It may have been deleted, or the address is not complete.",
            link_button("All segments", href="/segments"),
        ),
    )
    content = stack(
        _header(),
        page_tabs(CONTACTS, "/segments"),
        rx.cond(
            S.is_dirty,
            notice("What you changed is not saved yet.", tone="amber", test_id="not-saved"),
            None,
        ),
        with_aside(
            rx.cond(_IS_FILTER, stack(_what(), _null_words()), members()),
            stack(_count(), _samples()),
        ),
        rx.cond(S.shown_id, history("segment", S.shown_id, title="History"), None),
        _copying(),
    )
    shown = rx.cond(S.is_missing, card(missing), content)
    return rx.el.div(
        rx.cond(S.is_loaded, shown, page_skeleton()), on_unmount=rx.call_script(LET_GO)
    )


def _header() -> rx.Component:
    kept = rx.cond(S.shown_id, S.name, "New segment")
    return page_header(
        rx.cond(_IS_FILTER, kept, S.name),
        rx.cond(
            S.used_by.length() > 0,  # pyright: ignore[reportAttributeAccessIssue]  a var of a list
            f"Needed by {S.used_by.join(', ')}.",  # pyright: ignore[reportAttributeAccessIssue]  a var of a list
            rx.cond(S.shown_id, "Nothing needs it at present.", "Say whom you mean; the count follows."),
        ),
        rx.cond(_MAY_MANAGE & (S.shown_id != ""), _more(), None),
        rx.cond(_MAY_MANAGE & _IS_FILTER, _save(), None),
        badge=plain_badge(rx.cond(_IS_FILTER, rx.cond(S.shown_id, f"Version {S.version}", "Draft"), "List")),
    )  # fmt: skip


def _save() -> rx.Component:
    discard = button("Discard", on_click=S.discard, data_testid="discard")
    return row(
        rx.cond(S.is_dirty & (S.shown_id != ""), discard, None),
        button(
            "Save", look="primary", icon="check", on_click=S.save, disabled=~S.is_dirty, data_testid="save-segment"
        ),
    )  # fmt: skip


def _more() -> rx.Component:
    use = button(
        "Use in a campaign",
        icon="megaphone",
        on_click=S.use_in_campaign,
        disabled=S.is_dirty,
        data_testid="use-in-campaign",
    )
    copy = button("Duplicate", icon="copy", on_click=S.duplicate, data_testid="duplicate")
    keep = button(
        "Keep as a list …",
        icon="list-plus",
        on_click=S.set_copying(True),
        data_testid="keep-as-list",
    )
    return row(
        rx.cond(may(Permission.CAMPAIGNS_EDIT), use, None),
        rx.cond(_IS_FILTER, row(copy, keep), None),
        confirm_dialog(
            button("Delete …", icon="trash-2", data_testid="delete-segment"),
            "Delete this for good?",
            "Campaigns that were sent keep their people. What still needs it has to be changed first.",
            confirm=("Delete", S.delete),
            repeated=[("Name", S.name), ("People", count(S.measure.people))],
            look="danger",
        ),
    )  # fmt: skip


def _what() -> rx.Component:
    name = text_field(
        "Name", "segment-name", value=S.name, on_change=S.set_name, max_length=100, error=S.problems["name"],
        read_only=~_MAY_MANAGE, data_testid="segment-name",
    )  # fmt: skip
    return card(
        rx.cond(S.notice, form_problem(S.notice), None),
        rx.cond(_MAY_MANAGE, name, None),
        paragraph(rx.el.bdi(S.sentence, data_testid="sentence", class_name="breaks")),
        rx.cond(_MAY_MANAGE, builder(), None),
        title="Whom it picks",
    )


def _null_words() -> rx.Component:
    return mute(
        "“Is not”, “does not” and “none of” also hold for people of whom nothing is known. "
        "A button counts when it is a quick reply of the template; nobody tells us about links."
    )


def _count() -> rx.Component:
    found = S.measure
    figures = facts(
        ("Opted in", rx.el.span(count(found.opted_in), data_testid="opted-in")),
        ("Consent unknown", count(found.unknown)),
        ("Opted out", count(found.opted_out)),
        ("Blocked", count(found.blocked)),
    )
    counted = stack(
        paragraph(
            rx.el.span(count(found.people), class_name="strong", data_testid="segment-count"),
            rx.cond(found.people == 1, " person", " people"),
            rx.cond(S.is_counting, mute(" · counting …"), mute(" · as of ", found.as_of)),
        ),
        figures,
        mute("Marketing goes to those who opted in; the others are skipped with their reason."),
    )
    waiting = mute("Counting …")
    return card(
        rx.el.div(
            rx.cond(
                found.problem,
                notice(found.problem, tone="amber", test_id="count-problem"),
                rx.cond(found.as_of, counted, waiting),
            ),
            aria_live="polite",
            aria_busy=S.is_counting,
        ),
        title="How many",
        test_id="segment-measure",
    )


def _samples() -> rx.Component:
    people = rx.Var.create(S.measure.samples)
    return rx.cond(
        people.length() > 0, card(rx.foreach(people, _sample), title="Some of them"), None
    )


def _sample(one: SamplePerson) -> rx.Component:
    name = rx.cond(one.name, rx.el.bdi(one.name), mute("No name"))
    return rx.el.div(
        two_lines(name, one.phone), badge("consent", one.consent), class_name="row between sample"
    )


def _copying() -> rx.Component:
    return dialog(
        "Keep these people as a list",
        "The list holds whoever belongs now; it does not change when the segment does.",
        form(
            form_problem(S.notice),
            text_field(
                "Name", "name", required=True, max_length=100, error=S.problems["name"], data_testid="copy-name"
            ),
            form_actions(
                button("Cancel", on_click=S.set_copying(False)),
                button("Make the list", look="primary", type="submit", data_testid="make-copy"),
            ),
            on_submit=S.keep_as_list,
        ),
        is_open=S.is_copying,
        on_open_change=S.set_copying,
    )  # fmt: skip
