"""Claiming, starting, releasing and recovering rows; every step is one statement and one commit."""

from uuid import UUID

from sqlalchemy import TextClause

from platform_app.core.context import CompanyContext
from platform_app.services import consent
from platform_app.services.sending import statements as sql
from platform_app.services.sending.admission import admit
from platform_app.services.sending.views import Claim, Source, Started, Work

_START = {Source.RECIPIENT: sql.START_RECIPIENTS, Source.REPLY: sql.START_REPLIES}
_RELEASE = {Source.RECIPIENT: sql.RELEASE_RECIPIENTS, Source.REPLY: sql.RELEASE_REPLIES}
# When everybody who was looked at is skipped, others are looked at at once, up to a thousand.
_ROUNDS = 20


def claim(ctx: CompanyContext, work: Work, *, lane: UUID, size: int) -> list[Claim]:
    """Claim up to `size` rows for one lane; any number of lanes may ask at once.

    Nothing is claimed while the campaign, the number or the company is stopped, or the campaign waits; people who opted out, were blocked or
    have had enough marketing since the launch are skipped here.
    """
    values: dict[str, object] = {
        "company_id": ctx.company_id,
        "campaign_id": work.campaign_id,
        "lane": lane,
        "size": size,
        "lease_s": sql.LEASE_S,
    }
    statement = sql.CLAIM_REPLIES
    if work.source is Source.RECIPIENT:
        admission = admit(ctx, work, size)
        if admission.size == 0:
            return []
        statement = sql.CLAIM_RECIPIENTS if admission.zone is None else sql.CLAIM_IN_ZONE
        values |= {"size": admission.size, "is_capped": consent.hold_cap(ctx)}
        if admission.zone is not None:
            values["zone"] = admission.zone
    for _ in range(_ROUNDS):
        rows = ctx.db.connection().execute(statement, values).all()
        claims = [Claim(*claimed) for is_claimed, *claimed in rows if is_claimed]
        if claims or not rows:
            return claims
    return []


def start(ctx: CompanyContext, source: Source, ids: list[UUID], *, lane: UUID) -> list[Started]:
    """Give claimed rows a fresh attempt; only these may go out, and only after this is committed."""
    values = {
        "company_id": ctx.company_id,
        "lane": lane,
        "ids": ids,
        "lease_s": sql.ATTEMPT_LEASE_S,
    }
    return [Started(*row) for row in ctx.db.connection().execute(_START[source], values)]


def release(ctx: CompanyContext, source: Source, ids: list[UUID], *, lane: UUID) -> None:
    """Give claimed rows back untouched."""
    values = {"company_id": ctx.company_id, "lane": lane, "ids": ids}
    ctx.db.connection().execute(_RELEASE[source], values)


def recover(ctx: CompanyContext) -> int:
    """Settle what a dead lane left: claimed rows wait again, started ones are unconfirmed, never sent again."""
    recipients, replies = _count(ctx, sql.RECOVER_RECIPIENTS), _count(ctx, sql.RECOVER_REPLIES)
    if recipients:
        ctx.nudge("campaigns")
    if replies:
        ctx.nudge("inbox")
    return recipients + replies


def _count(ctx: CompanyContext, statement: TextClause) -> int:
    return ctx.db.connection().execute(statement, {"company_id": ctx.company_id}).rowcount
