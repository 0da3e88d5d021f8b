"""Identifiers: UUIDv7, so that new rows stand together and nothing can be counted."""

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


def first_id_at(moment: datetime) -> UUID:
    """Return the smallest id of a moment: what was made before has a smaller one."""
    return UUID(int=max(0, int(moment.timestamp() * 1000)) << 80)
