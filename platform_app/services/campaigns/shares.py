"""Shares of an audience that look random and are the same whenever they are asked for."""

from enum import IntEnum
from uuid import UUID

from sqlalchemy import ColumnElement, func
from sqlmodel import col

from platform_app.models.contacts import Contact

_LOWEST_62_BITS = (1 << 62) - 1


class Draw(IntEnum):
    """What is drawn; two draws of one campaign know nothing of each other."""

    CONTROL = 0
    VARIANT = 1


def drawn(campaign_id: UUID, draw: Draw, *, out_of: int) -> ColumnElement[int]:
    """Return a number below `out_of` for each contact: of campaign and person alone, so nobody can choose it."""
    # The random part of the campaign's id; PostgreSQL's seeds are signed.
    seed = (campaign_id.int + draw) & _LOWEST_62_BITS
    return func.uuid_hash_extended(col(Contact.id), seed).op("&")(_LOWEST_62_BITS) % out_of
