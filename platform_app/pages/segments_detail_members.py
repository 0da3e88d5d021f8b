"""The people of a list, and its name."""

import reflex as rx

from platform_app.components.buttons import button, icon_button
from platform_app.components.feedback import empty_state
from platform_app.components.fields import form, form_actions, text_field
from platform_app.components.layout import card, mute, stack, strong, two_lines
from platform_app.components.permissions import may
from platform_app.components.statuses import badge
from platform_app.components.tables import Column, RowAct, data_table, paged
from platform_app.core.permissions import Permission
from platform_app.services.segments.views import MemberRow
from platform_app.state.segments_detail import SegmentsDetailState
from platform_app.state.segments_members import SegmentsMembersState as S


def members() -> rx.Component:
    """Return the people of a list, page by page."""
    table = data_table(
        [
            Column("Person", _person, width="wide"),
            Column("Consent", lambda one: badge("consent", one.consent)),
            Column("Put in", lambda one: mute(one.added), width="narrow", is_on_phone=False),
            Column("", _take_out, width="narrow"),
        ],
        S.rows,
        label="People of the list",
        listing=paged(S, is_loading=S.is_loading, on_retry=S.load),
        empty=empty_state(
            "users-round",
            "Nobody is in this list yet",
            "Put people in on their page, or keep the people of a segment as a list.",
        ),
        row_act=RowAct(href=lambda one: f"/contacts/{one.id}", test_id=lambda _: "member"),
    )
    return stack(
        rx.cond(may(Permission.SEGMENTS_MANAGE), _name(), None),
        card(table, title="People", is_flush=True),
    )


def _name() -> rx.Component:
    state = SegmentsDetailState
    return card(
        form(
            text_field(
                "Name",
                "name",
                default_value=state.name,
                max_length=100,
                error=state.problems["name"],
                data_testid="list-name",
            ),
            form_actions(button("Rename", type="submit", data_testid="rename")),
            on_submit=state.rename,
        ),
        title="Name",
    )


def _person(one: MemberRow) -> rx.Component:
    name = rx.cond(one.name, rx.el.bdi(one.name), mute("No name"))
    return two_lines(strong(name), one.phone)


def _take_out(one: MemberRow) -> rx.Component:
    take = icon_button(
        "x", "Take out of the list", on_click=S.take_out(one.id), data_testid="take-out"
    )
    return rx.cond(may(Permission.SEGMENTS_MANAGE), take, None)
