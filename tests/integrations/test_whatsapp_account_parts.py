"""Everything that can be managed is managed at the simulator, which was written apart from the client."""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Protocol, TypeVar

import pytest

from platform_app.core.clock import now
from platform_app.core.errors import InvalidInput, LimitReached, NotFound, Unavailable
from platform_app.integrations.whatsapp.graph import Graph
from platform_app.integrations.whatsapp.management import (
    accounts,
    blocks,
    health,
    insights,
    links,
    media,
    numbers,
    profiles,
    receipts,
    subscriptions,
    uploads,
)
from tests.dev.simulators import (
    ACME,
    NUMBER,
    VERIFY_TOKEN,
    CompanyWebhook,
    Simulator,
    company_webhook,
)
from tests.support.graph import ask_at

T = TypeVar("T")
WABA = ACME.waba_id
PERSON = "+351912000555"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8


class Ask(Protocol):
    def __call__(self, question: Callable[[Graph], Awaitable[T]], /) -> T: ...


@pytest.fixture
def ask(simulator: Simulator) -> Ask:
    def at_the_simulator(question: Callable[[Graph], Awaitable[T]]) -> T:
        return ask_at(simulator.url, question, token=ACME.token, app_secret=ACME.app_secret)

    return at_the_simulator


async def collect(rows: AsyncIterator[T]) -> list[T]:
    return [row async for row in rows]


def test_an_account_names_its_portfolio_and_its_health(ask: Ask):
    account = ask(lambda g: accounts.fetch_account(g, WABA))
    assert account.business_id
    assert account.timezone_id
    assert account.health is not None
    assert account.health.can_send is health.CanSend.AVAILABLE


def test_a_token_says_what_it_may(ask: Ask):
    token = ask(accounts.inspect_token)
    assert token.is_valid
    assert token.missing_scopes == ()
    assert (token.app_id, token.expires_at) == (ACME.app_id, None)


def test_a_refused_token_is_an_invalid_one(simulator: Simulator):
    token = ask_at(simulator.url, accounts.inspect_token, token="EAAwrong")
    assert not token.is_valid
    assert "EAAwrong" not in repr(token)


def test_a_number_tells_everything_about_itself(ask: Ask):
    number = ask(lambda g: numbers.fetch_number(g, NUMBER))
    assert (number.id, number.quality, number.platform) == (NUMBER, "GREEN", "CLOUD_API")
    assert number.health is not None


def test_the_health_of_a_number_is_read_with_its_chain(ask: Ask):
    found = ask(lambda g: health.fetch_health(g, NUMBER))
    assert found.can_send is health.CanSend.AVAILABLE


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "12345a", "١٢٣٤٥٦"])
def test_a_pin_has_six_digits(ask: Ask, pin: str):
    with pytest.raises(InvalidInput) as refusal:
        ask(lambda g: numbers.register(g, NUMBER, pin))
    assert set(refusal.value.fields) == {"pin"}


def test_the_subscription_is_read_given_up_and_taken_again(ask: Ask):
    ask(lambda g: subscriptions.subscribe(g, WABA))
    (app,) = ask(lambda g: subscriptions.fetch_subscriptions(g, WABA))
    assert (app.app_id, app.override_uri) == (ACME.app_id, None)
    ask(lambda g: subscriptions.unsubscribe(g, WABA))
    assert ask(lambda g: subscriptions.fetch_subscriptions(g, WABA)) == []
    ask(lambda g: subscriptions.subscribe(g, WABA))


def test_a_number_sends_its_events_to_an_address_of_its_own_until_that_ends(
    ask: Ask, webhook: CompanyWebhook
):
    def override(uri: str) -> str | None:
        ask(lambda g: subscriptions.override_number(g, NUMBER, uri=uri, verify_token=VERIFY_TOKEN))
        return ask(lambda g: numbers.fetch_number(g, NUMBER)).webhooks.number

    assert override(webhook.url) == webhook.url
    assert not override("")


def test_the_address_of_the_app_is_set_and_read(ask: Ask):
    assert ask(lambda g: subscriptions.fetch_app_callback(g, ACME.app_id)) is None
    with company_webhook() as ours:
        ask(
            lambda g: subscriptions.set_app_callback(
                g, ACME.app_id, uri=ours.url, verify_token=VERIFY_TOKEN
            )
        )
    assert ask(lambda g: subscriptions.fetch_app_callback(g, ACME.app_id)) == ours.url


def test_a_number_is_taken_out_of_service_and_its_pin_guards_it(ask: Ask):
    ask(lambda g: numbers.set_pin(g, NUMBER, "123456"))
    with pytest.raises(InvalidInput) as refusal:
        ask(lambda g: numbers.register(g, NUMBER, "654321"))
    assert set(refusal.value.fields) == {"pin"}
    ask(lambda g: numbers.deregister(g, NUMBER))
    assert ask(lambda g: numbers.fetch_number(g, NUMBER)).status == "DISCONNECTED"


def test_a_profile_is_written_and_read(ask: Ask):
    written = profiles.Profile(
        about="Furniture", address="Rua A 1", websites=("https://acme.example/",), vertical="RETAIL"
    )
    ask(lambda g: profiles.update_profile(g, NUMBER, written))
    read = ask(lambda g: profiles.fetch_profile(g, NUMBER))
    assert (read.about, read.address, read.vertical) == ("Furniture", "Rua A 1", "RETAIL")


@pytest.mark.parametrize(
    ("profile", "field"),
    [
        (profiles.Profile(), "about"),
        (profiles.Profile(about="x" * 140), "about"),
        (profiles.Profile(about="x", description="x" * 513), "description"),
        (profiles.Profile(about="x", websites=("https://a.example/",) * 3), "websites"),
    ],
)
def test_a_profile_that_does_not_fit_is_said_at_its_field(
    ask: Ask, profile: profiles.Profile, field: str
):
    with pytest.raises(InvalidInput) as refusal:
        ask(lambda g: profiles.update_profile(g, NUMBER, profile))
    assert set(refusal.value.fields) == {field}


def test_a_file_goes_up_comes_down_and_is_deleted(ask: Ask):
    async def round_trip(g: Graph) -> bytes:
        media_id = await media.upload(g, NUMBER, PNG, mime="image/png", name='a"\r\nb.png')
        found = await media.fetch_media(g, media_id, NUMBER)
        assert (found.mime, found.size) == ("image/png", len(PNG))
        content = b"".join(await collect(media.download(g, found, max_bytes=10_000)))
        await media.delete(g, media_id)
        return content

    assert ask(round_trip) == PNG


def test_a_file_that_is_too_large_is_not_read_to_its_end(ask: Ask):
    async def fetch(g: Graph) -> None:
        media_id = await media.upload(g, NUMBER, PNG, mime="image/png", name="a.png")
        found = await media.fetch_media(g, media_id)
        lying = media.MediaInfo(found.id, found.url, found.mime, found.sha256, size=1)
        await collect(media.download(g, lying, max_bytes=1_000))

    with pytest.raises(LimitReached):
        ask(fetch)


@pytest.mark.parametrize(
    ("announced", "is_good"),
    [
        (hashlib.sha256(PNG).hexdigest(), True),
        (hashlib.sha256(PNG).hexdigest().upper(), True),
        (hashlib.sha256(b"other").hexdigest(), False),
    ],
)
def test_a_file_is_only_taken_with_the_hash_that_was_announced(
    ask: Ask, announced: str, is_good: bool
):
    async def fetch(g: Graph) -> bytes:
        media_id = await media.upload(g, NUMBER, PNG, mime="image/png", name="a.png")
        found = await media.fetch_media(g, media_id)
        told = media.MediaInfo(found.id, found.url, found.mime, announced, found.size)
        return b"".join(await collect(media.download(g, told, max_bytes=10_000)))

    if is_good:
        assert ask(fetch) == PNG
    else:
        with pytest.raises(Unavailable):
            ask(fetch)


def test_a_sample_becomes_a_handle(ask: Ask):
    handle = ask(
        lambda g: uploads.upload_sample(g, ACME.app_id, PNG, mime="image/png", name="a.png")
    )
    assert handle.startswith("4:")


def test_only_who_wrote_lately_can_be_blocked_and_the_rest_is_told(ask: Ask, simulator: Simulator):
    simulator.receive(PERSON, "Hello")
    stranger = "+351912000556"
    result = ask(lambda g: blocks.block(g, NUMBER, [PERSON, stranger]))
    assert result.done == (PERSON,)
    assert [one.user for one in result.failed] == [stranger]
    assert result.failed[0].reason
    assert ask(lambda g: collect(blocks.list_blocked(g, NUMBER))) == [PERSON.lstrip("+")]
    assert ask(lambda g: blocks.unblock(g, NUMBER, [PERSON])).done == (PERSON,)


def test_a_link_is_made_changed_listed_and_deleted(ask: Ask):
    made = ask(lambda g: links.create_link(g, NUMBER, "I saw your chair"))
    assert made.url.startswith("https://wa.me/message/")
    ask(lambda g: links.update_link(g, NUMBER, made.code, "I saw your table"))
    (listed,) = [one for one in ask(lambda g: links.list_links(g, NUMBER)) if one.code == made.code]
    assert (listed.message, bool(made.qr_image_url)) == ("I saw your table", True)
    ask(lambda g: links.delete_link(g, NUMBER, made.code))
    assert made.code not in [one.code for one in ask(lambda g: links.list_links(g, NUMBER))]


@pytest.mark.parametrize("code", ["", "../1", "a/b", "a?b"])
def test_a_code_that_is_none_never_becomes_a_path(ask: Ask, code: str):
    with pytest.raises(NotFound):
        ask(lambda g: links.delete_link(g, NUMBER, code))


def test_what_was_sent_is_counted_by_meta(ask: Ask):
    start, end = now() - timedelta(days=7), now() + timedelta(days=1)
    points = ask(lambda g: insights.fetch_pricing(g, WABA, start, end))
    assert all(one.volume >= 0 for one in points)


def test_a_message_is_marked_as_read(ask: Ask, simulator: Simulator):
    wamid = simulator.receive(PERSON, "Are you there?")
    ask(lambda g: receipts.mark_read(g, NUMBER, wamid, is_typing=True))
    with pytest.raises(InvalidInput):
        ask(lambda g: receipts.mark_read(g, NUMBER, "wamid.unknown"))
