"""/campaigns: what was sent, what is being sent, and how it is doing."""

import reflex as rx

from platform_app.components.buttons import Look, button, link_button
from platform_app.components.dialogs import confirm_dialog, dialog
from platform_app.components.feedback import Segment, empty_state, progress_bar
from platform_app.components.fields import (
    form,
    form_actions,
    form_problem,
    option,
    search_field,
    text_field,
)
from platform_app.components.figures import count
from platform_app.components.layout import card, mute, row, stack, strong, two_lines
from platform_app.components.menus import MenuAct, act_menu
from platform_app.components.permissions import may
from platform_app.components.shell import page_header
from platform_app.components.statuses import STATUSES, badge
from platform_app.components.tables import Column, RowAct, data_table, paged
from platform_app.components.tabs import CAMPAIGNS, page_tabs
from platform_app.components.tags import tag_pill
from platform_app.components.theme import Words
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.services.campaigns.views import CampaignRow
from platform_app.state.campaigns import CampaignsState as S

_MAY_EDIT = may(Permission.CAMPAIGNS_EDIT)


@company_page(
    "/campaigns",
    title="Campaigns",
    permission=Permission.CAMPAIGNS_READ,
    nav="campaigns",
    on_load=[S.load],
)
def campaigns() -> rx.Component:
    """Return the list of campaigns."""
    return stack(
        page_header(
            "Campaigns",
            "Templates sent to people who asked to hear from you.",
            rx.cond(may(Permission.CAMPAIGNS_PAUSE) & (S.at_work > 0), _stop_all(), None),
            rx.cond(_MAY_EDIT, _new("new-campaign", "primary"), None),
        ),
        page_tabs(CAMPAIGNS, "/campaigns"),
        rx.cond(S.is_narrowed | (rx.Var.create(S.rows).length() > 0), _filters(), None),
        card(_table(), is_flush=True),
        _tagging(),
    )


def _new(test_id: str, look: Look = "plain") -> rx.Component:
    return link_button(
        "New campaign", href="/campaigns/new", look=look, icon="plus", data_testid=test_id
    )


def _stop_all() -> rx.Component:
    return confirm_dialog(
        button("Stop all sending …", icon="octagon-x", data_testid="stop-all"),
        "Stop all sending?",
        "Every campaign that sends, prepares or is scheduled is paused at once. Answers to people go on. "
        "Each campaign can be resumed by itself afterwards.",
        confirm=("Stop all sending", S.stop_all),
        repeated=[("Campaigns", count(S.at_work)), ("People who still wait", S.still_to_send)],
        look="danger",
    )


def _filters() -> rx.Component:
    tags = [option("All tags", ""), rx.foreach(S.tags, lambda tag: option(tag, tag))]
    numbers = [
        option("All numbers", ""),
        rx.foreach(S.numbers, lambda one: option(one.label, one.id)),
    ]
    return row(
        search_field(
            "Search campaigns",
            value=S.filters.search,
            on_change=lambda text: S.narrow("search", text),
        ),
        _chosen("State", "status", S.filters.status, _STATES),
        rx.cond(S.tags.length() > 0, _chosen("Tag", "tag", S.filters.tag, tags), None),  # pyright: ignore[reportAttributeAccessIssue]  a var
        rx.cond(S.numbers.length() > 1, _chosen("Number", "number", S.filters.number, numbers), None),  # pyright: ignore[reportAttributeAccessIssue]  a var
        _chosen("Whose", "whose", S.filters.whose, _WHOSE),
        _chosen("Archive", "kept", S.filters.kept, _KEPT),
        rx.cond(S.is_narrowed, button("Clear", icon="x", on_click=S.clear, data_testid="clear-filters"), None),
        rx.cond(S.is_loaded, mute(S.total, rx.cond(S.total == "1", " campaign", " campaigns")), None),
        class_name="wrap filters",
    )  # fmt: skip


def _chosen(label: str, name: str, value: Words, options: list[rx.Component]) -> rx.Component:
    return rx.el.select(
        *options,
        value=value,
        on_change=lambda picked: S.narrow(name, picked),
        aria_label=label,
        class_name="input tag-filter",
        data_testid=f"{name}-filter",
    )


def _table() -> rx.Component:
    return data_table(
        _COLUMNS,
        S.rows,
        label="Campaigns",
        listing=paged(S, is_loading=~S.is_loaded, on_retry=S.load),
        empty=_empty(),
        row_act=RowAct(href=lambda one: "/campaigns/" + one.id, test_id=lambda _: "campaign"),
    )


def _empty() -> rx.Component:
    none_found = empty_state(
        "search-x",
        "No campaign is like this",
        "Choose less at once, or search for another part of the name.",
        button("Show all campaigns", on_click=S.clear, data_testid="clear"),
    )
    none_yet = empty_state(
        "megaphone",
        "No campaign yet",
        "A campaign sends one approved template to many people and shows what came of it.",
        rx.cond(_MAY_EDIT, _new("first-campaign"), None),
    )
    return rx.cond(S.is_narrowed, none_found, none_yet)


def _name(one: CampaignRow) -> rx.Component:
    pills = rx.el.div(
        rx.foreach(one.tags, lambda tag: tag_pill(tag, "slate")), class_name="row wrap gap-1"
    )
    what = rx.fragment(
        one.template, rx.cond((one.template != "") & (one.author != ""), " · ", ""), one.author
    )
    return stack(
        two_lines(strong(rx.el.bdi(one.name)), what),
        rx.cond(rx.Var.create(one.tags).length() > 0, pills, None),
        gap=1,
    )


def _state(one: CampaignRow) -> rx.Component:
    words = rx.cond(one.pause_reason, one.pause_reason, one.moment)
    return two_lines(
        badge("campaign", one.status), rx.el.div(words, class_name="two-at-most", title=words)
    )


def _progress(one: CampaignRow) -> rx.Component:
    bar = progress_bar(
        Segment(one.percent_read, "green", "Read"),
        Segment(one.percent_delivered, "green-pale", "Delivered, not read"),
        Segment(one.percent_accepted, "blue", "Accepted, not yet delivered"),
        Segment(one.percent_failed, "red", "Failed"),
        label="Outcome so far",
        percent=one.percent_done,
    )
    words = mute(
        one.percent_done, " % of ", count(one.audience), " people",
        rx.cond(one.rate > 0, rx.fragment(" · ", count(one.rate), " a minute"), None),
    )  # fmt: skip
    return rx.cond(one.audience > 0, stack(bar, words, gap=1), mute("–"))


def _acts(one: CampaignRow) -> rx.Component:
    pause = button("Pause", on_click=S.pause(one.id), data_testid="pause")
    resume = button("Resume", on_click=S.resume(one.id), data_testid="resume")
    more = act_menu(
        "More",
        MenuAct("Copy", "copy", S.copy(one.id), "copy"),
        MenuAct("Tags …", "tag", S.open_tags(one.id), "tags"),
        MenuAct("Archive", "archive", S.archive(one.id), "archive", one.can_archive & ~one.is_archived),
        MenuAct("Take out of the archive", "archive-restore", S.restore(one.id), "restore", one.is_archived),
        test_id="more",
    )  # fmt: skip
    return row(
        rx.el.div(
            rx.cond(one.can_pause, pause, rx.cond(one.can_resume, resume, None)),
            class_name="not-on-phone",
        ),
        rx.cond(_MAY_EDIT, more, None),
        class_name="acts-of-row",
    )


def _tagging() -> rx.Component:
    fields = form(
        form_problem(S.notice),
        text_field(
            "Tags",
            "tags",
            default_value=S.tag_words,
            help_text="Several are parted by commas.",
            error=S.problems["tags"],
            data_testid="campaign-tags",
        ),
        form_actions(
            button("Back", on_click=S.close_tags(is_open=False)),
            button("Save", look="primary", type="submit", data_testid="save-tags"),
        ),
        on_submit=S.save_tags,
    )
    return dialog(
        "Tags of this campaign",
        S.tagged_name,
        fields,
        is_open=S.tagged_id != "",
        on_open_change=S.close_tags,
    )


_STATES = [
    option("All states", ""),
    *(option(status.word, key) for key, status in STATUSES["campaign"].items()),
]
_WHOSE = [option("Everybody's", ""), option("Begun by me", "mine")]
_KEPT = [option("Not archived", ""), option("Archive", "archived")]
_COLUMNS = [
    Column("Campaign", _name, width="wide"),
    Column("State", _state, width="wide"),
    Column("Progress", _progress, width="medium", is_on_phone=False),
    Column("Delivered", lambda one: count(one.delivered), is_numeric=True, is_on_phone=False),
    Column("Read", lambda one: count(one.read), is_numeric=True, is_on_phone=False),
    Column("Failed", lambda one: count(one.failed), is_numeric=True, is_on_phone=False),
    Column("", _acts, width="narrow"),
]
