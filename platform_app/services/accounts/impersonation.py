"""Visits of super admins inside a company: with a reason, for half an hour, read-only unless they say otherwise."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.config import settings
from platform_app.core.context import CompanyContext, PlatformContext
from platform_app.core.crypto import fingerprint, new_token
from platform_app.core.errors import Conflict, NotFound, SignedOut
from platform_app.core.reasons import check_reason
from platform_app.models.accounts import Impersonation, WebSession
from platform_app.models.companies import Company, CompanyStatus
from platform_app.services import audit

LASTS = timedelta(minutes=30)
# The way from the platform's host to the company's; a browser needs seconds.
HANDOVER = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class VisitOffer:
    """A visit that is about to begin, as the company's own host shows it."""

    company: str
    super_admin: str
    reason: str
    is_read_only: bool


def start_visit(ctx: PlatformContext, company_id: UUID, *, reason: str, is_read_only: bool) -> str:
    """Prepare a visit and return the address that begins it; the transaction must have entered the company."""
    ctx.require_fresh()
    reason = check_reason(reason, request="Say why you visit; the company can read it.")
    company = ctx.db.get(Company, company_id)
    if company is None or ctx.actor.user_id is None or ctx.actor.session_id is None:
        raise NotFound("There is no such company.")
    if company.status != CompanyStatus.ACTIVE:
        raise Conflict("The company is suspended. Restore it before you visit.")
    token = new_token()
    visit = Impersonation(
        company_id=company_id,
        super_admin_id=ctx.actor.user_id,
        super_admin_name=ctx.actor.name,
        platform_session_id=ctx.actor.session_id,
        reason=reason,
        is_read_only=is_read_only,
        token_hash=fingerprint(token),
        expires_at=now() + LASTS,
    )
    ctx.db.add(visit)
    audit.record_for_company(
        ctx,
        company_id,
        audit.AuditAction.VISIT_PREPARED,
        visit.id,
        name=company.name,
        reason=reason,
        is_read_only=is_read_only,
    )
    return f"{settings().origin(company.subdomain)}/visit/{token}"


def look_up_visit(ctx: CompanyContext, token: str) -> VisitOffer:
    """Return what a visit will be; raises NotFound when its address is used up or too old."""
    visit = _offered(ctx, token)
    company = ctx.db.get_one(Company, ctx.company_id)
    return VisitOffer(company.name, visit.super_admin_name, visit.reason, visit.is_read_only)


def begin_visit(ctx: CompanyContext, token: str) -> str:
    """Open the visit's session inside the company; returns its token. The address is good no more."""
    visit = _offered(ctx, token)
    visit.used_at = now()
    session_token = new_token()
    ctx.db.add(
        WebSession(
            company_id=ctx.company_id,
            impersonation_id=visit.id,
            token_hash=fingerprint(session_token),
            user_agent=ctx.actor.origin.user_agent[:200],
            address=ctx.actor.origin.address,
            expires_at=visit.expires_at,
        )
    )
    _record(ctx, visit, audit.AuditAction.VISIT_STARTED)
    return session_token


def end_visit(ctx: CompanyContext, session_id: UUID) -> None:
    """End a visit and its session at once; raises SignedOut when the session is no visit."""
    session = ctx.db.get(WebSession, (ctx.company_id, session_id))
    if session is None or session.impersonation_id is None:
        raise SignedOut("You are not visiting.")
    visit = ctx.db.get_one(Impersonation, (ctx.company_id, session.impersonation_id))
    session.ended_at = visit.ended_at = now()
    _record(ctx, visit, audit.AuditAction.VISIT_ENDED)


def note_page(ctx: CompanyContext, path: str) -> None:
    """Remember that a visiting super admin has opened a page."""
    audit.record(ctx, audit.AuditAction.VISIT_PAGE_OPENED, path=path[:200])


def _offered(ctx: CompanyContext, token: str) -> Impersonation:
    statement = select(Impersonation).where(
        col(Impersonation.company_id) == ctx.company_id,
        col(Impersonation.token_hash) == fingerprint(token),
        col(Impersonation.used_at).is_(None),
        col(Impersonation.ended_at).is_(None),
        col(Impersonation.created_at) > now() - HANDOVER,
    )
    visit = ctx.db.exec(statement.with_for_update()).one_or_none()
    if visit is None:
        raise NotFound("This way in has been used or is too old. Start again from the platform.")
    return visit


def _record(ctx: CompanyContext, visit: Impersonation, action: audit.AuditAction) -> None:
    # Nobody is signed in yet, or any more: the event names the super admin all the same.
    as_visitor = replace(
        ctx.actor, super_admin_id=visit.super_admin_id, name=visit.super_admin_name
    )
    audit.record(
        replace(ctx, actor=as_visitor),
        action,
        visit.id,
        name=visit.super_admin_name,
        reason=visit.reason,
        is_read_only=visit.is_read_only,
    )
