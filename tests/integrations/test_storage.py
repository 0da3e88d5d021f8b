"""The store of files: the same in a folder and in a bucket."""

import asyncio
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from platform_app.core.errors import NotFound, Unavailable
from platform_app.integrations.storage import FileStore, S3Access
from tests.support.buckets import Bucket, running_bucket


@contextmanager
def bucket_store() -> Iterator[tuple[FileStore, Bucket]]:
    with running_bucket("files") as bucket:
        access = S3Access(bucket.address, "eu-west-1", "key", "very-secret")
        yield FileStore("s3://files/kept", access), bucket


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FileStore]:
    if request.param == "folder":
        yield FileStore((tmp_path / "new" / "folder").as_uri())
        return
    with bucket_store() as (made, _):
        yield made


def read(store: FileStore, name: str, start: int, end: int) -> bytes:
    async def whole() -> bytes:
        return b"".join([piece async for piece in await store.read(name, start, end)])

    return asyncio.run(whole())


def test_what_is_put_can_be_read_whole_and_in_part(store: FileStore):
    content = bytes(range(256)) * 5_000
    store.put("acme/photo", io.BytesIO(content))
    assert read(store, "acme/photo", 0, len(content)) == content
    assert read(store, "acme/photo", 300, 310) == content[300:310]


def test_large_file_arrives_whole(store: FileStore):
    content = b"0123456789abcdef" * 1_000_000
    store.put("acme/film", io.BytesIO(content))
    assert read(store, "acme/film", 0, len(content)) == content


def test_deleting_takes_one_company_s_files_and_no_other_s(store: FileStore):
    for name in ("acme/1", "acme/2", "acme-two/1"):
        store.put(name, io.BytesIO(b"x"))
    assert store.delete_all("acme") == 2
    assert store.delete_all("acme") == 0
    assert read(store, "acme-two/1", 0, 1) == b"x"
    store.delete("acme-two/1")
    store.delete("acme-two/1")
    with pytest.raises(NotFound):
        read(store, "acme-two/1", 0, 1)


def test_bucket_that_is_away_is_told_from_a_file_that_is_gone():
    with bucket_store() as (store, bucket):
        bucket.is_away = True
        with pytest.raises(Unavailable):
            store.put("acme/1", io.BytesIO(b"x"))


def test_requests_are_signed_and_the_secret_stays_here():
    with bucket_store() as (store, bucket):
        store.put("acme/1", io.BytesIO(b"x"))
        assert list(bucket.files) == ["kept/acme/1"]
        assert all(one.startswith("AWS4-HMAC-SHA256 Credential=key/") for one in bucket.signed)
        assert "very-secret" not in "".join(bucket.signed)
        assert "very-secret" not in repr(S3Access(secret="very-secret"))


def test_folder_is_closed_to_others(tmp_path: Path):
    FileStore((tmp_path / "media").as_uri())
    assert (tmp_path / "media").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("url", ["", "media", "file:relative", "ftp://host/x", "s3:///prefix"])
def test_address_that_is_none_is_refused_at_once(url: str):
    with pytest.raises(ValueError, match="MEDIA_URL"):
        FileStore(url)
