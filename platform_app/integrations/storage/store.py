"""Files under names, in a folder or in a bucket; the rest of the product does not know which."""

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from platform_app.core.errors import NotFound, Unavailable

if TYPE_CHECKING:
    from obstore import ObjectMeta

_PIECE = 256 * 1024
_GONE = "This file is not there any more."
_AWAY = "The store of files does not answer. Try again in a minute."


@dataclass(frozen=True, slots=True)
class S3Access:
    """How a bucket is reached; an empty endpoint is Amazon's own."""

    endpoint: str = ""
    region: str = ""
    key: str = ""
    secret: str = field(default="", repr=False)


class FileStore:
    """A place for files; every failure of the place itself is `Unavailable`."""

    def __init__(self, url: str, access: S3Access | None = None) -> None:
        """Take `file:///folder`, made at need and closed to others, or `s3://bucket/prefix`."""
        parts = urlsplit(url)
        if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/"):
            self._store = _folder(Path(parts.path))
        elif parts.scheme == "s3" and parts.netloc:
            self._store = _bucket(parts.netloc, parts.path.strip("/"), access or S3Access())
        else:
            raise ValueError("MEDIA_URL is file:///folder or s3://bucket/prefix.")

    def put(self, name: str, content: IO[bytes]) -> None:
        """Keep a file; it is there whole or not at all."""
        try:
            obstore.put(self._store, name, content)
        except (BaseError, OSError) as error:
            raise Unavailable(_AWAY) from error

    def copy_to(self, name: str, place: IO[bytes]) -> None:
        """Write a whole file somewhere else, piece by piece; raises NotFound."""
        try:
            for piece in obstore.get(self._store, name).stream(min_chunk_size=_PIECE):
                place.write(piece)
        except FileNotFoundError:
            raise NotFound(_GONE) from None
        except (BaseError, OSError) as error:
            raise Unavailable(_AWAY) from error

    async def read(self, name: str, start: int, end: int) -> AsyncIterator[bytes]:
        """Return the bytes from `start` to just before `end`, piece by piece; raises NotFound."""
        try:
            found = await obstore.get_async(self._store, name, options={"range": (start, end)})
        except FileNotFoundError:
            raise NotFound(_GONE) from None
        except (BaseError, OSError) as error:
            raise Unavailable(_AWAY) from error
        return _pieces(found.stream(min_chunk_size=_PIECE))

    def delete(self, name: str) -> None:
        """Delete a file, if it is there."""
        try:
            obstore.delete(self._store, name)
        except FileNotFoundError:
            return
        except (BaseError, OSError) as error:
            raise Unavailable(_AWAY) from error

    def delete_all(self, prefix: str) -> int:
        """Delete every file whose name begins with `prefix/`; return how many."""
        gone = 0
        try:
            batches: Iterable[Sequence[ObjectMeta]] = obstore.list(self._store, f"{prefix}/")  # pyright: ignore[reportUnknownMemberType]  half of its overloads are typed
            for batch in batches:
                names = [one["path"] for one in batch]
                obstore.delete(self._store, names)
                gone += len(names)
        except FileNotFoundError:
            # Somebody else deletes the same.
            return gone
        except (BaseError, OSError) as error:
            raise Unavailable(_AWAY) from error
        return gone


async def _pieces(stream: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    async for piece in stream:
        yield bytes(piece)


def _folder(path: Path) -> LocalStore:
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return LocalStore(prefix=path)


def _bucket(name: str, prefix: str, access: S3Access) -> S3Store:
    region = access.region or "us-east-1"
    return S3Store(
        name,
        prefix=prefix or None,
        endpoint=access.endpoint or f"https://s3.{region}.amazonaws.com",
        region=region,
        access_key_id=access.key,
        secret_access_key=access.secret,
        # A store of one's own in one's own network may speak plain HTTP.
        client_options={"allow_http": access.endpoint.startswith("http:"), "timeout": "60s"},
        retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=30)},
    )
