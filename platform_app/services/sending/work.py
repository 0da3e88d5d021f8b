"""What is due, for which company, and how to reach WhatsApp for it."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, text
from sqlmodel import col, select

from platform_app.core.context import CompanyContext, PublicContext
from platform_app.core.crypto import Secret, decrypt
from platform_app.core.errors import Conflict, NotFound
from platform_app.integrations.whatsapp.signature import app_secret_proof
from platform_app.models.campaigns import Campaign, CampaignStatus, CampaignVariant
from platform_app.models.channels import Channel, PhoneNumber
from platform_app.models.companies import Company, CompanyStatus
from platform_app.services import portfolios
from platform_app.services.sending.views import Route, Source, Work

MOST_WORK = 1_000
_COMPANIES_WITH_REPLIES = text(
    """
    select distinct message.company_id from message
    join company on company.id = message.company_id and company.status = 'active'
    where message.status = 'pending'
    """
)
_COMPANIES_TO_RECOVER = text(
    """
    select company_id from campaign_recipient where status in ('claimed', 'sending') and lease_until < now()
    union
    select company_id from message where status in ('claimed', 'sending') and lease_until < now()
    """
)

_COMPANIES_WITH_PARKED = text(
    "select distinct company_id from parked_status where settled_at is null"
)


def find_work(ctx: PublicContext, *, after: UUID | None = None) -> list[Work]:
    """Return what lanes may send now, over all companies: replies to people first, then campaigns.

    Of campaigns there are at most `MOST_WORK`; name the last one to get those behind it.
    """
    replies = ctx.db.connection().execute(_COMPANIES_WITH_REPLIES).scalars()
    campaigns = (
        select(Campaign.company_id, Campaign.id, Campaign.phone_number_id)
        .join(Company, col(Company.id) == col(Campaign.company_id))
        # A suspended company's campaigns wait as they are, and go on when it is restored.
        .where(
            col(Campaign.status) == CampaignStatus.SENDING,
            col(Company.status) == CompanyStatus.ACTIVE,
            or_(col(Campaign.resumes_at).is_(None), col(Campaign.resumes_at) <= func.now()),
        )
        .order_by(col(Campaign.id))
        .limit(MOST_WORK)
    )
    if after is not None:
        campaigns = campaigns.where(col(Campaign.id) > after)
    return [Work(company_id, Source.REPLY) for company_id in replies] + [
        Work(company_id, Source.RECIPIENT, campaign_id, phone_number_id)
        for company_id, campaign_id, phone_number_id in ctx.db.exec(campaigns)
    ]


def companies_to_recover(ctx: PublicContext) -> list[UUID]:
    """Return the companies in which a lease has run out."""
    return list(ctx.db.connection().execute(_COMPANIES_TO_RECOVER).scalars())


def companies_with_parked(ctx: PublicContext) -> list[UUID]:
    """Return the companies with statuses whose message was unknown."""
    return list(ctx.db.connection().execute(_COMPANIES_WITH_PARKED).scalars())


def load_route(ctx: CompanyContext, phone_number_id: UUID, campaign_id: UUID | None) -> Route:
    """Return number, token and template; the token is decrypted for the transport only."""
    row = ctx.db.exec(
        select(PhoneNumber, Channel)
        .join(
            Channel,
            (col(Channel.company_id) == col(PhoneNumber.company_id))
            & (col(Channel.id) == col(PhoneNumber.channel_id)),
        )
        .where(
            col(PhoneNumber.company_id) == ctx.company_id, col(PhoneNumber.id) == phone_number_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound("This number is not connected any more.")
    number, channel = row
    if not channel.access_token_sealed:
        # Claimed before the credentials were taken out; what was claimed waits until they are back.
        raise Conflict("The credentials of this number were taken out.")
    token = decrypt(channel.access_token_sealed, company_id=ctx.company_id, field="access_token")
    secret = decrypt(channel.app_secret_sealed, company_id=ctx.company_id, field="app_secret")
    proof = Secret(app_secret_proof(token.reveal(), secret.reveal()))
    campaign = ctx.db.get_one(Campaign, (ctx.company_id, campaign_id)) if campaign_id else None
    template = campaign.template_snapshot if campaign else None
    return Route(
        number.wa_phone_number_id,
        token,
        proof,
        number.messages_per_second,
        template,
        _variants(ctx, campaign_id) if campaign_id else {},
        rate=campaign.rate if campaign else None,
        portfolio=f"{ctx.company_id}.{channel.business_id or channel.id}",
        daily_limit=portfolios.read_limit(number.messaging_limit) if campaign else None,
    )


def _variants(ctx: CompanyContext, campaign_id: UUID) -> dict[int, dict[str, Any]]:
    # Any: Graph's JSON
    found = select(CampaignVariant.position, CampaignVariant.template_snapshot).where(
        col(CampaignVariant.company_id) == ctx.company_id,
        col(CampaignVariant.campaign_id) == campaign_id,
    )
    return {position: dict(snapshot) for position, snapshot in ctx.db.exec(found)}
