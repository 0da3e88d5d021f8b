"""/contacts/imports: the files that have been imported, and how far each is."""

import reflex as rx

from platform_app.components.buttons import link_button
from platform_app.components.feedback import empty_state
from platform_app.components.figures import count
from platform_app.components.layout import card, mute, stack
from platform_app.components.shell import page_header
from platform_app.components.statuses import badge
from platform_app.components.tables import Column, RowAct, data_table, paged
from platform_app.components.tabs import CONTACTS, page_tabs
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.services.imports.views import ImportRow
from platform_app.state.contacts_imports import ContactsImportsState as S


@company_page(
    "/contacts/imports",
    title="Imports",
    permission=Permission.CONTACTS_IMPORT,
    on_load=[S.load],
)
def contacts_imports_page() -> rx.Component:
    """Return the list of imports."""
    return stack(
        page_header("Contacts", "Files that were imported, newest first.", _import_button()),
        page_tabs(CONTACTS, "/contacts/imports"),
        card(_table(), is_flush=True),
    )


def _import_button() -> rx.Component:
    return link_button(
        "Import contacts",
        href="/contacts/import",
        look="primary",
        icon="upload",
        data_testid="import-contacts",
    )


def _table() -> rx.Component:
    return data_table(
        _COLUMNS,
        S.rows,
        label="Imports",
        listing=paged(S, is_loading=S.is_loading, on_retry=S.load),
        empty=empty_state(
            "file-up",
            "Nothing imported yet",
            "Choose a CSV file with phone numbers; you see what becomes of it before anything is written.",
            link_button("Choose a file", href="/contacts/import"),
        ),
        row_act=RowAct(href=lambda one: "/contacts/imports/" + one.id),
    )


def _rows_done(one: ImportRow) -> rx.Component:
    return rx.fragment(count(one.rows_done), " of ", count(one.rows_total))


_COLUMNS = [
    Column("File", lambda one: rx.el.bdi(one.file_name), width="wide"),
    Column("State", lambda one: badge("import", one.status)),
    Column("Rows", _rows_done, is_numeric=True),
    Column("Not taken", lambda one: one.rejected, is_numeric=True, is_on_phone=False),
    Column("Created", lambda one: mute(one.created), width="narrow", is_on_phone=False),
]
