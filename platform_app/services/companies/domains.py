"""A company's own domains: each counts while a DNS record proves that it is theirs."""

import re
from datetime import timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import and_, col, or_, select

from platform_app.core.clock import local_time, now
from platform_app.core.config import settings
from platform_app.core.context import CompanyContext, PublicContext
from platform_app.core.crypto import new_token
from platform_app.core.errors import Conflict, InvalidInput, NotFound
from platform_app.core.permissions import Permission
from platform_app.models.companies import Company, CompanyDomain
from platform_app.services import audit
from platform_app.services.audit import AuditAction
from platform_app.services.companies.views import DomainRow

MOST_DOMAINS = 3
# A record may vanish by mistake while somebody works on their DNS.
GRACE = timedelta(days=3)
_AGAIN, _AGAIN_WHILE_UNPROVED = timedelta(days=1), timedelta(hours=1)
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_FORM = re.compile(rf"(?:{_LABEL}\.)+[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])")
_RECORD = "_company-proof"
_MISSING = "The record was not found yet. DNS can take some hours to learn of it."
_LOST = "The record is gone. Set it again, or this domain stops working after 3 days."
_THEIRS = "Another company has proved this domain."


def list_domains(ctx: CompanyContext) -> list[DomainRow]:
    """Return the company's own domains with the record that each needs."""
    ctx.require(Permission.COMPANY_MANAGE)
    mine = select(CompanyDomain).where(col(CompanyDomain.company_id) == ctx.company_id)
    zone = ctx.db.get_one(Company, ctx.company_id).time_zone
    return [
        DomainRow(
            id=str(one.id),
            domain=one.domain,
            record=record_of(one.domain),
            value=one.proof,
            status="proved" if one.verified_at else "waiting",
            checked=local_time(one.checked_at, zone),
            problem=one.problem,
        )
        for one in ctx.db.exec(mine.order_by(col(CompanyDomain.id)).limit(MOST_DOMAINS))
    ]


def add_domain(ctx: CompanyContext, domain: str) -> None:
    """Note a domain of the company's own; it works once its record has been found."""
    ctx.require(Permission.COMPANY_MANAGE)
    name = _checked(domain)
    # Two who add at once come one after the other.
    ctx.db.get_one(Company, ctx.company_id, with_for_update=True)
    mine = select(CompanyDomain.domain).where(col(CompanyDomain.company_id) == ctx.company_id)
    known = ctx.db.exec(mine).all()
    if name in known:
        raise _refused("It stands in the list already.")
    if len(known) >= MOST_DOMAINS:
        raise Conflict(f"{MOST_DOMAINS} domains are the most. Remove one first.")
    row = CompanyDomain(company_id=ctx.company_id, domain=name, proof=f"proof={new_token()}")
    ctx.db.add(row)
    _note(ctx, AuditAction.DOMAIN_ADDED, name)
    ctx.enqueue("domains.check", domain_id=row.id)


def remove_domain(ctx: CompanyContext, domain_id: UUID) -> None:
    """Let a domain go; its address stops working at once."""
    ctx.require(Permission.COMPANY_MANAGE)
    ctx.require_fresh()
    row = _get(ctx, domain_id)
    _note(ctx, AuditAction.DOMAIN_REMOVED, row.domain)
    ctx.db.delete(row)


def request_check(ctx: CompanyContext, domain_id: UUID) -> None:
    """Ask DNS for the record now."""
    ctx.require(Permission.COMPANY_MANAGE)
    ctx.enqueue("domains.check", domain_id=_get(ctx, domain_id).id)


def list_due_domains(ctx: PublicContext) -> list[tuple[UUID, UUID]]:
    """Return company and id of every domain whose record is to be looked up (again)."""
    checked, verified = col(CompanyDomain.checked_at), col(CompanyDomain.verified_at)
    due = or_(
        checked.is_(None),
        and_(verified.is_not(None), checked < now() - _AGAIN),
        and_(verified.is_(None), checked < now() - _AGAIN_WHILE_UNPROVED),
    )
    return list(
        ctx.db.exec(select(CompanyDomain.company_id, CompanyDomain.id).where(due).limit(50))
    )


def find_domain(ctx: CompanyContext, domain_id: UUID) -> DomainRow | None:
    """Return a domain whose record is to be looked up, if it is still there."""
    return next((one for one in list_domains(ctx) if one.id == str(domain_id)), None)


def note_records(ctx: CompanyContext, domain_id: UUID, texts: list[str]) -> None:
    """Judge a domain by the records that DNS has given."""
    row = _get(ctx, domain_id)
    row.checked_at = now()
    if row.proof in texts:
        _prove(ctx, row)
    elif row.verified_at is None:
        row.problem = _MISSING
    elif row.verified_at < now() - GRACE:
        row.verified_at, row.problem = None, _MISSING
        _note(ctx, AuditAction.DOMAIN_LOST, row.domain)
    else:
        row.problem = _LOST
    ctx.nudge("company")


def note_silence(ctx: CompanyContext, domain_id: UUID, problem: str) -> None:
    """Remember that DNS did not answer; that proves nothing, and takes nothing away."""
    row = _get(ctx, domain_id)
    row.checked_at, row.problem = now(), problem
    ctx.nudge("company")


def record_of(domain: str) -> str:
    """Return the name under which a domain's proof is looked up."""
    return f"{_RECORD}.{domain}"


def _prove(ctx: CompanyContext, row: CompanyDomain) -> None:
    is_new = row.verified_at is None
    try:
        with ctx.db.begin_nested():
            # The last time that it was seen; from then on the grace is counted.
            row.verified_at, row.problem = now(), ""
            ctx.db.flush()
    except IntegrityError:
        ctx.db.refresh(row)
        row.checked_at, row.problem = now(), _THEIRS
        return
    if is_new:
        _note(ctx, AuditAction.DOMAIN_PROVED, row.domain)


def _checked(domain: str) -> str:
    name = domain.strip().lower().rstrip(".")
    ours = settings().base_domain
    if len(name) > 200 or not _FORM.fullmatch(name):
        raise _refused("Write it like chat.example.org, without https:// and without a path.")
    if name == ours or name.endswith(f".{ours}"):
        raise _refused("This one is the platform's. Change your subdomain instead.")
    return name


def _get(ctx: CompanyContext, domain_id: UUID) -> CompanyDomain:
    row = ctx.db.get(CompanyDomain, (ctx.company_id, domain_id))
    if row is None:
        raise NotFound("This domain is not in the list any more.")
    return row


def _note(ctx: CompanyContext, action: AuditAction, domain: str) -> None:
    audit.record(ctx, action, ctx.company_id, name=domain)
    ctx.nudge("company")


def _refused(sentence: str) -> InvalidInput:
    return InvalidInput("This domain cannot be used.", {"domain": sentence})
