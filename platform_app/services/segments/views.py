"""What leaves the database about segments."""

from dataclasses import dataclass, field

from platform_app.models.segments import SegmentKind


@dataclass(frozen=True, slots=True)
class Pick:
    """Something that can be chosen."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class PickGroup:
    """Things that can be chosen, under a heading."""

    label: str
    picks: list[Pick]


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """Somebody who belongs to a segment."""

    id: str
    name: str
    phone: str
    consent: str


@dataclass(frozen=True, slots=True)
class Measure:
    """How many people belong, and how many of them may get marketing; the parts add up to `people`."""

    people: int = 0
    opted_in: int = 0
    opted_out: int = 0
    unknown: int = 0
    blocked: int = 0
    as_of: str = ""
    samples: list[SamplePerson] = field(default_factory=list)
    # Why it could not be counted, if it could not.
    problem: str = ""


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A segment or list among the others."""

    id: str
    name: str
    kind: SegmentKind
    sentence: str
    people: str
    counted: str
    used_by: str


@dataclass(frozen=True, slots=True)
class Line:
    """A condition or a group as the builder shows it, one below the other; `place` is such as 2.1.

    `subject` also names the attribute, behind a colon. `given` always has what the shape asks for.
    """

    place: str
    depth: int
    is_group: bool
    match: str = ""
    subject: str = ""
    operator: str = ""
    # What is filled in; Reflex keeps the name `values` for itself.
    given: list[str] = field(default_factory=list)
    shape: str = ""
    source: str = ""
    operators: list[Pick] = field(default_factory=list)
    problem: str = ""


@dataclass(frozen=True, slots=True)
class SegmentDetail:
    """A segment as its page shows it."""

    id: str
    name: str
    kind: SegmentKind
    version: int
    definition: dict[str, object]
    sentence: str
    # Names of campaigns and segments that need it.
    used_by: list[str]


@dataclass(frozen=True, slots=True)
class ListRow:
    """A list that is kept by hand, and whether the contact in question is in it."""

    id: str
    name: str
    is_in: bool


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody in a list."""

    id: str
    name: str
    phone: str
    consent: str
    added: str


@dataclass(frozen=True, slots=True)
class BuilderChoices:
    """What can be chosen in the builder: subjects in groups, and things by their source."""

    subjects: list[PickGroup]
    things: dict[str, list[Pick]]
