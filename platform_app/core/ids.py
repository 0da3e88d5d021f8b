"""Identifiers: UUIDv7, so that new rows stand together and nothing can be counted."""

import secrets
import time
from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

# Stands where an id is wanted and there is nobody.
NIL_ID = UUID(int=0)
# Behind every other id.
LAST_ID = UUID(int=2**128 - 1)


def new_id() -> UUID:
    """Return a fresh UUIDv7."""
    return uuid7()


def new_prefix() -> str:
    """Return the first 24 of a UUIDv7's 32 digits, for a statement that numbers its rows by the other eight.

    They are random behind the time: those of `new_id` count up within a millisecond, and two batches would share them.
    """
    time_ms = time.time_ns() // 1_000_000
    number = (
        time_ms << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    )
    return f"{number:032x}"[:24]


def first_id_at(moment: datetime) -> UUID:
    """Return the smallest id of a moment: what was made before has a smaller one."""
    return UUID(int=max(0, int(moment.timestamp() * 1000)) << 80)
