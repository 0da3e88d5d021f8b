"""/templates: what WhatsApp lets the company send first, as customers will see it."""

import reflex as rx

from platform_app.components.buttons import button, link_button
from platform_app.components.feedback import empty_state, notice
from platform_app.components.fields import search_field
from platform_app.components.layout import (
    card,
    facts,
    mute,
    row,
    show_aside,
    stack,
    two_lines,
    with_aside,
)
from platform_app.components.permissions import may
from platform_app.components.phone_preview import phone_preview
from platform_app.components.shell import page_header
from platform_app.components.statuses import badge
from platform_app.components.tables import Column, Listing, RowAct, data_table
from platform_app.components.tabs import CAMPAIGNS, page_tabs
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.services.templates.views import TemplateRow
from platform_app.state.templates import TemplatesState as S

_CATEGORIES = {"MARKETING": "Marketing", "UTILITY": "Utility", "AUTHENTICATION": "Authentication"}
_REFUSALS = {
    "ABUSIVE_CONTENT": "its content can be taken as abusive or misleading.",
    "INVALID_FORMAT": "its variables or its format are not as WhatsApp wants them.",
    "PROMOTIONAL": "it advertises, but is not in the marketing category.",
    "TAG_CONTENT_MISMATCH": "its category or language does not fit its text.",
    "SCAM": "it looks like fraud.",
}


@company_page(
    "/templates",
    title="Templates",
    permission=Permission.TEMPLATES_READ,
    nav="campaigns",
    on_load=[S.load],
)
def templates_page() -> rx.Component:
    """Return the list, with the picked template beside it."""
    search = search_field(
        "Search templates", value=S.search, on_change=S.set_search, test_id="search-templates"
    )
    count = rx.cond(S.is_loaded, mute(S.total, " in all"), None)
    content = stack(
        row(search, count, gap=3), rx.cond(S.picked.id, with_aside(_list(), _preview()), _list())
    )
    nothing = card(_none_yet())
    return stack(
        page_header(
            "Templates",
            "Messages that WhatsApp has to approve before you may send them first.",
            rx.cond(may(Permission.TEMPLATES_MANAGE), _pull(), None),
        ),
        rx.cond(may(Permission.CAMPAIGNS_READ), page_tabs(CAMPAIGNS, "/templates"), None),
        rx.cond(S.is_loaded & (S.total == 0), nothing, content),
    )


def _pull() -> rx.Component:
    return button(
        "Pull from WhatsApp",
        look="primary",
        icon="refresh-cw",
        on_click=S.pull,
        data_testid="pull-templates",
    )


def _list() -> rx.Component:
    table = data_table(
        _COLUMNS,
        S.rows,
        label="Templates",
        listing=Listing(
            is_loading=~S.is_loaded,
            on_retry=S.load,
            has_more=S.has_more,
            on_more=S.next_page,
            has_before=S.has_before,
            on_before=S.previous_page,
        ),
        empty=empty_state(
            "search-x",
            "No template has this name",
            "Search for a part of its name, or clear the search.",
        ),
        row_act=RowAct(
            on_pick=lambda one: [S.pick(one.id), show_aside()],
            is_picked=lambda one: one.id == S.picked.id,
            test_id=lambda _: "template",
        ),
    )
    return card(table, is_flush=True)


def _none_yet() -> rx.Component:
    connect = link_button("Open WhatsApp settings", href="/settings/whatsapp")
    return empty_state(
        "layout-template",
        "No template yet",
        "Templates are written in WhatsApp Manager. Connect WhatsApp, then pull them from there.",
        rx.cond(may(Permission.WHATSAPP_MANAGE), connect, None),
    )


def _preview() -> rx.Component:
    one = S.picked
    reason = rx.Var.create(_REFUSALS)[one.rejected_reason] | one.rejected_reason
    rejected = notice("WhatsApp refused it: ", reason, tone="red")
    return card(
        rx.cond(one.status == "REJECTED", rejected, None),
        phone_preview(one.header, one.body, one.footer, one.buttons),
        facts(("Language", one.language), ("Category", _category(one)), ("Pulled", one.synced)),
        title=one.name,
        test_id="template-preview",
    )


def _category(one: TemplateRow) -> rx.Var[str]:
    return rx.Var.create(_CATEGORIES)[one.category]


_COLUMNS = [
    Column("Template", lambda one: two_lines(one.name, one.language), width="wide"),
    Column("State", lambda one: badge("template", one.status)),
    Column("Category", _category, is_on_phone=False),
]
