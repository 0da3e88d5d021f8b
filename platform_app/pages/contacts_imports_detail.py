"""/contacts/imports/[import_id]: how far an import is, and which rows were not taken."""

import reflex as rx

from platform_app.components.buttons import button, link_button
from platform_app.components.dialogs import confirm_dialog
from platform_app.components.feedback import (
    Segment,
    empty_state,
    notice,
    page_skeleton,
    progress_bar,
    stat,
)
from platform_app.components.figures import count
from platform_app.components.layout import (
    card,
    cards,
    mute,
    paragraph,
    row,
    stack,
    strong,
    two_lines,
)
from platform_app.components.shell import page_header
from platform_app.components.statuses import badge
from platform_app.components.tables import Column, Listing, data_table, paged
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.services.imports.views import PreviewRow
from platform_app.state.contacts_imports_detail import ContactsImportsDetailState as S

_REPORT = S.report
_TAGS = rx.Var.create(_REPORT.tags)


@company_page(
    "/contacts/imports/[import_id]",
    title="Import",
    permission=Permission.CONTACTS_IMPORT,
    on_load=[S.load],
)
def contacts_imports_detail_page() -> rx.Component:
    """Return the live report of one import."""
    content = rx.cond(S.is_loading, page_skeleton(), _shown())
    return rx.el.div(rx.cond(S.is_missing, _absent(), content), on_unmount=S.leave)


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
            rx.el.bdi(_REPORT.file_name), _purpose(), _acts(), badge=badge("import", _REPORT.status)
        ),
        rx.cond(
            _REPORT.problem, notice(_REPORT.problem, tone="red", test_id="import-problem"), None
        ),
        rx.cond(_REPORT.status == "checked", _decision(), None),
        rx.cond(
            (_REPORT.status == "cancelled") & (_REPORT.rows_done > 0),
            notice(
                "The import was cancelled. What had been taken until then stays in the contacts.",
                test_id="import-cancelled",
            ),
            None,
        ),
        _progress(),
        _figures(),
        rx.cond(rx.Var.create(S.reasons).length() > 0, _reasons(), None),
        rx.cond(_REPORT.status == "checked", _first_rows(), None),
        rx.cond(_REPORT.rejected + _REPORT.warned > 0, _problems(), None),
    )


def _purpose() -> rx.Component:
    contacts = rx.fragment(
        rx.cond(
            _TAGS.length() > 0,
            rx.fragment(" · tags: ", rx.el.bdi(_TAGS.join(", "))),
            None,
        ),
        rx.cond(
            _REPORT.consent_source,
            rx.fragment(" · consent: ", rx.el.bdi(_REPORT.consent_source)),
            " · no consent recorded",
        ),
        rx.cond(_REPORT.keeps_known, " · known people stay as they are", None),
    )
    suppression = rx.fragment(" · suppression list: no marketing messages to these people")
    return rx.fragment(
        "Uploaded ", _REPORT.created, rx.cond(_REPORT.mode == "contacts", contacts, suppression)
    )


def _acts() -> rx.Component:
    shown = rx.match(
        _REPORT.status,
        ("checking", _cancel("Stop the check", "Nothing has been written, and nothing will be.")),
        ("checked", _cancel("Discard", "The file is deleted. Nothing of it has been written.")),
        ("waiting", _cancel("Cancel", "Nothing of the file has been written yet.")),
        (
            "running",
            _cancel("Cancel", "What has been taken stays in the contacts; nothing more is taken."),
        ),
        link_button("See the contacts", href="/contacts", look="primary"),
    )
    return rx.fragment(shown)


def _cancel(label: str, consequence: str) -> rx.Component:
    return confirm_dialog(
        button(label, data_testid="cancel-import"),
        "End this import?",
        consequence,
        confirm=(label, S.cancel),
        repeated=[("File", rx.el.bdi(_REPORT.file_name))],
        look="danger",
    )


def _decision() -> rx.Component:
    """Return what is asked of whoever has had a file checked."""
    taken = _REPORT.added + _REPORT.updated + _REPORT.unchanged
    return card(
        stack(
            rx.cond(
                _REPORT.shortfall, notice(_REPORT.shortfall, tone="red", test_id="shortfall"), None
            ),
            rx.cond(
                _REPORT.same_file,
                notice(
                    "A file with exactly the same content was imported on ",
                    _REPORT.same_file,
                    ".",
                    tone="amber",
                    test_id="same-file",
                ),
                None,
            ),
            paragraph("Every row has been looked at, and nothing has been written yet."),
            row(
                button(
                    rx.Var.create("Import ") + count(taken) + " people",
                    look="primary",
                    on_click=S.start,
                    disabled=_REPORT.shortfall != "",
                    data_testid="start-import",
                ),
                link_button(
                    "Change the decisions",
                    href="/contacts/import?file=" + _REPORT.id,
                    data_testid="change-import",
                ),
            ),
        ),
        title="This is what would happen",
        test_id="decision",
    )


def _progress() -> rx.Component:
    done = rx.el.span(count(_REPORT.rows_done), data_testid="rows-done")
    bar = progress_bar(
        Segment(S.percent, "accent"), label="Rows dealt with", percent=S.percent, is_thick=True
    )
    is_at_work = (_REPORT.status == "running") | (_REPORT.status == "checking")
    speed = rx.cond(
        is_at_work & (_REPORT.rows_per_second > 0),
        mute(
            count(_REPORT.rows_per_second),
            " rows a second · about ",
            count(_REPORT.seconds_left),
            " s left",
        ),
        None,
    )
    ended = rx.cond(_REPORT.finished, mute("Ended ", _REPORT.finished), None)
    words = row(strong(done, " of ", count(_REPORT.rows_total), " rows"), speed, ended)
    return card(stack(words, bar), test_id="progress")


def _figures() -> rx.Component:
    is_list = _REPORT.mode == "suppression"
    return cards(
        stat(
            rx.cond(is_list, "Listed", "New"),
            _figure("added", _REPORT.added),
            rx.cond(is_list, "nobody that we know", "people that we did not know"),
        ),
        stat(
            rx.cond(is_list, "Opted out", "Updated"),
            _figure("updated", _REPORT.updated),
            rx.cond(is_list, "known, no marketing from now on", "known, with something new"),
        ),
        stat(
            "Unchanged",
            _figure("unchanged", _REPORT.unchanged),
            rx.cond(is_list, "opted out or listed already", "known exactly so"),
        ),
        stat(
            "Opted out before",
            _figure("opted-out", _REPORT.opted_out),
            "among the known; it stays so",
        ),
        stat(
            "Not taken",
            _figure("rejected", _REPORT.rejected),
            rx.fragment(count(_REPORT.repeated), " stand twice in the file"),
        ),
    )


def _reasons() -> rx.Component:
    table = data_table(
        _REASONS,
        S.reasons,
        label="Reasons",
        listing=Listing(is_loading=False, on_retry=S.load),
        empty=mute("Every row was taken."),
    )
    return card(table, title="Why rows are not taken, or not whole", is_flush=True)


def _first_rows() -> rx.Component:
    table = data_table(
        _SHOWN,
        S.shown_rows,
        label="First rows",
        listing=Listing(is_loading=False, on_retry=S.load),
        empty=mute("The file has no rows."),
    )
    return card(table, title="The first 50 rows", is_flush=True, test_id="first-rows")


def _person(one: PreviewRow) -> rx.Component:
    problem = rx.el.span(one.problem, class_name="error")
    return two_lines(
        rx.el.bdi(one.phone),
        rx.fragment(rx.el.bdi(one.name), " ", rx.cond(one.problem, problem, None)),
    )


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
        label="Rows that are not taken",
        listing=paged(S, is_loading=S.is_loading, on_retry=S.load),
        empty=mute("Every row was taken."),
    )
    return card(table, title="Rows that are not taken, or not whole", aside=download, is_flush=True)


_REASONS = [
    Column("Reason", lambda one: one.reason),
    Column("Rows", lambda one: count(one.rows), width="narrow", is_numeric=True),
]
_SHOWN = [
    Column("Line", lambda one: one.line, width="narrow"),
    Column("Person", _person),
    Column("Becomes", lambda one: badge("verdict", one.verdict), width="narrow"),
    Column("Attributes", lambda one: mute(rx.el.bdi(one.attributes)), is_on_phone=False),
]
_COLUMNS = [
    Column("Line", lambda one: one.line, width="narrow"),
    Column("Why", lambda one: one.reason),
    Column("Row", lambda one: rx.el.bdi(rx.el.code(one.row)), is_on_phone=False),
]
