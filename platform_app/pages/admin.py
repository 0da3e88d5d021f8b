"""/admin: the platform at a glance."""

import reflex as rx

from platform_app.components.buttons import button, link
from platform_app.components.feedback import Segment, empty_state, page_skeleton, progress_bar, stat
from platform_app.components.figures import count
from platform_app.components.layout import (
    card,
    cards,
    halves,
    mute,
    row,
    stack,
    strong,
    two_lines,
)
from platform_app.components.moments import moment
from platform_app.components.queue_tables import queue_table
from platform_app.components.shell import page_header
from platform_app.components.statuses import badge
from platform_app.components.tables import Column, Listing, RowAct, data_table
from platform_app.components.ticker import every_minute
from platform_app.pages.registry import platform_page
from platform_app.services.platform.views import Figure, FunnelRow
from platform_app.state.admin import AdminState as S


@platform_page("/admin", title="Overview", on_load=[S.load])
def admin_page() -> rx.Component:
    """Return the figures over all companies."""
    content = stack(
        page_header(
            "Overview",
            "All companies together. Days begin at midnight in UTC; the page looks again every minute.",
            button("Look again", icon="rotate-cw", on_click=S.load, data_testid="look-again"),
        ),
        cards(
            stat("Active companies", count(S.active), "can sign in and send"),
            stat("Suspended", count(S.suspended), "nothing is sent for them"),
            stat("To be deleted", count(S.deleting), "within their 30 days of grace"),
        ),
        rx.el.div(rx.foreach(S.figures, _figure), class_name="cards", data_testid="figures"),
        halves(_funnel(), _queues()),
        _newest(),
        every_minute(S.load),
    )
    return rx.cond(S.is_loaded, content, page_skeleton())


def _figure(one: Figure) -> rx.Component:
    return stat(one.label, count(one.value), one.note)


def _funnel() -> rx.Component:
    return card(
        stack(rx.foreach(S.funnel, _step)),
        title="How far active companies are",
        test_id="funnel",
    )


def _step(one: FunnelRow) -> rx.Component:
    words = row(one.title, mute(count(one.companies), " · ", one.percent, " %"), gap=2)
    bar = progress_bar(Segment(one.percent, "accent"), label=one.title, percent=one.percent)
    return stack(words, bar, gap=1)


def _queues() -> rx.Component:
    table = queue_table(S.queues, Listing(is_loading=~S.is_loaded, on_retry=S.load))
    aside = link("Operations", href="/admin/operations")
    return card(table, title="Queues", aside=aside, is_flush=True)


def _newest() -> rx.Component:
    table = data_table(
        [
            Column("Company", lambda one: two_lines(strong(one.name), one.subdomain), width="wide"),
            Column("Plan", lambda one: one.plan, is_on_phone=False),
            Column(
                "Steps", lambda one: rx.el.span(one.steps_done, " of ", one.steps), width="narrow"
            ),
            Column("State", lambda one: badge("company", one.status)),
            Column("Created", lambda one: mute(moment(one.created)), is_on_phone=False),
        ],
        S.newest,
        label="Newest companies",
        listing=Listing(is_loading=~S.is_loaded, on_retry=S.load),
        empty=empty_state(
            "building-2", "No company yet", "Create the first one; its admin does the rest."
        ),
        row_act=RowAct(href=lambda one: "/admin/companies/" + one.id),
    )
    aside = link("All companies", href="/admin/companies")
    return card(table, title="Newest companies", aside=aside, is_flush=True)
