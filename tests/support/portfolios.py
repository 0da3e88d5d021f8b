"""A company with three accounts of two portfolios, to see how far a refusal reaches."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import text

from platform_app.core.context import Actor, CompanyContext
from platform_app.core.crypto import encrypt
from platform_app.core.db import in_company
from platform_app.models.campaigns import Campaign, CampaignRecipient, CampaignStatus
from platform_app.models.channels import Channel, PhoneNumber
from platform_app.models.contacts import Contact
from platform_app.models.templates import MessageTemplate
from platform_app.services.sending import Source, Work
from tests.dev.simulators import ACME
from tests.support.campaigns import make_company

PERSON = "+351912000701"
# Campaign, its account, its number (both by name), its template, its category. `this` is the one that sends.
CAMPAIGNS = (
    ("this", "a", "a1", "opening_hours", "MARKETING"),
    ("same template", "a", "a2", "opening_hours", "MARKETING"),
    ("same number", "a", "a1", "other", "UTILITY"),
    ("same account", "a", "a2", "second", "MARKETING"),
    ("same portfolio", "b", "b1", "third", "MARKETING"),
    ("other portfolio", "c", "c1", "fourth", "MARKETING"),
)
PORTFOLIOS = {"a": "p1", "b": "p1", "c": "p2"}
RESET = """
    update campaign set status = 'sending', pause_reason = null, pause_kind = null, failing = '{}';
    update phone_number set paused_until = null, pause_reason = null;
    update channel set status = 'connected', problem = null;
    update contact set opted_out_at = null, unreachable_since = null;
    delete from channel_notice;
    update campaign_recipient set status = 'pending', attempts = 0, wamid = null, error_code = null,
        error_detail = null, failed_at = null, accepted_at = null,
        not_before = case when phone = '+351912000701' then null else now() + interval '9 days' end
"""


@dataclass(slots=True)
class Reach:
    """What stands still."""

    campaigns: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Portfolios:
    """The company, and the one row that is sent again and again."""

    company_id: UUID

    @property
    def actor(self) -> Actor:
        return Actor.system(self.company_id)

    def work(self) -> Work:
        """Return what a lane would find to send for the campaign called `this`."""
        found = self._run("select id, phone_number_id from campaign where name = 'this'").one()
        return Work(self.company_id, Source.RECIPIENT, *found)

    def reset(self) -> None:
        """Let everything go on as if nothing had been sent yet."""
        self._run(RESET)

    def row(self) -> Any:
        """Return the state of the person's row."""
        query = """
            select r.status, r.error_code, r.error_detail, r.not_before > now() as waits, c.opted_out_at,
                   c.unreachable_since, p.pause_reason
            from campaign_recipient r join campaign p on p.id = r.campaign_id join contact c on c.id = r.contact_id
            where r.phone = '+351912000701'
        """
        return self._run(query).one()

    def reach(self) -> Reach:
        """Return what is paused."""
        paused = self._run("select name from campaign where status = 'paused'").scalars()
        numbers = self._run("select display_number from phone_number where paused_until > now()")
        return Reach(set(paused), set(numbers.scalars()))

    def kinds(self) -> set[str]:
        """Return of what kinds the pauses of campaigns are."""
        query = "select pause_kind from campaign where status = 'paused'"
        return set(self._run(query).scalars())

    def reasons(self) -> set[str]:
        """Return why campaigns and numbers stand still, and what notices say."""
        query = """
            select pause_reason from campaign where status = 'paused'
            union select pause_reason from phone_number where paused_until > now()
            union select title from channel_notice where resolved_at is null
        """
        return set(self._run(query).scalars())

    def _run(self, statement: str) -> Any:
        def run(ctx: CompanyContext) -> Any:
            answer = ctx.db.connection().execute(text(statement))
            return answer.freeze()() if answer.returns_rows else None

        return in_company(self.actor, run)


def make_portfolios() -> Portfolios:
    """Make the company; account `a` and its number `a1` are acme's at the simulator."""
    company_id = make_company("acme")

    def build(ctx: CompanyContext) -> None:
        channels = {name: _channel(ctx, name) for name in PORTFOLIOS}
        numbers: dict[str, PhoneNumber] = {}
        templates: dict[str, MessageTemplate] = {}
        for name, account, number, template, category in CAMPAIGNS:
            channel = channels[account]
            if number not in numbers:
                numbers[number] = _number(ctx, channel, number)
            if template not in templates:
                templates[template] = _template(ctx, channel, template, category)
            _campaign(ctx, name, numbers[number], templates[template])

    in_company(Actor.system(company_id), build)
    return Portfolios(company_id)


def _channel(ctx: CompanyContext, name: str) -> Channel:
    clear = {"access_token": ACME.token, "app_secret": ACME.app_secret, "verify_token": "word"}
    sealed: dict[str, Any] = {
        f"{one}_sealed": encrypt(value, company_id=ctx.company_id, field=one)
        for one, value in clear.items()
    }
    channel = Channel(
        company_id=ctx.company_id,
        waba_id=ACME.waba_id if name == "a" else name,
        webhook_key=f"key-{name}",
        business_id=PORTFOLIOS[name],
        **sealed,
    )
    ctx.db.add(channel)
    ctx.db.flush()
    return channel


def _number(ctx: CompanyContext, channel: Channel, name: str) -> PhoneNumber:
    number = PhoneNumber(
        company_id=ctx.company_id,
        channel_id=channel.id,
        wa_phone_number_id=ACME.numbers[0].id if name == "a1" else name,
        display_number=name,
        messages_per_second=1_000,
    )
    ctx.db.add(number)
    ctx.db.flush()
    return number


def _template(ctx: CompanyContext, channel: Channel, name: str, category: str) -> MessageTemplate:
    template = MessageTemplate(
        company_id=ctx.company_id,
        channel_id=channel.id,
        wa_template_id=name,
        name=name,
        language="en",
        category=category,
        status="APPROVED",
        parameter_format="POSITIONAL",
        components=[{"type": "BODY", "text": "We are open."}],
    )
    ctx.db.add(template)
    ctx.db.flush()
    return template


def _campaign(
    ctx: CompanyContext, name: str, number: PhoneNumber, template: MessageTemplate
) -> None:
    snapshot = {
        "name": template.name,
        "language": template.language,
        "parameter_format": "POSITIONAL",
        "components": template.components,
    }
    campaign = Campaign(
        company_id=ctx.company_id,
        name=name,
        status=CampaignStatus.SENDING,
        phone_number_id=number.id,
        template_id=template.id,
        template_snapshot=snapshot,
        category=template.category,
    )
    phone = PERSON if name == "this" else f"+35191200{len(name):04}"
    contact = Contact(company_id=ctx.company_id, phone=phone, name=name)
    ctx.db.add_all((campaign, contact))
    ctx.db.flush()
    ctx.db.add(
        CampaignRecipient(
            company_id=ctx.company_id,
            campaign_id=campaign.id,
            contact_id=contact.id,
            name=name,
            phone=phone,
        )
    )
