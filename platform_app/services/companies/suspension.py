"""Suspending a company and giving it back: one column that sign-in, sessions and every claim of a lane ask."""

from uuid import UUID

from platform_app.core.clock import now
from platform_app.core.context import PlatformContext
from platform_app.core.errors import Conflict, NotFound
from platform_app.core.reasons import check_reason
from platform_app.models.companies import Company, CompanyStatus
from platform_app.services import audit, mail
from platform_app.services.companies.people import emails_of_admins

_HELD = (CompanyStatus.SUSPENDED, CompanyStatus.DELETING)


def suspend(ctx: PlatformContext, company_id: UUID, *, reason: str) -> None:
    """Stop a company's sign-in, sessions, sending and assistant at once; what comes in is kept, nothing is lost."""
    company = lock(ctx, company_id)
    reason = check_why(reason)
    if company.status != CompanyStatus.ACTIVE:
        raise Conflict("This company is not active. Reload the page to see how it stands.")
    company.status, company.suspended_at = CompanyStatus.SUSPENDED, now()
    company.suspend_reason = reason
    audit.record_for_company(
        ctx,
        company_id,
        audit.AuditAction.COMPANY_SUSPENDED,
        company_id,
        name=company.name,
        reason=reason,
    )
    # Every open page asks again, and is shown the door.
    ctx.nudge(company_id)


def restore(ctx: PlatformContext, company_id: UUID) -> None:
    """Let a company go on where it was stopped; raises Conflict once its time of grace is over."""
    company = lock(ctx, company_id)
    if company.status not in _HELD:
        raise Conflict("This company is not suspended. Reload the page to see how it stands.")
    if company.deletion_due_at is not None and company.deletion_due_at <= now():
        raise Conflict("The time of grace is over; this company's data is being deleted.")
    was_to_go = company.deletion_due_at is not None
    company.status, company.suspended_at = CompanyStatus.ACTIVE, None
    company.suspend_reason, company.deletion_due_at = "", None
    audit.record_for_company(
        ctx, company_id, audit.AuditAction.COMPANY_RESTORED, company_id, name=company.name
    )
    for email in emails_of_admins(ctx, company_id) if was_to_go else ():
        mail.tell_of_kept_company(ctx, company, email)
    ctx.enqueue("sending.run_shift")


def lock(ctx: PlatformContext, company_id: UUID) -> Company:
    """Return a company that still exists, locked for a change."""
    company = ctx.db.get(Company, company_id, with_for_update=True)
    if company is None or company.status == CompanyStatus.DELETED:
        raise NotFound("This company does not exist any more.")
    return company


def check_why(reason: str) -> str:
    """Return a reason that others will understand; raises InvalidInput when it is none."""
    return check_reason(reason, request="Say why; the company's own log keeps it.")
