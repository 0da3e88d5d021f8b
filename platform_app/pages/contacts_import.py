"""/contacts/import: choose a file, see what would become of it, start."""

from collections.abc import Sequence

import reflex as rx

from platform_app.components.buttons import button, link_button
from platform_app.components.feedback import Segment, notice, progress_bar
from platform_app.components.fields import (
    checkbox_field,
    form,
    form_actions,
    form_problem,
    option,
    select_field,
    text_area_field,
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
from platform_app.state.contacts_import import DELIMITERS, ENCODINGS
from platform_app.state.contacts_import import ContactsImportState as S
from platform_app.state.regions import REGIONS

_FILE = "contacts-file"
_KINDS: dict[str, Sequence[str]] = {"text/csv": [".csv", ".txt", ".tsv"]}
_TARGETS = (
    ("phone", "Phone number"),
    ("name", "Name"),
    ("tags", "Tags"),
    ("attribute", "New attribute"),
    ("ignore", "Leave out"),
)
_KINDS_OF_ATTRIBUTES = (
    ("text", "Text"),
    ("number", "Number"),
    ("date", "Date"),
    ("yes_no", "Yes or no"),
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
    drop = file_drop(
        _FILE,
        "or drop a CSV file here: up to 50 MB and 1,000,000 rows, the first line names the columns, "
        "one column holds phone numbers.",
        on_drop=S.take_file(
            rx.upload_files_chunk(_FILE, on_upload_progress=S.show_arriving.throttle(300))
        ),
        accept=_KINDS,
        is_disabled=S.is_arriving,
    )
    arriving = stack(
        rx.cond(
            S.arrived_percent < 100,
            rx.fragment("The file is on its way: ", S.arrived_percent, " %"),
            "The file is here and is being read.",
        ),
        progress_bar(Segment(S.arrived_percent, "accent"), label="Sent", percent=S.arrived_percent),
    )
    return card(rx.cond(S.is_arriving, arriving, drop))


def _chosen() -> rx.Component:
    return stack(_warnings(), _file(), _columns(), _preview(), _decisions())


def _warnings() -> rx.Component:
    same = notice(
        "A file with exactly the same content was imported on ",
        S.same_file,
        ". Importing it again changes nothing unless you decide something else below.",
        tone="amber",
        test_id="same-file",
    )
    unsure = notice(
        rx.cond(S.is_encoding_sure, "", "We cannot be sure about the letters of this file. "),
        rx.cond(S.is_delimiter_sure, "", "We cannot be sure what separates its cells. "),
        "Look at the first rows, and choose below what makes them right.",
        tone="amber",
        test_id="unsure",
    )
    return rx.fragment(
        rx.cond(S.same_file, same, None),
        rx.cond(S.is_encoding_sure & S.is_delimiter_sure, None, unsure),
    )


def _file() -> rx.Component:
    another = button("Choose another file", on_click=S.forget, data_testid="another-file")
    is_month_first = (S.default_region == "US") | (S.default_region == "PH")
    dates = rx.cond(is_month_first, "month first, as in 12/31/2026", "day first, as in 31.12.2026")
    words = rx.fragment(count(S.rows_total), " rows. Dates are read ", dates, ".")
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
                halves(
                    select_field(
                        "Cells are separated by",
                        "delimiter",
                        _options(list(DELIMITERS.items())),
                        value=S.delimiter,
                        on_change=S.choose_delimiter,
                        data_testid="delimiter",
                    ),
                    select_field(
                        "Character encoding",
                        "encoding",
                        _options(ENCODINGS),
                        value=S.encoding,
                        on_change=S.choose_encoding,
                        data_testid="encoding",
                    ),
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
    target = rx.el.select(
        *(option(words, value) for value, words in _TARGETS[:3]),
        rx.foreach(S.known, lambda pair: option(pair[1], pair[0])),
        *(option(words, value) for value, words in _TARGETS[3:]),
        value=one.target,
        on_change=lambda target: S.choose_target(one.name, target),
        aria_label="What becomes of " + one.name,
        class_name="input target",
        custom_attrs={"data-testid": "target-" + one.name},
    )
    kind = rx.el.select(
        *(option(words, value) for value, words in _KINDS_OF_ATTRIBUTES),
        value=one.kind,
        on_change=lambda kind: S.choose_kind(one.name, kind),
        aria_label="Kind of " + one.name,
        class_name="input target kind",
        custom_attrs={"data-testid": "kind-" + one.name},
    )
    return rx.fragment(target, rx.cond(one.kind, kind, None))


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
    mode = select_field(
        "These people are",
        "mode",
        [
            option("Contacts: add them, or bring them up to date", "contacts"),
            option("A suppression list: they must not get marketing messages", "suppression"),
        ],
        value=S.mode,
        on_change=S.choose_mode,
        data_testid="mode",
    )
    return card(
        stack(
            mode,
            form(
                rx.cond(S.mode == "suppression", _of_a_list(), _of_contacts()),
                form_actions(
                    button(
                        "Check the file", look="primary", type="submit", data_testid="check-file"
                    ),
                    mute("Nothing is written yet: you see what would become of every row."),
                ),
                on_submit=S.check,
                test_id="import-form",
            ),
        ),
        title="What is to be done",
    )


def _of_a_list() -> rx.Component:
    return stack(
        paragraph(
            "Whoever is known gets no marketing messages from now on. Of the others only a fingerprint of the "
            "number is kept, so that they stay out when somebody imports them later.",
        ),
        text_field(
            "Where does the list come from?",
            "consent_source",
            help_text="It is kept as the reason. For example: unsubscribed from our newsletter.",
            error=S.problems["consent_source"],
            default_value=S.consent_source,
            max_length=200,
            data_testid="consent-source",
        ),
        gap=4,
    )


def _of_contacts() -> rx.Component:
    return stack(
        text_field(
            "Tags for all of them",
            "tags",
            help_text="Optional, separated by commas. With a tag you find these people again, and can write to them alone.",
            error=S.problems["tags"],
            default_value=S.tags,
            max_length=500,
            data_testid="tags",
        ),
        checkbox_field(
            "Leave known people's names and attributes as they are",
            "keeps_known",
            help_text="Otherwise what stands in the file replaces them; empty cells never do. Tags and consent are added either way.",
            default_checked=S.keeps_known,
            data_testid="keeps-known",
        ),
        _consent(),
        gap=4,
    )


def _consent() -> rx.Component:
    consent = checkbox_field(
        "These people have agreed to get marketing messages from us on WhatsApp",
        "has_consent",
        help_text="WhatsApp asks for it. Without it they can be answered, but get no marketing campaign. "
        "Whoever has opted out stays out, whatever the file says.",
        default_checked=S.has_consent,
        data_testid="consent",
    )
    source = text_field(
        "Where and how did they agree?",
        "consent_source",
        help_text="It is kept with each contact, as your proof. For example: newsletter form on our website, 2026.",
        error=S.problems["consent_source"],
        default_value=S.consent_source,
        max_length=200,
        data_testid="consent-source",
    )
    wording = text_area_field(
        "What did they agree to, word by word?",
        "consent_wording",
        help_text="Optional, but the better proof: the sentence beside the box that they ticked.",
        error=S.problems["consent_wording"],
        default_value=S.consent_wording,
        max_length=1000,
        data_testid="consent-wording",
    )
    return rx.el.div(
        consent,
        rx.el.div(source, wording, class_name="if-ticked stack gap-4"),
        class_name="stack gap-3 ticked",
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
