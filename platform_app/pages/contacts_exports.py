"""/contacts/exports: contacts as files, each there for a day."""

import reflex as rx

from platform_app.components.buttons import button, outside_link
from platform_app.components.feedback import empty_state
from platform_app.components.fields import choice, option
from platform_app.components.figures import count
from platform_app.components.layout import card, mute, row, stack
from platform_app.components.shell import page_header
from platform_app.components.statuses import badge
from platform_app.components.tables import Column, data_table, paged
from platform_app.components.tabs import CONTACTS, page_tabs
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.services.exports.views import ExportRow
from platform_app.state.contacts_exports import ContactsExportsState as S


@company_page(
    "/contacts/exports",
    title="Exports",
    permission=Permission.CONTACTS_EXPORT,
    on_load=[S.load],
)
def contacts_exports_page() -> rx.Component:
    """Return the list of exports, with what the next one would hold."""
    return stack(
        page_header(
            "Contacts",
            "Contacts as CSV files. Each can be downloaded for 24 hours, then it is deleted.",
        ),
        page_tabs(CONTACTS, "/contacts/exports"),
        card(_next(), title="Take contacts out"),
        card(_table(), is_flush=True),
    )


def _next() -> rx.Component:
    tags = rx.foreach(S.tags, lambda tag: option(tag.name, tag.name))
    groups = rx.foreach(S.segments, lambda one: option(one.name, one.id))
    tag = choice("Tag", [option("All tags", ""), tags], value=S.tag, on_change=S.set_tag)
    everybody = option("Everybody", "")
    segment = choice("Segment", [everybody, groups], value=S.segment, on_change=S.set_segment)
    write = button("Write the file", look="primary", on_click=S.ask, data_testid="ask-export")
    return row(
        segment,
        tag,
        write,
        mute(
            "It holds names, numbers, tags, consent and all attributes. The audit log keeps who took it."
        ),
        gap=3,
    )


def _table() -> rx.Component:
    return data_table(
        _COLUMNS,
        S.rows,
        label="Exports",
        listing=paged(S, is_loading=S.is_loading, on_retry=S.load),
        empty=empty_state(
            "file-down",
            "No exports yet",
            "A file that you ask for is written in the background and appears here.",
        ),
    )


def _file(one: ExportRow) -> rx.Component:
    get = outside_link(
        "Download",
        href="/api/exports/" + one.id + ".csv",
        class_name="button plain",
        download=True,
        data_testid="download-export",
    )
    return rx.cond(one.status == "ready", get, mute(one.problem))


_COLUMNS = [
    Column("Who", lambda one: rx.el.bdi(one.label), width="wide"),
    Column("State", lambda one: badge("export", one.status)),
    Column("People", lambda one: count(one.rows), is_numeric=True, is_on_phone=False),
    Column("Size", lambda one: one.size, is_numeric=True, is_on_phone=False),
    Column("Asked", lambda one: mute(one.created), width="narrow", is_on_phone=False),
    Column("Until", lambda one: mute(one.expires), width="narrow", is_on_phone=False),
    Column("", _file),
]
