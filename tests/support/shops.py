"""A company that can launch a campaign at once: people, a number, an approved template."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from platform_app.core.clock import now
from platform_app.core.context import Actor
from platform_app.core.db import in_company
from platform_app.models.contacts import Contact
from platform_app.models.templates import MessageTemplate
from platform_app.services import campaigns
from platform_app.services.campaigns import DraftChanges, VariableDraft
from tests.support.campaigns import TEMPLATE, make_number
from tests.support.people import Town, make_town

FIRST_NAME = VariableDraft("body.1", "", "", "first_name", "", "")


@dataclass(frozen=True)
class Shop:
    town: Town
    template_id: UUID
    number_id: UUID

    @property
    def actor(self) -> Actor:
        return self.town.alice.actor

    def draft(
        self,
        *,
        audience: str = "all",
        without: tuple[str, ...] = (),
        variables: tuple[VariableDraft, ...] = (FIRST_NAME,),
    ) -> UUID:
        campaign_id = in_company(self.actor, lambda ctx: campaigns.create(ctx, name="Winter"))
        changes = DraftChanges(
            "Winter", self.template_id, self.number_id, [audience], list(variables), list(without)
        )
        in_company(self.actor, lambda ctx: campaigns.save_draft(ctx, campaign_id, changes))
        return campaign_id

    def launch(self, campaign_id: UUID) -> None:
        in_company(self.actor, lambda ctx: campaigns.launch(ctx, campaign_id))

    def prepare(self, campaign_id: UUID) -> None:
        in_company(self.actor, lambda ctx: campaigns.prepare(ctx, campaign_id))

    def report(self, campaign_id: UUID) -> campaigns.CampaignReport:
        return in_company(self.actor, lambda ctx: campaigns.get_report(ctx, campaign_id))


def contact(company_id: UUID, n: int, **values: Any) -> Contact:
    defaults: dict[str, Any] = {
        "phone": f"+35191200{n:04}",
        "name": f"Rui {n}",
        "opted_in_at": now(),
        "tags": ["vip"] if n < 2 else [],
    }
    return Contact(company_id=company_id, **defaults | values)


def make_shop() -> Shop:
    """Make a company that can launch a campaign at once."""
    town = make_town()
    company_id = town.alice.company_id
    channel_id, number_id = make_number(company_id)
    template = MessageTemplate(
        company_id=company_id, channel_id=channel_id, wa_template_id="1", name="winter_offer", language="en",
        category="MARKETING", status="APPROVED", components=TEMPLATE["components"],
    )  # fmt: skip
    people = [
        contact(company_id, 0),
        contact(company_id, 1),
        contact(company_id, 2, opted_out_at=now()),
        contact(company_id, 3, opted_in_at=None),
        contact(company_id, 4, name=""),
        contact(company_id, 5, phone=None),
        contact(company_id, 6, unreachable_since=now()),
    ]
    in_company(town.alice.actor, lambda ctx: ctx.db.add_all([template, *people]))
    return Shop(town, template.id, number_id)
