"""Three companies that send while everything around them fails, and what their people do meanwhile."""

import random
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.context import Actor, CompanyContext, PlatformActor
from platform_app.core.db import DatabaseProblem, in_company, platform_transaction
from platform_app.core.errors import AppError
from platform_app.core.permissions import Role
from platform_app.models.consent import ConsentKind, ConsentSource
from platform_app.models.contacts import Contact
from platform_app.models.templates import MessageTemplate
from platform_app.services import campaigns, companies, consent
from tests.faults.courier import Address
from tests.faults.history import History
from tests.support.campaigns import TEMPLATE, make_company, make_number
from tests.support.people import Town, make_person
from tests.support.plans import limit
from tests.support.shops import Shop

NAMES = ("acme", "globex", "initech")
GROUPS = 20
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
        self.shop.launch(self.shop.draft())

    def launch_twice(self) -> None:
        """Launch one campaign from two windows at the same moment."""
        if not self.groups:
            return
        campaign_id = self.shop.draft(audience=f"tag:group {self.groups.pop()}")
        windows = [threading.Thread(target=self._launch, args=(campaign_id,)) for _ in range(2)]
        for window in windows:
            window.start()
        for window in windows:
            window.join()

    def opt_out(self, people: int) -> None:
        """Let some people say stop, one after the other."""
        for _ in range(people):
            phone = in_company(self.system, self._opt_one_out)
            self.history.add("opt-out", company=str(self.id), phone=phone)

    def suspend(self) -> None:
        """Let the platform suspend the company."""
        with platform_transaction(ROOT, self.id) as ctx:
            companies.suspend(ctx, self.id, reason="They have not paid.")
        self.history.add("suspended", company=str(self.id))

    def restore(self) -> None:
        """Let the platform take it back."""
        self.history.add("restored", company=str(self.id))
        with platform_transaction(ROOT, self.id) as ctx:
            companies.restore(ctx, self.id)

    def resume_all(self) -> None:
        """Resume whatever was paused."""
        query = text("select id from campaign where company_id = :id and status = 'paused'")
        paused = in_company(
            self.system,
            lambda ctx: ctx.db.connection().execute(query, {"id": self.id}).scalars().all(),
        )
        for campaign_id in paused:
            in_company(self.system, lambda ctx, one=campaign_id: campaigns.resume(ctx, one))

    def _launch(self, campaign_id: UUID) -> None:
        # The second one is told that it came too late.
        with suppress(AppError, DatabaseProblem):
            self.shop.launch(campaign_id)

    def _opt_one_out(self, ctx: CompanyContext) -> str:
        phone = f"+35191200{self.chance.randrange(self._people(ctx)):04}"
        whom = select(Contact).where(
            col(Contact.company_id) == self.id, col(Contact.phone) == phone
        )
        consent.record(ctx, ctx.db.exec(whom).one(), STOP)
        return phone

    def _people(self, ctx: CompanyContext) -> int:
        query = text("select count(*) from contact where company_id = :id")
        return int(ctx.db.connection().execute(query, {"id": self.id}).scalar_one())


def besiege(history: History, chance: random.Random, *, people: int, rate: int) -> list[Besieged]:
    """Make the companies."""
    return [_besieged(name, history, chance, people, rate) for name in NAMES]


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
            phone=f"+35191200{n:04}",
            name=f"Rui {n}",
            opted_in_at=now(),
            tags=[f"group {n % GROUPS}"],
        )
        for n in range(people)
    ]
    in_company(Actor.system(company_id), lambda ctx: ctx.db.add_all([template, *contacts]))
    shop = Shop(Town(alice, alice, alice, alice), template.id, number_id)
    address = Address(f"key-{company_id}", f"app_secret-of-{company_id}")
    return Besieged(company_id, shop, address, history, chance)
