"""The frequency cap: nobody gets more marketing than the company allows for one person, whichever way it comes."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import col, select, update

from platform_app.core.context import Actor
from platform_app.core.db import company_transaction, in_company
from platform_app.core.errors import Conflict, InvalidInput
from platform_app.core.ids import new_id
from platform_app.models.campaigns import Campaign, CampaignRecipient, CampaignStatus
from platform_app.models.companies import Company
from platform_app.models.consent import ConsentKind, ConsentPurpose, ConsentSource
from platform_app.models.contacts import Contact
from platform_app.models.templates import MessageTemplate
from platform_app.services import campaigns, consent, inbox, sending
from platform_app.services.consent import CapChanges, ConsentChange
from platform_app.services.sending import Source, Work
from tests.support import factories
from tests.support.campaigns import TEMPLATE, SendingCampaign, sending_campaign
from tests.support.conversations import act
from tests.support.lanes import change, claim
from tests.support.servers import TestDatabase
from tests.support.shops import Shop, contact, make_shop


@pytest.fixture
def campaign(database: TestDatabase) -> SendingCampaign:
    return sending_campaign(people=10)


@pytest.fixture
def shop(database: TestDatabase) -> Shop:
    return make_shop()


def cap(actor: Actor, *, day: int | None = None, week: int | None = None) -> None:
    with company_transaction(actor) as ctx:
        own = update(Company).where(col(Company.id) == ctx.company_id)
        ctx.db.exec(own.values(frequency_cap_day=day, frequency_cap_week=week))


def second_campaign(first: SendingCampaign, category: str = "MARKETING") -> UUID:
    """Send another campaign to the same people."""
    with company_transaction(first.actor) as ctx:
        campaign = Campaign(
            company_id=first.company_id, name="Spring", status=CampaignStatus.SENDING,
            phone_number_id=first.number_id, template_snapshot=TEMPLATE, category=category,
        )  # fmt: skip
        ctx.db.add(campaign)
        ctx.db.flush()
        ctx.db.connection().execute(
            text(
                """
                insert into campaign_recipient (company_id, id, created_at, campaign_id, contact_id, name, phone,
                    parameters, status, attempts)
                select company_id, uuidv7(), now(), :campaign, contact_id, name, phone, parameters, 'pending', 0
                from campaign_recipient where campaign_id = :first
                """
            ),
            {"campaign": campaign.id, "first": first.id},
        )
    return campaign.id


def claim_of(first: SendingCampaign, campaign_id: UUID, size: int = 50) -> int:
    work = Work(first.company_id, Source.RECIPIENT, campaign_id, first.number_id)
    return len(
        in_company(first.actor, lambda ctx: sending.claim(ctx, work, lane=new_id(), size=size))
    )


def skipped(first: SendingCampaign) -> dict[str, int]:
    with company_transaction(first.actor) as ctx:
        query = "select skip_reason, count(*) from campaign_recipient where status = 'skipped' group by 1"
        return {str(reason): int(n) for reason, n in ctx.db.connection().execute(text(query))}


SENT = (
    "update campaign_recipient set status = 'delivered', accepted_at = now() - interval '{} hours'"
)


@pytest.mark.parametrize(
    ("day", "week", "hours_ago", "claimed"),
    [(1, None, 1, 0), (1, None, 25, 10), (2, None, 1, 10), (None, 1, 25, 0), (None, 1, 169, 10),
     (None, None, 1, 10)],
)  # fmt: skip
def test_who_has_had_enough_is_skipped_at_the_claim(campaign, day, week, hours_ago, claimed):
    cap(campaign.actor, day=day, week=week)
    change(campaign, SENT.format(hours_ago))
    assert claim_of(campaign, second_campaign(campaign)) == claimed
    assert skipped(campaign) == ({} if claimed else {"frequency_cap": 10})


@pytest.mark.parametrize("state", ["claimed", "sending", "unconfirmed"])
def test_what_is_on_its_way_counts(campaign, state):
    cap(campaign.actor, day=1)
    change(campaign, f"update campaign_recipient set status = '{state}', attempt_id = uuidv7()")
    assert claim_of(campaign, second_campaign(campaign)) == 0


def test_what_has_failed_does_not_count(campaign):
    cap(campaign.actor, day=1)
    change(campaign, "update campaign_recipient set status = 'failed', accepted_at = now()")
    assert claim_of(campaign, second_campaign(campaign)) == 10


def test_messages_that_are_no_marketing_neither_count_nor_stop(campaign):
    cap(campaign.actor, day=1)
    change(campaign, SENT.format(1))
    assert claim_of(campaign, second_campaign(campaign, "UTILITY")) == 10


def test_two_campaigns_at_once_do_not_exceed_it(campaign):
    """Many lanes claim from two campaigns at the same moment: nobody is claimed in both."""
    cap(campaign.actor, day=1)
    both = [campaign.id, second_campaign(campaign)] * 10
    with ThreadPoolExecutor(6) as lanes:
        claimed = list(lanes.map(lambda one: claim_of(campaign, one, size=2), both))
    assert sum(claimed) == 10
    with company_transaction(campaign.actor) as ctx:
        query = "select count(distinct contact_id) from campaign_recipient where status = 'claimed'"
        assert ctx.db.connection().execute(text(query)).scalar_one() == 10


def test_cap_of_one_company_is_none_of_anothers(campaign):
    other = sending_campaign(people=3, subdomain="globex")
    cap(other.actor, day=1)
    change(campaign, SENT.format(1))
    assert claim_of(campaign, second_campaign(campaign)) == 10
    assert len(claim(other)) == 3


@pytest.mark.parametrize(
    ("column", "category", "reason"),
    [("blocked_at", "MARKETING", "blocked"), ("blocked_at", "UTILITY", "blocked"),
     ("service_opted_out_at", "UTILITY", "opted_out"), ("opted_out_at", "MARKETING", "opted_out")],
)  # fmt: skip
def test_blocked_and_silent_people_are_skipped_at_the_claim(campaign, column, category, reason):
    change(campaign, f"update contact set {column} = now() where name = 'Rui 3'")
    assert claim_of(campaign, second_campaign(campaign, category)) == 9
    assert skipped(campaign) == {reason: 1}


def reasons(shop: Shop, campaign_id: UUID) -> dict[str, int]:
    told = act(shop.actor, campaigns.preflight, campaign_id)
    return {one.key: one.total for one in told.skipped}


def test_preflight_and_freeze_skip_who_has_had_enough_is_blocked_or_silent(shop):
    def add(ctx) -> None:
        ctx.db.add_all([contact(ctx.company_id, n, name=f"New {n}") for n in (20, 21)])

    in_company(shop.actor, add)
    tell(shop.actor, "New 20", ConsentKind.BLOCKED)
    tell(shop.actor, "New 21", ConsentKind.WITHDRAWN, ConsentPurpose.SERVICE)
    first = shop.draft()
    assert (reasons(shop, first)["blocked"], reasons(shop, first)["opted_out"]) == (1, 2)
    shop.launch(first)
    shop.prepare(first)
    sent = update(CampaignRecipient).where(col(CampaignRecipient.status) == "pending")
    act(shop.actor, lambda ctx: ctx.db.exec(sent.values(status="read", accepted_at=text("now()"))))
    cap(shop.actor, day=1)
    assert reasons(shop, shop.draft())["frequency_cap"] == 2


def tell(
    actor: Actor, name: str, kind: ConsentKind, purpose: ConsentPurpose = ConsentPurpose.MARKETING
) -> None:
    with company_transaction(actor) as ctx:
        person = ctx.db.exec(select(Contact).where(col(Contact.name) == name)).one()
        consent.record(ctx, person, ConsentChange(kind, ConsentSource.AGENT, purpose))


def write(shop: Shop, phone: str) -> None:
    values = {"body.1": "Ana"}
    act(shop.actor, inbox.write_first, shop.number_id, phone, shop.template_id, values)


def test_templates_of_the_inbox_count_and_are_refused_with_a_sentence(shop):
    cap(shop.actor, day=2)
    write(shop, "+351912000001")
    write(shop, "+351912000001")
    with pytest.raises(Conflict, match="as many marketing messages"):
        write(shop, "+351912000001")
    write(shop, "+351912000000")
    cap(shop.actor, week=2)
    assert reasons(shop, shop.draft())["frequency_cap"] == 1


@pytest.mark.parametrize("category", ["MARKETING", "UTILITY"])
@pytest.mark.parametrize("kind", [ConsentKind.BLOCKED, ConsentKind.WITHDRAWN])
def test_templates_are_not_written_to_blocked_or_silent_people(shop, kind, category):
    change_category = update(MessageTemplate).values(category=category)
    act(shop.actor, lambda ctx: ctx.db.exec(change_category))
    tell(shop.actor, "Rui 1", kind, ConsentPurpose.SERVICE)
    with pytest.raises(Conflict, match="is blocked" if kind == "blocked" else "no messages at all"):
        write(shop, "+351912000001")


def test_cap_is_kept_as_it_was_typed(database: TestDatabase):
    acme = factories.company()
    act(acme.carol, consent.save_cap, CapChanges("2", ""))
    kept = act(acme.bob, consent.get_settings)
    assert (kept.cap_day, kept.cap_week) == ("2", "")


@pytest.mark.parametrize(
    ("day", "week", "field"),
    [("0", "", "day"), ("x", "", "day"), ("", "-1", "week"), ("3", "2", "week")],
)
def test_cap_that_is_none_is_told_beside_its_field(database: TestDatabase, day, week, field):
    acme = factories.company()
    with pytest.raises(InvalidInput) as refused:
        act(acme.carol, consent.save_cap, CapChanges(day, week))
    assert list(refused.value.fields) == [field]
