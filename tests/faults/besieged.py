"""Three companies that send while everything around them fails, and what their people do meanwhile."""

import random
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.context import Actor, CompanyContext, PlatformActor
from platform_app.core.db import DatabaseProblem, in_company, platform_transaction
from platform_app.core.errors import AppError
from platform_app.core.permissions import Role
from platform_app.models.campaigns import Campaign, CampaignRecipient
from platform_app.models.companies import Company
from platform_app.models.consent import ConsentKind, ConsentSource
from platform_app.models.contacts import Contact
from platform_app.models.templates import MessageTemplate
from platform_app.services import campaigns, companies, consent
from tests.faults.courier import Address
from tests.faults.history import History
from tests.faults.manners import ACCEPTED, LATE
from tests.faults.recording_graph import Heard, recipient
from tests.support.campaigns import TEMPLATE, make_company, make_number
from tests.support.people import Town, make_person
from tests.support.plans import limit
from tests.support.shops import Shop

NAMES = ("acme", "globex", "initech")
GROUPS = 20
# The manners after which the product knows that the message was taken.
PLAIN = (ACCEPTED, LATE)
ROOT = PlatformActor(None)
STOP = consent.ConsentChange(ConsentKind.WITHDRAWN, ConsentSource.KEYWORD, detail="STOP")


@dataclass
class Besieged:
    """One company with people, a number and an approved template."""

    id: UUID
    shop: Shop
    address: Address
    history: History
    chance: random.Random
    people: int
    groups: list[int] = field(default_factory=lambda: list(range(GROUPS)))

    @property
    def system(self) -> Actor:
        return Actor.system(self.id)

    @property
    def token(self) -> str:
        """Return what its messages are sent with."""
        return f"Bearer access_token-of-{self.id}"

    def launch_to_all(self) -> None:
        """Launch a campaign to everybody."""
        self.shop.launch(self._draft("all", self.people))

    def prepare_all(self) -> None:
        """Do what a worker would: fix the audience of what was launched."""
        for campaign_id in self.campaigns("preparing"):
            self.shop.prepare(campaign_id)

    def launch_twice(self) -> None:
        """Launch one campaign from two windows at the same moment."""
        if not self.groups:
            return
        group = self.groups.pop()
        members = len(range(group, self.people, GROUPS))
        campaign_id = self._draft(f"tag:group {group}", members)
        windows = [threading.Thread(target=self._launch, args=(campaign_id,)) for _ in range(2)]
        for window in windows:
            window.start()
        for window in windows:
            window.join()

    def opt_out_some(self, people: int) -> None:
        """Let some people say stop who are about to be written to, one after the other."""
        for _ in range(people):
            self.opt_out(self.chance.choice(self.next_in_line(20) or ["+351912000000"]))

    def opt_out(self, phone: str) -> None:
        """Let somebody say stop."""
        whom = select(Contact).where(
            col(Contact.company_id) == self.id, col(Contact.phone) == phone
        )
        in_company(self.system, lambda ctx: consent.record(ctx, ctx.db.exec(whom).one(), STOP))
        self._stop("opt-out", phone=phone)

    def next_in_line(self, most: int = 100) -> list[str]:
        """Return the phones of those who are about to be written to, whoever is claimed first."""
        query = (
            select(CampaignRecipient.phone)
            .where(
                col(CampaignRecipient.company_id) == self.id,
                col(CampaignRecipient.status).in_(("pending", "claimed")),
            )
            .order_by(col(CampaignRecipient.status), col(CampaignRecipient.id))
            .limit(most)
        )
        return in_company(self.system, lambda ctx: [phone or "" for phone in ctx.db.exec(query)])

    def suspend(self) -> None:
        """Let the platform suspend the company."""
        with platform_transaction(ROOT, self.id) as ctx:
            companies.suspend(ctx, self.id, reason="They have not paid.")
        self._stop("suspension")

    def restore(self) -> None:
        """Let the platform take it back."""
        self._go()
        with platform_transaction(ROOT, self.id) as ctx:
            companies.restore(ctx, self.id)

    def pause_all(self) -> None:
        """Pause whatever is being sent."""
        for campaign_id in self.campaigns("sending"):
            in_company(self.system, lambda ctx, one=campaign_id: campaigns.pause(ctx, one))
            self._stop("pause", campaign=str(campaign_id))

    def resume_all(self) -> None:
        """Resume whatever was paused."""
        for campaign_id in self.campaigns("paused"):
            self._go(campaign=str(campaign_id))
            in_company(self.system, lambda ctx, one=campaign_id: campaigns.resume(ctx, one))

    def cancel_latest(self) -> None:
        """Cancel the latest campaign that is being sent."""
        for campaign_id in self.campaigns("sending")[-1:]:
            in_company(self.system, lambda ctx, one=campaign_id: campaigns.cancel(ctx, one))
            self._stop("cancellation", campaign=str(campaign_id))

    def campaigns(self, status: str) -> list[UUID]:
        """Return the campaigns of one state, the oldest first."""
        query = select(Campaign.id).where(
            col(Campaign.company_id) == self.id, col(Campaign.status) == status
        )
        return in_company(
            self.system, lambda ctx: list(ctx.db.exec(query.order_by(col(Campaign.id))))
        )

    def _draft(self, audience: str, people: int) -> UUID:
        campaign_id = self.shop.draft(audience=audience)
        self.history.add("launch", campaign=str(campaign_id), people=people)
        return campaign_id

    def _stop(self, why: str, **scope: str) -> None:
        self.history.add("stop", why=why, company=str(self.id), **scope)

    def _go(self, **scope: str) -> None:
        self.history.add("go", company=str(self.id), **scope)

    def _launch(self, campaign_id: UUID) -> None:
        # The second one is told that it came too late.
        with suppress(AppError, DatabaseProblem):
            self.shop.launch(campaign_id)


@dataclass
class Listener:
    """Writes down what the Graph hears, and says what it has taken."""

    history: History
    companies: list[Besieged]
    on_taken: Callable[[Besieged, Heard], None] = lambda _company, _heard: None

    def hear(self, heard: Heard) -> None:
        """Note one request to send."""
        company = next(one for one in self.companies if one.token == heard.token)
        self.history.add(
            "message",
            company=str(company.id),
            recipient=recipient(heard.message),
            phone=heard.message["to"],
            callback=heard.message["biz_opaque_callback_data"],
            manner=heard.manner.name,
            takes=heard.manner.takes,
            answers=heard.manner in PLAIN,
        )
        if heard.manner.takes:
            self.on_taken(company, heard)


def besiege(
    history: History,
    chance: random.Random,
    *,
    people: int,
    rate: int,
    names: tuple[str, ...] = NAMES,
) -> list[Besieged]:
    """Make the companies."""
    return [_besieged(name, history, chance, people, rate) for name in names]


def _besieged(
    name: str, history: History, chance: random.Random, people: int, rate: int
) -> Besieged:
    company_id = make_company(name)
    limit(company_id, campaign_messages=100_000)
    channel_id, number_id = make_number(company_id, messages_per_second=rate)
    alice = make_person(company_id, name, "alice", Role.ADMIN)
    template = MessageTemplate(
        company_id=company_id,
        channel_id=channel_id,
        wa_template_id="1",
        name="winter_offer",
        language="en",
        category="MARKETING",
        status="APPROVED",
        components=TEMPLATE["components"],
    )
    contacts = [
        Contact(
            company_id=company_id,
            phone=f"+3519120{n:05}",
            name=f"Rui {n}",
            opted_in_at=now(),
            tags=[f"group {n % GROUPS}"],
        )
        for n in range(people)
    ]
    in_company(Actor.system(company_id), lambda ctx: ctx.db.add_all([template, *contacts]))
    in_company(Actor.system(company_id), _endure)
    shop = Shop(Town(alice, alice, alice, alice), template.id, number_id)
    address = Address(f"key-{company_id}", f"app_secret-of-{company_id}")
    return Besieged(company_id, shop, address, history, chance, people)


def _endure(ctx: CompanyContext) -> None:
    """Have no campaign wait because too much goes wrong: here nearly everything does."""
    ctx.db.get_one(Company, ctx.company_id).failure_percent = 100
