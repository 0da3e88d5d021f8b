"""Sentences that survive a redirect; sealed, so that nobody can put words into our mouth."""

import base64
import hmac
import json
from urllib.parse import urlencode

from platform_app.core.crypto import keyed_digest

_SEAL_BYTES = 12


def sealed(problems: dict[str, str]) -> str:
    """Return sentences by field ("" is the whole form) as a value for an address."""
    text = json.dumps(problems, separators=(",", ":"))
    seal = keyed_digest("notice", text)[:_SEAL_BYTES]
    return base64.urlsafe_b64encode(seal + text.encode()).decode().rstrip("=")


def unsealed(value: str) -> dict[str, str]:
    """Return the sentences, or none when the seal is not ours."""
    try:
        content = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
        seal, text = content[:_SEAL_BYTES], content[_SEAL_BYTES:].decode()
    except ValueError:
        return {}
    if not hmac.compare_digest(seal, keyed_digest("notice", text)[:_SEAL_BYTES]):
        return {}
    return json.loads(text)


def with_notice(path: str, problems: dict[str, str], **parameters: str) -> str:
    """Return a path that carries sentences, and whatever else is given."""
    query = {name: value for name, value in parameters.items() if value}
    return f"{path}?{urlencode({'notice': sealed(problems), **query})}"
