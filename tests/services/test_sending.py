"""How rows become messages and statuses find them, asked of the service itself."""

import itertools
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from platform_app import jobs
from platform_app.core import queue
from platform_app.core.context import CompanyContext
from platform_app.core.db import in_company, public_transaction
from platform_app.core.errors import Conflict
from platform_app.core.ids import new_id
from platform_app.integrations.whatsapp.client import (
    Accepted,
    GraphError,
    Refused,
    SendOutcome,
    Unknown,
    Unsent,
)
from platform_app.integrations.whatsapp.signature import app_secret_proof
from platform_app.jobs import clock
from platform_app.models.deliveries import DeliveryStatus
from platform_app.services import campaigns, sending
from platform_app.services.sending import Source, Started
from tests.support.campaigns import SendingCampaign, sending_campaign
from tests.support.lanes import LANE, apply, attempt_one, change, claim, record, start, status
from tests.support.servers import TestDatabase


@pytest.fixture
def campaign(database: TestDatabase) -> SendingCampaign:
    return sending_campaign(people=10)


def test_many_lanes_at_once_claim_every_row_once(campaign: SendingCampaign) -> None:
    with ThreadPoolExecutor(5) as lanes:
        batches = list(lanes.map(lambda _: claim(campaign, size=3, lane=new_id()), range(5)))
    claimed = [row for batch in batches for row in batch]
    assert len(claimed) == len(set(claimed)) == 10


@pytest.mark.parametrize(
    "stop",
    [
        "update campaign set status = 'paused'",
        "update campaign set status = 'cancelled'",
        "update phone_number set paused_until = now() + interval '1 hour'",
    ],
)
def test_nothing_is_claimed_once_sending_is_stopped(campaign: SendingCampaign, stop: str) -> None:
    change(campaign, stop)
    assert claim(campaign) == []


def test_a_route_carries_the_proof_of_its_own_token(campaign: SendingCampaign) -> None:
    route = in_company(
        campaign.actor, lambda ctx: sending.load_route(ctx, campaign.number_id, campaign.id)
    )
    expected = app_secret_proof(
        f"access_token-of-{campaign.company_id}", f"app_secret-of-{campaign.company_id}"
    )
    assert route.proof.reveal() == expected
    assert expected not in repr(route)


def test_what_was_claimed_before_the_credentials_went_stops_with_words(
    campaign: SendingCampaign,
) -> None:
    change(campaign, "update channel set access_token_sealed = '', status = 'revoked'")
    with pytest.raises(Conflict, match="taken out"):
        in_company(
            campaign.actor, lambda ctx: sending.load_route(ctx, campaign.number_id, campaign.id)
        )


def test_a_claimed_row_does_not_start_once_the_campaign_is_paused(
    campaign: SendingCampaign,
) -> None:
    claimed = claim(campaign)
    change(campaign, "update campaign set status = 'paused'")
    assert start(campaign, claimed) == []


def test_nothing_is_claimed_for_a_suspended_company(
    campaign: SendingCampaign, database: TestDatabase
) -> None:
    with database.connect() as connection, connection.cursor() as cursor:
        cursor.execute("update company set status = 'suspended'")
    connection.close()
    assert claim(campaign) == []


def test_somebody_who_opted_out_after_the_launch_is_skipped(campaign: SendingCampaign) -> None:
    change(campaign, "update contact set opted_out_at = now() where name = 'Rui 3'")
    assert len(claim(campaign)) == 9
    assert campaign.states() == {"claimed": 9, "skipped": 1}


def test_somebody_who_opted_out_after_the_claim_is_not_started(campaign: SendingCampaign) -> None:
    claimed = claim(campaign)
    change(campaign, "update contact set opted_out_at = now() where name = 'Rui 3'")
    assert len(start(campaign, claimed)) == 9


def test_another_lane_cannot_start_what_is_not_its_own(campaign: SendingCampaign) -> None:
    assert start(campaign, claim(campaign), lane=new_id()) == []


def test_released_rows_wait_again(campaign: SendingCampaign) -> None:
    ids = claim(campaign)
    in_company(campaign.actor, lambda ctx: sending.release(ctx, Source.RECIPIENT, ids, lane=LANE))
    assert campaign.states() == {"pending": 10}


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Accepted("wamid.1"), DeliveryStatus.ACCEPTED),
        (Unknown("no answer"), DeliveryStatus.UNCONFIRMED),
        (Unsent("refused"), DeliveryStatus.PENDING),
        (Refused(GraphError(131026, "undeliverable")), DeliveryStatus.FAILED),
        (Refused(GraphError(130429, "too fast")), DeliveryStatus.PENDING),
        (Refused(GraphError(190, "token")), DeliveryStatus.PENDING),
    ],
)
def test_every_outcome_leads_to_one_state(outcome: SendOutcome, expected: DeliveryStatus) -> None:
    started = Started(new_id(), new_id(), 1)
    assert sending.judge(started, outcome).status is expected


def test_tries_come_to_an_end() -> None:
    started = Started(new_id(), new_id(), 5)
    assert sending.judge(started, Unsent("refused")).status is DeliveryStatus.FAILED


@pytest.mark.parametrize("order", list(itertools.permutations(["sent", "delivered", "read"])))
@pytest.mark.parametrize("callback", [True, False])
def test_statuses_in_any_order_end_as_read(
    campaign: SendingCampaign, order: tuple[str, ...], callback: bool
) -> None:
    started = attempt_one(campaign)
    accepted = sending.Result(
        started.id, started.attempt_id, DeliveryStatus.ACCEPTED, wamid=f"wamid.{started.id.hex}"
    )
    record(campaign, [accepted])
    for word in order:
        apply(campaign, status(started, word, callback=callback))
    assert campaign.states() == {"pending": 9, "read": 1}
    assert campaign.counters() == campaign.states()


@pytest.mark.parametrize(
    "order", list(itertools.permutations(["sent", "failed", "delivered", "read"]))
)
def test_one_batch_in_any_order_ends_as_read(
    campaign: SendingCampaign, order: tuple[str, ...]
) -> None:
    started = attempt_one(campaign)
    apply(campaign, *[status(started, word) for word in order])
    assert campaign.states()["read"] == 1


def test_a_failure_after_sent_counts(campaign: SendingCampaign) -> None:
    started = attempt_one(campaign)
    apply(campaign, status(started, "sent"), status(started, "failed", code=131026))
    assert campaign.states() == {"pending": 9, "failed": 1}


def test_a_failure_after_delivered_does_not_take_it_back(campaign: SendingCampaign) -> None:
    started = attempt_one(campaign)
    apply(campaign, status(started, "delivered"))
    apply(campaign, status(started, "failed", code=131049))
    assert campaign.states() == {"pending": 9, "delivered": 1}


def test_an_answer_that_comes_after_its_status_does_not_turn_it_back(
    campaign: SendingCampaign,
) -> None:
    started = attempt_one(campaign)
    apply(campaign, status(started, "delivered"))
    record(campaign, [sending.judge(started, Accepted(f"wamid.{started.id.hex}"))])
    assert campaign.states() == {"pending": 9, "delivered": 1}


def test_an_unconfirmed_row_is_settled_by_its_status(campaign: SendingCampaign) -> None:
    started = attempt_one(campaign)
    record(campaign, [sending.judge(started, Unknown("the connection broke"))])
    apply(campaign, status(started, "sent"))
    assert campaign.states() == {"pending": 9, "sent": 1}


def test_a_status_of_an_unknown_message_is_parked_and_settled_later(
    campaign: SendingCampaign,
) -> None:
    started = attempt_one(campaign)
    apply(campaign, status(started, "delivered", callback=False))
    record(campaign, [sending.judge(started, Accepted(f"wamid.{started.id.hex}"))])
    clock.tick({})
    [settle] = [one.args for one in queue.rq_queue("send").jobs if "settle" in one.args[0]]
    jobs.run(*settle)
    assert campaign.states() == {"pending": 9, "delivered": 1}


def test_a_parked_failure_keeps_its_reason(campaign: SendingCampaign) -> None:
    started = attempt_one(campaign)
    apply(campaign, status(started, "failed", code=131026, callback=False))
    record(campaign, [sending.judge(started, Accepted(f"wamid.{started.id.hex}"))])
    in_company(campaign.actor, sending.settle_parked)
    report = in_company(campaign.actor, lambda ctx: campaigns.get_report(ctx, campaign.id))
    assert [reason.key for reason in report.failures] == ["131026"]


def test_a_status_that_stays_unknown_is_given_up_after_a_day(campaign: SendingCampaign) -> None:
    apply(campaign, status(attempt_one(campaign), "delivered", callback=False))
    change(campaign, "update parked_status set created_at = now() - interval '25 hours'")
    in_company(campaign.actor, sending.settle_parked)
    with public_transaction() as ctx:
        assert sending.companies_with_parked(ctx) == []


def test_an_opt_out_that_whatsapp_reports_is_kept(campaign: SendingCampaign) -> None:
    started = attempt_one(campaign)
    apply(campaign, status(started, "failed", code=131050))

    def opted_out(ctx: CompanyContext) -> int:
        query = text("select count(*) from contact where opted_out_at is not null")
        return ctx.db.connection().execute(query).scalar_one()

    assert in_company(campaign.actor, opted_out) == 1
    log = "select action from audit_event where action = 'contact.opted_out'"
    assert change(campaign, log) == 1


def test_a_refused_token_pauses_the_campaign_and_says_why(campaign: SendingCampaign) -> None:
    started = attempt_one(campaign)
    record(campaign, [sending.judge(started, Refused(GraphError(190, "token expired")))])
    report = in_company(campaign.actor, lambda ctx: campaigns.get_report(ctx, campaign.id))
    assert report.status == "paused"
    assert "token" in report.pause_reason.lower()
    assert campaign.states() == {"pending": 10}


def test_a_campaign_of_another_company_goes_on_when_one_token_dies(
    campaign: SendingCampaign,
) -> None:
    other = sending_campaign(people=2, subdomain="globex")
    record(campaign, [sending.judge(attempt_one(campaign), Refused(GraphError(190, "token")))])
    assert len(claim(other)) == 2


def test_a_campaign_is_complete_when_nobody_waits(campaign: SendingCampaign) -> None:
    started = start(campaign, claim(campaign))
    record(campaign, [sending.judge(one, Accepted(f"wamid.{one.id.hex}")) for one in started])
    in_company(campaign.actor, campaigns.finish_done)
    report = in_company(campaign.actor, lambda ctx: campaigns.get_report(ctx, campaign.id))
    assert (report.status, report.accepted, report.audience) == ("completed", 10, 10)


def test_work_of_all_companies_is_found(campaign: SendingCampaign) -> None:
    other = sending_campaign(people=1, subdomain="globex")
    with public_transaction() as ctx:
        found = {work.company_id for work in sending.find_work(ctx)}
    assert found == {campaign.company_id, other.company_id}
