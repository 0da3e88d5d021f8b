"""Looking into a file before anything of it is kept."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from platform_app.core.errors import InvalidInput
from platform_app.services.attributes import Definition
from platform_app.services.imports.columns import check_mapping, guess_mapping, new_attributes
from platform_app.services.imports.encodings import (
    Content,
    detect_encoding,
    first_bytes,
    require_decodable,
)
from platform_app.services.imports.readings import Plan, make_plan, read_person
from platform_app.services.imports.tables import (
    DELIMITERS,
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

MAX_ROWS = 1_000_000
_TRIED_ROWS = 1_000
_SHOWN_ROWS = 5
_SAMPLES = 3
_SAMPLE_CHARACTERS = 40
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
# Programs, pictures, archives and documents, by how they begin; none of them is a text.
_BINARIES = (
    b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"BZh", b"7z\xbc\xaf", b"Rar!",
    b"\x7fELF", b"MZ", b"SQLite format", b"\xfd7zXZ", b"{\\rtf",
)  # fmt: skip
_GUESSED = ImportChoices()


def inspect(
    content: Content,
    file_name: str,
    choices: ImportChoices = _GUESSED,
    *,
    rows_total: int | None = None,
    definitions: Sequence[Definition] = (),
) -> FilePreview:
    """Return how the file would be taken; writes nothing, and reads all of it unless `rows_total` is known.

    Raises InvalidInput with a sentence when the file cannot be imported.
    """
    _check_kind(content)
    encoding = (
        require_decodable(content, choices.encoding)
        if choices.encoding
        else detect_encoding(content)
    )
    guess = detect_delimiter(content, encoding)
    is_chosen = choices.delimiter != "" and choices.delimiter in DELIMITERS
    delimiter = choices.delimiter if is_chosen else guess.delimiter
    table = read_table(content, encoding=encoding, delimiter=delimiter)
    records = table.records if isinstance(content, Path) else _as_far_as_it_goes(table.records)
    first = list(islice(records, _TRIED_ROWS))
    mapping = choices.mapping or guess_mapping(
        table.columns, [record.cells for record in first], definitions
    )
    check_mapping(mapping, table.columns)
    plan = make_plan(table.columns, mapping, choices.default_region, definitions, choices.kinds)
    if rows_total is None:
        rows_total = _count(chain(first, table.records), delimiter, plan.phone)
    tried = [_try(record, plan) for record in first]
    made = {one.label: str(one.kind) for one in new_attributes(mapping, definitions, choices.kinds)}
    return FilePreview(
        file_name,
        encoding,
        delimiter,
        rows_total,
        _columns(table, mapping, first, made),
        tried[:_SHOWN_ROWS],
        len(tried),
        sum(row.problem != "" for row in tried),
        # Every file is valid in the code pages of Windows, which says little.
        is_encoding_sure=bool(choices.encoding) or not encoding.startswith("cp"),
        is_delimiter_sure=is_chosen or guess.is_sure,
    )


def _check_kind(content: Content) -> None:
    head = first_bytes(content)
    if not head:
        raise InvalidInput(
            "The file is empty. Choose a file with column names and at least one row."
        )
    if head.startswith(_WORKBOOKS):
        raise InvalidInput(
            "This is an Excel workbook. Save the sheet as “CSV UTF-8 (comma delimited)” and choose that file."
        )
    if head.startswith(_BINARIES):
        raise InvalidInput(
            "This is no text but a file of another kind. Export the list as CSV and choose that file."
        )


def _as_far_as_it_goes(records: Iterator[Record]) -> Iterator[Record]:
    """Give out the rows of a file's beginning, which may be cut off within one."""
    waiting: Record | None = None
    try:
        for record in records:
            if waiting:
                yield waiting
            waiting = record
    except InvalidInput:
        return
    # The whole file has been read before, so this is its only row, or the last of a short file.
    if waiting:
        yield waiting


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


def _columns(
    table: Table, mapping: dict[str, str], first: list[Record], made: dict[str, str]
) -> list[ColumnPreview]:
    return [
        ColumnPreview(
            name,
            mapping[name],
            list(islice(_values(first, place), _SAMPLES)),
            made.get(name, ""),
        )
        for place, name in enumerate(table.columns)
    ]


def _values(records: list[Record], place: int) -> Iterable[str]:
    cells = (record.cells[place].strip() for record in records if place < len(record.cells))
    return (cell[:_SAMPLE_CHARACTERS] for cell in cells if cell)


def _try(record: Record, plan: Plan) -> PreviewRow:
    try:
        return shown_row(record, plan)
    except InvalidInput as error:
        return refused_row(record, plan, error.message)


def shown_row(record: Record, plan: Plan) -> PreviewRow:
    """Return a row as it would be taken; raises InvalidInput."""
    person = read_person(record, plan)
    shown = [f"{key}: {value[:_SAMPLE_CHARACTERS]}" for key, value in person.attributes.items()]
    shown += [f"#{tag}" for tag in person.tags]
    problem = " ".join(person.warnings)
    return PreviewRow(record.line, person.phone, person.name, " · ".join(shown), problem)


def refused_row(record: Record, plan: Plan, reason: str) -> PreviewRow:
    """Return a row that would not be taken."""
    cell = record.cells[plan.phone] if plan.phone < len(record.cells) else ""
    return PreviewRow(record.line, cell[:_SAMPLE_CHARACTERS], "", "", reason)
