"""/settings/usage: how much of its plan the company has used."""

import reflex as rx

from platform_app.components.feedback import empty_state
from platform_app.components.figures import count
from platform_app.components.layout import card, mute, reading, stack, strong, two_lines
from platform_app.components.meters import meter_bar
from platform_app.components.shell import page_header
from platform_app.components.tables import Column, Listing, data_table
from platform_app.components.tabs import settings_tabs
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.services.usage.views import MeterRow
from platform_app.state.settings_usage import SettingsUsageState as S


@company_page("/settings/usage", title="Usage", permission=Permission.USAGE_READ, on_load=[S.load])
def settings_usage_page() -> rx.Component:
    """Return one meter for each limit."""
    return stack(
        page_header("Usage", _purpose()),
        settings_tabs("/settings/usage"),
        card(
            data_table(
                _COLUMNS,
                S.rows,
                label="Usage",
                listing=Listing(is_loading=~S.is_loaded, on_retry=S.load),
                empty=empty_state(
                    "gauge", "Nothing is counted yet", "Reload the page in a minute."
                ),
            ),
            is_flush=True,
        ),
        reading(
            mute(
                "At the end of a limit no new campaign starts and nothing more is added. People's own "
                "replies always go out. A campaign takes its messages at its launch and gives back those "
                "that were not sent. Admins hear by mail at 80 % and at 100 %, once a month."
            )
        ),
    )


def _purpose() -> rx.Component:
    return rx.cond(
        S.plan,
        rx.el.span("Your plan is ", strong(S.plan), ". Months begin on the first, in UTC."),
        rx.el.span("Months begin on the first, in UTC."),
    )


def _left(row: MeterRow) -> rx.Component:
    return rx.cond(row.has_limit, count(row.left), mute("no limit"))


_COLUMNS = [
    Column(
        "What",
        lambda one: two_lines(
            strong(one.label), rx.cond(one.is_monthly, "This month", "At present")
        ),
    ),
    Column("Used", meter_bar, width="wide"),
    Column("Left", _left, is_numeric=True, is_on_phone=False),
]
