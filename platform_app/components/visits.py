"""The window in which a super admin says why they visit a company."""

import reflex as rx

from platform_app.components.buttons import button, outside_link
from platform_app.components.dialogs import dialog
from platform_app.components.feedback import notice
from platform_app.components.fields import (
    checkbox_field,
    form,
    form_actions,
    form_problem,
    text_area_field,
)
from platform_app.components.layout import stack
from platform_app.components.theme import Words
from platform_app.state.visit import VisitState as S


def visit_button(company_id: Words, company: Words) -> rx.Component:
    """Return the button that opens the window; put `visit_window` once on the page."""
    return button(
        "Visit",
        icon="eye",
        on_click=S.open_window(company_id, company),
        data_testid="visit-company",
    )


def visit_window() -> rx.Component:
    """Return the window: first the reason, then the way in."""
    return dialog(
        rx.Var.create("Visit ") + S.company,
        "You see what an admin of the company sees, for 30 minutes. The company reads your reason in its audit log.",
        rx.cond(S.way_in, _way_in(), _ask()),
        is_open=S.is_preparing,
        on_open_change=S.set_preparing,
    )


def _ask() -> rx.Component:
    return form(
        form_problem(S.notice),
        text_area_field(
            "Reason",
            "reason",
            required=True,
            max_length=300,
            placeholder="Ticket 4711: Ana cannot connect her number",
            error=S.problems["reason"],
            data_testid="reason",
        ),
        checkbox_field(
            "I need to change things",
            "may_change",
            help_text="Without this you can only look; the database refuses every change.",
            data_testid="may-change",
        ),
        form_actions(
            button("Prepare the visit", look="primary", type="submit", data_testid="prepare-visit")
        ),
        on_submit=S.prepare,
    )


def _way_in() -> rx.Component:
    return stack(
        notice("The way in works once, for two minutes.", tone="green"),
        outside_link(
            "Open the company",
            href=S.way_in,
            target="_blank",
            rel="noopener noreferrer",
            class_name="button primary",
            data_testid="way-in",
        ),
    )
