"""What refusals and failures do beyond their own row, asked of the service itself."""

import pytest
from sqlmodel import col, select

from platform_app import jobs
from platform_app.core import queue
from platform_app.core.db import in_company
from platform_app.integrations.whatsapp.client import Accepted, GraphError, Refused
from platform_app.integrations.whatsapp.errors import explain
from platform_app.models.campaigns import CampaignRecipient
from platform_app.services import campaigns, channels, sending
from platform_app.services.channels.views import NoticeRow
from platform_app.services.sending import Source, Started, Work
from tests.support.campaigns import SendingCampaign, sending_campaign
from tests.support.lanes import LANE, apply, attempt_one, change, claim, record, start, status
from tests.support.servers import TestDatabase

TOO_FAST = Refused(GraphError(130429, "said"))
CONVERSATION = """
    with talk as (
        insert into conversation (company_id, id, created_at, contact_id, phone_number_id, status, last_message_at,
                                  preview, unread)
        select contact.company_id, uuidv7(), now(), contact.id, phone_number.id, 'open', now(), '', 0
        from contact, phone_number limit 1
        returning company_id, id
    )
    insert into message (company_id, id, created_at, conversation_id, direction, kind, body, phone, content, status,
                         attempts, happened_at)
    select company_id, uuidv7(), now(), id, 'outbound', 'text', 'Hello', '+351912000000', '{}', 'pending', 0, now()
    from talk
"""


@pytest.fixture
def campaign(database: TestDatabase) -> SendingCampaign:
    return sending_campaign(people=10)


def refuse(campaign: SendingCampaign, code: int, *, people: int = 1) -> None:
    started = start(campaign, claim(campaign, size=people))
    refusals = [sending.judge(one, Refused(GraphError(code, "said"))) for one in started]
    for one in refusals:
        record(campaign, [one])


def pause_reason(campaign: SendingCampaign) -> str:
    return in_company(
        campaign.actor, lambda ctx: campaigns.get_report(ctx, campaign.id)
    ).pause_reason


def test_the_same_refusal_three_times_in_a_row_pauses_the_campaign(
    campaign: SendingCampaign,
) -> None:
    refuse(campaign, 132012, people=2)
    assert pause_reason(campaign) == ""
    refuse(campaign, 132012)
    assert "several times in a row" in pause_reason(campaign)
    assert claim(campaign) == []


def test_a_success_in_between_breaks_the_row(campaign: SendingCampaign) -> None:
    refuse(campaign, 132012, people=2)
    started = attempt_one(campaign)
    record(campaign, [sending.judge(started, Accepted("wamid.1"))])
    refuse(campaign, 132012, people=2)
    assert pause_reason(campaign) == ""


def test_different_refusals_are_no_row(campaign: SendingCampaign) -> None:
    for code in (132012, 132018, 132012, 131026, 132012):
        refuse(campaign, code)
    assert pause_reason(campaign) == ""


def test_failures_in_statuses_make_a_row_of_their_own(campaign: SendingCampaign) -> None:
    for _ in range(3):
        started = attempt_one(campaign)
        record(campaign, [sending.judge(started, Accepted(f"wamid.{started.id.hex}"))])
        apply(campaign, status(started, "failed", code=131053))
    assert "could not use the picture" in pause_reason(campaign)


def test_what_a_status_calls_failed_for_now_is_sent_anew_until_its_tries_are_over(
    campaign: SendingCampaign,
) -> None:
    change(campaign, "delete from campaign_recipient where name <> 'Rui 1'")
    for tries in range(1, 5):
        started = attempt_one(campaign)
        assert started.attempts == tries
        record(campaign, [sending.judge(started, Accepted(f"wamid.{tries}"))])
        apply(campaign, status(started, "failed", code=131000))
        change(campaign, "update campaign_recipient set not_before = null")
    assert campaign.states() == {"failed": 1}


def test_what_fails_after_the_campaign_is_over_stays_failed(campaign: SendingCampaign) -> None:
    started = attempt_one(campaign)
    change(campaign, "update campaign set status = 'completed'")
    apply(campaign, status(started, "failed", code=131000))
    assert campaign.states() == {"pending": 9, "failed": 1}


def test_what_is_refused_for_now_after_a_cancellation_waits_for_nothing(
    campaign: SendingCampaign,
) -> None:
    started = attempt_one(campaign)
    in_company(campaign.actor, lambda ctx: campaigns.cancel(ctx, campaign.id))
    record(campaign, [sending.judge(started, TOO_FAST)])
    assert campaign.states() == campaign.counters() == {"skipped": 10}


def test_an_answer_that_comes_when_all_is_over_leaves_nobody_waiting(
    campaign: SendingCampaign,
) -> None:
    started = attempt_one(campaign)
    change(campaign, "delete from campaign_recipient where status = 'pending'")
    change(campaign, "update campaign_recipient set lease_until = now() - interval '1 s'")
    in_company(campaign.actor, sending.recover)
    in_company(campaign.actor, campaigns.finish_done)
    record(campaign, [sending.judge(started, TOO_FAST)])
    assert campaign.states() == {"failed": 1}


def test_a_late_delivery_of_a_failed_message_keeps_it_from_being_sent_anew(
    campaign: SendingCampaign,
) -> None:
    started = attempt_one(campaign)
    apply(campaign, status(started, "failed", code=131000))
    apply(campaign, status(started, "delivered"))
    assert campaign.states() == {"pending": 9, "delivered": 1}


def test_an_unpaid_account_stops_answers_too_even_claimed_ones(campaign: SendingCampaign) -> None:
    change(campaign, CONVERSATION)
    replies = Work(campaign.company_id, Source.REPLY)
    (claimed,) = in_company(
        campaign.actor, lambda ctx: sending.claim(ctx, replies, lane=LANE, size=9)
    )
    apply(campaign, status(attempt_one(campaign), "failed", code=131042))
    started = in_company(
        campaign.actor, lambda ctx: sending.start(ctx, Source.REPLY, [claimed.id], lane=LANE)
    )
    assert started == []


def test_a_message_that_arrives_after_a_refusal_settles_it(campaign: SendingCampaign) -> None:
    refuse(campaign, 190)
    assert [one.title for one in open_notices(campaign)] == [explain(190).sentence]
    change(campaign, "update campaign set status = 'sending'")
    change(campaign, "update phone_number set paused_until = null")
    started = attempt_one(campaign)
    record(campaign, [sending.judge(started, Accepted(f"wamid.{started.id.hex}"))])
    apply(campaign, status(started, "sent"))
    assert open_notices(campaign) == []


def test_a_refusal_does_not_hide_that_whatsapp_has_switched_the_account_off(
    campaign: SendingCampaign,
) -> None:
    started = attempt_one(campaign)
    change(campaign, "update channel set status = 'disabled'")
    record(campaign, [sending.judge(started, Refused(GraphError(131031, "locked")))])
    assert open_notices(campaign) != []
    (account,) = in_company(campaign.actor, channels.list_accounts)
    assert account.status == "disabled"


def open_notices(campaign: SendingCampaign) -> list[NoticeRow]:
    return in_company(campaign.actor, lambda ctx: channels.list_notices(ctx, only_open=True))


def test_a_status_that_says_too_fast_slows_the_number_down(campaign: SendingCampaign) -> None:
    apply(campaign, status(attempt_one(campaign), "failed", code=130429))
    (queued,) = (
        job for job in queue.rq_queue("default").jobs if job.args[0] == "channels.slow_down"
    )
    jobs.run(*queued.args)
    assert queue.redis().exists(f"slowed:{campaign.number_id}")


def test_a_country_that_whatsapp_refuses_is_left_out_and_the_others_go_on(
    campaign: SendingCampaign,
) -> None:
    change(
        campaign,
        "update campaign_recipient set phone = '+55119' || right(phone, 8) where name > 'Rui 3'",
    )
    brazilian = "(select id from campaign_recipient where phone like '+55%' limit 1)"
    change(
        campaign,
        f"update campaign_recipient set status = 'sending', attempt_id = uuidv7() where id = {brazilian}",
    )
    row = in_company(
        campaign.actor,
        lambda ctx: ctx.db.exec(
            select(CampaignRecipient).where(col(CampaignRecipient.status) == "sending")
        ).one(),
    )
    assert row.attempt_id is not None
    apply(campaign, status(Started(row.id, row.attempt_id, 1), "failed", code=130497))
    assert len(claim(campaign)) == 4
    assert campaign.states() == {"claimed": 4, "skipped": 5, "failed": 1}
    words = in_company(campaign.actor, lambda ctx: campaigns.get_report(ctx, campaign.id)).skips
    assert [(one.key, one.total) for one in words] == [("country", 5)]


def test_a_claim_passes_over_many_who_are_skipped(database: TestDatabase) -> None:
    campaign = sending_campaign(people=200)
    change(campaign, 'update campaign set failing = \'{"countries": ["Portugal"]}\'')
    change(
        campaign, "update campaign_recipient set phone = '+5511912345678' where name = 'Rui 199'"
    )
    assert len(claim(campaign)) == 1
    assert campaign.states() == {"claimed": 1, "skipped": 199}
