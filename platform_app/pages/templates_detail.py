"""/templates/[id]: one template as customers see it, what WhatsApp says of it, and what it has been used for."""

import reflex as rx

from platform_app.components.buttons import button, link_button
from platform_app.components.dialogs import confirm_dialog
from platform_app.components.feedback import empty_state, notice, skeleton, stat
from platform_app.components.figures import count, share
from platform_app.components.history import history
from platform_app.components.layout import (
    card,
    cards,
    facts,
    mute,
    paragraph,
    row,
    stack,
    strong,
    with_aside,
)
from platform_app.components.permissions import may
from platform_app.components.phone_preview import phone_message
from platform_app.components.shell import page_header
from platform_app.components.statuses import badge
from platform_app.components.tables import Column, Listing, RowAct, data_table
from platform_app.components.tabs import view_tabs
from platform_app.components.theme import Node, Words
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.services.templates.views import Use
from platform_app.state.templates_detail import TemplatesDetailState as S

ONE = S.template
_MAY_MANAGE = may(Permission.TEMPLATES_MANAGE)
_MAY_SEE_CAMPAIGNS = may(Permission.CAMPAIGNS_READ)
_ON_ITS_WAY = "Messages that are under way are still delivered for 30 days. An approved name cannot be used again for 30 days."


@company_page(
    "/templates/[template_id]",
    title="Template",
    permission=Permission.TEMPLATES_READ,
    nav="campaigns",
    on_load=[S.load],
)
def templates_detail() -> rx.Component:
    """Return the template of the address."""
    page = stack(
        page_header(
            rx.el.bdi(ONE.name), _purpose(), *_actions(), badge=badge("template", ONE.status)
        ),
        _verdicts(),
        rx.cond(_MAY_MANAGE | _MAY_SEE_CAMPAIGNS, _tabs(), None),
        rx.match(
            S.tab,
            ("use", _use()),
            ("history", history("template", ONE.id)),
            _overview(),
        ),
    )
    return rx.cond(S.is_missing, _absent(), rx.cond(ONE.id, page, _waiting()))


def _absent() -> rx.Component:
    return stack(
        rx.el.h1("Template", class_name="hidden"),
        empty_state(
            "layout-template",
            "This template does not exist",
            "It may have been deleted or hidden, or the address is not complete.",
            link_button("All templates", href="/templates"),
        ),
    )


def _waiting() -> rx.Component:
    return stack(rx.el.h1("Template", class_name="hidden"), skeleton("title"), skeleton("block"))


def _purpose() -> rx.Component:
    return rx.fragment(
        ONE.language,
        rx.cond(ONE.status_since, " · since " + ONE.status_since, ""),
        rx.cond(ONE.is_hidden, " · hidden from agents", ""),
    )


def _tabs() -> rx.Component:
    views: list[tuple[str, Words]] = [
        ("overview", "Template"),
        ("use", "Use"),
        ("history", "History"),
    ]
    return view_tabs(views, S.tab, S.choose_tab, label="Parts")


def _actions() -> list[Node]:
    is_draft = ONE.status == "DRAFT"
    go_on = rx.cond(
        is_draft, "Go on writing", rx.cond(ONE.has_changes, "Go on changing it", "Change")
    )
    edit = link_button(
        go_on, href=f"/templates/{ONE.id}/edit", look="primary", icon="pencil", data_testid="edit"
    )
    hide = rx.cond(
        ONE.is_hidden,
        button("Show to agents", icon="eye", on_click=S.show, data_testid="show"),
        button("Hide from agents", icon="eye-off", on_click=S.hide, data_testid="hide"),
    )
    return [
        rx.cond(_MAY_MANAGE & (ONE.has_changes | is_draft), _discard(), None),
        rx.cond(ONE.can_delete, _delete(), None),
        rx.cond(_MAY_MANAGE & ~is_draft, hide, None),
        rx.cond(
            _MAY_MANAGE,
            button("Duplicate", icon="copy", on_click=S.duplicate, data_testid="duplicate"),
            None,
        ),
        rx.cond(ONE.can_unpause, _unpause(), None),
        rx.cond(ONE.can_edit, edit, None),
    ]


def _discard() -> rx.Component:
    return confirm_dialog(
        button("Throw away", icon="trash-2", data_testid="discard"),
        "Throw away what has been written?",
        "WhatsApp has not seen it. It cannot be brought back.",
        confirm=("Throw away", S.discard),
        repeated=[("Template", ONE.name), ("Language", ONE.language)],
        look="danger",
    )


def _delete() -> rx.Component:
    one = confirm_dialog(
        button("Delete", icon="trash-2", look="danger", data_testid="delete"),
        "Delete this template?",
        f"WhatsApp deletes it for good; campaigns that use it stop. {_ON_ITS_WAY}",
        confirm=("Delete", S.delete(False)),  # noqa: FBT003  an event's argument
        repeated=[("Template", ONE.name), ("Language", ONE.language)],
        look="danger",
    )
    every = confirm_dialog(
        button("Delete all languages", look="danger", data_testid="delete-all"),
        "Delete this template in all its languages?",
        f"WhatsApp deletes all of them for good; campaigns that use one stop. {_ON_ITS_WAY}",
        confirm=("Delete all", S.delete(True)),  # noqa: FBT003  an event's argument
        repeated=[("Template", ONE.name), ("Languages", count(ONE.languages))],
        look="danger",
    )
    return rx.fragment(one, rx.cond(ONE.languages > 1, every, None))


def _unpause() -> rx.Component:
    return confirm_dialog(
        button("Take the pause back", icon="play", data_testid="unpause"),
        "Send this template again?",
        "WhatsApp paused it because people did not like it. A further pause is longer, and the third is for good.",
        confirm=("Take the pause back", S.unpause),
        repeated=[("Template", ONE.name), ("Language", ONE.language)],
    )


def _verdicts() -> rx.Component:
    tone_red = (ONE.status == "REJECTED") | (ONE.status == "DISABLED")
    status = [strong(ONE.status_words), " ", ONE.status_advice]
    return stack(
        rx.cond(
            ONE.status_words,
            rx.cond(
                tone_red,
                notice(*status, tone="red", test_id="status-words"),
                rx.cond(
                    (ONE.status == "PENDING") | (ONE.status == "DRAFT"),
                    notice(*status, tone="blue", test_id="status-words"),
                    notice(*status, tone="amber", test_id="status-words"),
                ),
            ),
            None,
        ),
        rx.cond(
            ONE.category_words,
            notice(
                strong(ONE.category_words),
                " ",
                ONE.category_advice,
                tone="amber",
                test_id="category-words",
            ),
            None,
        ),
        rx.cond(
            ONE.has_changes,
            notice(
                "Somebody has changed this template here and not submitted it yet.", tone="blue"
            ),
            None,
        ),
        gap=2,
    )


def _overview() -> rx.Component:
    quality = row(
        badge("template_quality", ONE.quality),
        rx.cond(ONE.quality_since, mute("since ", ONE.quality_since), None),
    )
    about = card(
        facts(
            ("Category", badge("category", ONE.category)),
            ("Quality", quality),
            ("Language", ONE.language),
            ("Variables", ONE.format),
            ("Tried for", rx.cond(ONE.lifetime, ONE.lifetime, "As usual, up to 30 days")),
            ("Comes from", rx.cond(ONE.source, ONE.source, "Your team")),
            ("Account", ONE.channel),
            ("WhatsApp's id", rx.cond(ONE.wa_template_id, rx.el.code(ONE.wa_template_id), "None yet")),
            ("Last pulled", rx.cond(ONE.synced, ONE.synced, "Not yet")),
        ),
        rx.cond(_MAY_MANAGE & (ONE.edit_words != ""), mute(ONE.edit_words), None),
        title="About it",
        test_id="template-facts",
    )  # fmt: skip
    preview = card(
        phone_message(ONE.message), title="As customers see it", test_id="template-preview"
    )
    return with_aside(about, preview)


def _use() -> rx.Component:
    table = data_table(
        _USE_COLUMNS,
        S.uses,
        label="Campaigns",
        listing=Listing(is_loading=~S.is_using_loaded, on_retry=S.refresh),
        empty=empty_state(
            "megaphone", "No campaign has used it", "Choose it when you write a campaign."
        ),
        row_act=RowAct(href=lambda one: f"/campaigns/{one.id}", test_id=lambda _: "use"),
    )
    campaigns = card(table, title="Campaigns", is_flush=True)
    return stack(
        rx.cond(_MAY_SEE_CAMPAIGNS, campaigns, None), rx.cond(_MAY_MANAGE, _figures(), None)
    )


def _figures() -> rx.Component:
    figures = S.figures
    ask = button(
        "Ask WhatsApp",
        icon="chart-column",
        on_click=S.ask_for_figures,
        is_busy=S.is_asking,
        data_testid="ask-figures",
    )
    enable = confirm_dialog(
        button("Have WhatsApp count", data_testid="enable-figures"),
        "Have WhatsApp count for all templates of this account?",
        "It counts sent, delivered and read messages and clicks, from then on. This cannot be switched off again.",
        confirm=("Have it count", S.enable_figures),
        repeated=[("Account", ONE.channel)],
    )
    counted = stack(
        cards(
            stat("Sent", count(figures.sent)),
            stat(
                "Delivered",
                count(figures.delivered),
                share(figures.delivered, figures.sent, "sent"),
            ),
            stat("Read", count(figures.read), share(figures.read, figures.delivered, "delivered")),
            rx.cond(figures.cost, stat("Spent", figures.cost), None),
        ),
        rx.foreach(figures.clicks, lambda words: paragraph("Clicks on ", rx.el.bdi(words))),
    )
    return card(
        paragraph(
            mute(
                "Of the last 90 days, a day late, and over all that sends this template. Clicks on links are known only here."
            )
        ),
        rx.cond(figures.problem, notice(figures.problem, test_id="figures-problem"), None),
        rx.cond(figures.can_enable, row(enable), None),
        rx.cond(figures.sent > 0, counted, None),
        title="WhatsApp's own figures",
        aside=ask,
        test_id="figures",
    )  # fmt: skip


def _campaign(one: Use) -> rx.Component:
    return row(one.name, badge("campaign", one.status))


_USE_COLUMNS = [
    Column("Campaign", _campaign),
    Column("Accepted", lambda one: count(one.sent), is_numeric=True),
    Column("Delivered", lambda one: count(one.delivered), is_numeric=True),
    Column("Read", lambda one: count(one.read), is_numeric=True, is_on_phone=False),
    Column("Failed", lambda one: count(one.failed), is_numeric=True),
    Column("Begun", lambda one: mute(one.created), width="narrow", is_on_phone=False),
]
