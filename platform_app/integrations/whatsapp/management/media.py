"""Files at WhatsApp: uploaded, looked up, downloaded, deleted."""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass

from platform_app.core.errors import InvalidInput, LimitReached, Unavailable
from platform_app.integrations.whatsapp.graph import Graph, graph_id
from platform_app.integrations.whatsapp.graph_json import as_number, as_text

_MIME = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+(; ?[a-z0-9-]+=[a-z0-9.+-]+)*")


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """A file at WhatsApp; `url` is good for five minutes and needs the token."""

    id: str
    url: str
    mime: str
    sha256: str
    size: int | None


async def upload(g: Graph, number_id: str, content: bytes, *, mime: str, name: str) -> str:
    """Upload a file and return its id, which the account's numbers can send for 30 days."""
    if not _MIME.fullmatch(mime):
        raise InvalidInput(
            "This kind of file is not known.", {"file": "The file's type is not valid."}
        )
    boundary = secrets.token_hex(16)
    answer = await g.post_file(
        f"{graph_id(number_id, 'number')}/media",
        _form(boundary, content, mime=mime, name=name),
        headers={"content-type": f"multipart/form-data; boundary={boundary}"},
    )
    return as_text(answer.get("id")) or ""


async def fetch_media(g: Graph, media_id: str, number_id: str | None = None) -> MediaInfo:
    """Return where a file can be downloaded; with `number_id` WhatsApp checks that it is that number's."""
    query = {"phone_number_id": graph_id(number_id, "number")} if number_id else None
    answer = await g.call("GET", graph_id(media_id, "media"), query)
    return MediaInfo(
        id=media_id,
        url=as_text(answer.get("url")) or "",
        mime=as_text(answer.get("mime_type")) or "",
        sha256=as_text(answer.get("sha256")) or "",
        size=as_number(answer.get("file_size")),
    )


async def download(g: Graph, media: MediaInfo, *, max_bytes: int) -> AsyncIterator[bytes]:
    """Yield the file's bytes.

    Raises LimitReached as soon as it is larger than allowed, and Unavailable at the end when its hash is not
    the announced one: what was yielded until then must be thrown away.
    """
    if (media.size or 0) > max_bytes:
        raise _too_large(max_bytes)
    digest, size = hashlib.sha256(), 0
    async with g.stream(media.url) as response:
        if response.status_code != 200:
            # 404 is also what a stale address answers; a fresh one can be fetched.
            raise Unavailable(f"WhatsApp did not hand over the file ({response.status_code}).")
        async for chunk in response.aiter_bytes():
            size += len(chunk)
            if size > max_bytes:
                raise _too_large(max_bytes)
            digest.update(chunk)
            yield chunk
    if media.sha256 and not _is_hash(media.sha256, digest.digest()):
        raise Unavailable(
            "The file did not arrive as WhatsApp announced it. Try again in a minute."
        )


async def delete(g: Graph, media_id: str) -> None:
    """Delete a file at WhatsApp."""
    await g.call("DELETE", graph_id(media_id, "media"))


def _form(boundary: str, content: bytes, *, mime: str, name: str) -> bytes:
    # Nothing that could end the header's value may stand in the name.
    safe_name = re.sub(r'[\x00-\x1f\x7f"\\]', "_", name) or "file"
    fields = {"messaging_product": "whatsapp", "type": mime}
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in fields.items()
    ]
    disposition = f'Content-Disposition: form-data; name="file"; filename="{safe_name}"'
    parts.append(f"--{boundary}\r\n{disposition}\r\nContent-Type: {mime}\r\n\r\n")
    return b"".join(("".join(parts).encode(), content, f"\r\n--{boundary}--\r\n".encode()))


def _is_hash(announced: str, digest: bytes) -> bool:
    # Both ways of writing occur in published examples.
    given = announced.strip().rstrip("=").encode()
    hexadecimal, base = digest.hex().encode(), base64.b64encode(digest).rstrip(b"=")
    return hmac.compare_digest(given.lower(), hexadecimal) or hmac.compare_digest(given, base)


def _too_large(max_bytes: int) -> LimitReached:
    return LimitReached(f"The file is larger than {max_bytes // 1_000_000} MB.")
