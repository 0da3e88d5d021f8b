"""What every reader of a webhook's elements needs: where they stood, their times, numbers and forms."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from platform_app.integrations.whatsapp.graph_json import (
    JsonObject,
    as_number,
    as_object,
    as_text,
    is_list,
    is_object,
)

_MILLISECONDS_FROM = 100_000_000_000
_WORD = re.compile(r"[\w.-]{1,60}", re.ASCII)
# WhatsApp's own have 30 to 130 characters. An index of the database takes no more than 2,700 bytes.
LONGEST_ID = 600
_SHAPE_DEPTH = 5
_SHAPE_KEYS = 30
_SHAPE_CHARACTERS = 1_000


class Misfit(ValueError):
    """An element lacks what makes it useful."""


@dataclass(frozen=True, slots=True)
class Change:
    """Where an element was found."""

    waba_id: str
    field: str
    at: datetime | None
    value: JsonObject
    path: str

    @property
    def phone_number_id(self) -> str:
        return as_text(as_object(self.value.get("metadata")).get("phone_number_id")) or ""

    @property
    def display_number(self) -> str:
        """Return the digits of the company's number, wherever the change names it."""
        metadata = as_object(self.value.get("metadata"))
        return digits_of(
            self.value.get("display_phone_number") or metadata.get("display_phone_number")
        )


def parse_timestamp(value: object) -> datetime | None:
    """Read seconds (or milliseconds) since 1970 given as number or digits; None if unusable."""
    seconds = as_number(value)
    if seconds is None or seconds <= 0:
        return None
    try:
        divisor = 1000 if seconds >= _MILLISECONDS_FROM else 1
        return datetime.fromtimestamp(seconds / divisor, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def parse_phone(value: object) -> str | None:
    """Turn WhatsApp's digits into E.164 with a plus sign; None for anything else."""
    digits = (as_text(value) or "").removeprefix("+")
    is_phone = digits.isascii() and digits.isdecimal() and 5 <= len(digits) <= 15
    return f"+{digits}" if is_phone else None


def digits_of(value: object) -> str:
    """Return the digits of a number as people write it."""
    return re.sub(r"\D", "", as_text(value) or "", flags=re.ASCII)


def required(raw: JsonObject, key: str) -> str:
    """Return an id or a word that the element is of no use without; raises Misfit, also for what is none."""
    value = as_text(raw.get(key))
    if value is None:
        raise Misfit(f"The element has no {key}.")
    if len(value) > LONGEST_ID:
        raise Misfit(f"The element's {key} is too long for one.")
    return value


def words(raw: JsonObject, key: str) -> str:
    """Return a text of an element, or an empty one."""
    return as_text(raw.get(key)) or ""


def file_name(raw: JsonObject) -> str:
    """Return a file's name without signs that turn it around: `gpj.exe` must not read `exe.jpg`."""
    return "".join(filter(str.isprintable, words(raw, "filename")))


def plain_word(value: object) -> str:
    """Return one of WhatsApp's technical words; anything else, which could be somebody's text, is not repeated."""
    text = as_text(value) or ""
    return text if _WORD.fullmatch(text) else "(not a word)"


def shape_of(value: object) -> str:
    """Return the form of a JSON value as text: its keys and types, never what stands in it."""
    return json.dumps(_shape(value, _SHAPE_DEPTH), sort_keys=True)[:_SHAPE_CHARACTERS]


def _shape(value: object, depth: int) -> object:
    if is_object(value):
        if depth == 0:
            return "object"
        # As many as make the form clear; a key that is no word could be content.
        keys = [key for key in value if _WORD.fullmatch(key)][:_SHAPE_KEYS]
        return {key: _shape(value[key], depth - 1) for key in keys}
    if is_list(value):
        return [_shape(value[0], depth - 1)] if value and depth else "list"
    if isinstance(value, bool):
        return "yes or no"
    if isinstance(value, str):
        return "text"
    return "nothing" if value is None else "number"
