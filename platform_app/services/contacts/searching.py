"""Searching contacts by the words, tags, values and numbers that they are known by."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, delete, func, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext, PublicContext
from platform_app.core.ids import LAST_ID
from platform_app.core.masking import may_see_numbers
from platform_app.core.permissions import Permission
from platform_app.models.contact_search import ContactSearch, ContactSearchDebt
from platform_app.models.contacts import Contact
from platform_app.services.contacts.views import ContactFilters

LEAST_DIGITS = 3
_BATCH = 5_000
# Before the name of an attribute, where it stands among the words; nothing that people type has it.
_HAS = "\x02"
_NUMBER = re.compile(r"[+()\d\s./-]+")
_LAST_PLACE = (datetime.max.replace(tzinfo=now().tzinfo), LAST_ID)
# Row-level security lets no index of words be used; this function asks in the owner's place, for this company.
_FIND = text(
    "select found_id, found_at from find_contacts(:said, :digits, cast(:whole as text[]), :at, :id, :most)"
)
_INDEX = text(
    """
    with few as (
        select id from contact where company_id = :company_id and id > :after order by id limit :batch
    ), added as (
        insert into contact_search (company_id, contact_id, created_at, words, name_key, phone_end)
        select company_id, id, created_at, contact_words(company_id, name, tags, attributes),
            contact_name_key(name), reverse(phone)
        from contact where company_id = :company_id and id in (select id from few)
          and not exists (select from contact_search known
                          where known.company_id = :company_id and known.contact_id = contact.id)
        on conflict do nothing
    )
    select id from few order by id desc limit 1
    """
)


@dataclass(frozen=True, slots=True)
class Found:
    """Some of those who are found, the newest first, and whether there may be more behind them."""

    ids: list[UUID]
    place: tuple[datetime, UUID]
    is_all: bool


def is_search(filters: ContactFilters) -> bool:
    """Tell whether the filters ask for what the search finds quickest."""
    return bool(filters.search.strip() or filters.tag or filters.attribute)


def find(
    ctx: CompanyContext, filters: ContactFilters, place: tuple[datetime, UUID] | None, most: int
) -> Iterator[Found]:
    """Yield those who may match, batch by batch and the newest first, from behind a place on.

    Values are found whatever their key is, so whoever asks compares what the filters name once more.
    """
    said = filters.search.strip()
    # Without a value the attribute itself is looked for, by the word that its name has.
    asked = filters.value or (filters.attribute and _HAS + filters.attribute)
    place, size = place or _LAST_PLACE, most
    while True:
        values = {
            "said": said,
            "digits": _digits(ctx, said),
            "whole": [one for one in (filters.tag, asked) if one],
            "at": place[0],
            "id": place[1],
            "most": size,
        }
        rows = ctx.db.connection().execute(_FIND, values).all()
        is_all = len(rows) < size
        if rows:
            place = (rows[-1].found_at, rows[-1].found_id)
        yield Found([row.found_id for row in rows], place, is_all)
        if is_all:
            return
        size = min(size * 10, _BATCH)


def index_batch(ctx: CompanyContext, after: UUID) -> UUID | None:
    """Make some contacts behind an id searchable; return the last one's, or None when there is none."""
    values = {"company_id": ctx.company_id, "after": after, "batch": _BATCH}
    return ctx.db.connection().execute(_INDEX, values).scalar_one_or_none()


def debt_since(ctx: CompanyContext) -> datetime | None:
    """Return since when some contacts cannot be searched for yet, if any."""
    return ctx.db.exec(
        select(ContactSearchDebt.marked_at).where(
            col(ContactSearchDebt.company_id) == ctx.company_id
        )
    ).one_or_none()


def settle_debt(ctx: CompanyContext, marked_at: datetime) -> None:
    """Note that all who came before a moment can be searched for."""
    paid = delete(ContactSearchDebt).where(
        col(ContactSearchDebt.company_id) == ctx.company_id,
        col(ContactSearchDebt.marked_at) == marked_at,
    )
    ctx.db.connection().execute(paid)


def list_debts(ctx: PublicContext) -> list[tuple[UUID, UUID]]:
    """Return companies with contacts to be made searchable, each with what is due."""
    return list(ctx.db.exec(select(ContactSearchDebt.company_id, ContactSearchDebt.id)))


def count_unsearchable(ctx: CompanyContext) -> int:
    """Return how many contacts cannot be searched for yet."""
    ctx.require(Permission.CONTACTS_READ)
    if debt_since(ctx) is None:
        return 0
    mine = select(func.count()).where(col(Contact.company_id) == ctx.company_id)
    known = select(func.count()).where(col(ContactSearch.company_id) == ctx.company_id)
    return max(0, ctx.db.exec(mine).one() - ctx.db.exec(known).one())


def _digits(ctx: CompanyContext, said: str) -> str:
    # Who may not see numbers must not find them out by searching either.
    if not _NUMBER.fullmatch(said) or not may_see_numbers(ctx):
        return ""
    digits = re.sub(r"\D", "", said)
    return digits if len(digits) >= LEAST_DIGITS else ""
