"""A tag that segments and campaigns name: they follow its name, and keep it from being deleted."""

from uuid import UUID

import pytest
from sqlmodel import select

from platform_app.core.db import company_transaction
from platform_app.core.errors import Conflict
from platform_app.models.campaigns import Campaign, CampaignStatus
from platform_app.models.segments import Segment, SegmentVersion
from platform_app.services import contacts, segments, tags
from tests.support import factories

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def acme():
    return factories.company("Acme")


def call(actor, service, *arguments, **options):
    with company_transaction(actor) as ctx:
        return service(ctx, *arguments, **options)


def segment_of(actor, *names):
    asked = {"subject": "tags", "operator": "any_of", "values": list(names)}
    inner = {"match": "any", "parts": [asked]}
    definition = {"match": "all", "parts": [inner]}
    return call(actor, segments.create, name="Regulars", definition=definition)


def campaign_of(actor, *names, status=CampaignStatus.DRAFT, **audience):
    chosen = [{"kind": "tag", "tag": name} for name in names]
    with company_transaction(actor) as ctx:
        audience = {"include": chosen, "exclude": [], **audience}
        ctx.db.add(
            Campaign(company_id=ctx.company_id, name="Winter", status=status, audience=audience)
        )


def audience(actor):
    return call(actor, lambda ctx: ctx.db.exec(select(Campaign.audience)).one())


def asked(actor):
    with company_transaction(actor) as ctx:
        found = ctx.db.exec(select(Segment)).one()
        return found.version, found.definition["parts"][0]["parts"][0]["values"]


def test_segments_and_drafts_follow_a_new_name(acme):
    vip = call(acme.alice, tags.create, "vip")
    ana = call(acme.alice, contacts.add, "+351912000001", name="Ana")
    call(acme.alice, contacts.add_tag, ana, "vip")
    segment_id = segment_of(acme.alice, "vip", "new")
    campaign_of(acme.alice, "vip")
    call(acme.alice, tags.save, vip, name="VIP", colour="blue")
    assert asked(acme.alice) == (2, ["VIP", "new"])
    assert audience(acme.alice)["include"] == [{"kind": "tag", "tag": "VIP"}]
    assert call(acme.alice, segments.measure_segment, segment_id).people == 1
    kept = call(acme.alice, lambda ctx: ctx.db.exec(select(SegmentVersion.version)).all())
    assert sorted(kept) == [1, 2]


def test_merging_names_the_other_tag_once(acme):
    old, new = (call(acme.alice, tags.create, name) for name in ("old", "new"))
    segment_of(acme.alice, "old", "new")
    campaign_of(acme.alice, "old", "new")
    call(acme.alice, tags.merge, old, into=new)
    assert asked(acme.alice) == (2, ["new"])
    assert audience(acme.alice)["include"] == [{"kind": "tag", "tag": "new"}]


def test_another_colour_is_no_new_version(acme):
    vip = call(acme.alice, tags.create, "vip", "red")
    segment_of(acme.alice, "vip")
    call(acme.alice, tags.save, vip, name="vip", colour="blue")
    assert asked(acme.alice)[0] == 1


def test_what_is_named_is_not_deleted(acme):
    vip = call(acme.alice, tags.create, "vip")
    segment_of(acme.alice, "vip")
    campaign_of(acme.alice, "vip")
    with pytest.raises(Conflict, match="the segment “Regulars”, the campaign “Winter”"):
        call(acme.alice, tags.delete, vip)


def test_a_campaign_that_gathers_its_people_keeps_the_name(acme):
    vip = call(acme.alice, tags.create, "vip")
    segment_id: UUID = segment_of(acme.alice, "vip")
    campaign_of(acme.alice, status=CampaignStatus.PREPARING, versions={str(segment_id): 1})
    with pytest.raises(Conflict, match="the campaign “Winter”"):
        call(acme.alice, tags.save, vip, name="VIP", colour="blue")


def test_another_company_s_segment_stays_as_it_is(acme):
    mallory = factories.mallory()
    call(mallory, tags.create, "vip")
    segment_of(mallory, "vip")
    vip = call(acme.alice, tags.create, "vip")
    call(acme.alice, tags.save, vip, name="VIP", colour="blue")
    assert asked(mallory) == (1, ["vip"])


def test_pages_of_tags_are_in_order_and_searched(acme):
    with company_transaction(acme.alice) as ctx:
        for number in range(60):
            tags.create(ctx, f"tag {number:02}")
    first = call(acme.bob, tags.list_page)
    second = call(acme.bob, tags.list_page, cursor=first.next_cursor)
    assert (len(first.rows), first.total, second.next_cursor) == (50, 60, None)
    assert second.rows[0].name == "tag 50"
    assert [tag.name for tag in call(acme.bob, tags.list_page, search="G 07").rows] == ["tag 07"]
