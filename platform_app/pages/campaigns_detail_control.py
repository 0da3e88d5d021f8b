"""The card of a campaign's control group."""

import reflex as rx

from platform_app.components.feedback import notice
from platform_app.components.figures import count
from platform_app.components.layout import card, mute, paragraph, stack, strong
from platform_app.components.tables import Column, Listing, data_table
from platform_app.services.campaigns.views import Comparison
from platform_app.state.campaigns_control import CampaignsControlState as S


def control_group() -> rx.Component:
    """Return what the campaign caused; nothing where nobody was held out."""
    return rx.cond(
        S.problem,
        notice(S.problem, tone="amber"),
        rx.cond(S.result.held_out > 0, _card(), None),
    )


def _card() -> rx.Component:
    words = paragraph(
        count(S.result.held_out), " people were held out on purpose, ", count(S.result.reached),
        " like them got it. What more of these did within 72 hours of the launch, the campaign caused.",
    )  # fmt: skip
    table = data_table(
        _COLUMNS,
        S.result.comparisons,
        label="Control group",
        listing=Listing(is_loading=False, on_retry=S.load),
        empty=rx.fragment(),
    )
    counting = mute("Still counting, until ", S.result.until, ".")
    return card(
        stack(words, table, rx.cond(S.result.until, counting, None)),
        title="What it caused",
        test_id="control-group",
    )


def _difference(one: Comparison) -> rx.Component:
    return stack(strong(one.difference), mute(one.verdict), gap=1)


_COLUMNS = [
    Column("Did", lambda one: strong(one.label)),
    Column("Got it", lambda one: one.reached),
    Column("Held out", lambda one: one.held_out),
    Column("Difference", _difference, width="wide"),
]
