"""Changes of a tag or an attribute that many people have: they come to their end, and launches wait for it."""

from uuid import UUID

import pytest
from sqlmodel import col, func, select, update

from platform_app.core.clock import now
from platform_app.core.db import company_transaction, public_transaction
from platform_app.core.errors import Conflict
from platform_app.jobs import campaigns as campaign_jobs
from platform_app.jobs import sweeps as jobs
from platform_app.models.attributes import AttributeKind
from platform_app.models.campaigns import Campaign, CampaignRecipient, CampaignStatus
from platform_app.models.contacts import Contact
from platform_app.models.sweeps import ContactSweep
from platform_app.services import attributes, campaigns, sweeps, tags
from tests.support import factories
from tests.support.imports import take_in

pytestmark = pytest.mark.usefixtures("database")
MANY = 4_500


@pytest.fixture
def acme():
    return factories.company("Acme")


def call(actor, service, *arguments, **options):
    with company_transaction(actor) as ctx:
        return service(ctx, *arguments, **options)


def take_in_many(actor, tag="", **values):
    people = [{"phone": f"+351{912_000_000 + n}", **values} for n in range(MANY)]
    take_in(actor, *people, tag=tag)


def rename(actor, old, new):
    """Rename a tag; what Redis was told is lost."""
    tag_id = next(UUID(one.id) for one in call(actor, tags.list_tags) if one.name == old)
    call(actor, tags.save, tag_id, name=new, colour="blue")


def unfinished(actor):
    with public_transaction() as ctx:
        return [
            row_id for company, row_id in sweeps.list_unfinished(ctx) if company == actor.company_id
        ]


def tagged(actor, name):
    statement = select(func.count()).where(col(Contact.tags).contains([name]))
    return call(actor, lambda ctx: ctx.db.exec(statement).one())


def go_one_step(actor, sweep_id):
    """Do what a worker does before it is killed."""
    assert call(actor, sweeps.claim, sweep_id)
    assert call(actor, jobs._go_on, sweep_id)


def forget_worker(actor):
    past = update(ContactSweep).values(held_until=now())
    call(actor, lambda ctx: ctx.db.exec(past))


def test_a_rename_comes_to_its_end_though_redis_was_wiped_and_a_worker_killed(acme):
    take_in_many(acme.alice, tag="vip")
    rename(acme.alice, "vip", "VIP")
    [sweep_id] = unfinished(acme.alice)
    go_one_step(acme.alice, sweep_id)
    assert (unfinished(acme.alice), tagged(acme.alice, "vip")) == ([], MANY - 4_000)
    forget_worker(acme.alice)
    assert unfinished(acme.alice) == [sweep_id]
    jobs.run(acme.alice, sweep_id=str(sweep_id))
    assert (tagged(acme.alice, "vip"), tagged(acme.alice, "VIP")) == (0, MANY)
    assert unfinished(acme.alice) == []


def test_a_worker_is_left_alone_by_another_one(acme):
    take_in_many(acme.alice, tag="vip")
    rename(acme.alice, "vip", "VIP")
    [sweep_id] = unfinished(acme.alice)
    go_one_step(acme.alice, sweep_id)
    jobs.run(acme.alice, sweep_id=str(sweep_id))
    assert tagged(acme.alice, "vip") == MANY - 4_000


def test_values_come_to_their_new_spelling_and_then_go(acme):
    since = call(acme.alice, attributes.define, "Since")
    take_in_many(acme.alice, since="24.12.2026")
    call(acme.alice, attributes.save, UUID(since.id), label="Since", kind=AttributeKind.DATE)
    with pytest.raises(Conflict, match="attribute “since” is still being brought"):
        call(acme.alice, attributes.delete, UUID(since.id))
    [sweep_id] = unfinished(acme.alice)
    jobs.run(acme.alice, sweep_id=str(sweep_id))
    call(acme.alice, attributes.delete, UUID(since.id))
    with pytest.raises(Conflict, match="Try again in a minute"):
        call(acme.alice, attributes.define, "Since")
    [sweep_id] = unfinished(acme.alice)
    jobs.run(acme.alice, sweep_id=str(sweep_id))
    values = select(func.count()).where(col(Contact.attributes) != {})
    assert call(acme.alice, lambda ctx: ctx.db.exec(values).one()) == 0


def test_a_tag_on_its_way_is_neither_changed_nor_made_anew(acme):
    take_in_many(acme.alice, tag="vip")
    rename(acme.alice, "vip", "VIP")
    with pytest.raises(Conflict, match="tag “VIP” is still being brought"):
        rename(acme.alice, "VIP", "gold")
    with pytest.raises(Conflict, match="tag “VIP”"):
        call(acme.alice, tags.create, "vip")
    call(acme.alice, tags.create, "other")


def test_a_launch_waits_for_the_end_and_so_does_a_campaign_that_gathers_its_people(acme):
    take_in_many(acme.alice, tag="vip")
    with company_transaction(acme.alice) as ctx:
        everybody = {"include": [{"kind": "all"}], "exclude": [{"kind": "tag", "tag": "vip"}]}
        draft = Campaign(company_id=acme.id, name="Winter", audience=everybody)
        launched = Campaign(
            company_id=acme.id,
            name="Spring",
            status=CampaignStatus.PREPARING,
            audience={"include": [{"kind": "all"}], "exclude": []},
        )
        ctx.db.add_all([draft, launched])
    rename(acme.alice, "vip", "VIP")
    with pytest.raises(Conflict, match=r"tag “VIP” is still being brought.*Launch again"):
        call(acme.alice, campaigns.launch, draft.id)
    campaign_jobs.prepare(acme.alice, campaign_id=str(launched.id))
    recipients = select(func.count()).select_from(CampaignRecipient)
    assert call(acme.alice, lambda ctx: ctx.db.exec(recipients).one()) == 0
    [sweep_id] = unfinished(acme.alice)
    jobs.run(acme.alice, sweep_id=str(sweep_id))
    campaign_jobs.prepare(acme.alice, campaign_id=str(launched.id))
    assert call(acme.alice, lambda ctx: ctx.db.exec(recipients).one()) == MANY


def test_another_company_s_launch_does_not_wait(acme):
    mallory = factories.mallory()
    take_in_many(acme.alice, tag="vip")
    rename(acme.alice, "vip", "VIP")
    call(mallory, sweeps.refuse_launch)
    assert unfinished(mallory) == []
    assert not call(mallory, sweeps.under_way)


def test_people_who_cannot_be_found_in_time_pause_the_campaign_with_a_sentence(acme, monkeypatch):
    take_in(acme.alice, {"phone": "+351912000001"})
    with company_transaction(acme.alice) as ctx:
        launched = Campaign(company_id=acme.id, name="Spring", status=CampaignStatus.PREPARING)
        ctx.db.add(launched)
    preparation = "platform_app.services.campaigns.preparation"
    too_slow = func.pg_sleep(5).is_not(None)
    monkeypatch.setattr(f"{preparation}.FREEZE_WITHIN_MS", 20)
    monkeypatch.setattr(f"{preparation}.choosing.people", lambda _ctx, _audience: [too_slow])
    campaign_jobs.prepare(acme.alice, campaign_id=str(launched.id))
    with company_transaction(acme.alice) as ctx:
        told = ctx.db.exec(select(Campaign.status, Campaign.pause_reason)).one()
    assert (told[0], "took too long" in str(told[1])) == ("paused", True)
