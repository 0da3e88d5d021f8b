"""Rows and columns of a CSV file, with the lines they stand on; whatever would mislead is refused."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

from platform_app.core.errors import InvalidInput
from platform_app.services.imports.encodings import Content, open_text

MAX_COLUMNS = 100
COLUMN_CHARACTERS = 60
DELIMITERS = ",;\t|"
_SAMPLE_LINES = 50
_SAMPLE_CHARACTERS = 10_000
# Longer than any row of a hundred columns; a file without line ends must not fill the memory.
_LINE_CHARACTERS = 4_000_000


@dataclass(frozen=True, slots=True)
class Record:
    """One row of the file, the line it begins on, and whether it goes on over others."""

    line: int
    cells: list[str]
    is_multiline: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of a file, each with a name of its own, and its rows, read as one goes."""

    columns: list[str]
    records: Iterator[Record]


def read_table(content: Content, *, encoding: str, delimiter: str) -> Table:
    """Open a file; here and while reading on, InvalidInput says on which line it is broken."""
    records = _records(content, encoding, delimiter)
    header = next(records, None)
    if header is None:
        raise InvalidInput(
            "The file is empty. Choose a file with column names and at least one row."
        )
    if len(header.cells) > MAX_COLUMNS:
        raise InvalidInput(
            f"The file has {len(header.cells)} columns, and at most {MAX_COLUMNS} can be read. "
            "Remove those that you do not need."
        )
    if any(looks_like_phone(cell) for cell in header.cells):
        raise InvalidInput(
            f"Line {header.line} holds a phone number where the names of the columns belong. "
            "Put a line such as “phone,name” above it."
        )
    return Table(_own_names(header.cells), records)


@dataclass(frozen=True, slots=True)
class DelimiterGuess:
    """What parts the cells, and whether nothing else would do as well."""

    delimiter: str
    is_sure: bool


def detect_delimiter(content: Content, encoding: str) -> DelimiterGuess:
    """Return the character that parts the cells: the one that gives the rows as many as the header."""
    with open_text(content, encoding) as text:
        lines = [line for _ in range(_SAMPLE_LINES) if (line := text.readline(_SAMPLE_CHARACTERS))]
    named = re.fullmatch(r"sep=(.)\s*", lines[0], re.IGNORECASE) if lines else None
    if named and named[1] in DELIMITERS:
        return DelimiterGuess(named[1], is_sure=True)
    ranked = sorted(
        ((_evenness(lines, one), one) for one in DELIMITERS), key=lambda pair: pair[0], reverse=True
    )
    (best, delimiter), (second, _) = ranked[0], ranked[1]
    # A list of numbers alone has nothing to part.
    is_sure = best[0] > second[0] if best[0] else _are_narrow(lines)
    return DelimiterGuess(delimiter if best[0] else ",", is_sure)


def check_quotes(record: Record, *, delimiter: str, phone_place: int) -> None:
    """Raise InvalidInput if a quotation mark left open has swallowed rows that have a phone number.

    An even number of such marks makes a valid CSV file, with many rows inside one cell.
    """
    inner = (line.split(delimiter) for cell in record.cells for line in cell.splitlines()[1:])
    if any(len(cells) > phone_place and looks_like_phone(cells[phone_place]) for cells in inner):
        raise _unbalanced(record.line)


def attribute_key(column: str) -> str:
    """Return the name under which a column's values are kept, as in order_number."""
    return re.sub(r"\W+", "_", column.casefold()).strip("_")


def looks_like_phone(text: str) -> bool:
    """Tell whether a cell may be meant as a phone number; a date is not."""
    digits = re.sub(r"\D", "", text)
    return (
        7 <= len(digits) <= 15
        and re.search(r"[^\W\d]", text) is None
        and re.match(r"\D*(\d{4}\D\d\d?\D\d\d?|\d\d?[./]\d\d?[./]\d{4})\b", text) is None
    )


def _records(content: Content, encoding: str, delimiter: str) -> Iterator[Record]:
    line = 1
    with open_text(content, encoding) as text:
        reader = csv.reader(_without_zeros(text), delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                is_separator_note = line == 1 and len(cells) == 2 and cells[0].lower() == "sep="
                if any(map(str.strip, cells)) and not is_separator_note:
                    yield Record(line, cells, reader.line_num > line)
                line = reader.line_num + 1
        except csv.Error as error:
            raise _unbalanced(line) from error


def _unbalanced(line: int) -> InvalidInput:
    return InvalidInput(
        f"The quotation marks in the row that begins on line {line} do not match, so the rows after it "
        "would be lost. Correct that line, or export the file again."
    )


def _without_zeros(text: TextIO) -> Iterator[str]:
    lines = iter(lambda: text.readline(_LINE_CHARACTERS), "")
    for number, line in enumerate(lines, start=1):
        if len(line) == _LINE_CHARACTERS:
            raise InvalidInput(
                f"Line {number} does not end, so this is no list of people. Export the file again."
            )
        if "\0" in line:
            raise InvalidInput(
                f"Line {number} holds a NUL character, so the file is damaged or not a CSV. Export it again."
            )
        yield line


def _evenness(lines: list[str], delimiter: str) -> tuple[int, int]:
    # Line by line, so that a quotation mark left open does not hide the lines behind it.
    rows = (next(csv.reader([line], delimiter=delimiter), []) for line in lines)
    widths = [len(row) for row in rows if row]
    width = widths[0] if widths else 0
    return (widths.count(width) if width > 1 else 0, width)


def _are_narrow(lines: list[str]) -> bool:
    return not any(delimiter in line for line in lines for delimiter in DELIMITERS)


def _own_names(cells: list[str]) -> list[str]:
    names: list[str] = []
    keys: set[str] = set()
    for number, cell in enumerate(cells, start=1):
        name = wanted = (
            " ".join(cell.split())[:COLUMN_CHARACTERS]
            if attribute_key(cell)
            else f"Column {number}"
        )
        copy = 1
        while attribute_key(name) in keys:
            copy += 1
            name = f"{wanted} {copy}"
        keys.add(attribute_key(name))
        names.append(name)
    return names
