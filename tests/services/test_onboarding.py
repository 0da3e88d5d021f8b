"""The checklist: each step is ticked by its fact and by nothing else, for one company and over all of them."""

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from platform_app.api.edge import Edge
from platform_app.api.identity import forget_companies
from platform_app.core.clock import now
from platform_app.core.context import Actor, PlatformActor
from platform_app.core.db import company_transaction, in_company, platform_transaction
from platform_app.core.permissions import Role
from platform_app.models.accounts import UserAccount
from platform_app.models.campaigns import Campaign, CampaignRecipient
from platform_app.models.companies import Company
from platform_app.models.deliveries import DeliveryStatus
from platform_app.models.templates import MessageTemplate
from platform_app.services import companies, consent, contacts, onboarding, team
from platform_app.services.companies import ProfileChanges
from platform_app.services.onboarding import STEPS
from tests.support.asking import INSIDE, ask
from tests.support.campaigns import make_company, make_number
from tests.support.people import PASSWORD, Person, make_person, make_town
from tests.support.servers import TestDatabase
from tests.support.webhooks import connect, text_message

PROFILE = ProfileChanges("Zeta", "", "", "", "UTC", "")


@pytest.fixture
def alone(database: TestDatabase) -> Person:
    """Return the only person of a company in which nothing has happened."""
    company_id = make_company("zeta")
    alice = make_person(company_id, "zeta", "alice", Role.ADMIN)
    with company_transaction(Actor.system(company_id)) as ctx:
        for row in ctx.db.scalars(select(UserAccount)):
            if row.id != alice.user_id:
                ctx.db.delete(row)
    return alice


def act(person: Person, service: Any, *arguments: Any, **options: Any) -> Any:
    return in_company(person.actor, lambda ctx: service(ctx, *arguments, **options))


def done(person: Person) -> set[str]:
    return {step.key for step in act(person, onboarding.checklist) if step.done}


def test_nothing_is_ticked_at_first_and_each_step_by_its_fact(alone: Person) -> None:
    assert done(alone) == set()
    act(alone, companies.save_profile, PROFILE)
    assert done(alone) == {"profile"}
    act(alone, consent.save_keywords, consent.KeywordChanges("", "", "", ""))
    act(alone, team.invite, "bob@zeta.example", "agent")
    act(alone, contacts.add, "+351912000111")
    assert done(alone) == {"profile", "opt_out", "team", "contacts"}
    channel = connect(alone.company_id)
    assert done(alone) >= {"whatsapp"}
    assert "webhook" not in done(alone)
    channel.take(channel.body(channel.value(messages=[text_message("wamid.1")])))
    assert "webhook" in done(alone)
    # What customers write has arrived, too, but it is no message of ours.
    assert "test_message" not in done(alone)


def test_a_template_counts_when_approved_and_a_campaign_when_launched_and_arrived(
    alone: Person,
) -> None:
    channel_id, number_id = make_number(alone.company_id)
    company_id = alone.company_id
    with company_transaction(alone.actor) as ctx:
        template = MessageTemplate(
            company_id=company_id, channel_id=channel_id, wa_template_id="1", name="a",
            language="en", category="UTILITY", status="PENDING", components=[],
        )  # fmt: skip
        campaign = Campaign(company_id=company_id, name="Winter", phone_number_id=number_id)
        ctx.db.add_all([template, campaign])
        ctx.db.flush()
        ctx.db.add(
            CampaignRecipient(
                company_id=company_id, campaign_id=campaign.id, contact_id=campaign.id,
                status=DeliveryStatus.ACCEPTED,
            )
        )  # fmt: skip
    assert done(alone) == {"whatsapp"}
    with company_transaction(alone.actor) as ctx:
        ctx.db.merge(template).status = "APPROVED"
        ctx.db.merge(campaign).launched_at = now()
        [person] = ctx.db.scalars(select(CampaignRecipient))
        person.status = DeliveryStatus.DELIVERED
    assert done(alone) == {"whatsapp", "template", "campaign", "test_message"}


def test_the_same_facts_count_companies_for_the_platform(alone: Person) -> None:
    act(alone, companies.save_profile, PROFILE)
    make_company("other")
    counts = [func.count().filter(step.is_done(col(Company.id))) for step in STEPS]
    with platform_transaction(PlatformActor(None)) as ctx:
        found = ctx.db.connection().execute(select(*counts).select_from(Company)).one()
    assert {step.key: n for step, n in zip(STEPS, found, strict=True) if n} == {"profile": 1}


def test_a_step_names_who_takes_it_and_where(alone: Person) -> None:
    steps = {step.key: step for step in act(alone, onboarding.checklist)}
    assert (steps["team"].who, steps["team"].href) == ("An admin", "/settings/team")
    assert steps["campaign"].who == "An admin or a manager"
    assert steps["profile"].permission == "company.manage"


@pytest.mark.parametrize(("who", "place"), [("bob", "/inbox"), ("carol", "/"), ("alice", "/")])
def test_whoever_only_answers_begins_in_the_inbox(
    database: TestDatabase, who: str, place: str
) -> None:
    forget_companies()
    person = getattr(make_town(), who)
    form = {"email": person.email, "password": PASSWORD}
    answer = ask(Edge(INSIDE), "POST", "/auth/sign-in", data=form)
    assert answer.headers["location"] == place
