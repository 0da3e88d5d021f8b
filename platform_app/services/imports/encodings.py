"""In which encoding a file is written."""

import codecs
import io
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, TextIO

from platform_app.core.errors import InvalidInput

# What people may choose when the guess shows wrong letters, by the name they know it under.
ENCODINGS = {
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16, little-endian",
    "utf-16-be": "UTF-16, big-endian",
    "cp1252": "Windows, Western Europe",
    "cp1250": "Windows, Central Europe",
    "cp1251": "Windows, Cyrillic",
    "cp1253": "Windows, Greek",
    "cp1254": "Windows, Turkish",
    "cp1255": "Windows, Hebrew",
    "cp1256": "Windows, Arabic",
}
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE_BYTES = 4096
_CHUNK_BYTES = 1 << 20
# A whole file on disk, or the beginning of one in memory.
Content = Path | bytes


def first_bytes(content: Content) -> bytes:
    """Return the beginning of a file, enough to tell what it is."""
    return next(_pieces(content), b"")[:_SAMPLE_BYTES]


def detect_encoding(content: Content) -> str:
    """Return the encoding of the file; raises InvalidInput when it is no text."""
    head = first_bytes(content)
    for mark, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return require_decodable(content, encoding)
    guess = _utf16_by_zeros(head)
    if guess:
        return require_decodable(content, guess)
    # Hardly any text in another encoding happens to be valid UTF-8, so this order is safe.
    if _is_decodable(content, "utf-8"):
        return "utf-8-sig"
    return require_decodable(content, "cp1252")


def require_decodable(content: Content, encoding: str) -> str:
    """Return the encoding if the whole file is written in it; raises InvalidInput if not."""
    if encoding not in ENCODINGS or not _is_decodable(content, encoding):
        raise InvalidInput(
            "The file is not readable as text. Save it as CSV UTF-8 and choose it again."
        )
    return encoding


def open_text(content: Content, encoding: str) -> TextIO:
    """Return the file as text with its line ends as they are, decoded piece by piece."""
    if isinstance(content, Path):
        return content.open(encoding=encoding, newline="")
    # A beginning may be cut off within a letter, which is not wrong.
    decoder = codecs.getincrementaldecoder(encoding)()
    return io.StringIO(decoder.decode(content), newline="")


def _utf16_by_zeros(sample: bytes) -> str | None:
    # Latin letters and digits, of which a file with phone numbers is full, have a zero byte in UTF-16.
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    most = len(sample) * 0.3
    if odd > most and not even:
        return "utf-16-le"
    return "utf-16-be" if even > most and not odd else None


def _is_decodable(content: Content, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for piece in _pieces(content):
            decoder.decode(piece)
        # Only of a whole file is the last letter whole.
        decoder.decode(b"", final=isinstance(content, Path))
    except UnicodeError:
        return False
    return True


def _pieces(content: Content) -> Iterator[bytes]:
    source: IO[bytes] = content.open("rb") if isinstance(content, Path) else io.BytesIO(content)
    with closing(source):
        while piece := source.read(_CHUNK_BYTES):
            yield piece
