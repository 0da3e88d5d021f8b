"""Files over HTTP: for those who may see the conversation, and never as a page of ours."""

import asyncio
import io
from dataclasses import replace
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import text
from sqlmodel import select

from platform_app.api.app import routes
from platform_app.api.edge import Edge
from platform_app.api.identity import forget_companies
from platform_app.core.db import company_transaction
from platform_app.core.errors import NotAllowed
from platform_app.core.permissions import Permission, Role
from platform_app.models.media import Media, MediaStatus
from platform_app.services import media
from platform_app.services.media.keeping import file_store
from tests.support.asking import ACME, ask
from tests.support.conversations import hears, says
from tests.support.people import Town, make_town
from tests.support.servers import TestDatabase
from tests.support.webhooks import TestChannel, connect

CONTENT = bytes(range(256)) * 10


@pytest.fixture
def town(database: TestDatabase) -> Town:
    forget_companies()
    return make_town()


@pytest.fixture
def channel(town: Town) -> TestChannel:
    return connect(town.alice.company_id)


def put(channel: TestChannel, mime_type: str = "image/jpeg", filename: str = "") -> UUID:
    """Have a file of a message in the store, and return its id."""
    hears(channel, says("wamid.1") | {"type": "image", "image": {"id": "7", "mime_type": "a/b"}})
    key = f"{channel.company_id}/{uuid4().hex}"
    file_store().put(key, io.BytesIO(CONTENT))
    with company_transaction(channel.system) as ctx:
        file = ctx.db.exec(select(Media)).one()
        file.status, file.storage_key, file.size = MediaStatus.STORED, key, len(CONTENT)
        file.mime_type, file.filename = mime_type, filename
        return file.id


def get(
    media_id: UUID, cookie: str, *, host: str = ACME, method: str = "GET", **headers: str
) -> httpx.Response:
    path = f"/api/media/{media_id}"
    return ask(Edge(routes()), method, path, host=host, cookie=cookie, headers=headers)


def test_file_comes_as_it_was_with_every_guard(town: Town, channel: TestChannel) -> None:
    answer = get(put(channel), town.bob.sign_in())
    assert (answer.status_code, answer.content) == (200, CONTENT)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"].startswith("inline;")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"].startswith("private")


@pytest.mark.parametrize(
    "mime_type",
    ["text/html", "image/svg+xml", "application/xhtml+xml", "application/pdf", "text/javascript", "", "audio/x\r\ny: z", "IMAGE/JPEG"],
)  # fmt: skip
def test_what_could_act_as_a_page_is_only_downloaded(
    town: Town, channel: TestChannel, mime_type: str
) -> None:
    answer = get(put(channel, mime_type), town.bob.sign_in())
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")


@pytest.mark.parametrize(
    ("filename", "said"),
    [
        ("quote.pdf", "quote.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ('a"; filename="b.html', "a%22%3B%20filename%3D%22b.html"),
        ("line\r\nset-cookie: x", "lineset-cookie%3A%20x"),
        ("\u202egpj.exe", "gpj.exe"),
        ("preço.pdf", "pre%C3%A7o.pdf"),
        ("...", "image"),
    ],
)
def test_name_of_a_file_cannot_break_out(
    town: Town, channel: TestChannel, filename: str, said: str
) -> None:
    answer = get(put(channel, filename=filename), town.bob.sign_in())
    assert answer.headers["content-disposition"] == f"inline; filename*=UTF-8''{said}"


@pytest.mark.parametrize(
    ("asked", "status", "part", "said"),
    [
        ("bytes=0-99", 206, CONTENT[:100], "bytes 0-99/2560"),
        ("bytes=2500-", 206, CONTENT[2500:], "bytes 2500-2559/2560"),
        ("bytes=-10", 206, CONTENT[-10:], "bytes 2550-2559/2560"),
        ("bytes=2559-9999", 206, CONTENT[2559:], "bytes 2559-2559/2560"),
        ("bytes=2560-", 416, b"", "bytes */2560"),
        ("bytes=9-3", 416, b"", "bytes */2560"),
        ("bytes=-0", 416, b"", "bytes */2560"),
        ("bytes=0-1,5-6", 200, CONTENT, None),
        ("nonsense", 200, CONTENT, None),
    ],
)
def test_part_of_a_file(
    town: Town, channel: TestChannel, asked: str, status: int, part: bytes, said: str | None
) -> None:
    answer = get(put(channel), town.bob.sign_in(), range=asked)
    assert (answer.status_code, answer.content) == (status, part)
    assert answer.headers.get("content-range") == said


def test_head_tells_the_size_only(town: Town, channel: TestChannel) -> None:
    answer = get(put(channel), town.bob.sign_in(), method="HEAD")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(len(CONTENT))


def test_other_company_and_signed_out_people_get_nothing(town: Town, channel: TestChannel) -> None:
    media_id = put(channel)
    theirs = get(media_id, town.mallory.sign_in(), host=town.mallory.host)
    assert theirs.status_code == 404
    assert get(media_id, "").status_code == 401


def test_conversation_of_a_colleague_hides_its_files_too(
    town: Town, channel: TestChannel, database: TestDatabase
) -> None:
    media_id = put(channel)
    with company_transaction(channel.system) as ctx:
        taken = text("update conversation set assignee_id = :alice")
        ctx.db.connection().execute(taken, {"alice": town.alice.actor.user_id})
    with database.connect() as connection, connection.cursor() as cursor:
        cursor.execute("update company set agents_see_own_only = true")
    connection.close()
    forget_companies()
    assert get(media_id, town.bob.sign_in()).status_code == 404
    assert get(media_id, town.alice.sign_in()).status_code == 200


def test_role_without_conversations_gets_no_file(town: Town, channel: TestChannel) -> None:
    media_id = put(channel)
    nobody = replace(
        town.bob.actor, role=Role.CUSTOM, permissions=frozenset({Permission.CONTACTS_READ})
    )
    with pytest.raises(NotAllowed), company_transaction(nobody) as ctx:
        media.find_file(ctx, media_id)


def test_file_that_the_store_has_lost_is_told_in_words(town: Town, channel: TestChannel) -> None:
    media_id = put(channel)
    asyncio.run(asyncio.to_thread(file_store().delete_all, str(channel.company_id)))
    answer = get(media_id, town.bob.sign_in())
    assert (answer.status_code, answer.text) == (404, "This file is not there any more.")
