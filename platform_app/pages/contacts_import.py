"""/contacts/import: choose a file, see what would become of it, start."""

from collections.abc import Sequence

import reflex as rx

from platform_app.components.buttons import button, link_button
from platform_app.components.feedback import notice
from platform_app.components.fields import (
    checkbox_field,
    form,
    form_actions,
    form_problem,
    option,
    select_field,
    text_field,
)
from platform_app.components.figures import count
from platform_app.components.layout import card, halves, mute, paragraph, stack, two_lines
from platform_app.components.shell import page_header
from platform_app.components.tables import Column, Listing, data_table
from platform_app.components.uploads import file_drop
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.services.imports.views import ColumnPreview, PreviewRow
from platform_app.state.contacts_import import ENCODINGS, REGIONS
from platform_app.state.contacts_import import ContactsImportState as S

_FILE = "contacts-file"
_KINDS: dict[str, Sequence[str]] = {"text/csv": [".csv", ".txt", ".tsv"]}
_TARGETS = (
    ("phone", "Phone number"),
    ("name", "Name"),
    ("attribute", "Attribute"),
    ("ignore", "Leave out"),
)


@company_page(
    "/contacts/import",
    title="Import contacts",
    permission=Permission.CONTACTS_IMPORT,
    on_load=[S.load],
)
def contacts_import_page() -> rx.Component:
    """Return the way from a file to a running import."""
    return stack(
        page_header(
            "Import contacts",
            "You see what becomes of the file before anything is written.",
            link_button("All imports", href="/contacts/imports"),
        ),
        form_problem(S.notice),
        rx.cond(S.file_name, _chosen(), _choosing()),
    )


def _choosing() -> rx.Component:
    return card(
        file_drop(
            _FILE,
            "or drop a CSV file here: up to 20 MB and 200,000 rows, the first line names the columns, "
            "one column holds phone numbers.",
            on_drop=S.take_file(rx.upload_files(_FILE)),
            accept=_KINDS,
        )
    )


def _chosen() -> rx.Component:
    return stack(_file(), _columns(), _preview(), _decisions())


def _file() -> rx.Component:
    another = button("Choose another file", on_click=S.forget, data_testid="another-file")
    words = rx.fragment(count(S.rows_total), " rows, separated by ", S.delimiter, ".")
    return card(
        stack(
            paragraph(words),
            halves(
                select_field(
                    "Country of numbers without a country code",
                    "default_region",
                    [option("None: every number has its code", ""), *_options(REGIONS)],
                    help_text="Numbers that begin with + keep their own country.",
                    error=S.problems["default_region"],
                    value=S.default_region,
                    on_change=S.choose_region,
                    data_testid="region",
                ),
                select_field(
                    "Character encoding",
                    "encoding",
                    _options(ENCODINGS),
                    help_text="Choose another one if names look wrong below.",
                    value=S.encoding,
                    on_change=S.choose_encoding,
                    data_testid="encoding",
                ),
            ),
        ),
        title=S.file_name,
        aside=another,
        test_id="file",
    )


def _options(pairs: list[tuple[str, str]]) -> list[rx.Component]:
    return [option(words, value) for value, words in pairs]


def _columns() -> rx.Component:
    table = data_table(
        _COLUMNS,
        S.columns,
        label="Columns of the file",
        listing=Listing(is_loading=False, on_retry=S.load),
        empty=mute("The file has no columns."),
    )
    wrong = rx.cond(S.problems["mapping"], form_problem(S.problems["mapping"]), None)
    return card(wrong, table, title="What the columns become", is_flush=True)


def _target(one: ColumnPreview) -> rx.Component:
    return rx.el.select(
        *(option(words, value) for value, words in _TARGETS),
        value=one.target,
        on_change=lambda target: S.choose_target(one.name, target),
        aria_label="What becomes of " + one.name,
        class_name="input target",
        custom_attrs={"data-testid": "target-" + one.name},
    )


def _preview() -> rx.Component:
    some_refused = notice(
        count(S.rows_refused),
        " of the first ",
        count(S.rows_tried),
        " rows would not be taken. You get a list of all of them with the reasons.",
        tone="amber",
        test_id="rows-refused",
    )
    table = data_table(
        _ROWS,
        S.rows,
        label="First rows as they would be taken",
        listing=Listing(is_loading=False, on_retry=S.load),
        empty=mute("The file has no rows."),
    )
    return stack(
        rx.cond(S.rows_refused > 0, some_refused, None),
        card(table, title="The first rows, as they would be taken", is_flush=True),
    )


def _taken_as(one: PreviewRow) -> rx.Component:
    refused = rx.el.span(one.problem, class_name="error")
    return two_lines(rx.el.bdi(one.phone), rx.cond(one.problem, refused, rx.el.bdi(one.name)))


def _decisions() -> rx.Component:
    label = rx.Var.create("Import ") + count(S.rows_total) + " rows"
    source = text_field(
        "Where and how did they agree?",
        "consent_source",
        help_text="It is kept with each contact, as your proof. For example: newsletter form on our website, 2026.",
        error=S.problems["consent_source"],
        max_length=200,
        data_testid="consent-source",
    )
    consent = checkbox_field(
        "These people have agreed to get marketing messages from us on WhatsApp",
        "has_consent",
        help_text="WhatsApp asks for it. Without it they can be answered, but get no marketing campaign. "
        "Whoever has opted out stays out, whatever the file says.",
        data_testid="consent",
    )
    return card(
        form(
            text_field(
                "Tag",
                "tag",
                help_text="Optional. With a tag you find these people again, and can write to them alone.",
                error=S.problems["tag"],
                max_length=50,
                data_testid="tag",
            ),
            rx.el.div(
                consent, rx.el.div(source, class_name="if-ticked"), class_name="stack gap-3 ticked"
            ),
            form_actions(
                button(label, look="primary", type="submit", data_testid="start-import"),
            ),
            on_submit=S.start,
            test_id="import-form",
        ),
        title="Before you start",
    )


_COLUMNS = [
    Column("Column", lambda one: rx.el.bdi(one.name), width="medium"),
    Column("First values", lambda one: mute(rx.el.bdi(one.samples.join(" · "))), is_on_phone=False),
    Column("Becomes", _target, width="medium"),
]
_ROWS = [
    Column("Line", lambda one: one.line, width="narrow"),
    Column("Person", _taken_as),
    Column("Attributes", lambda one: mute(rx.el.bdi(one.attributes)), is_on_phone=False),
]
