"""/campaigns: what was sent, what is being sent, and how it is doing."""

import reflex as rx

from platform_app.components.buttons import button, link_button
from platform_app.components.feedback import Segment, empty_state, progress_bar
from platform_app.components.fields import search_field
from platform_app.components.figures import count
from platform_app.components.layout import card, mute, row, stack, strong, two_lines
from platform_app.components.shell import page_header
from platform_app.components.statuses import badge
from platform_app.components.tables import Column, Listing, RowAct, data_table
from platform_app.components.tabs import CAMPAIGNS, page_tabs
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.services.campaigns.views import CampaignRow
from platform_app.state.campaigns import CampaignsState


@company_page(
    "/campaigns",
    title="Campaigns",
    permission=Permission.CAMPAIGNS_READ,
    nav="campaigns",
    on_load=[CampaignsState.load],
)
def campaigns() -> rx.Component:
    """Return the list of campaigns."""
    return stack(
        page_header(
            "Campaigns",
            "Templates sent to people who asked to hear from you.",
            link_button(
                "New campaign",
                href="/campaigns/new",
                look="primary",
                icon="plus",
                data_testid="new-campaign",
            ),
        ),
        page_tabs(CAMPAIGNS, "/campaigns"),
        row(
            search_field(
                "Search campaigns", value=CampaignsState.search, on_change=CampaignsState.find
            )
        ),
        card(
            data_table(
                _COLUMNS,
                CampaignsState.rows,
                label="Campaigns",
                listing=Listing(
                    is_loading=~CampaignsState.is_loaded,
                    on_retry=CampaignsState.load,
                    has_more=CampaignsState.has_more,
                    on_more=CampaignsState.next_page,
                ),
                empty=_empty(),
                row_act=RowAct(
                    href=lambda one: "/campaigns/" + one.id, test_id=lambda _: "campaign"
                ),
            ),
            is_flush=True,
        ),
    )


def _empty() -> rx.Component:
    return rx.cond(
        CampaignsState.search,
        empty_state(
            "search-x", "No campaign has this name", "Search for another name, or clear the search."
        ),
        empty_state(
            "megaphone",
            "No campaign yet",
            "A campaign sends one approved template to many people and shows what came of it.",
            link_button("New campaign", href="/campaigns/new"),
        ),
    )


def _progress(one: CampaignRow) -> rx.Component:
    bar = progress_bar(Segment(one.percent_done, "accent"), label="Done", percent=one.percent_done)
    return stack(bar, mute(one.percent_done, " % of ", count(one.audience), " people"), gap=1)


def _act(one: CampaignRow) -> rx.Component:
    return rx.cond(
        one.can_pause,
        button("Pause", on_click=CampaignsState.pause(one.id), data_testid="pause"),
        rx.cond(
            one.can_resume, button("Resume", on_click=CampaignsState.resume(one.id)), rx.fragment()
        ),
    )


_COLUMNS = [
    Column("Campaign", lambda one: two_lines(strong(one.name), one.template), width="wide"),
    Column("State", lambda one: badge("campaign", one.status)),
    Column("Progress", _progress, width="medium", is_on_phone=False),
    Column("Accepted", lambda one: count(one.sent), is_numeric=True, is_on_phone=False),
    Column("Delivered", lambda one: count(one.delivered), is_numeric=True),
    Column("Read", lambda one: count(one.read), is_numeric=True, is_on_phone=False),
    Column("Failed", lambda one: count(one.failed), is_numeric=True, is_on_phone=False),
    Column("Created", lambda one: mute(one.created), is_on_phone=False),
    Column("", _act),
]
