"""What leaves the database about contacts."""

from dataclasses import dataclass
from enum import StrEnum


class Consent(StrEnum):
    """What a contact has said about being written to; an opt-out outweighs everything."""

    OPTED_IN = "opted_in"
    OPTED_OUT = "opted_out"
    UNKNOWN = "unknown"


class ContactOrder(StrEnum):
    """What the list is sorted by; what the search box finds stands the newest first."""

    NEWEST = "newest"
    NAME = "name"
    SEEN = "seen"


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact in the list."""

    id: str
    name: str
    phone: str
    tags: list[str]
    # The colours of those tags, by name.
    colours: dict[str, str]
    consent: str
    created: str
    # When they wrote last; empty if never.
    seen: str
    is_blocked: bool


# Beside what somebody has agreed to: nobody writes to them, whatever that is.
BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class ContactFilters:
    """What the list is narrowed down to; nothing given shows everybody."""

    # Beginnings of words of the name, of tags and values; or of a number, or its end.
    search: str = ""
    tag: str = ""
    # One of Consent, or BLOCKED.
    consent: str = ""
    # An attribute's key, and its value; without one, any.
    attribute: str = ""
    value: str = ""
    # The id of a segment or list.
    segment: str = ""


EVERYBODY = ContactFilters()


@dataclass(frozen=True, slots=True)
class ContactDetail:
    """All that the company knows about a contact; moments are in the company's zone, or empty."""

    row: ContactRow
    user_id: str
    # As it was given, where that says more than the number.
    phone_original: str
    attributes: dict[str, str]
    opted_in: str
    opt_in_source: str
    opted_out: str
    opt_out_source: str


@dataclass(frozen=True, slots=True)
class Region:
    """A country that numbers without a country code may be read in."""

    code: str
    name: str
    calling_code: int


@dataclass(frozen=True, slots=True)
class ErasurePreview:
    """What goes with somebody who is erased; campaigns keep their counts."""

    messages: int
    files: int
    notes: int
    campaigns: int
    # What is typed to say that this person is meant, in words, and the very text.
    identified_by: str
    identity: str


@dataclass(frozen=True, slots=True)
class MergeField:
    """One field of two contacts; `is_choice` when both have a value, and not the same."""

    key: str
    label: str
    kept: str
    other: str
    is_choice: bool


@dataclass(frozen=True, slots=True)
class MergePreview:
    """Two contacts side by side: the one that stays, and the one that goes."""

    kept_id: str
    other_id: str
    fields: list[MergeField]


# What a page shows before it knows whom it is about.
NOBODY = ContactRow("", "", "", [], {}, Consent.UNKNOWN, "", "", is_blocked=False)
