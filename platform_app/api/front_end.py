"""The built pages: where each lies, and the headers under which a browser may run it."""

import base64
import hashlib
import re
from pathlib import Path

from starlette.types import Message, Send

from platform_app.core.config import settings

BUILD = Path(__file__).resolve().parents[2] / ".web" / "build" / "client"
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
_FALLBACK = "404.html"
_YEAR_S = 365 * 24 * 3600
# 'unsafe-eval': Reflex runs what the server asks of a page (a toast, the way to the sign-in page) by eval;
# without it these do nothing at all. Inline scripts stay closed but for those of the build.
_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-eval'{hashes}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self'; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"
)
_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    # Not "no-referrer": under it a browser calls the origin of our own forms `null`, and they would be refused.
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
]


class FrontEnd:
    """What the browser's half consists of, read once from the build."""

    def __init__(self, build: Path) -> None:
        self._policies = {
            path.relative_to(build).as_posix(): _policy(path.read_text())
            for path in sorted(build.rglob("*.html"))
        }
        self._always = [*_HEADERS]
        if settings().public_url_scheme == "https":
            self._always.append(
                (b"strict-transport-security", b"max-age=%d; includeSubDomains" % _YEAR_S)
            )

    def file_of(self, path: str) -> str:
        """Return the built file that shows a path; addresses with a variable share the fall-back."""
        name = path.strip("/")
        own = f"{name}/index.html" if name else "index.html"
        return own if own in self._policies else _FALLBACK

    def folder_of(self, path: str) -> str:
        """Return the path under which the file server finds a page without a redirect."""
        is_page = not path.endswith("/") and self.file_of(path) != _FALLBACK
        return f"{path}/" if is_page else path

    def dressed(self, send: Send, path: str) -> Send:
        """Return `send` with our headers on every answer."""

        async def send_dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", []))
                message = {**message, "headers": [*headers, *self._headers(path, dict(headers))]}
            await send(message)

        return send_dressed

    def _headers(self, path: str, given: dict[bytes, bytes]) -> list[tuple[bytes, bytes]]:
        headers = [pair for pair in self._always if pair[0] not in given]
        if b"content-security-policy" not in given:
            policy = self._policies.get(self.file_of(path), _POLICY.format(hashes=""))
            headers.append((b"content-security-policy", policy.encode()))
        if b"cache-control" not in given:
            headers.append((b"cache-control", _keeping(path, given)))
        return headers


def _keeping(path: str, given: dict[bytes, bytes]) -> bytes:
    if path.startswith("/assets/"):
        # The names of built assets carry their hash.
        return b"public, max-age=%d, immutable" % _YEAR_S
    is_file = b"etag" in given and not given.get(b"content-type", b"").startswith(b"text/html")
    return b"no-cache" if is_file else b"no-store"


def _policy(html: str) -> str:
    digests = {hashlib.sha256(code.encode()).digest() for code in _INLINE_SCRIPT.findall(html)}
    hashes = sorted(f" 'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return _POLICY.format(hashes="".join(hashes))
