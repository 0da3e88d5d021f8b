"""Cells that a spreadsheet would take for a formula: guarded on the way out, freed on the way in."""

import csv
import io
import unicodedata
from collections.abc import Iterable

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


def guard(text: str) -> str:
    """Return the text so that no spreadsheet runs it (OWASP ASVS 1.2.10)."""
    return f"'{text}" if _is_dangerous(text.lstrip("'")) else text


def unguard(text: str) -> str:
    """Return the text that `guard` was given, so that an export can be imported again."""
    return text[1:] if text.startswith("'") and _is_dangerous(text.lstrip("'")) else text


def csv_text(rows: Iterable[Iterable[object]], *, delimiter: str = ",") -> str:
    """Return rows as CSV with every cell guarded."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerows([guard(str(cell)) for cell in row] for row in rows)
    return out.getvalue()


def _is_dangerous(text: str) -> bool:
    # A spreadsheet skips leading spaces and takes a full-width sign for the plain one.
    return text.startswith(_DANGEROUS) or unicodedata.normalize(
        "NFKC", text[:64]
    ).lstrip().startswith(_DANGEROUS)
