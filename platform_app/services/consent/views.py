"""What leaves the database about consent."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ConsentSettings:
    """What a company has set; its words stand one on each line, and no limit is an empty text."""

    stop_words: str
    start_words: str
    stop_reply: str
    start_reply: str
    usual_stop_reply: str
    usual_start_reply: str
    cap_day: str
    cap_week: str


@dataclass(frozen=True, slots=True)
class KeywordChanges:
    """The company's own words, one on each line, and its answers; an empty answer is the usual one."""

    stop_words: str
    start_words: str
    stop_reply: str
    start_reply: str


@dataclass(frozen=True, slots=True)
class CapChanges:
    """At most so many marketing messages to one person in 24 hours, and in 7 days, as typed; empty is no limit."""

    day: str
    week: str


@dataclass(frozen=True, slots=True)
class LanguageWords:
    """The words of one language that count in every company."""

    name: str
    stop: str
    start: str


@dataclass(frozen=True, slots=True)
class WordingRow:
    """A standard text under which people agree."""

    id: str
    name: str
    body: str


@dataclass(frozen=True, slots=True)
class EventRow:
    """An entry of the ledger in words; times are the company's."""

    id: str
    contact_id: str
    who: str
    kind: str
    purpose: str
    source: str
    detail: str
    wording: str
    actor: str
    happened: str
    recorded: str


@dataclass(frozen=True, slots=True)
class ConsentCounts:
    """How many people hold which state."""

    opted_in: int
    opted_out: int
    unknown: int
    nothing_at_all: int
    suppressed: int


@dataclass(frozen=True, slots=True)
class TrendDay:
    """How many opted in and out on one day of the company's; the heights are per cent of the highest day."""

    day: str
    granted: int
    withdrawn: int
    granted_height: int
    withdrawn_height: int


@dataclass(frozen=True, slots=True)
class EventFilters:
    """Which entries are wanted; empty is all of them."""

    kind: str = ""
    source: str = ""
    days: str = ""


@dataclass(frozen=True, slots=True)
class PersonConsent:
    """What holds for one person, in words, and the entries that it rests on, the newest first."""

    contact_id: str
    is_opted_in: bool
    is_opted_out: bool
    is_silent: bool
    is_blocked: bool
    marketing: str
    service: str
    events: list[EventRow]


@dataclass(frozen=True, slots=True)
class ConsentByHand:
    """What somebody agreed to, as the team takes it down: where, on which day, and the text that was shown."""

    purpose: str
    where: str
    day: str
    wording: str
