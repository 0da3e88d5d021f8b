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
    """A conversation in the list; `window` ends a sentence that begins with it."""

    id: str
    name: str
    preview: str
    at: str
    unread: int
    status: str
    assignee: str
    is_mine: bool
    is_window_open: bool
    is_window_closing: bool
    window: str


@dataclass(frozen=True, slots=True)
class ThreadItem:
    """One bubble or line of a conversation.

    `side` is `customer`, `company` or `event`; `day` is filled where a new day begins; `problem` says why a message
    has not arrived; `earlier` is what stood there before it was edited; `referral` tells through which
    advertisement somebody came. `file` is empty, or `waiting`, `ready` or `missing`; then `file_words` says more.
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
    earlier: str = ""
    referral: str = ""
    file: str = ""
    file_words: str = ""
    file_address: str = ""


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """A campaign that a contact has received; `status` is a delivery's, `brief` and `offer` what agents should know of it."""

    name: str
    status: str
    at: str
    brief: str = ""
    offer: str = ""


@dataclass(frozen=True, slots=True)
class ContactPanel:
    """The person on the other side."""

    id: str
    name: str
    phone: str
    consent: str
    consent_label: str
    tags: list[str]
    colours: dict[str, str]
    attributes: dict[str, str]
    campaigns: list[CampaignLine]


@dataclass(frozen=True, slots=True)
class Thread:
    """An open conversation; `window_closes_at` is ISO 8601 with the company's offset, or empty."""

    row: ConversationRow
    number: str
    window_closes_at: str
    is_shortened: bool
    messages: list[ThreadItem]
    contact: ContactPanel


_NO_ROW = ConversationRow(
    id="",
    name="",
    preview="",
    at="",
    unread=0,
    status="",
    assignee="",
    is_mine=False,
    is_window_open=False,
    is_window_closing=False,
    window="",
)
NO_THREAD = Thread(
    row=_NO_ROW,
    number="",
    window_closes_at="",
    is_shortened=False,
    messages=[],
    contact=ContactPanel("", "", "", "", "", [], {}, {}, []),
)
