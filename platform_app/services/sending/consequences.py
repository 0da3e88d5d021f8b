"""What an error code means for the campaign, the number and the company, beyond the row it came with."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, update

from platform_app.core.context import CompanyContext
from platform_app.integrations.whatsapp.errors import Action, ErrorMeaning, explain
from platform_app.models.campaigns import Campaign, CampaignStatus
from platform_app.models.channels import Channel, ChannelStatus
from platform_app.services import audit
from platform_app.services.sending.views import Work

_NUMBER_PAUSE_S = 600
_PAUSE = """
    update phone_number set paused_until = now() + make_interval(secs => :seconds), pause_reason = :reason
    where company_id = :company_id
"""
_PAUSE_NUMBERS = text(_PAUSE)
_PAUSE_NUMBER = text(_PAUSE + " and id = :id")


def draw_consequences(ctx: CompanyContext, codes: Iterable[int], work: Work | None = None) -> None:
    """Pause what has to stop: the number, the campaign of `work`, or everything the company sends."""
    number_id = work.phone_number_id if work else None
    campaign_id = work.campaign_id if work else None
    for meaning in map(explain, sorted(codes)):
        if meaning.action is Action.PAUSE_NUMBER and number_id is not None:
            _pause_number(ctx, number_id, meaning)
        elif meaning.action is Action.PAUSE_CAMPAIGN and campaign_id is not None:
            _pause_campaigns(ctx, meaning, only=campaign_id)
        elif meaning.action is Action.PAUSE_COMPANY:
            _pause_company(ctx, meaning)


def _pause_number(ctx: CompanyContext, phone_number_id: UUID, meaning: ErrorMeaning) -> None:
    ctx.db.connection().execute(
        _PAUSE_NUMBER, _pause_values(ctx, meaning) | {"id": phone_number_id}
    )


def _pause_values(ctx: CompanyContext, meaning: ErrorMeaning) -> dict[str, object]:
    return {"company_id": ctx.company_id, "seconds": _NUMBER_PAUSE_S, "reason": meaning.sentence}


def _pause_campaigns(
    ctx: CompanyContext, meaning: ErrorMeaning, *, only: UUID | None = None
) -> None:
    statement = (
        update(Campaign)
        .where(
            col(Campaign.company_id) == ctx.company_id,
            col(Campaign.status) == CampaignStatus.SENDING,
        )
        .values(status=CampaignStatus.PAUSED, pause_reason=f"{meaning.sentence} {meaning.advice}")
        .returning(col(Campaign.id), col(Campaign.name))
    )
    if only is not None:
        statement = statement.where(col(Campaign.id) == only)
    for campaign_id, name in ctx.db.connection().execute(statement):
        act = audit.AuditAction.CAMPAIGN_PAUSED
        audit.record(ctx, act, campaign_id, name=name, code=str(meaning.code))


def _pause_company(ctx: CompanyContext, meaning: ErrorMeaning) -> None:
    _pause_campaigns(ctx, meaning)
    # Replies wait as well: the token is the same, and each further call could make things worse.
    ctx.db.connection().execute(_PAUSE_NUMBERS, _pause_values(ctx, meaning))
    ctx.db.connection().execute(
        update(Channel)
        .where(col(Channel.company_id) == ctx.company_id)
        .values(status=ChannelStatus.REFUSED, problem=f"{meaning.sentence} {meaning.advice}")
    )
    ctx.nudge("channels")
