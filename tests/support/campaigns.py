"""A campaign in the middle of sending, with everything that it stands on."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text

from platform_app.core.clock import now
from platform_app.core.context import Actor, PlatformActor
from platform_app.core.crypto import encrypt
from platform_app.core.db import company_transaction, platform_transaction
from platform_app.models.campaigns import Campaign, CampaignRecipient, CampaignStatus
from platform_app.models.channels import Channel, PhoneNumber
from platform_app.models.contacts import Contact
from platform_app.services import companies

TEMPLATE = {
    "name": "winter_offer",
    "language": "en",
    "parameter_format": "POSITIONAL",
    "components": [
        {"type": "BODY", "text": "Hello {{1}}, it is winter.", "example": {"body_text": [["Ana"]]}}
    ],
}


@dataclass(frozen=True, slots=True)
class SendingCampaign:
    company_id: UUID
    channel_id: UUID
    number_id: UUID
    id: UUID

    @property
    def actor(self) -> Actor:
        return Actor.system(self.company_id)

    def states(self) -> dict[str, int]:
        """Count the rows themselves."""
        query = "select status, count(*) from campaign_recipient where campaign_id = :id group by 1"
        return self._counts(query)

    def counters(self) -> dict[str, int]:
        """Return the counters that the database keeps beside the rows."""
        return self._counts(
            "select status, total from campaign_count where campaign_id = :id and total <> 0"
        )

    def _counts(self, query: str) -> dict[str, int]:
        with company_transaction(self.actor) as ctx:
            rows = ctx.db.connection().execute(text(query), {"id": self.id})
            return {str(state): int(total) for state, total in rows}


def make_company(subdomain: str) -> UUID:
    """Bring a company on, without anybody in it yet."""
    with platform_transaction(PlatformActor(None)) as ctx:
        row = companies.create(
            ctx, name=subdomain.title(), subdomain=subdomain, admin_email=f"ana@{subdomain}.example"
        )
    return UUID(row.id)


def make_number(company_id: UUID, *, messages_per_second: int = 1_000) -> tuple[UUID, UUID]:
    """Connect a number without asking WhatsApp; return the channel's id and the number's."""
    sealed: dict[str, Any] = {
        f"{name}_sealed": encrypt(f"{name}-of-{company_id}", company_id=company_id, field=name)
        for name in ("access_token", "app_secret", "verify_token")
    }
    with company_transaction(Actor.system(company_id)) as ctx:
        channel = Channel(
            company_id=company_id, waba_id="1", webhook_key=f"key-{company_id}", **sealed
        )
        ctx.db.add(channel)
        ctx.db.flush()
        number = PhoneNumber(
            company_id=company_id,
            channel_id=channel.id,
            wa_phone_number_id="2",
            display_number="+351 21 000 0000",
            messages_per_second=messages_per_second,
        )
        ctx.db.add(number)
    return channel.id, number.id


def sending_campaign(
    *, people: int, subdomain: str = "acme", messages_per_second: int = 1_000
) -> SendingCampaign:
    """Make a campaign that a lane may send at once."""
    company_id = make_company(subdomain)
    channel_id, number_id = make_number(company_id, messages_per_second=messages_per_second)
    with company_transaction(Actor.system(company_id)) as ctx:
        campaign = Campaign(
            company_id=company_id,
            name="Winter",
            status=CampaignStatus.SENDING,
            launched_at=now(),
            phone_number_id=number_id,
            template_snapshot=TEMPLATE,
            category="MARKETING",
        )
        ctx.db.add(campaign)
        ctx.db.flush()
        for n in range(people):
            contact = Contact(company_id=company_id, phone=f"+35191200{n:04}", name=f"Rui {n}")
            recipient = CampaignRecipient(
                company_id=company_id,
                campaign_id=campaign.id,
                contact_id=contact.id,
                name=contact.name,
                phone=contact.phone,
                parameters={"body.1": "Rui"},
            )
            ctx.db.add_all((contact, recipient))
    return SendingCampaign(company_id, channel_id, number_id, campaign.id)
