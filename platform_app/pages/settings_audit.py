"""/settings/audit: who did what in the company, and the proof that nobody has changed the record."""

import reflex as rx

from platform_app.components.audit_filters import audit_filters
from platform_app.components.buttons import button
from platform_app.components.feedback import empty_state, notice
from platform_app.components.fields import form_problem
from platform_app.components.history import details, origin, who
from platform_app.components.layout import card, mute, stack
from platform_app.components.shell import page_header
from platform_app.components.tables import Column, data_table, paged
from platform_app.components.tabs import settings_tabs
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.services.audit.views import EventRow
from platform_app.state.settings_audit import SettingsAuditState as S

_FILTERS = ("who", "act", "subject", "since", "until")


@company_page(
    "/settings/audit",
    title="Audit log",
    permission=Permission.AUDIT_READ,
    on_load=[S.load],
)
def settings_audit_page() -> rx.Component:
    """Return the company's log with its filters."""
    return stack(
        page_header(
            "Audit log",
            "Who did what, when and from where. Entries can be added, never changed or removed.",
            button("Check", icon="shield-check", on_click=S.verify, data_testid="verify"),
            button("Export CSV", icon="download", on_click=S.export, data_testid="export"),
        ),
        settings_tabs("/settings/audit"),
        form_problem(S.notice),
        rx.cond(
            S.report,
            rx.cond(
                S.is_whole,
                notice(S.report, tone="green", test_id="chain-report"),
                notice(
                    S.report,
                    " Tell your operator: somebody has changed the record.",
                    tone="red",
                    test_id="chain-report",
                ),
            ),
            None,
        ),
        audit_filters(S.set_filter, S.clear),
        card(_table(), is_flush=True),
        _export_form(),
    )


def _table() -> rx.Component:
    return data_table(
        _COLUMNS,
        S.rows,
        label="Events",
        listing=paged(S, is_loading=S.is_loading, on_retry=S.load),
        empty=empty_state(
            "search-x",
            "Nothing matches",
            "Nobody has done this in that time.",
            button("Show everything", on_click=S.clear),
        ),
    )


def _export_form() -> rx.Component:
    fields = [rx.el.input(type="hidden", name=name, value=S.filters[name]) for name in _FILTERS]
    return rx.el.form(
        *fields,
        id="audit-export",
        action="/api/audit/export.csv",
        method="post",
        on_submit=None,
        class_name="hidden",
    )


def _act(one: EventRow) -> rx.Component:
    return rx.el.div(who(one), " ", one.what, details(one), custom_attrs={"data-testid": "event"})


def _subject(one: EventRow) -> rx.Component:
    name = rx.cond(one.subject, rx.el.bdi(one.subject), "All about it")
    narrow = rx.el.button(
        name,
        type="button",
        class_name="text-link",
        title="Show only what happened to this",
        on_click=S.set_filter("subject", one.subject_id),
    )
    return rx.cond(one.subject_id, narrow, mute(one.subject))


_COLUMNS = [
    Column("What", _act),
    Column("Object", _subject, is_on_phone=False),
    Column("When", lambda one: mute(one.when), width="narrow"),
    Column("From", origin, is_on_phone=False),
]
