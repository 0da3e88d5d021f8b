"""Verifying a company's chain of events, and the anchors that show when its end was cut off."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlmodel import col, select, text

from platform_app.core.context import CompanyContext, PlatformContext
from platform_app.core.log import get_logger
from platform_app.core.permissions import Permission
from platform_app.models.audit import PlatformAuditEvent
from platform_app.models.companies import Company
from platform_app.services.audit.actions import AuditAction
from platform_app.services.audit.events import ActorKind

log = get_logger(__name__)


class Break(StrEnum):
    """What can be wrong with a chain."""

    CHANGED = "changed"
    MISSING = "missing"
    # Seen only by comparing with an anchor.
    REWRITTEN = "rewritten"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class ChainReport:
    """How many events were checked, and the first place where the chain does not hold, if any."""

    events: int
    broken: Break | None = None
    seq: int = 0

    @property
    def sentence(self) -> str:
        """Return the report in plain words."""
        events = f"{self.events:,} {'event' if self.events == 1 else 'events'}"
        match self.broken:
            case None:
                return f"{events} checked: none was changed, none is missing."
            case Break.CHANGED:
                return f"Event {self.seq:,} was changed, or is not in its place."
            case Break.MISSING:
                return f"Event {self.seq:,} is missing."
            case Break.REWRITTEN:
                return (
                    f"Event {self.seq:,} is not the one that was anchored: the log was rewritten."
                )
            case Break.CUT:
                return (
                    f"The log ends before event {self.seq:,}, which was anchored: its end was cut."
                )


# One pass over one company's events, each compared with the one before it.
_VERIFY = text(
    """
    with linked as (
        select seq, hash, audit_event_hash(lag(hash, 1, '') over places, event) as due,
            lag(seq, 1, 0::bigint) over places + 1 as due_seq
        from audit_event event where company_id = :company_id
        window places as (order by seq)
    )
    select count(*), min(due_seq) filter (where seq <> due_seq),
        min(seq) filter (where seq = due_seq and hash <> due)
    from linked
    """
)
_HEADS = text(
    """
    select company.id, company.name, head.seq, head.hash
    from company cross join lateral (
        select seq, hash from audit_event where company_id = company.id order by seq desc limit 1
    ) head
    where not exists (
        select from platform_audit_event anchor
        where anchor.about_company = company.id and anchor.action = :action
          and (anchor.facts ->> 'seq')::bigint = head.seq and anchor.facts ->> 'hash' = head.hash
    )
    order by company.id
    """
)
# Every anchor counts: a log that was cut and has grown again agrees with the newest ones.
_COMPARE = text(
    """
    select anchor.seq, event.hash is null from (
        select (facts ->> 'seq')::bigint as seq, facts ->> 'hash' as hash from platform_audit_event
        where about_company = :company_id and action = :action
    ) anchor
    left join audit_event event on event.company_id = :company_id and event.seq = anchor.seq
    where event.hash is distinct from anchor.hash
    order by anchor.seq limit 1
    """
)


def verify(ctx: CompanyContext) -> ChainReport:
    """Check every event of the company's log; the platform alone can tell whether its end was cut."""
    ctx.require(Permission.AUDIT_READ)
    return _verify(ctx, ctx.company_id)


def verify_with_anchors(ctx: PlatformContext, company_id: UUID) -> ChainReport:
    """Check a company's log, and that it still holds all that was anchored in the platform's log."""
    report = _verify(ctx, company_id)
    if report.broken is not None:
        return report
    values = {"company_id": company_id, "action": str(AuditAction.LOG_ANCHORED)}
    found = ctx.db.connection().execute(_COMPARE, values).one_or_none()
    if found is None:
        return report
    seq, is_gone = found
    return ChainReport(report.events, Break.CUT if is_gone else Break.REWRITTEN, seq)


def list_logs(ctx: PlatformContext, *, subdomain: str = "") -> list[tuple[UUID, str]]:
    """Return id and subdomain of every company, or of the one that is named."""
    statement = select(Company.id, Company.subdomain).order_by(col(Company.subdomain))
    if subdomain:
        statement = statement.where(col(Company.subdomain) == subdomain)
    return list(ctx.db.exec(statement))


def anchor_chains(ctx: PlatformContext) -> int:
    """Write the end of every company's log into the platform's log and the process's own; return how many.

    A log whose end is anchored already is left alone, so repeating does nothing.
    """
    values = {"action": str(AuditAction.LOG_ANCHORED)}
    heads = ctx.db.connection().execute(_HEADS, values).all()
    for company_id, name, seq, last_hash in heads:
        ctx.db.add(_anchor(company_id, name, seq, last_hash))
        # Another store than the database, which whoever rewrites the one would have to rewrite, too.
        log.info("audit anchor", extra={"company": str(company_id), "seq": seq, "hash": last_hash})
    return len(heads)


def _verify(ctx: CompanyContext | PlatformContext, company_id: UUID) -> ChainReport:
    found = ctx.db.connection().execute(_VERIFY, {"company_id": company_id}).one()
    events, missing, changed = found
    if missing is not None and (changed is None or missing <= changed):
        return ChainReport(events, Break.MISSING, missing)
    return ChainReport(events, Break.CHANGED if changed else None, changed or 0)


def _anchor(company_id: UUID, name: str, seq: int, last_hash: str) -> PlatformAuditEvent:
    return PlatformAuditEvent(
        actor_kind=ActorKind.SYSTEM,
        action=AuditAction.LOG_ANCHORED,
        subject_kind="audit",
        subject_id=company_id,
        subject_name=name,
        facts={"seq": seq, "hash": last_hash},
        about_company=company_id,
    )
