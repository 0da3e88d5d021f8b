"""/admin/audit: what super admins and the platform itself have done, with the company that it was about."""

import reflex as rx

from platform_app.components.audit_filters import audit_filters
from platform_app.components.buttons import button
from platform_app.components.feedback import empty_state, notice
from platform_app.components.fields import form_problem
from platform_app.components.history import details, origin, who
from platform_app.components.layout import card, mute, stack, two_lines
from platform_app.components.shell import page_header
from platform_app.components.tables import Column, data_table, paged
from platform_app.pages.registry import platform_page
from platform_app.services.audit.views import EventRow
from platform_app.state.admin_audit import AdminAuditState as S


@platform_page("/admin/audit", title="Audit log", on_load=[S.load])
def admin_audit_page() -> rx.Component:
    """Return the platform's log with its filters."""
    return stack(
        page_header(
            "Audit log",
            "What super admins did, also while visiting companies. Times are in UTC. "
            "Narrow it to a company to check that company's own log.",
            rx.cond(
                S.filters["company"],
                button(
                    "Check this company's log",
                    icon="shield-check",
                    on_click=S.verify,
                    data_testid="verify",
                ),
                None,
            ),
        ),
        form_problem(S.notice),
        rx.cond(
            S.report,
            rx.cond(
                S.is_whole,
                notice(S.report, tone="green", test_id="chain-report"),
                notice(S.report, tone="red", test_id="chain-report"),
            ),
            None,
        ),
        audit_filters(S.set_filter, S.clear),
        card(_table(), is_flush=True),
    )


def _table() -> rx.Component:
    return data_table(
        _COLUMNS,
        S.rows,
        label="Events",
        listing=paged(S, is_loading=S.is_loading, on_retry=S.load),
        empty=empty_state("search-x", "Nothing matches", "Nobody has done this in that time."),
    )


def _act(one: EventRow) -> rx.Component:
    return rx.el.div(
        two_lines(rx.fragment(who(one), " ", one.what), rx.el.bdi(one.subject)),
        details(one),
        custom_attrs={"data-testid": "event"},
    )


def _company(one: EventRow) -> rx.Component:
    narrow = rx.el.button(
        rx.el.bdi(one.company),
        type="button",
        class_name="text-link",
        title="Show only what happened to this company",
        on_click=S.set_filter("company", one.company_id),
    )
    return rx.cond(one.company, narrow, None)


_COLUMNS = [
    Column("What", _act),
    Column("Company", _company, is_on_phone=False),
    Column("When", lambda one: mute(one.when), width="narrow"),
    Column("From", origin, is_on_phone=False),
]
