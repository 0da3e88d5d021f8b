"""E-mail addresses, as people type them."""

import re

from platform_app.core.errors import InvalidInput

_SHAPE = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_LONGEST = 254


def check_email(text: str, *, field: str = "email") -> str:
    """Return an address in small letters; raises InvalidInput when it is none."""
    email = text.strip().lower()
    if len(email) > _LONGEST or not _SHAPE.fullmatch(email) or not email.isprintable():
        raise InvalidInput(
            "This is not an e-mail address.", {field: "Write it like ana@example.org."}
        )
    return email
