"""/consent: who agreed to what, how it goes, and what holds for stopping, starting and not being written to."""

import reflex as rx

from platform_app.components.buttons import link, link_button
from platform_app.components.feedback import empty_state, notice, page_skeleton, stat
from platform_app.components.fields import choice, option
from platform_app.components.figures import count
from platform_app.components.layout import (
    card,
    cards,
    mute,
    paragraph,
    row,
    stack,
    two_lines,
)
from platform_app.components.shell import page_header
from platform_app.components.statuses import badge
from platform_app.components.strips import strip_ends, trend_strip
from platform_app.components.tables import Column, data_table, paged
from platform_app.components.tabs import CONTACTS, page_tabs, view_tabs
from platform_app.components.theme import Words
from platform_app.core.permissions import Permission
from platform_app.pages.consent_settings import limit, texts, words
from platform_app.pages.consent_suppression import suppression
from platform_app.pages.registry import company_page
from platform_app.services.consent.views import EventRow, TrendDay
from platform_app.state.consent import PERIODS, SOURCES
from platform_app.state.consent import ConsentState as S

_VIEWS: list[tuple[str, Words]] = [
    ("overview", "Overview"),
    ("words", "Words"),
    ("texts", "Texts"),
    ("limit", "Limit"),
    ("suppression", "Suppression list"),
]
_KINDS = {
    "granted": "Agreed",
    "withdrawn": "Took it back",
    "blocked": "Blocked",
    "unblocked": "Unblocked",
}


@company_page(
    "/consent",
    title="Consent",
    permission=Permission.CONTACTS_READ,
    nav="contacts",
    on_load=[S.load],
)
def consent_page() -> rx.Component:
    """Return one of the page's views."""
    view = rx.match(
        S.view,
        ("words", words()),
        ("texts", texts()),
        ("limit", limit()),
        ("suppression", suppression()),
        _overview(),
    )
    return stack(
        page_header("Consent", "Who agreed to hear from you, how you know, and who took it back."),
        page_tabs(CONTACTS, "/consent"),
        view_tabs(_VIEWS, S.view, S.pick_view, label="Views"),
        rx.cond(S.notice, notice(S.notice, tone="amber"), None),
        rx.cond(S.is_loading, page_skeleton(), view),
    )


def _overview() -> rx.Component:
    of = S.counts
    return stack(
        cards(
            stat("Opted in", count(of.opted_in), "get marketing"),
            stat("Opted out", count(of.opted_out), "of marketing"),
            stat("No consent yet", count(of.unknown), "nothing is recorded"),
            stat("Want nothing at all", count(of.nothing_at_all), "of those who opted out"),
            stat("Suppressed numbers", count(of.suppressed), "never imported as opted in"),
        ),
        _trend(),
        row(
            choice(
                "What",
                [option("Everything", ""), *(option(said, key) for key, said in _KINDS.items())],
                value=S.filters["kind"],
                on_change=lambda value: S.set_filter("kind", value),
            ),
            choice(
                "Source",
                [
                    option("All sources", ""),
                    *(option(said, key) for key, said in SOURCES.items()),
                ],
                value=S.filters["source"],
                on_change=lambda value: S.set_filter("source", value),
            ),
            choice(
                "Time",
                [option(said, key) for key, said in PERIODS.items()],
                value=S.filters["days"],
                on_change=lambda value: S.set_filter("days", value),
            ),
            mute(S.total, rx.cond(S.total == "1", " entry", " entries")),
        ),
        card(_events(), is_flush=True, test_id="consent-events"),
    )


def _trend() -> rx.Component:
    first, last = S.trend[0].day, S.trend[S.trend.length() - 1].day  # pyright: ignore[reportAttributeAccessIssue]  a var
    table = rx.el.details(
        rx.el.summary("As a table"),
        data_table(
            [
                Column("Day", lambda one: one.day),
                Column("Opted in", lambda one: count(one.granted), is_numeric=True),
                Column("Opted out", lambda one: count(one.withdrawn), is_numeric=True),
            ],
            rx.Var.create(S.trend).to(list[TrendDay]).reverse(),
            label="Opt-ins and opt-outs by day",
            listing=paged(S, is_loading=False, on_retry=S.load),
            empty=mute("Nothing yet."),
        ),
        class_name="folded small",
    )
    strips = stack(
        mute("Opted in"),
        trend_strip(
            S.trend, height="granted_height", words="granted", tone="green", label="Opt-ins by day"
        ),
        mute("Opted out"),
        trend_strip(
            S.trend,
            height="withdrawn_height",
            words="withdrawn",
            tone="red",
            label="Opt-outs by day",
        ),
        strip_ends(first, last),
        paragraph(mute(S.trend_words, ". Days of ", S.zone, ".")),
        table,
        gap=1,
    )
    return card(rx.cond(S.trend.length() > 0, strips, None), title="The last 90 days")  # pyright: ignore[reportAttributeAccessIssue]  a var


def _events() -> rx.Component:
    return data_table(
        [
            Column("Who", _who, width="medium"),
            Column("What", _what),
            Column("How", _how, is_on_phone=False),
            Column("When", lambda one: mute(one.happened), width="narrow"),
        ],
        S.rows,
        label="Entries",
        listing=paged(S, is_loading=S.is_loading, on_retry=S.load),
        empty=empty_state(
            "scroll-text",
            "No entries",
            "Whoever agrees or takes it back stands here, with how you know.",
            link_button("Show everything", href="/consent"),
        ),
    )


def _who(one: EventRow) -> rx.Component:
    name = rx.el.bdi(one.who)
    return rx.cond(
        one.contact_id, link(name, href=f"/contacts/{one.contact_id}"), mute("Somebody who left")
    )


def _what(one: EventRow) -> rx.Component:
    return row(badge("consent_kind", one.kind), badge("consent_purpose", one.purpose), gap=1)


def _how(one: EventRow) -> rx.Component:
    return two_lines(one.source, rx.el.bdi(one.detail))
