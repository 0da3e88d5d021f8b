"""What leaves the database about conversations; moments are words in the company's time zone."""

from dataclasses import dataclass
from enum import StrEnum


class ConversationFilter(StrEnum):
    """Which conversations a list shows."""

    OPEN = "open"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    UNREAD = "unread"
    RESOLVED = "resolved"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """A conversation in the list."""

    id: str
    name: str
    preview: str
    at: str
    unread: int
    status: str
    assignee: str
    is_mine: bool
    is_window_open: bool
    window: str


@dataclass(frozen=True, slots=True)
class ThreadItem:
    """One bubble or line of a conversation.

    `side` is `customer`, `company` or `event`; `day` is filled where a new day begins; `problem` says why a message
    has not arrived.
    """

    id: str
    side: str
    kind: str
    body: str
    at: str
    day: str
    author: str
    status: str
    status_label: str
    problem: str
    quoted: str
    reactions: str
    is_edited: bool
    is_deleted: bool


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """A campaign that a contact has received."""

    name: str
    outcome: str


@dataclass(frozen=True, slots=True)
class ContactPanel:
    """The person on the other side."""

    id: str
    name: str
    phone: str
    consent: str
    consent_label: str
    tags: list[str]
    attributes: list[tuple[str, str]]
    campaigns: list[CampaignLine]


@dataclass(frozen=True, slots=True)
class Thread:
    """An open conversation; `window_closes_at` is ISO 8601 with the company's offset, or empty."""

    row: ConversationRow
    number: str
    window_closes_at: str
    is_shortened: bool
    items: list[ThreadItem]
    contact: ContactPanel
