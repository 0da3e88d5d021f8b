"""Deleting a company: announced, thirty days in which it can be taken back, then every row of every table."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Table, any_, delete, func, literal_column, select
from sqlmodel import SQLModel, col

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext, PlatformContext, PublicContext
from platform_app.core.errors import Conflict, InvalidInput
from platform_app.models.accounts import Impersonation
from platform_app.models.companies import Company, CompanyStatus, RetiredSubdomain
from platform_app.services import audit, mail
from platform_app.services.companies.people import emails_of_admins
from platform_app.services.companies.suspension import check_why, lock

GRACE = timedelta(days=30)
BATCH_ROWS = 5_000
# Tables of companies that outlive them, each with its reason.
KEPT = {"audit_event": "nobody can change or delete what the log remembers; it names no customer"}
# Only the platform may delete these, so they go with the last step.
_OF_THE_PLATFORM = ("impersonation",)


def schedule_deletion(ctx: PlatformContext, company_id: UUID, *, typed: str, reason: str) -> None:
    """Suspend a company and delete it after 30 days; its subdomain must be typed, and its admins are told."""
    ctx.require_fresh()
    company, reason = lock(ctx, company_id), check_why(reason)
    if typed.strip().lower() != company.subdomain:
        raise InvalidInput(
            "This is another subdomain.", {"typed": f"Type {company.subdomain} to confirm."}
        )
    if company.status == CompanyStatus.DELETING:
        raise Conflict("This company is to be deleted already.")
    company.status, company.deletion_due_at = CompanyStatus.DELETING, now() + GRACE
    company.suspended_at, company.suspend_reason = company.suspended_at or now(), reason
    audit.record_for_company(
        ctx,
        company_id,
        audit.AuditAction.COMPANY_DELETION_SCHEDULED,
        company_id,
        name=company.name,
        reason=reason,
        due=company.deletion_due_at.date().isoformat(),
    )
    for email in emails_of_admins(ctx, company_id):
        mail.tell_of_deletion(ctx, company, email, company.deletion_due_at)
    ctx.nudge(company_id)


def list_due_deletions(ctx: PublicContext) -> list[UUID]:
    """Return the companies whose time of grace is over."""
    statement = select(col(Company.id)).where(_is_due())
    return list(ctx.db.connection().execute(statement).scalars())


def tables_to_erase() -> list[str]:
    """Return every table of companies, those that point at others first."""
    return [
        table.name
        for table in reversed(SQLModel.metadata.sorted_tables)
        if "company_id" in table.c and table.name not in (*KEPT, *_OF_THE_PLATFORM)
    ]


def erase_batch(ctx: CompanyContext, table_name: str) -> int:
    """Delete some rows of a company whose time is over; return how many, so that the caller comes back for more."""
    company = select(col(Company.id)).where(col(Company.id) == ctx.company_id, _is_due())
    # Locked, so that nobody restores what is half gone.
    if ctx.db.connection().execute(company.with_for_update(read=True)).first() is None:
        raise Conflict("This company is not to be deleted.")
    table = SQLModel.metadata.tables[table_name]
    return ctx.db.connection().execute(_some_rows_of(table, ctx.company_id)).rowcount


def finish_erasure(ctx: PlatformContext, company_id: UUID) -> None:
    """Leave a company without a name, so that its subdomain is never anybody else's; its log stays."""
    company = lock(ctx, company_id)
    ctx.db.connection().execute(
        delete(Impersonation).where(col(Impersonation.company_id) == company_id)
    )
    known = select(col(RetiredSubdomain.id)).where(
        col(RetiredSubdomain.subdomain) == company.subdomain
    )
    if ctx.db.connection().execute(known).first() is None:
        ctx.db.add(RetiredSubdomain(subdomain=company.subdomain, owner_id=company_id))
    company.sqlmodel_update(_NAMELESS)
    audit.record_for_company(
        ctx, company_id, audit.AuditAction.COMPANY_ERASED, company_id, name=company.subdomain
    )


def _is_due() -> ColumnElement[bool]:
    return (col(Company.status) == CompanyStatus.DELETING) & (
        col(Company.deletion_due_at) <= func.now()
    )


def _some_rows_of(table: Table, company_id: UUID):  # noqa: ANN202  SQLAlchemy's own type of a delete
    # By place in the table, because that is the one key that every table has.
    place = literal_column("ctid")
    some = select(place).select_from(table).where(table.c.company_id == company_id)
    places = func.array(some.limit(BATCH_ROWS).scalar_subquery())
    return delete(table).where(table.c.company_id == company_id, place == any_(places))


_NAMELESS = {
    "name": "",
    "status": CompanyStatus.DELETED,
    "time_zone": "UTC",
    "accent": "",
    "website": "",
    "industry": "",
    "size": "",
    "language": "",
    "opt_out_reply": "",
    "opt_out_words": [],
    "opt_in_reply": "",
    "opt_in_words": [],
    "default_region": "",
    "plan_id": None,
    "limit_overrides": {},
    "suspend_reason": "",
    "deletion_due_at": None,
}
