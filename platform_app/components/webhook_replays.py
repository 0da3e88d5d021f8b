"""Operators' part for webhooks: the table of what nobody knows, and the window that replays a range."""

import reflex as rx

from platform_app.components.buttons import button, link
from platform_app.components.dialogs import dialog
from platform_app.components.feedback import empty_state
from platform_app.components.fields import form, form_actions, text_field
from platform_app.components.figures import count
from platform_app.components.layout import card, facts, mute, stack, strong, two_lines
from platform_app.components.moments import moment
from platform_app.components.tables import Column, Listing, data_table
from platform_app.services.webhooks.views import UnknownRow
from platform_app.state.webhook_replays import WebhookReplaysState as S

_LISTING = Listing(is_loading=~S.is_loaded, on_retry=S.load)


def replay_button() -> rx.Component:
    """Return the way to the window that replays stored events."""
    return button(
        "Replay webhooks",
        icon="history",
        on_click=S.set_replaying(is_open=True),
        data_testid="replay-webhooks",
    )


def unknown_table() -> rx.Component:
    """Return what WhatsApp sent that the product does not know, by its form and never by its content."""
    table = data_table(
        [
            Column("What", lambda one: two_lines(strong(one.field), one.what), width="wide"),
            Column(
                "Company", lambda one: link(one.company, href=f"/admin/companies/{one.company_id}")
            ),
            Column("Times", lambda one: count(one.seen), is_numeric=True),
            Column("First", lambda one: mute(moment(one.first)), is_on_phone=False),
            Column("Last", lambda one: mute(moment(one.last)), is_on_phone=False),
            Column("Shape of the last one", _shape, is_on_phone=False),
        ],
        S.unknown,
        label="What WhatsApp sent that we do not know yet",
        listing=_LISTING,
        empty=empty_state(
            "circle-check", "Everything was understood", "New kinds of events are counted here."
        ),
    )
    title = "What WhatsApp sent that we do not know yet"
    return card(table, title=title, is_flush=True, test_id="unknown-webhooks")


def replay_window() -> rx.Component:
    """Return the window that counts a range of stored events, and then has them applied once more."""
    ask = form(
        text_field(
            "Company's subdomain",
            "subdomain",
            auto_complete="off",
            required=True,
            error=S.problems["subdomain"],
            data_testid="replay-company",
        ),
        text_field(
            "From (UTC)", "since", type="datetime-local", required=True, error=S.problems["since"]
        ),
        text_field(
            "To (UTC)", "until", type="datetime-local", required=True, error=S.problems["until"]
        ),
        form_actions(
            button("Back", on_click=S.set_replaying(is_open=False)),
            button("Count", look="primary", type="submit", data_testid="replay-count"),
        ),
        on_submit=S.count,
    )
    confirm = stack(
        facts(
            ("Company", S.chosen.company),
            ("From", moment(S.chosen.since)),
            ("To", moment(S.chosen.until)),
            ("Stored events", count(S.chosen.events)),
        ),
        form_actions(
            button("Back", on_click=S.set_replaying(is_open=True)),
            button("Apply once more", look="primary", on_click=S.replay, data_testid="replay-now"),
        ),
    )
    return dialog(
        "Replay stored webhooks",
        "What WhatsApp sent in this time is applied once more, for example after an error of ours. "
        "What had its effect already has no second one.",
        rx.cond(S.chosen.company_id, confirm, ask),
        is_open=S.is_replaying,
        on_open_change=S.set_replaying,
    )


def _shape(one: UnknownRow) -> rx.Component:
    return rx.el.details(rx.el.summary("Show"), rx.el.code(one.shape, class_name="break small"))
