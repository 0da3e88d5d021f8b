"""/templates/new: what a new template is for, or one out of WhatsApp's library."""

import reflex as rx

from platform_app.components.buttons import button, link_button
from platform_app.components.feedback import empty_state
from platform_app.components.fields import option, select_field
from platform_app.components.layout import card, cards, mute, paragraph, reading, row, stack
from platform_app.components.permissions import may
from platform_app.components.shell import page_header
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.state.templates_new import TemplatesNewState as S

_CATEGORIES = (
    ("MARKETING", "Marketing", "Offers, news, invitations, and whatever is a bit of both.",
     "The dearest. Only people who agreed to marketing get it."),
    ("UTILITY", "Utility", "About something that this person asked for: an order, an appointment, a bill.",
     "Cheaper. WhatsApp moves it to marketing when it advertises."),
    ("AUTHENTICATION", "One-time code", "A code to sign in with, and nothing else.",
     "Its words are WhatsApp's own."),
)  # fmt: skip


@company_page(
    "/templates/new",
    title="New template",
    permission=Permission.TEMPLATES_MANAGE,
    nav="campaigns",
    on_load=[S.load],
)
def templates_new() -> rx.Component:
    """Return the choice of what it is for."""
    choices = stack(
        rx.cond(rx.Var.create(S.channels).length() > 1, _account(), None),
        cards(*(_choice(*one) for one in _CATEGORIES)),
        card(
            paragraph("WhatsApp has written and approved templates for many everyday things."),
            row(link_button("Look into WhatsApp's library", href="/templates/library", icon="library", data_testid="library")),
            title="Or take one that is approved already",
        ),
    )  # fmt: skip
    is_unconnected = S.is_loaded & (rx.Var.create(S.channels).length() == 0)
    return stack(
        page_header(
            "New template",
            "What it is for decides its price, who may get it, and how WhatsApp judges it.",
            link_button("All templates", href="/templates"),
        ),
        rx.cond(is_unconnected, card(_unconnected()), choices),
    )


def _account() -> rx.Component:
    return reading(
        select_field(
            "WhatsApp account",
            "channel",
            [rx.foreach(S.channels, lambda one: option(one[1], one[0]))],
            value=S.channel_id,
            on_change=S.choose_channel,
        )
    )


def _choice(value: str, label: str, what: str, note: str) -> rx.Component:
    return card(
        paragraph(what),
        mute(note),
        row(
            button(
                "Write it",
                icon="pencil",
                on_click=S.begin(value),
                aria_label=f"Write it: {label}",
                data_testid=f"begin-{value}",
            )
        ),
        title=label,
    )


def _unconnected() -> rx.Component:
    connect = link_button("Open WhatsApp settings", href="/settings/whatsapp")
    return empty_state(
        "plug",
        "WhatsApp is not connected yet",
        "A template belongs to a WhatsApp account. Connect one first.",
        rx.cond(may(Permission.WHATSAPP_MANAGE), connect, None),
    )
