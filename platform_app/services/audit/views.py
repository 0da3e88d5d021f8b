"""What people read of the audit log."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Detail:
    """A field that has changed, or a fact; a fact has no old value."""

    label: str
    old: str
    new: str
    is_change: bool


@dataclass(frozen=True, slots=True)
class EventRow:
    """One act as people read it."""

    id: str
    when: str
    actor: str
    actor_kind: str
    what: str
    subject: str
    subject_id: str
    details: list[Detail]
    # Where it came from; empty for those who may not know.
    address: str
    browser: str
    # In the platform's log: the company that it was about.
    company: str = ""
    company_id: str = ""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of events is narrowed down to; nothing given shows all."""

    # A person's id, or `kind:` and a kind of actor.
    who: str = ""
    # An act, or the first word of several.
    act: str = ""
    # The object's id.
    subject: str = ""
    # Days, first and last, in the reader's zone.
    since: str = ""
    until: str = ""
    # In the platform's log: the company that it was about.
    company: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class ActGroup:
    """The acts upon one sort of object."""

    value: str
    label: str
    acts: list[Choice]
