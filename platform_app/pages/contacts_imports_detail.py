"""/contacts/imports/[import_id]: how far an import is, and which rows were not taken."""

import reflex as rx

from platform_app.components.buttons import link_button
from platform_app.components.feedback import (
    Segment,
    empty_state,
    notice,
    page_skeleton,
    progress_bar,
    stat,
)
from platform_app.components.figures import count
from platform_app.components.layout import card, cards, mute, row, stack, strong
from platform_app.components.shell import page_header
from platform_app.components.statuses import badge
from platform_app.components.tables import Column, data_table, paged
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.state.contacts_imports_detail import ContactsImportsDetailState as S

_REPORT = S.report


@company_page(
    "/contacts/imports/[import_id]",
    title="Import",
    permission=Permission.CONTACTS_IMPORT,
    on_load=[S.load],
)
def contacts_imports_detail_page() -> rx.Component:
    """Return the live report of one import."""
    return rx.cond(S.is_missing, _absent(), rx.cond(S.is_loading, page_skeleton(), _shown()))


def _absent() -> rx.Component:
    return stack(
        rx.el.h1("Import", class_name="hidden"),
        empty_state(
            "file-x",
            "This import does not exist",
            "It may have been removed, or the address is not complete.",
            link_button("All imports", href="/contacts/imports"),
        ),
    )


def _shown() -> rx.Component:
    return stack(
        page_header(
            rx.el.bdi(_REPORT.file_name),
            _purpose(),
            link_button("See the contacts", href="/contacts", look="primary"),
            badge=badge("import", _REPORT.status),
        ),
        rx.cond(
            _REPORT.problem, notice(_REPORT.problem, tone="red", test_id="import-problem"), None
        ),
        _progress(),
        cards(
            stat("Added", _figure("added", _REPORT.added), "new contacts"),
            stat("Updated", _figure("updated", _REPORT.updated), "known, with something new"),
            stat("Unchanged", _figure("unchanged", _REPORT.unchanged), "known exactly so"),
            stat("Not taken", _figure("rejected", _REPORT.rejected), "with the reasons below"),
        ),
        rx.cond(_REPORT.rejected > 0, _problems(), None),
    )


def _purpose() -> rx.Component:
    return rx.fragment(
        "Started ",
        _REPORT.created,
        rx.cond(_REPORT.tag, rx.fragment(" · tag ", rx.el.bdi(_REPORT.tag)), None),
        rx.cond(
            _REPORT.consent_source,
            rx.fragment(" · consent: ", rx.el.bdi(_REPORT.consent_source)),
            " · no consent recorded",
        ),
    )


def _progress() -> rx.Component:
    done = rx.el.span(count(_REPORT.rows_done), data_testid="rows-done")
    bar = progress_bar(
        Segment(S.percent, "accent"), label="Rows dealt with", percent=S.percent, is_thick=True
    )
    equation = row(
        strong(done, " of ", count(_REPORT.rows_total), " rows"),
        mute(
            "= ",
            count(_REPORT.added),
            " added + ",
            count(_REPORT.updated),
            " updated + ",
            count(_REPORT.unchanged),
            " unchanged + ",
            count(_REPORT.rejected),
            " not taken",
        ),
    )
    return card(stack(equation, bar), test_id="progress")


def _figure(name: str, value: int | rx.Var[int]) -> rx.Component:
    return rx.el.span(count(value), data_testid=f"figure-{name}")


def _problems() -> rx.Component:
    download = link_button(
        "Download",
        href="/api/imports/" + _REPORT.id + "/problems.csv",
        icon="download",
        # A file, which only the browser itself can fetch.
        reload_document=True,
        data_testid="download-problems",
    )
    table = data_table(
        _COLUMNS,
        S.problem_rows,
        label="Rows that were not taken",
        listing=paged(S, is_loading=S.is_loading, on_retry=S.load),
        empty=mute("Every row was taken."),
    )
    return card(table, title="Rows that were not taken", aside=download, is_flush=True)


_COLUMNS = [
    Column("Line", lambda one: one.line, width="narrow"),
    Column("Why", lambda one: one.reason),
    Column("Row", lambda one: rx.el.bdi(rx.el.code(one.row)), is_on_phone=False),
]
