"""What people read of a contact's timeline."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What sort of thing happened."""

    MESSAGE = "message"
    CAMPAIGN = "campaign"
    CONSENT = "consent"
    NOTE = "note"
    IMPORT = "import"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """Something that happened between the company and a contact, at a time of the company's zone."""

    id: str
    kind: str
    when: str
    title: str
    body: str
    # Where to read on; empty if nowhere.
    href: str
    # Of notes: what whoever reads it may do.
    may_edit: bool = False
    may_delete: bool = False
