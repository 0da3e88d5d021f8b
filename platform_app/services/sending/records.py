"""Recording what came of attempts."""

from uuid import UUID

from platform_app.core.context import CompanyContext
from platform_app.integrations.whatsapp.errors import ErrorMeaning, explain
from platform_app.models.campaigns import CampaignStatus
from platform_app.models.deliveries import DeliveryStatus
from platform_app.services.sending import statements as sql
from platform_app.services.sending.breakers import watch
from platform_app.services.sending.consequences import draw_consequences
from platform_app.services.sending.failures import load_failures
from platform_app.services.sending.streaks import Kind, follow
from platform_app.services.sending.verdicts import NO_ANSWER, NOT_WRITTEN
from platform_app.services.sending.views import Result, Source, Work

_OVER = (CampaignStatus.CANCELLED, CampaignStatus.COMPLETED, CampaignStatus.FAILED)
_TAKEN = (DeliveryStatus.HELD, DeliveryStatus.ACCEPTED)
_FINAL = (DeliveryStatus.ACCEPTED, DeliveryStatus.FAILED)


def record(ctx: CompanyContext, work: Work, results: list[Result]) -> None:
    """Write down the results of one batch in one statement, and draw their consequences."""
    statement = sql.RECORD_RECIPIENTS if work.source is Source.RECIPIENT else sql.RECORD_REPLIES
    ctx.db.connection().execute(sql.FIND_BY_KEY)
    ctx.db.connection().execute(
        statement,
        {
            "company_id": ctx.company_id,
            "ids": [result.id for result in results],
            "attempts": [result.attempt_id for result in results],
            "statuses": [str(result.status) for result in results],
            "wamids": [result.wamid for result in results],
            "codes": [result.error_code for result in results],
            "details": [result.error_detail for result in results],
            "retries": [result.retry_after_s for result in results],
        },
    )
    if work.campaign_id is not None:
        waiting = [result.id for result in results if result.status == DeliveryStatus.PENDING]
        _end_waiting(ctx, work.campaign_id, waiting)
    meanings = {
        one.id: explain(one.error_code, one.error_detail)
        for one in results
        if one.error_code is not None
    }
    draw_consequences(ctx, load_failures(ctx, work.source, meanings))
    if work.campaign_id is not None:
        final = [one for one in results if one.status in _FINAL]
        follow(ctx, work.campaign_id, Kind.ANSWER, [meanings.get(one.id) for one in final])
        troubles = [meanings.get(one.id) or _own_trouble(one) for one in results]
        bad = [one for one in troubles if one is not None]
        watch(ctx, work.campaign_id, Kind.ANSWER, bad, outcomes=len(results))
    ctx.nudge("campaigns" if work.source is Source.RECIPIENT else "inbox")


def _end_waiting(ctx: CompanyContext, campaign_id: UUID, ids: list[UUID]) -> None:
    """Let nobody wait for another try in a campaign that is over."""
    if not ids:
        return
    values = {"company_id": ctx.company_id, "campaign_id": campaign_id}
    status = ctx.db.connection().execute(sql.HOW_IT_ENDED, values).scalar_one()
    if status in _OVER:
        is_cancelled = status == CampaignStatus.CANCELLED
        values = {"company_id": ctx.company_id, "ids": ids, "is_cancelled": is_cancelled}
        ctx.db.connection().execute(sql.END_WAITING, values)


def _own_trouble(result: Result) -> ErrorMeaning | None:
    """Return what went wrong where WhatsApp gave no code."""
    if result.status in _TAKEN:
        return None
    return NOT_WRITTEN if result.status == DeliveryStatus.FAILED else NO_ANSWER
