"""The webhook address: who may write to it, and that nothing is answered before it is durable."""

import asyncio

import pytest

from platform_app.api.webhooks import PATH, webhooks_app
from platform_app.core.context import PlatformActor
from platform_app.core.db import company_transaction, platform_transaction
from platform_app.core.queue import redis, rq_queue
from platform_app.integrations.whatsapp.signature import sign
from platform_app.models.channels import Channel
from platform_app.models.companies import Company, CompanyStatus
from tests.support import factories
from tests.support.webhooks import TestChannel, connect, get, post_all, text_message

pytestmark = pytest.mark.usefixtures("database")

BODY = b'{"object":"whatsapp_business_account","entry":[]}'
FIVE_MB = 5 * 1024 * 1024


@pytest.fixture
def channel() -> TestChannel:
    return connect(factories.company("Acme").id)


def test_signed_body_is_stored_as_it_came(channel):
    odd = b'{ "entry":[],\n"x":"\\u00e9\\/" }\xff'
    assert channel.post(odd) == 200
    assert [event.body for event in channel.events()] == [odd]


def test_bodies_posted_together_are_all_stored_in_order(channel):
    # The first one waits until its address has been looked up, and later ones could overtake it.
    assert channel.post(BODY) == 200
    bodies = [b'{"entry":[%d]}' % number for number in range(200)]
    assert post_all([(channel, body) for body in bodies]) == [200] * 200
    assert [event.body for event in channel.events()] == [BODY, *bodies]


def test_companies_that_write_together_keep_their_own(channel):
    other = connect(factories.company("Globex").id)
    assert post_all([(channel, b"a"), (other, b"b"), (channel, b"c")]) == [200] * 3
    # They come at the same moment, so their order is nobody's.
    assert {event.body for event in channel.events()} == {b"a", b"c"}
    assert [event.body for event in other.events()] == [b"b"]


@pytest.mark.parametrize(
    "change",
    [
        lambda _: [],
        lambda right: [right[:-1]],
        lambda right: [right.upper()],
        lambda right: ["sha1=" + right.removeprefix("sha256=")],
        lambda right: ["sha256=é" + right],
        lambda right: [right, right],
        lambda _: [""],
    ],
    ids=["none", "short", "upper case", "sha1", "not ascii", "double", "empty"],
)
def test_wrong_signature_is_refused_and_stores_nothing(channel, change):
    given = change(sign(channel.app_secret, BODY))
    headers = [("x-hub-signature-256", value) for value in given]
    assert channel.post(BODY, headers=headers) == 401
    assert channel.events() == []


def test_signature_of_another_company_is_refused(channel):
    mallory = connect(factories.mallory().company_id)
    headers = [("x-hub-signature-256", sign(mallory.app_secret, BODY))]
    assert channel.post(BODY, headers=headers) == 401
    assert channel.events() == []


def test_signature_of_other_bytes_is_refused(channel):
    headers = [("x-hub-signature-256", sign(channel.app_secret, BODY + b" "))]
    assert channel.post(BODY, headers=headers) == 401


@pytest.mark.parametrize("key", ["", "nobody", "../x", "é\x00", "k" * 5_000])
def test_unknown_address_is_not_found(channel, key):
    assert channel.post(BODY, key=key) == 404
    assert get(channel, "hub.mode=subscribe", key=key).status == 404


def test_body_for_an_unknown_address_is_not_read(channel):
    assert channel.post(b"", key="nobody", chunks=[b"x" * 65_536] * 100, length=False) == 404


def test_body_that_does_not_come_is_not_waited_for(channel, monkeypatch):
    monkeypatch.setattr("platform_app.api.webhooks.BODY_S", 0.05)
    answers = []

    async def never():
        await asyncio.Event().wait()
        return {}

    async def send(message):
        answers.append(message)

    scope = {"type": "http", "method": "POST", "path": PATH + channel.key, "headers": []}
    asyncio.run(webhooks_app(scope, never, send))
    assert answers[0]["status"] == 408


def test_large_body_is_refused_by_its_announced_length(channel):
    assert channel.post(b"x" * FIVE_MB) == 413
    assert channel.events() == []


def test_large_body_without_length_is_refused_while_it_streams(channel):
    chunks = [b"x" * 65_536] * (FIVE_MB // 65_536)
    assert channel.post(b"", chunks=chunks, length=False) == 413
    assert channel.events() == []


def test_largest_body_of_whatsapp_is_taken(channel):
    body = b"x" * (3 * 1024 * 1024)
    assert channel.post(body) == 200
    assert [len(event.body) for event in channel.events()] == [len(body)]


def test_suspended_company_loses_nothing(channel):
    with platform_transaction(PlatformActor(None)) as ctx:
        ctx.db.get_one(Company, channel.company_id).status = CompanyStatus.SUSPENDED
    assert channel.post(BODY) == 200
    assert len(channel.events()) == 1


def test_stored_event_wakes_ingest(channel):
    channel.post(BODY)
    # The waker's thread comes after the answer.
    assert redis().blpop(["wake:ingest"], timeout=5) is not None
    assert {job.args[0] for job in rq_queue("ingest").jobs} <= {"webhooks.run_shift"}


def test_handshake_echoes_the_challenge_and_is_remembered(channel):
    answer = get(channel, handshake(channel.verify_token))
    assert (answer.status, answer.body) == (200, b"1158201444")
    assert answer.headers[b"content-type"].startswith(b"text/plain")
    assert answer.headers[b"x-content-type-options"] == b"nosniff"
    assert stored(channel).verified_at is not None


@pytest.mark.parametrize(
    "query",
    [
        "",
        "hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1",
        "hub.mode=subscribe&hub.challenge=1",
        "hub.mode=unsubscribe&hub.verify_token={token}&hub.challenge=1",
        "hub.mode=subscribe&hub.verify_token={token}&hub.challenge=<script>",
        "hub.mode=subscribe&hub.verify_token={token}",
        "hub.mode=subscribe&hub.verify_token=%ff%fe&hub.challenge=1",
    ],
)
def test_wrong_handshake_is_refused(channel, query):
    answer = get(channel, query.format(token=channel.verify_token))
    assert answer.status == 403
    assert b"script" not in answer.body
    assert stored(channel).verified_at is None


def test_verify_token_of_another_company_is_refused(channel):
    mallory = connect(factories.mallory().company_id)
    assert get(channel, handshake(mallory.verify_token)).status == 403


def test_signed_message_of_a_customer_waits_for_ingest(channel):
    assert channel.post(channel.body(channel.value(messages=[text_message("wamid.1")]))) == 200
    [event] = channel.events()
    assert (event.applied_at, event.attempts) == (None, 0)


def handshake(token: str) -> str:
    return f"hub.mode=subscribe&hub.verify_token={token}&hub.challenge=1158201444"


def stored(channel: TestChannel) -> Channel:
    with company_transaction(channel.system) as ctx:
        return ctx.db.get_one(Channel, (channel.company_id, channel.id))
