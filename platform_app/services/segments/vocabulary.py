"""What a condition may be about, what it may say, and in which words."""

from dataclasses import dataclass
from enum import StrEnum

from platform_app.models.attributes import AttributeKind


class Match(StrEnum):
    """How many parts of a group have to hold."""

    ALL = "all"
    ANY = "any"
    NONE = "none"


class Subject(StrEnum):
    """What is asked about somebody."""

    NAME = "name"
    PHONE = "phone"
    HAS_PHONE = "has_phone"
    CREATED = "created"
    LAST_SEEN = "last_seen"
    BLOCKED = "blocked"
    IMPORT = "import"
    TEXT = "attribute.text"
    NUMBER = "attribute.number"
    DATE = "attribute.date"
    YES_NO = "attribute.yes_no"
    CHOICE = "attribute.choice"
    TAGS = "tags"
    CONSENT = "consent"
    OPTED_IN = "opted_in"
    OPTED_OUT = "opted_out"
    CONVERSATION = "conversation"
    ASSIGNEE = "assignee"
    CAMPAIGN = "campaign"
    CAMPAIGNS = "campaigns"
    SEGMENT = "segment"
    BUCKET = "bucket"


class Shape(StrEnum):
    """What has to be filled in behind an operator."""

    NOTHING = "nothing"
    TEXT = "text"
    TEXTS = "texts"
    PREFIXES = "prefixes"
    NUMBER = "number"
    NUMBERS = "numbers"
    DATE = "date"
    DATES = "dates"
    DAYS = "days"
    AROUND = "around"
    PICK = "pick"
    PICKS = "picks"
    PERCENTS = "percents"


class Source(StrEnum):
    """Where the things that can be picked come from."""

    NONE = ""
    TAGS = "tags"
    CONSENTS = "consents"
    CAMPAIGNS = "campaigns"
    IMPORTS = "imports"
    PEOPLE = "people"
    SEGMENTS = "segments"
    CHOICES = "choices"


@dataclass(frozen=True, slots=True)
class Operator:
    """What a condition says; one that denies another names it, and holds for everybody for whom that does not."""

    words: str
    shape: Shape = Shape.NOTHING
    denies: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject in words, with what can be said about it."""

    words: str
    operators: dict[str, Operator]
    source: Source = Source.NONE


_SET = {"set": Operator("is filled in"), "not_set": Operator("is empty", denies="set")}
_TEXT = {
    "is": Operator("is", Shape.TEXT),
    "is_not": Operator("is not", Shape.TEXT, "is"),
    "contains": Operator("contains", Shape.TEXT),
    "contains_not": Operator("does not contain", Shape.TEXT, "contains"),
    "begins": Operator("begins with", Shape.TEXT),
    "one_of": Operator("is one of", Shape.TEXTS),
    "none_of": Operator("is none of", Shape.TEXTS, "one_of"),
    **_SET,
}
_NUMBER = {
    "is": Operator("is", Shape.NUMBER),
    "is_not": Operator("is not", Shape.NUMBER, "is"),
    "more": Operator("is more than", Shape.NUMBER),
    "less": Operator("is less than", Shape.NUMBER),
    "between": Operator("is between", Shape.NUMBERS),
    **_SET,
}
_DATE = {
    "before": Operator("is before", Shape.DATE),
    "after": Operator("is after", Shape.DATE),
    "between": Operator("is between", Shape.DATES),
    "last_days": Operator("was in the last", Shape.DAYS),
    "next_days": Operator("is in the next", Shape.DAYS),
    "anniversary": Operator("has its day of the year within", Shape.AROUND),
    **_SET,
}
_CHOICE = {
    "one_of": Operator("is one of", Shape.PICKS),
    "none_of": Operator("is none of", Shape.PICKS, "one_of"),
    **_SET,
}
_MOMENT = {
    "last_days": Operator("in the last", Shape.DAYS),
    "not_last_days": Operator("not in the last", Shape.DAYS, "last_days"),
    "before": Operator("before", Shape.DATE),
    "after": Operator("after", Shape.DATE),
}
_EVER = {"ever": Operator("at any time"), "never": Operator("never", denies="ever")}
_ACTS = {
    "got": ("was sent", "was not sent"),
    "delivered": ("had delivered", "did not have delivered"),
    "read": ("read", "did not read"),
    "replied": ("replied to", "did not reply to"),
    "clicked": ("pressed a button of", "pressed no button of"),
    "failed": ("could not be reached by", "did not fail to get"),
    "skipped": ("was skipped by", "was not skipped by"),
}


def _acts(shape: Shape) -> dict[str, Operator]:
    done = {act: Operator(words, shape) for act, (words, _) in _ACTS.items()}
    not_done = {f"not_{act}": Operator(words, shape, act) for act, (_, words) in _ACTS.items()}
    return done | not_done


TOPICS: dict[Subject, Topic] = {
    Subject.NAME: Topic("Name", _TEXT),
    Subject.PHONE: Topic(
        "Phone number",
        {
            "begins": Operator("begins with", Shape.PREFIXES),
            "begins_not": Operator("does not begin with", Shape.PREFIXES, "begins"),
        },
    ),
    Subject.HAS_PHONE: Topic(
        "Has a phone number", {"yes": Operator("yes"), "no": Operator("no", denies="yes")}
    ),
    Subject.CREATED: Topic("Added", _MOMENT),
    Subject.LAST_SEEN: Topic("Wrote to you last", _MOMENT | _EVER),
    Subject.BLOCKED: Topic("Blocked", {"yes": Operator("yes"), "no": Operator("no", denies="yes")}),
    Subject.IMPORT: Topic(
        "Import",
        {
            # Not every import that somebody stood in: a row for each of a million people would cost it a third more.
            "came": Operator("was added by", Shape.PICK),
            "not_came": Operator("was not added by", Shape.PICK, "came"),
            "last": Operator("was added or last changed by", Shape.PICK),
            "not_last": Operator("was not added or last changed by", Shape.PICK, "last"),
        },
        Source.IMPORTS,
    ),
    Subject.TEXT: Topic("Attribute", _TEXT),
    Subject.NUMBER: Topic("Attribute", _NUMBER),
    Subject.DATE: Topic("Attribute", _DATE),
    Subject.YES_NO: Topic(
        "Attribute", {"yes": Operator("is yes"), "no": Operator("is no"), **_SET}
    ),
    Subject.CHOICE: Topic("Attribute", _CHOICE, Source.CHOICES),
    Subject.TAGS: Topic(
        "Tags",
        {
            "any_of": Operator("has any of", Shape.PICKS),
            "all_of": Operator("has all of", Shape.PICKS),
            "none_of": Operator("has none of", Shape.PICKS, "any_of"),
        },
        Source.TAGS,
    ),
    Subject.CONSENT: Topic(
        "Marketing consent",
        {"is": Operator("is", Shape.PICK), "is_not": Operator("is not", Shape.PICK, "is")},
        Source.CONSENTS,
    ),
    Subject.OPTED_IN: Topic("Opted in", _MOMENT | _EVER),
    Subject.OPTED_OUT: Topic("Opted out", _MOMENT | _EVER),
    Subject.CONVERSATION: Topic(
        "Conversation",
        {"open": Operator("is open"), "not_open": Operator("is not open", denies="open")},
    ),
    Subject.ASSIGNEE: Topic(
        "Conversation",
        {
            "is": Operator("is assigned to", Shape.PICK),
            "is_not": Operator("is not assigned to", Shape.PICK, "is"),
            "nobody": Operator("is open and nobody's"),
        },
        Source.PEOPLE,
    ),
    Subject.CAMPAIGN: Topic("One campaign", _acts(Shape.PICK), Source.CAMPAIGNS),
    Subject.CAMPAIGNS: Topic("Any campaign", _acts(Shape.DAYS)),
    Subject.SEGMENT: Topic(
        "Segment or list",
        {
            "in": Operator("is in", Shape.PICK),
            "not_in": Operator("is not in", Shape.PICK, "in"),
        },
        Source.SEGMENTS,
    ),
    Subject.BUCKET: Topic("Random share", {"between": Operator("is from", Shape.PERCENTS)}),
}
OF_KIND: dict[AttributeKind, Subject] = {
    kind: Subject(f"attribute.{kind}") for kind in AttributeKind
}
OF_ATTRIBUTES = frozenset(OF_KIND.values())
CONSENTS = {"opted_in": "opted in", "opted_out": "opted out", "unknown": "unknown"}
