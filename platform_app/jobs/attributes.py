"""Bringing what has become of an attribute to everybody who has a value of it."""

from functools import partial
from uuid import UUID

from platform_app.core.context import Actor
from platform_app.core.db import in_company
from platform_app.services import attributes


def convert(actor: Actor, *, key: str, after: str) -> None:
    """Write all values in their kind's spelling, batch by batch."""
    place: UUID | None = UUID(after)
    while place is not None:
        place = in_company(actor, partial(attributes.convert_batch, key=key, after=place))


def clear(actor: Actor, *, key: str, after: str) -> None:
    """Take all values away, batch by batch, unless somebody has made an attribute of that key anew."""
    place: UUID | None = UUID(after)
    while place is not None:
        place = in_company(actor, partial(attributes.clear_batch, key=key, after=place))
