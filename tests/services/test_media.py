"""Files of messages: the message is there first, the file follows, and trouble never costs either."""

import asyncio
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from platform_app.core.config import settings
from platform_app.core.db import company_transaction, public_transaction
from platform_app.dev.product import free_port
from platform_app.jobs.media import fetch
from platform_app.models.inbox import Message
from platform_app.models.media import Media
from platform_app.services import media
from platform_app.services.media.fetching import WAITS
from platform_app.services.media.keeping import file_store
from tests.support import factories
from tests.support.buckets import running_bucket, serving
from tests.support.conversations import all_of, hears, says, thread
from tests.support.webhooks import TestChannel, connect

PHOTO = b"\xff\xd8\xff photo"


@dataclass
class Files:
    """The files that WhatsApp has, and how it behaves."""

    address: str
    content: bytes = PHOTO
    mime: str = "image/jpeg"
    status: int = 200
    is_away: bool = False
    asked: list[str] = field(default_factory=list)

    async def look(self, request: Request) -> Response:
        self.asked.append(request.headers["authorization"])
        if self.is_away:
            return Response(status_code=503)
        about = {"id": "77", "mime_type": self.mime, "sha256": digest(self.content)}
        return JSONResponse(about | {"url": f"{self.address}/file", "file_size": len(self.content)})

    async def give(self, request: Request) -> Response:
        is_known = request.headers.get("authorization", "").startswith("Bearer access_token-")
        return Response(self.content, self.status if is_known else 401)


@pytest.fixture
def whatsapp(monkeypatch: pytest.MonkeyPatch) -> Iterator[Files]:
    port = free_port()
    files = Files(f"http://127.0.0.1:{port}")
    monkeypatch.setattr(settings(), "graph_base_url", files.address)
    routes = [Route("/file", files.give), Route("/{version}/{id}", files.look)]
    with serving(Starlette(routes=routes), port):
        yield files


@pytest.fixture
def acme(database: object):
    return factories.company("Acme")


@pytest.fixture
def channel(acme: Any) -> TestChannel:
    return connect(acme.id)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def photo(wamid: str = "wamid.1", **fields: object) -> dict[str, Any]:
    image = {"id": "77", "mime_type": "image/jpeg", "sha256": digest(PHOTO), "caption": "Chair"}
    return says(wamid) | {"type": "image", "image": image | fields}


def only(channel: TestChannel) -> Media:
    [found] = all_of(channel, Media)
    return found


def run(channel: TestChannel) -> Media:
    """Let the job of the only file run, as if it were due."""
    with company_transaction(channel.system) as ctx:
        ctx.db.connection().execute(text("update media set next_attempt_at = now()"))
    fetch(channel.system, media_id=str(only(channel).id))
    return only(channel)


async def read(key: str, size: int) -> bytes:
    return b"".join([piece async for piece in await file_store().read(key, 0, size)])


def kept(file: Media) -> bytes:
    return asyncio.run(read(file.storage_key, file.size))


def test_message_is_there_before_its_file_and_shows_it_afterwards(acme, channel, whatsapp):
    hears(channel, photo())
    [item] = thread(acme.bob, channel).messages
    assert (item.body, item.file) == ("Chair", "waiting")
    file = run(channel)
    assert (file.status, file.size, kept(file)) == ("stored", len(PHOTO), PHOTO)
    [item] = thread(acme.bob, channel).messages
    assert (item.file, item.file_address) == ("ready", f"/api/media/{file.id}")
    assert whatsapp.asked[0].startswith("Bearer access_token-")


def test_name_in_the_store_tells_nothing_and_begins_with_the_company(channel, whatsapp):
    hears(channel, photo(filename="../../etc/passwd"))
    key = run(channel).storage_key
    company, _, name = key.partition("/")
    assert company == str(channel.company_id)
    assert len(name) >= 32
    assert "passwd" not in key


def test_failure_waits_longer_each_time_and_is_given_up_with_words(acme, channel, whatsapp):
    hears(channel, photo())
    whatsapp.status = 404
    waits = []
    for _ in WAITS:
        file = run(channel)
        waits.append(file.next_attempt_at)
        assert file.status == "waiting"
    assert waits == sorted(waits)
    file = run(channel)
    assert (file.status, file.attempts) == ("failed", 5)
    [item] = thread(acme.bob, channel).messages
    assert item.file == "missing"
    assert "could not be fetched" in item.file_words


def test_whatsapp_being_away_uses_no_attempt_up(channel, whatsapp):
    hears(channel, photo())
    whatsapp.is_away = True
    for _ in range(6):
        run(channel)
    file = run(channel)
    assert (file.status, file.attempts) == ("waiting", 0)
    whatsapp.is_away = False
    assert run(channel).status == "stored"


def test_file_of_a_revoked_account_waits_its_turn_and_is_given_up_with_the_others(
    channel, whatsapp
):
    hears(channel, photo())
    with company_transaction(channel.system) as ctx:
        ctx.db.connection().execute(text("update channel set status = 'revoked'"))
    assert run(channel).status == "waiting"
    with public_transaction() as ctx:
        assert media.list_waiting(ctx) == []
    with company_transaction(channel.system) as ctx:
        ctx.db.connection().execute(text("update media set created_at = now() - interval '8 days'"))
    assert run(channel).status == "failed"


def test_after_seven_days_whatsapp_has_it_no_more(channel, whatsapp):
    hears(channel, photo())
    whatsapp.is_away = True
    with company_transaction(channel.system) as ctx:
        older = text("update media set created_at = created_at - cast(:age as interval)")
        ctx.db.connection().execute(older, {"age": timedelta(days=8)})
    assert run(channel).status == "failed"


def test_file_that_is_not_the_announced_one_is_not_kept(channel, whatsapp):
    hears(channel, photo(sha256=digest(b"another")))
    assert run(channel).status == "waiting"
    assert only(channel).storage_key == ""


def test_file_that_is_too_large_is_refused_at_once(acme, channel, whatsapp, monkeypatch):
    monkeypatch.setattr(settings(), "media_max_megabytes", 1)
    whatsapp.content = b"x" * 1_000_001
    hears(channel, photo(sha256=""))
    assert run(channel).status == "refused"
    assert "larger than 1 MB" in thread(acme.bob, channel).messages[0].file_words


def test_kind_that_is_not_taken_is_refused_at_once(channel, whatsapp, monkeypatch):
    monkeypatch.setattr(settings(), "media_types", "image/, audio/")
    whatsapp.mime = "application/x-msdownload"
    hears(channel, photo())
    assert run(channel).status == "refused"


def test_two_jobs_at_once_fetch_a_file_once(channel, whatsapp):
    hears(channel, photo())
    media_id = only(channel).id
    with company_transaction(channel.system) as ctx:
        assert media.claim(ctx, media_id) is not None
        with company_transaction(channel.system) as other:
            assert media.claim(other, media_id) is None
    with company_transaction(channel.system) as ctx:
        assert media.claim(ctx, media_id) is None


def test_clock_finds_what_is_due(channel):
    hears(channel, photo())
    with public_transaction() as ctx:
        assert media.list_waiting(ctx) == [(channel.company_id, only(channel).id)]


def test_repeated_message_has_one_file(channel):
    hears(channel, photo(), photo())
    assert len(all_of(channel, Media)) == len(all_of(channel, Message)) == 1


def test_file_goes_with_its_message_and_leaves_nothing_in_the_store(channel, whatsapp):
    hears(channel, photo())
    assert kept(run(channel)) == PHOTO
    assert media.erase_files(channel.company_id) == 1
    assert media.erase_files(channel.company_id) == 0


def test_file_whose_company_went_meanwhile_is_not_left_behind(channel, whatsapp):
    hears(channel, photo())
    with company_transaction(channel.system) as ctx:
        work = media.claim(ctx, only(channel).id)
    assert work is not None
    came = media.fetch(work)
    with company_transaction(channel.system) as ctx:
        ctx.db.connection().execute(text("delete from media"))
        assert media.settle(ctx, work.id, came) is False
    media.discard(came.storage_key)
    assert media.erase_files(channel.company_id) == 0


def test_bucket_takes_the_files_when_it_is_set(channel, whatsapp, monkeypatch):
    hears(channel, photo())
    with running_bucket("files") as bucket:
        for name, value in (("media_url", "s3://files"), ("media_s3_endpoint", bucket.address)):
            monkeypatch.setattr(settings(), name, value)
        monkeypatch.setattr(settings(), "media_s3_key", "key")
        file_store.cache_clear()
        try:
            file = run(channel)
            assert list(bucket.files.values()) == [PHOTO]
            assert kept(file) == PHOTO
        finally:
            file_store.cache_clear()
