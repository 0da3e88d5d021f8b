"""The suppression list as people see it: who is on it, why, and how somebody comes off it."""

from uuid import UUID

from sqlmodel import col, select

from platform_app.core.clock import local_time
from platform_app.core.context import CompanyContext
from platform_app.core.errors import Conflict, NotFound
from platform_app.core.paging import Page, newest_first
from platform_app.core.permissions import Permission
from platform_app.core.reasons import check_reason
from platform_app.models.consent import Suppression, SuppressionKind
from platform_app.services import audit, companies
from platform_app.services.suppression.entries import count, digest_of
from platform_app.services.suppression.views import SuppressionRow


def look_up(ctx: CompanyContext, value: str) -> SuppressionRow | None:
    """Return the entry of one canonical number or user id, if there is one."""
    ctx.require(Permission.CONTACTS_READ)
    statement = select(Suppression).where(
        col(Suppression.company_id) == ctx.company_id,
        col(Suppression.digest) == digest_of(ctx, value),
    )
    entry = ctx.db.exec(statement).one_or_none()
    return _row(entry, companies.get_profile(ctx).time_zone) if entry else None


def list_rows(ctx: CompanyContext, *, cursor: str | None = None) -> Page[SuppressionRow]:
    """Return the newest entries."""
    ctx.require(Permission.CONTACTS_READ)
    place = (col(Suppression.created_at), col(Suppression.id))
    statement = select(Suppression).where(col(Suppression.company_id) == ctx.company_id)
    found, more = newest_first(ctx.db, statement, place, cursor)
    zone = companies.get_profile(ctx).time_zone
    return Page([_row(entry, zone) for entry in found], more, count(ctx))


def lift(ctx: CompanyContext, entry_id: UUID, *, reason: str) -> None:
    """Take somebody off the list; raises Conflict for people who asked to be erased."""
    ctx.require(Permission.CONSENT_MANAGE)
    why = check_reason(reason, request="Say why this person may be written to again.")
    entry = ctx.db.get(Suppression, (ctx.company_id, entry_id))
    if entry is None:
        raise NotFound("This entry is not on the list, or no longer is.")
    if entry.kind == SuppressionKind.ERASED:
        raise Conflict(
            "This person asked to be erased, so the entry stays. If they want to hear from you again, "
            "they write to you first."
        )
    audit.record(
        ctx, audit.AuditAction.SUPPRESSION_LIFTED, entry.id, name=f"…{entry.hint}", reason=why
    )
    ctx.db.delete(entry)
    ctx.nudge("consent")


def _row(entry: Suppression, zone: str) -> SuppressionRow:
    added = local_time(entry.created_at, zone)
    return SuppressionRow(str(entry.id), entry.kind, entry.hint, entry.source, added)
