"""/templates: every template of the company, its state and quality in words."""

from collections.abc import Sequence

import reflex as rx

from platform_app.components.buttons import button, link_button
from platform_app.components.feedback import empty_state
from platform_app.components.fields import option, search_field
from platform_app.components.layout import card, mute, row, stack, two_lines
from platform_app.components.permissions import may
from platform_app.components.shell import page_header
from platform_app.components.statuses import STATUSES, Kind, badge, plain_badge
from platform_app.components.tables import Column, RowAct, data_table, paged
from platform_app.components.tabs import CAMPAIGNS, page_tabs
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.services.templates.views import TemplateRow
from platform_app.state.templates import TemplatesState as S

_MAY_MANAGE = may(Permission.TEMPLATES_MANAGE)
_STATES = (
    "DRAFT", "PENDING", "APPROVED", "FLAGGED", "PAUSED", "REJECTED", "DISABLED", "ARCHIVED", "DELETED",
)  # fmt: skip


@company_page(
    "/templates",
    title="Templates",
    permission=Permission.TEMPLATES_READ,
    nav="campaigns",
    on_load=[S.load],
)
def templates_page() -> rx.Component:
    """Return the list with its filters."""
    content = stack(_filters(), card(_table(), is_flush=True))
    is_empty = S.is_loaded & ~S.is_narrowed & (S.rows.length() == 0)  # pyright: ignore[reportAttributeAccessIssue]  a var
    return stack(
        page_header(
            "Templates",
            "Messages that WhatsApp has to approve before you may send them first.",
            rx.cond(_MAY_MANAGE, _pull(), None),
            rx.cond(_MAY_MANAGE, _new("new-template"), None),
        ),
        rx.cond(may(Permission.CAMPAIGNS_READ), page_tabs(CAMPAIGNS, "/templates"), None),
        rx.cond(is_empty, card(_none_yet()), content),
    )


def _new(test_id: str) -> rx.Component:
    return link_button(
        "New template", href="/templates/new", look="primary", icon="plus", data_testid=test_id
    )


def _pull() -> rx.Component:
    return button(
        "Pull from WhatsApp", icon="refresh-cw", on_click=S.pull, data_testid="pull-templates"
    )


def _filters() -> rx.Component:
    several = rx.Var.create(S.channels).length() > 1
    search = search_field(
        "Search templates",
        value=S.filters.search,
        on_change=lambda value: S.narrow("search", value),
        test_id="search-templates",
    )
    accounts = rx.foreach(S.channels, lambda one: option(one[1], one[0]))
    languages = rx.foreach(S.languages, lambda one: option(one[1], one[0]))
    return stack(
        row(
            search,
            _filter("Status", "status", S.filters.status, _words("template", _STATES)),
            _filter("Category", "category", S.filters.category, _words("category", _CATEGORIES)),
            _filter("Language", "language", S.filters.language, [languages]),
            _filter("Quality", "quality", S.filters.quality, _words("template_quality", _QUALITIES)),
            rx.cond(several, _filter("Account", "channel_id", S.filters.channel_id, [accounts]), None),
            rx.cond(_MAY_MANAGE, _filter("Agents", "visibility", S.filters.visibility, _VISIBLE), None),
            rx.cond(S.is_narrowed, button("Clear", icon="x", on_click=S.clear, data_testid="clear"), None),
            class_name="wrap filters",
        ),
        row(
            mute(S.total, rx.cond(S.total == "1", " template", " templates")),
            rx.cond(S.pulled, mute("Last pulled ", S.pulled), None),
            gap=4,
        ),
        gap=2,
    )  # fmt: skip


def _filter(
    label: str, name: str, value: rx.Var[str] | str, options: Sequence[rx.Component]
) -> rx.Component:
    control = rx.el.select(
        option("All", ""),
        *options,
        value=value,
        on_change=lambda picked: S.narrow(name, picked),
        class_name="input",
        data_testid=f"filter-{name}",
    )
    return rx.el.label(mute(label), control, class_name="filter")


def _words(kind: Kind, values: Sequence[str]) -> list[rx.Component]:
    return [option(STATUSES[kind][value].word, value) for value in values]


def _table() -> rx.Component:
    return data_table(
        _COLUMNS,
        S.rows,
        label="Templates",
        listing=paged(S, is_loading=~S.is_loaded, on_retry=S.load),
        empty=empty_state(
            "search-x",
            "No template fits",
            "No template passes all of these filters together.",
            button("Show all", on_click=S.clear),
        ),
        row_act=RowAct(href=lambda one: f"/templates/{one.id}", test_id=lambda _: "template"),
    )


def _none_yet() -> rx.Component:
    connect = link_button("Open WhatsApp settings", href="/settings/whatsapp")
    return empty_state(
        "layout-template",
        "No template yet",
        "Write one here, or pull those that you have in WhatsApp Manager. WhatsApp has to be connected first.",
        rx.cond(may(Permission.WHATSAPP_MANAGE), connect, None),
    )


def _name(one: TemplateRow) -> rx.Component:
    name = rx.cond(one.name, one.name, mute("Without a name"))
    return two_lines(
        row(
            name,
            rx.cond(one.has_changes, plain_badge("Changes not submitted", "amber"), None),
            rx.cond(one.is_hidden, plain_badge("Hidden from agents"), None),
        ),
        rx.el.div(one.body, class_name="one-line", dir="auto"),
    )


def _language(one: TemplateRow) -> rx.Component:
    return rx.fragment(one.language, rx.cond(one.channel, mute(" · ", one.channel), None))


_CATEGORIES = ("MARKETING", "UTILITY", "AUTHENTICATION")
_QUALITIES = ("GREEN", "YELLOW", "RED", "UNKNOWN")
_VISIBLE = [option("Shown to agents", "shown"), option("Hidden from agents", "hidden")]
_COLUMNS = [
    Column("Template", _name),
    Column("Language", _language, width="narrow", is_on_phone=False),
    Column("Category", lambda one: badge("category", one.category), is_on_phone=False),
    Column("State", lambda one: badge("template", one.status), width="narrow"),
    Column(
        "Quality",
        lambda one: badge("template_quality", one.quality),
        width="narrow",
        is_on_phone=False,
    ),
]
