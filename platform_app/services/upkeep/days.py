"""Which day's upkeep has been done: the platform's audit log remembers it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select, text

from platform_app.core.clock import now
from platform_app.core.context import PlatformContext, PublicContext
from platform_app.models.audit import PlatformAuditEvent
from platform_app.models.companies import Company
from platform_app.services import audit

_LOCK = text("select pg_advisory_xact_lock(hashtextextended('upkeep', 0))")


def is_due(ctx: PublicContext | PlatformContext) -> bool:
    """Tell whether today's upkeep has not been done yet; a day is one in UTC."""
    event = PlatformAuditEvent
    statement = select(event.action).where(
        col(event.action) == audit.AuditAction.UPKEEP_DONE, col(event.created_at) >= _today()
    )
    return ctx.db.exec(statement.limit(1)).first() is None


def begin(ctx: PlatformContext) -> bool:
    """Anchor every company's log; says no when today's upkeep has been done already."""
    # Two workers at once anchor one after the other, and the second finds nothing to do.
    ctx.db.connection().execute(_LOCK)
    if not is_due(ctx):
        return False
    audit.anchor_chains(ctx)
    return True


def finish(ctx: PlatformContext, deleted: Mapping[str, int], *, mended: int = 0) -> None:
    """Remember that today's upkeep is done, how many rows it has deleted, and how many wrong things it has mended."""
    ctx.db.connection().execute(_LOCK)
    if is_due(ctx):
        # What is empty is no news, and is not shown.
        told = mended or ""
        audit.record(ctx, audit.AuditAction.UPKEEP_DONE, deleted=dict(deleted), mended=told)


def list_companies(ctx: PlatformContext) -> list[UUID]:
    """Return the id of every company."""
    return list(ctx.db.exec(select(Company.id).order_by(col(Company.id))))


def _today() -> datetime:
    return now().replace(hour=0, minute=0, second=0, microsecond=0)
