"""/admin/health: whether everything is right that must be."""

import reflex as rx

from platform_app.components.buttons import button
from platform_app.components.feedback import empty_state, notice
from platform_app.components.layout import card, stack, strong
from platform_app.components.shell import page_header
from platform_app.components.statuses import badge
from platform_app.components.tables import Column, Listing, data_table
from platform_app.components.ticker import every_minute
from platform_app.pages.registry import platform_page
from platform_app.state.admin_health import AdminHealthState as S


@platform_page("/admin/health", title="Health", on_load=[S.load])
def admin_health_page() -> rx.Component:
    """Return one row for everything that the product stands on."""
    return stack(
        page_header(
            "Health",
            "Asked at this moment, and every minute while you look. "
            "The same on the command line: python -m platform_app doctor",
            button("Look again", icon="rotate-cw", on_click=S.load, data_testid="look-again"),
        ),
        rx.cond(S.is_loaded, _verdict(), None),
        card(
            data_table(
                _COLUMNS,
                S.rows,
                label="Health",
                listing=Listing(is_loading=~S.is_loaded, on_retry=S.load),
                empty=empty_state("heart-pulse", "Nothing was asked", "Look again."),
            ),
            is_flush=True,
        ),
        every_minute(S.load),
    )


def _verdict() -> rx.Component:
    return rx.cond(
        S.wrong > 0,
        notice(strong("Something is wrong."), " See below what to do.", tone="red"),
        notice("Everything that must work, works.", tone="green"),
    )


_COLUMNS = [
    Column("What", lambda one: strong(one.title), width="medium"),
    Column("How it is", lambda one: one.words),
    Column("State", lambda one: badge("health", one.state), width="narrow"),
]
