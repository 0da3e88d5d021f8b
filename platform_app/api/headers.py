"""Security headers, and the content security policy that fits the front end as it was built."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from platform_app.core.config import settings

BUILD = Path(__file__).resolve().parents[2] / ".web" / "build" / "client"
_INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)

ALWAYS: tuple[tuple[bytes, bytes], ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


@cache
def page_headers() -> tuple[tuple[bytes, bytes], ...]:
    """Return the headers of every HTML answer."""
    headers = (*ALWAYS, (b"content-security-policy", _policy()), (b"cache-control", b"no-store"))
    if settings().public_url_scheme == "https":
        headers += ((b"strict-transport-security", b"max-age=31536000; includeSubDomains"),)
    return headers


def _policy() -> bytes:
    # Reflex evaluates what the server sends for toasts and script calls, hence 'unsafe-eval'; injected markup
    # still cannot run, because every inline script must be one of the build's.
    directives = (
        "default-src 'none'",
        f"script-src 'self' 'unsafe-eval' {' '.join(sorted(_script_hashes()))}",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "object-src 'none'",
    )
    return "; ".join(directives).encode()


def _script_hashes() -> set[str]:
    scripts = (
        script
        for page in BUILD.rglob("*.html")
        for script in _INLINE_SCRIPT.findall(page.read_bytes())
    )
    return {
        f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"
        for script in scripts
    }
