"""/visit/…: where a super admin begins a visit, at the company's own host."""

import reflex as rx

from platform_app.components.buttons import button
from platform_app.components.feedback import notice
from platform_app.components.fields import posted_form
from platform_app.components.layout import facts, stack
from platform_app.pages.registry import public_page
from platform_app.state.visit import VisitState as S


@public_page("/visit/[visit_link]", title="Visit", on_load=[S.load])
def visit_page() -> rx.Component:
    """Return who visits, why and how, and the button that begins it."""
    dead = stack(
        rx.el.h1("This way in does not work"),
        notice(S.dead, tone="amber", test_id="dead-link"),
        gap=4,
    )
    return rx.cond(S.is_loaded, rx.cond(S.dead, dead, _offer()), None)


def _offer() -> rx.Component:
    return stack(
        rx.el.h1("Visit ", S.company),
        facts(
            ("Who", S.super_admin),
            ("Reason", S.reason),
            ("May", rx.cond(S.only_looks, "Look only", "Look and change")),
            ("Lasts", "30 minutes"),
        ),
        posted_form(
            rx.el.input(type="hidden", name="token", value=S.link, read_only=True),
            button("Begin the visit", look="primary", type="submit", data_testid="begin-visit"),
            action="/auth/visit",
        ),
        gap=4,
    )
