"""The steps of a lane, one by one, and the statuses that follow."""

from uuid import UUID

from sqlalchemy import text

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.db import in_company
from platform_app.core.ids import new_id
from platform_app.integrations.whatsapp.payloads import StatusError, StatusUpdate
from platform_app.services import sending
from platform_app.services.sending import Source, Started, Work
from tests.support.campaigns import SendingCampaign

LANE = new_id()


def work_of(campaign: SendingCampaign) -> Work:
    return Work(campaign.company_id, Source.RECIPIENT, campaign.id, campaign.number_id)


def claim(campaign: SendingCampaign, *, size: int = 10, lane: UUID = LANE) -> list[UUID]:
    claims = in_company(
        campaign.actor, lambda ctx: sending.claim(ctx, work_of(campaign), lane=lane, size=size)
    )
    return [one.id for one in claims]


def start(campaign: SendingCampaign, ids: list[UUID], *, lane: UUID = LANE) -> list[Started]:
    return in_company(
        campaign.actor, lambda ctx: sending.start(ctx, Source.RECIPIENT, ids, lane=lane)
    )


def record(campaign: SendingCampaign, results: list[sending.Result]) -> None:
    in_company(campaign.actor, lambda ctx: sending.record(ctx, work_of(campaign), results))


def attempt_one(campaign: SendingCampaign) -> Started:
    return start(campaign, claim(campaign, size=1))[0]


def status(
    started: Started, word: str, *, code: int | None = None, callback: bool = True
) -> StatusUpdate:
    return StatusUpdate(
        waba_id="1", phone_number_id="2", wamid=f"wamid.{started.id.hex}", status=word, at=now(),
        recipient_phone=None, recipient_user_id=None,
        callback=started.callback(Source.RECIPIENT) if callback else None,
        error=StatusError(code, "title", "details") if code else None,
        pricing_type="regular", pricing_category="marketing", raw={},
    )  # fmt: skip


def apply(campaign: SendingCampaign, *updates: StatusUpdate) -> None:
    in_company(
        campaign.actor, lambda ctx: sending.apply_statuses(ctx, campaign.channel_id, updates)
    )


def change(campaign: SendingCampaign, statement: str) -> int:
    """Do what no service does; return how many rows it met."""

    def run(ctx: CompanyContext) -> int:
        return ctx.db.connection().execute(text(statement)).rowcount

    return in_company(campaign.actor, run)
