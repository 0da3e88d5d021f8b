"""Looking into a file before anything of it is kept."""

from collections.abc import Iterable
from itertools import chain, islice

from platform_app.core.errors import InvalidInput
from platform_app.services.imports.columns import check_mapping, guess_mapping
from platform_app.services.imports.encodings import detect_encoding, require_decodable
from platform_app.services.imports.readings import Plan, make_plan, read_person
from platform_app.services.imports.tables import (
    Record,
    Table,
    check_quotes,
    detect_delimiter,
    read_table,
)
from platform_app.services.imports.views import (
    ColumnPreview,
    FilePreview,
    ImportChoices,
    PreviewRow,
)

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 200_000
_TRIED_ROWS = 1_000
_SHOWN_ROWS = 5
_SAMPLES = 3
_SAMPLE_CHARACTERS = 40
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_GUESSED = ImportChoices()


def inspect(content: bytes, file_name: str, choices: ImportChoices = _GUESSED) -> FilePreview:
    """Return how the file would be taken; reads all of it and writes nothing.

    Raises InvalidInput with a sentence when the file cannot be imported.
    """
    _check_kind(content)
    encoding = (
        require_decodable(content, choices.encoding)
        if choices.encoding
        else detect_encoding(content)
    )
    delimiter = detect_delimiter(content, encoding)
    table = read_table(content, encoding=encoding, delimiter=delimiter)
    first = list(islice(table.records, _TRIED_ROWS))
    mapping = choices.mapping or guess_mapping(table.columns, [record.cells for record in first])
    check_mapping(mapping, table.columns)
    plan = make_plan(table.columns, mapping, choices.default_region)
    rows_total = _count(chain(first, table.records), delimiter, plan.phone)
    tried = [_try(record, plan) for record in first]
    return FilePreview(
        file_name,
        encoding,
        delimiter,
        rows_total,
        _columns(table, mapping, first),
        tried[:_SHOWN_ROWS],
        len(tried),
        sum(row.problem != "" for row in tried),
    )


def _check_kind(content: bytes) -> None:
    if not content:
        raise InvalidInput(
            "The file is empty. Choose a file with column names and at least one row."
        )
    if len(content) > MAX_BYTES:
        raise InvalidInput(
            "The file is larger than 20 MB. Split it and import the parts one by one."
        )
    if content.startswith(_WORKBOOKS):
        raise InvalidInput(
            "This is an Excel workbook. Save the sheet as “CSV UTF-8 (comma delimited)” and choose that file."
        )


def _count(records: Iterable[Record], delimiter: str, phone_place: int) -> int:
    rows = 0
    for rows, record in enumerate(records, start=1):
        if record.is_multiline:
            check_quotes(record, delimiter=delimiter, phone_place=phone_place)
        if rows > MAX_ROWS:
            raise InvalidInput(
                f"The file has more than {MAX_ROWS:,} rows. Split it and import the parts one by one."
            )
    if rows == 0:
        raise InvalidInput("The file has column names but no rows. Add at least one contact.")
    return rows


def _columns(table: Table, mapping: dict[str, str], first: list[Record]) -> list[ColumnPreview]:
    return [
        ColumnPreview(name, mapping[name], list(islice(_values(first, place), _SAMPLES)))
        for place, name in enumerate(table.columns)
    ]


def _values(records: list[Record], place: int) -> Iterable[str]:
    cells = (record.cells[place].strip() for record in records if place < len(record.cells))
    return (cell[:_SAMPLE_CHARACTERS] for cell in cells if cell)


def _try(record: Record, plan: Plan) -> PreviewRow:
    try:
        person = read_person(record, plan)
    except InvalidInput as error:
        cell = record.cells[plan.phone] if plan.phone < len(record.cells) else ""
        return PreviewRow(record.line, cell[:_SAMPLE_CHARACTERS], "", "", error.message)
    shown = " · ".join(
        f"{key}: {value[:_SAMPLE_CHARACTERS]}" for key, value in person.attributes.items()
    )
    return PreviewRow(record.line, person.phone, person.name, shown, "")
