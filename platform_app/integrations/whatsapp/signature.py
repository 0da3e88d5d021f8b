"""Proof that a webhook comes from Meta: the body's signature and the handshake."""

import hashlib
import hmac
import re
from collections.abc import Mapping

SIGNATURE_HEADER = "X-Hub-Signature-256"
_CHALLENGE = re.compile(r"[A-Za-z0-9._-]{1,128}")


def sign(app_secret: str, raw_body: bytes) -> str:
    """Return the header value Meta sends for exactly these bytes."""
    digest = hmac.new(app_secret.encode(), raw_body, hashlib.sha256).hexdigest()
    return f"sha256={digest}"


def verify(app_secret: str, raw_body: bytes, header: str | bytes | None) -> bool:
    """Tell whether `header` signs exactly these bytes; takes constant time and never raises."""
    given = header.encode("utf-8", "replace") if isinstance(header, str) else header or b""
    expected = sign(app_secret, raw_body).encode()
    # An empty secret would let anybody sign.
    return hmac.compare_digest(expected, given) and bool(app_secret)


def handshake_challenge(query: Mapping[str, str], verify_token: str) -> str | None:
    """Return the challenge to echo as text/plain, or None when the handshake must be refused."""
    given = query.get("hub.verify_token", "").encode("utf-8", "replace")
    challenge = query.get("hub.challenge", "")
    knows_token = hmac.compare_digest(verify_token.encode(), given) and bool(verify_token)
    is_subscription = query.get("hub.mode") == "subscribe"
    # The answer is echoed, so only what Meta really sends may pass: no markup, no line breaks.
    is_harmless = _CHALLENGE.fullmatch(challenge) is not None
    return challenge if knows_token and is_subscription and is_harmless else None


def app_secret_proof(access_token: str, app_secret: str) -> str:
    """Return Graph's `appsecret_proof`: it shows that token and app secret belong together."""
    return hmac.new(app_secret.encode(), access_token.encode(), hashlib.sha256).hexdigest()
