"""What operators see and do: kinds that the product does not know, and stored events applied once more."""

from datetime import UTC, datetime
from uuid import UUID

from sqlmodel import col, select

from platform_app.core.clock import iso
from platform_app.core.context import PlatformContext
from platform_app.core.errors import InvalidInput
from platform_app.core.ids import first_id_at
from platform_app.models.companies import Company
from platform_app.models.webhooks import WebhookUnknown
from platform_app.services import audit
from platform_app.services.webhooks import statements as sql
from platform_app.services.webhooks.views import ReplayRange, UnknownRow

_MOST_SHOWN = 50


def list_unknown(ctx: PlatformContext) -> list[UnknownRow]:
    """Return what WhatsApp sent that nothing was done about, of all companies, the latest first."""
    found = ctx.db.exec(
        select(WebhookUnknown, Company.name, Company.subdomain)
        .join(Company, col(Company.id) == col(WebhookUnknown.company_id))
        .order_by(col(WebhookUnknown.last_seen_at).desc(), col(WebhookUnknown.id).desc())
        .limit(_MOST_SHOWN)
    )
    return [
        UnknownRow(
            *(str(one.id), str(one.company_id), name or subdomain, one.field, one.what),
            *(one.seen, iso(one.created_at), iso(one.last_seen_at), one.shape),
        )
        for one, name, subdomain in found
    ]


def find_range(ctx: PlatformContext, *, subdomain: str, since: str, until: str) -> ReplayRange:
    """Return a company's stored events between two moments in UTC, counted; raises InvalidInput with its fields."""
    name = subdomain.strip().lower()
    company = ctx.db.exec(select(Company).where(col(Company.subdomain) == name)).one_or_none()
    problems = {} if company else {"subdomain": "No company has this subdomain."}
    first, last = _moment(since), _moment(until)
    problems |= {} if first else {"since": "Choose from when on."}
    problems |= {} if last else {"until": "Choose until when."}
    if first and last and first >= last:
        problems["until"] = "This is not after the beginning."
    if company is None or first is None or last is None or problems:
        raise InvalidInput("Some fields are not right yet.", problems)
    values = _range(company.id, first, last)
    events = ctx.db.connection().execute(sql.COUNT_RANGE, values).scalar_one()
    return ReplayRange(
        str(company.id), company.name or company.subdomain, iso(first), iso(last), events
    )


def replay_range(ctx: PlatformContext, company_id: UUID, *, since: str, until: str) -> int:
    """Have stored events applied once more; return how many. What had its effect already has no second one."""
    first, last = _moment(since), _moment(until)
    if first is None or last is None:
        raise InvalidInput("Choose from when on, and until when.")
    values = _range(company_id, first, last)
    replayed = ctx.db.connection().execute(sql.REPLAY_RANGE, values).rowcount
    act = audit.AuditAction.WEBHOOKS_REPLAYED
    company = ctx.db.get_one(Company, company_id)
    facts = {"since": since, "until": until, "events": replayed}
    audit.record_for_company(ctx, company_id, act, company_id, name=company.name, **facts)
    if replayed:
        ctx.enqueue("webhooks.run_shift")
    return replayed


def _range(company_id: UUID, first: datetime, last: datetime) -> dict[str, UUID]:
    return {
        "company_id": company_id,
        "first_id": first_id_at(first),
        "end_id": first_id_at(last),
    }


def _moment(text: str) -> datetime | None:
    """Read what a browser's field for a moment gives, in UTC."""
    try:
        told = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return told if told.tzinfo else told.replace(tzinfo=UTC)
