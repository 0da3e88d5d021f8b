"""E-mail: addresses as people type them, and what people can do without."""

import re
from enum import StrEnum

from platform_app.core.errors import InvalidInput

_SHAPE = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_LONGEST = 254


class MailTopic(StrEnum):
    """Mail that a person can do without; what concerns their account's protection always comes."""

    USAGE = "usage"
    APPROVALS = "approvals"
    WHATSAPP = "whatsapp"
    CAMPAIGNS = "campaigns"


def check_email(text: str, *, field: str = "email") -> str:
    """Return an address in small letters; raises InvalidInput when it is none."""
    email = text.strip().lower()
    if len(email) > _LONGEST or not _SHAPE.fullmatch(email) or not email.isprintable():
        raise InvalidInput(
            "This is not an e-mail address.", {field: "Write it like ana@example.org."}
        )
    return email
