"""/: what is left to do before the first campaign, and what is running."""

import reflex as rx

from platform_app.components.buttons import ICON, link, link_button
from platform_app.components.feedback import (
    Segment,
    empty_state,
    notice,
    page_skeleton,
    progress_bar,
)
from platform_app.components.figures import count
from platform_app.components.layout import card, mute, row, stack, strong, two_lines
from platform_app.components.meters import REACHED, meter_words
from platform_app.components.notices import channel_notice
from platform_app.components.permissions import may
from platform_app.components.shell import page_header
from platform_app.components.statuses import badge
from platform_app.components.tables import Column, Listing, RowAct, data_table
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.services.campaigns.views import CampaignRow, WaitingCampaign
from platform_app.services.onboarding.views import ChecklistStep
from platform_app.services.usage.views import MeterRow
from platform_app.state.home import HomeState as S


@company_page("/", title="Home", permission=Permission.DASHBOARD_READ, on_load=[S.load])
def home_page() -> rx.Component:
    """Return the start page."""
    content = stack(
        page_header(
            S.greeting, "What is running, and what is left to do.", _import(), _new_campaign()
        ),
        rx.foreach(S.notices, channel_notice),
        rx.foreach(S.full, _full),
        rx.cond(
            may(Permission.CAMPAIGNS_READ),
            stack(_waiting(), _checklist(), _campaigns()),
            _to_inbox(),
        ),
    )
    return rx.cond(S.is_loaded, content, page_skeleton())


def _full(row: MeterRow) -> rx.Component:
    words = (strong(row.label), ": ", meter_words(row), " of your plan used. ")
    see = link("See usage", href="/settings/usage")
    return rx.cond(
        row.percent >= REACHED,
        notice(*words, see, tone="red", test_id="usage-reached"),
        notice(*words, see, tone="amber", test_id="usage-near"),
    )


def _waiting() -> rx.Component:
    rows = rx.el.ul(rx.foreach(S.waiting, _wish), class_name="stack gap-2")
    body = card(rows, title="Waits for your approval", test_id="approvals")
    return rx.cond(rx.Var.create(S.waiting).length() > 0, body, None)


def _wish(one: WaitingCampaign) -> rx.Component:
    name = link(rx.el.bdi(one.name), href="/campaigns/" + one.id)
    return rx.el.li(row(name, mute("asked by ", one.asked_by, " on ", one.asked)))


def _new_campaign() -> rx.Component:
    act = link_button(
        "New campaign",
        href="/campaigns/new",
        look="primary",
        icon="plus",
        data_testid="new-campaign",
    )
    return rx.cond(may(Permission.CAMPAIGNS_EDIT), act, None)


def _import() -> rx.Component:
    act = link_button("Import contacts", href="/contacts/import", icon="upload")
    return rx.cond(may(Permission.CONTACTS_IMPORT), act, None)


def _checklist() -> rx.Component:
    done = mute(S.steps_done, " of ", rx.Var.create(S.steps).length(), " done")
    body = card(
        row(rx.el.h2("Get ready to send"), done),
        progress_bar(Segment(S.percent_done, "accent"), label="Steps done", percent=S.percent_done),
        rx.el.ul(rx.foreach(S.steps, _step), class_name="steps"),
        test_id="checklist",
    )
    return rx.cond(S.percent_done < 100, body, None)


def _step(step: ChecklistStep) -> rx.Component:
    is_theirs = rx.Var.create(S.permissions).contains(step.permission)
    is_next = step.key == S.next_step
    todo = rx.cond(
        is_theirs,
        link(step.title, href=step.href, class_name=rx.cond(is_next, "text-link", "mute")),
        rx.el.span(step.title, mute(" · ", step.who, " does this")),
    )
    marks = rx.cond(is_next, rx.icon("arrow-right", size=ICON), rx.icon("circle", size=ICON))
    done = rx.el.li(
        rx.icon("check", size=ICON),
        step.title,
        rx.el.span(", done", class_name="hidden"),
        class_name="step done",
    )
    return rx.cond(step.done, done, rx.el.li(marks, todo, class_name="step todo"))


def _campaigns() -> rx.Component:
    return card(
        data_table(
            _COLUMNS,
            S.rows,
            label="Running and recent campaigns",
            listing=Listing(is_loading=~S.is_loaded, on_retry=S.load),
            empty=empty_state(
                "send",
                "No campaign yet",
                "A campaign sends an approved template to people who asked to hear from you.",
            ),
            row_act=RowAct(href=lambda one: "/campaigns/" + one.id),
        ),
        title="Running and recent campaigns",
        aside=link("All campaigns", href="/campaigns"),
        is_flush=True,
    )


def _progress(one: CampaignRow) -> rx.Component:
    bar = progress_bar(
        Segment(one.percent_done, "accent"), label="Sent so far", percent=one.percent_done
    )
    words = rx.cond(one.pause_reason, one.pause_reason, f"{one.percent_done} % done")
    return stack(bar, mute(words), gap=1)


def _name(one: CampaignRow) -> rx.Component:
    people = f"{count(one.audience)} people"
    return two_lines(strong(one.name), rx.cond(one.template, f"{one.template} · {people}", people))


def _to_inbox() -> rx.Component:
    return card(
        empty_state(
            "inbox",
            "Your work is in the inbox",
            "What customers write arrives there by itself.",
            link_button("Open the inbox", href="/inbox", look="primary", icon="inbox"),
        )
    )


_COLUMNS = [
    Column("Campaign", _name, width="wide"),
    Column("State", lambda one: badge("campaign", one.status)),
    Column("Progress", _progress, width="wide", is_on_phone=False),
    Column("Delivered", lambda one: count(one.delivered), is_numeric=True),
    Column("Read", lambda one: count(one.read), is_numeric=True, is_on_phone=False),
    Column("Failed", lambda one: count(one.failed), is_numeric=True, is_on_phone=False),
]
