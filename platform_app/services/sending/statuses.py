"""Statuses from webhooks: folded per row, found by callback or by message id, parked when nobody knows them."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import col, select, update

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.integrations.whatsapp.errors import Action, ErrorMeaning, explain
from platform_app.integrations.whatsapp.payloads import StatusError, StatusUpdate
from platform_app.models.deliveries import DeliveryStatus
from platform_app.models.webhooks import ParkedStatus
from platform_app.services.sending import statements as sql
from platform_app.services.sending.breakers import watch
from platform_app.services.sending.consequences import draw_consequences, settle_refusals
from platform_app.services.sending.failures import load_failures, try_again
from platform_app.services.sending.streaks import Kind, follow
from platform_app.services.sending.views import Source

PARKED_FOR = timedelta(hours=24)
_PARKED_BATCH = 500
# `played` is a voice note that was listened to, which is more than read.
_STATES = {
    "sent": DeliveryStatus.SENT,
    "delivered": DeliveryStatus.DELIVERED,
    "read": DeliveryStatus.READ,
    "played": DeliveryStatus.READ,
    "failed": DeliveryStatus.FAILED,
}
# The same order as `delivery_rank` in the database.
_ORDER = [DeliveryStatus.SENT, DeliveryStatus.FAILED, DeliveryStatus.DELIVERED, DeliveryStatus.READ]
_ARRIVED = (DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.READ)


@dataclass(frozen=True, slots=True)
class Address:
    """Which attempt of which row a status is about."""

    source: Source
    id: UUID
    attempt_id: UUID | None


@dataclass(frozen=True, slots=True)
class Row:
    """A row after its news."""

    status: str
    campaign_id: UUID | None


@dataclass(slots=True)
class News:
    """Everything that one batch says about one row."""

    wamid: str
    status: DeliveryStatus | None = None
    moments: dict[DeliveryStatus, datetime] = field(default_factory=dict)
    error_code: int | None = None
    error_detail: str | None = None
    pricing_category: str | None = None
    pricing_type: str | None = None

    def add(self, state: DeliveryStatus, update: StatusUpdate) -> None:
        """Fold one more status in; their order does not matter."""
        self.moments.setdefault(state, update.at or now())
        if self.status is None or _ORDER.index(state) > _ORDER.index(self.status):
            self.status = state
        self.pricing_category = update.pricing_category or self.pricing_category
        self.pricing_type = update.pricing_type or self.pricing_type
        if update.error is not None:
            self.error_code = update.error.code
            self.error_detail = update.error.details or update.error.title


def apply_statuses(ctx: CompanyContext, channel_id: UUID, updates: Iterable[StatusUpdate]) -> None:
    """Apply a batch of statuses; repeated, shuffled and early ones end in the same state."""
    known: dict[Address, News] = {}
    orphans: list[StatusUpdate] = []
    for one in (each for each in updates if each.status in _STATES):
        address = parse_callback(one.callback)
        if address is None:
            orphans.append(one)
        else:
            _fold(known, address, one)
    parked = _find_by_wamid(ctx, orphans, known)
    _write(ctx, known, channel_id)
    _park(ctx, channel_id, parked)


def _park(ctx: CompanyContext, channel_id: UUID, orphans: list[StatusUpdate]) -> None:
    """Keep statuses whose message nobody knows yet, each once, however often it is told."""
    if not orphans:
        return
    told = select(ParkedStatus.wamid, col(ParkedStatus.status)["status"].astext).where(
        col(ParkedStatus.company_id) == ctx.company_id,
        col(ParkedStatus.wamid).in_([one.wamid for one in orphans]),
    )
    known = {(wamid, state) for wamid, state in ctx.db.exec(told)}
    for one in orphans:
        if (one.wamid, one.status) in known:
            continue
        known.add((one.wamid, one.status))
        ctx.db.add(
            ParkedStatus(
                company_id=ctx.company_id,
                channel_id=channel_id,
                wamid=one.wamid,
                status=_as_json(one),
            )
        )


def settle_parked(ctx: CompanyContext) -> None:
    """Try the statuses again whose message was unknown; after a day they are given up."""
    is_waiting = (
        col(ParkedStatus.company_id) == ctx.company_id,
        col(ParkedStatus.settled_at).is_(None),
    )
    # What stays unknown belongs to messages that were sent elsewhere; the newest first, so that these never
    # keep one of ours waiting.
    waiting = ctx.db.exec(
        select(ParkedStatus)
        .where(*is_waiting)
        .order_by(col(ParkedStatus.id).desc())
        .limit(_PARKED_BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    known: dict[Address, News] = {}
    still_parked = {
        one.wamid for one in _find_by_wamid(ctx, [_from_json(row) for row in waiting], known)
    }
    _write(ctx, known)
    for row in waiting:
        if row.wamid not in still_parked:
            row.settled_at = now()
    given_up = update(ParkedStatus).where(
        *is_waiting, col(ParkedStatus.created_at) < now() - PARKED_FOR
    )
    ctx.db.exec(given_up.values(settled_at=now()))


def parse_callback(callback: str | None) -> Address | None:
    """Read our own callback data; anything else is somebody else's message."""
    source, _, rest = (callback or "").partition(".")
    row_id, _, attempt_id = rest.partition(".")
    try:
        return Address(Source(source), UUID(row_id), UUID(attempt_id))
    except ValueError:
        return None


def _fold(known: dict[Address, News], address: Address, one: StatusUpdate) -> None:
    known.setdefault(address, News(one.wamid)).add(_STATES[one.status], one)


def _find_by_wamid(
    ctx: CompanyContext, orphans: list[StatusUpdate], known: dict[Address, News]
) -> list[StatusUpdate]:
    if not orphans:
        return []
    values = {"company_id": ctx.company_id, "wamids": [one.wamid for one in orphans]}
    rows = ctx.db.connection().execute(sql.FIND_BY_WAMID, values)
    found = {
        wamid: Address(Source(source), row_id, attempt_id)
        for source, row_id, attempt_id, wamid in rows
    }
    for one in orphans:
        if one.wamid in found:
            _fold(known, found[one.wamid], one)
    return [one for one in orphans if one.wamid not in found]


def _write(ctx: CompanyContext, known: dict[Address, News], channel_id: UUID | None = None) -> None:
    for source, statement in (
        (Source.RECIPIENT, sql.STATUS_RECIPIENTS),
        (Source.REPLY, sql.STATUS_REPLIES),
    ):
        # In the order of their ids, so that two batches lock the same rows in the same order.
        mine = sorted(
            ((address, news) for address, news in known.items() if address.source is source),
            key=lambda pair: pair[0].id,
        )
        if not mine:
            continue
        ctx.db.connection().execute(sql.FIND_BY_KEY)
        changed = (
            ctx.db.connection()
            .execute(statement, {"company_id": ctx.company_id, **_columns(mine)})
            .all()
        )
        rows = {row_id: Row(status, campaign_id) for row_id, status, campaign_id in changed}
        _act(ctx, channel_id, source, {address.id: news for address, news in mine}, rows)
        ctx.nudge("campaigns" if source is Source.RECIPIENT else "inbox")


def _columns(mine: list[tuple[Address, News]]) -> dict[str, list[object]]:
    news = [each for _, each in mine]
    return {
        "ids": [address.id for address, _ in mine],
        "attempts": [address.attempt_id for address, _ in mine],
        "statuses": [str(each.status) for each in news],
        "wamids": [each.wamid for each in news],
        "sent": [each.moments.get(DeliveryStatus.SENT) for each in news],
        "delivered": [each.moments.get(DeliveryStatus.DELIVERED) for each in news],
        "read": [each.moments.get(DeliveryStatus.READ) for each in news],
        "failed": [each.moments.get(DeliveryStatus.FAILED) for each in news],
        "codes": [each.error_code for each in news],
        "details": [each.error_detail for each in news],
        "categories": [each.pricing_category for each in news],
        "types": [each.pricing_type for each in news],
    }


def _act(
    ctx: CompanyContext,
    channel_id: UUID | None,
    source: Source,
    news: dict[UUID, News],
    rows: dict[UUID, Row],
) -> None:
    """Draw the consequences of what failed, and forget refusals that are proved over."""
    meanings = {
        row_id: explain(news[row_id].error_code, news[row_id].error_detail)
        for row_id, row in rows.items()
        if row.status == DeliveryStatus.FAILED and news[row_id].error_code is not None
    }
    failures = load_failures(ctx, source, meanings)
    draw_consequences(ctx, failures)
    for number_id in {one.number_id for one in failures if one.meaning.action is Action.SLOW}:
        ctx.enqueue("channels.slow_down", number_id=number_id)
    by_campaign: dict[UUID, list[ErrorMeaning | None]] = {}
    for row_id, row in rows.items():
        if row.campaign_id is not None:
            by_campaign.setdefault(row.campaign_id, []).append(meanings.get(row_id))
    for campaign_id in sorted(by_campaign):
        outcomes = by_campaign[campaign_id]
        follow(ctx, campaign_id, Kind.STATUS, outcomes)
        bad = [one for one in outcomes if one is not None]
        watch(ctx, campaign_id, Kind.STATUS, bad, outcomes=len(outcomes))
    try_again(ctx, source, failures)
    arrived = [row_id for row_id, row in rows.items() if row.status in _ARRIVED]
    if channel_id is not None and arrived:
        settle_refusals(ctx, channel_id, source, arrived)


def _as_json(one: StatusUpdate) -> dict[str, object]:
    return {
        "waba_id": one.waba_id,
        "phone_number_id": one.phone_number_id,
        "status": one.status,
        "at": one.at.isoformat() if one.at else None,
        "error": asdict(one.error) if one.error else None,
        "pricing_type": one.pricing_type,
        "pricing_category": one.pricing_category,
        "raw": one.raw,
    }


def _from_json(row: ParkedStatus) -> StatusUpdate:
    kept = row.status
    return StatusUpdate(
        waba_id=kept["waba_id"],
        phone_number_id=kept["phone_number_id"],
        wamid=row.wamid,
        status=kept["status"],
        at=datetime.fromisoformat(kept["at"]) if kept["at"] else None,
        recipient_phone=None,
        recipient_user_id=None,
        callback=None,
        error=StatusError(**kept["error"]) if kept.get("error") else None,
        pricing_type=kept["pricing_type"],
        pricing_category=kept["pricing_category"],
        raw=kept["raw"],
    )
