"""How many people belong to a segment, and ten of them; what takes too long is given up."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import ColumnElement, func
from sqlmodel import col, select

from platform_app.core.clock import local_time, now
from platform_app.core.context import CompanyContext
from platform_app.core.db import in_time
from platform_app.core.masking import shown
from platform_app.core.permissions import Permission
from platform_app.models.companies import Company
from platform_app.models.contacts import Contact
from platform_app.services.segments.compiling import compile_definition
from platform_app.services.segments.definitions import parse, segments_in
from platform_app.services.segments.lookups import frame, load_filters
from platform_app.services.segments.views import Measure, SamplePerson

COUNTS_WITHIN_MS = 5_000
# Who got a campaign is compared in memory; with PostgreSQL's own 4 MB it goes by way of files and takes half as long again.
_WORK_MEMORY = "64MB"
SAMPLES = 10
TOO_LONG = (
    "Counting took too long and was given up. Ask for fewer things at once, or for a shorter time."
)


def measure(ctx: CompanyContext, definition: dict[str, object]) -> Measure:
    """Return how many people a definition picks, and ten of them; raises InvalidInput, NotFound or Unavailable."""
    ctx.require(Permission.CONTACTS_READ)
    group = parse(definition)
    filters = load_filters(ctx, segments_in(group))
    return measure_where(ctx, compile_definition(group, frame(ctx, filters)))


def count(ctx: CompanyContext, definition: dict[str, object]) -> int:
    """Return how many people a definition picks; raises as `measure` does."""
    ctx.require(Permission.CONTACTS_READ)
    group = parse(definition)
    filters = load_filters(ctx, segments_in(group))
    return count_where(ctx, compile_definition(group, frame(ctx, filters)))


def count_where(ctx: CompanyContext, belongs: ColumnElement[bool]) -> int:
    """Return how many contacts fulfil a condition; raises Unavailable if that takes too long."""
    with _in_time(ctx):
        return _count(ctx, belongs)[0]


def measure_where(ctx: CompanyContext, belongs: ColumnElement[bool]) -> Measure:
    """Return how many contacts fulfil a condition, and ten of them; raises Unavailable if that takes too long."""
    with _in_time(ctx):
        people, blocked, opted_out, opted_in = _count(ctx, belongs)
        found = _samples(ctx, belongs) if people else []
    zone = ctx.db.get_one(Company, ctx.company_id).time_zone
    return Measure(
        people=people,
        opted_in=opted_in,
        opted_out=opted_out,
        unknown=people - blocked - opted_out - opted_in,
        blocked=blocked,
        as_of=local_time(now(), zone),
        samples=[_sample(ctx, one) for one in found],
    )


@contextmanager
def _in_time(ctx: CompanyContext) -> Iterator[None]:
    with in_time(ctx.db, COUNTS_WITHIN_MS, TOO_LONG):
        ctx.db.connection().execute(
            select(func.set_config("work_mem", _WORK_MEMORY, True))  # noqa: FBT003  for this transaction only
        )
        yield


def _count(ctx: CompanyContext, belongs: ColumnElement[bool]) -> tuple[int, int, int, int]:
    is_blocked = col(Contact.blocked_at).is_not(None)
    is_out = ~is_blocked & col(Contact.opted_out_at).is_not(None)
    is_in = (
        ~is_blocked
        & ~col(Contact.opted_out_at).is_not(None)
        & col(Contact.opted_in_at).is_not(None)
    )
    counted = select(
        func.count(),
        func.count().filter(is_blocked),
        func.count().filter(is_out),
        func.count().filter(is_in),
    ).where(col(Contact.company_id) == ctx.company_id, belongs)
    people, blocked, opted_out, opted_in = ctx.db.exec(counted).one()
    return people, blocked, opted_out, opted_in


def _samples(ctx: CompanyContext, belongs: ColumnElement[bool]) -> list[Contact]:
    statement = (
        select(Contact)
        .where(col(Contact.company_id) == ctx.company_id, belongs)
        .order_by(col(Contact.id).desc())
        .limit(SAMPLES)
    )
    return list(ctx.db.exec(statement))


def _sample(ctx: CompanyContext, contact: Contact) -> SamplePerson:
    return SamplePerson(
        str(contact.id), contact.name, shown(ctx, contact.phone), consent_word(contact)
    )


def consent_word(contact: Contact) -> str:
    """Return how somebody stands to marketing, in the product's status words."""
    if contact.opted_out_at is not None:
        return "opted_out"
    return "opted_in" if contact.opted_in_at is not None else "unknown"
