"""Identifiers: UUIDv7, so that new rows stand together and nothing can be counted."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Return a fresh UUIDv7."""
    return uuid7()
