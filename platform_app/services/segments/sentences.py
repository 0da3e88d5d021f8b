"""A definition in plain English."""

from collections.abc import Callable, Mapping, Sequence

from platform_app.services.segments.definitions import Condition, Group, Node
from platform_app.services.segments.vocabulary import (
    CONSENTS,
    OF_ATTRIBUTES,
    TOPICS,
    Match,
    Shape,
    Source,
    Subject,
)

# What is called so, by the value that stands for it: attributes by key, campaigns, imports, people, segments by id.
Names = Mapping[str, str]
_GONE = "something that no longer exists"
_MARKETING = {
    Subject.CAMPAIGN: "the campaign {}",
    Subject.CAMPAIGNS: "any campaign launched in the last {}",
}


def say(group: Group, names: Names) -> str:
    """Return the sentence that says whom a definition picks."""
    if not group.parts:
        return "Everybody."
    words = _group(group, names, is_outermost=True)
    return f"People {words}."


def _node(node: Node, names: Names) -> str:
    return _group(node, names) if isinstance(node, Group) else _condition(node, names)


def _group(group: Group, names: Names, *, is_outermost: bool = False) -> str:
    parts = [_node(part, names) for part in group.parts]
    if not parts:
        return "who are anybody"
    if group.match is Match.NONE:
        return f"for whom none of this holds: {'; '.join(parts)}"
    joined = (" and " if group.match is Match.ALL else " or ").join(parts)
    return joined if is_outermost or len(parts) == 1 else f"({joined})"


def _condition(one: Condition, names: Names) -> str:
    words, values = one.said.words, _values(one, names)
    if one.subject in _MARKETING:
        return f"who {words} {_MARKETING[one.subject].format(values)}"
    if one.subject in OF_ATTRIBUTES:
        return f"whose {names.get(one.key, one.key)} {words}{_behind(values)}"
    if one.subject in _WHOSE:
        return f"whose {_WHOSE[one.subject]} {words}{_behind(values)}"
    return (
        _OTHERS[one.subject]
        .get(one.operator, _OTHERS[one.subject][""])
        .format(words=words, values=values)
    )


_WHOSE = {
    Subject.NAME: "name",
    Subject.PHONE: "phone number",
    Subject.CONSENT: "marketing consent",
}
_OTHERS: dict[Subject, dict[str, str]] = {
    Subject.HAS_PHONE: {"": "with a phone number", "no": "without a phone number"},
    Subject.CREATED: {"": "who were added {words} {values}"},
    Subject.LAST_SEEN: {
        "": "who wrote last {words} {values}",
        "last_days": "who wrote to you in the last {values}",
        "not_last_days": "who did not write to you in the last {values}",
        "ever": "who have written to you",
        "never": "who never wrote to you",
    },
    Subject.BLOCKED: {"": "who are blocked", "no": "who are not blocked"},
    Subject.IMPORT: {
        "": "who were added by the import {values}",
        "not_came": "who were not added by the import {values}",
        "last": "who were added or last changed by the import {values}",
        "not_last": "who were not added or last changed by the import {values}",
    },
    Subject.TAGS: {
        "": "tagged {values}",
        "all_of": "tagged with all of {values}",
        "none_of": "not tagged {values}",
    },
    Subject.OPTED_IN: {
        "": "who opted in {words} {values}",
        "ever": "who opted in",
        "never": "who never opted in",
    },
    Subject.OPTED_OUT: {
        "": "who opted out {words} {values}",
        "ever": "who opted out",
        "never": "who never opted out",
    },
    Subject.CONVERSATION: {
        "": "with an open conversation",
        "not_open": "without an open conversation",
    },
    Subject.ASSIGNEE: {
        "": "with a conversation of {values}",
        "is_not": "without a conversation of {values}",
        "nobody": "with an open conversation that nobody has taken",
    },
    Subject.SEGMENT: {"": "in {values}", "not_in": "not in {values}"},
    Subject.BUCKET: {"": "in a random share from {values}"},
}


def _values(one: Condition, names: Names) -> str:
    shape, values = one.said.shape, one.values
    if shape in _IN_WORDS:
        return _IN_WORDS[shape](values)
    if shape is not Shape.PICK:
        joint = " and " if one.operator == "all_of" else " or "
        return joint.join(map(quoted, values))
    if TOPICS[one.subject].source is Source.CONSENTS:
        return CONSENTS[values[0]]
    return quoted(names[values[0]]) if values[0] in names else _GONE


def _share(values: Sequence[str]) -> str:
    low, high, salt = values
    return f"{low} to {high} %" + (f" of the split {quoted(salt)}" if salt else "")


def quoted(words: str) -> str:
    """Return words in quotation marks."""
    return f"“{words}”"


def _days(number: str) -> str:
    return "1 day" if number == "1" else f"{number} days"


_IN_WORDS: dict[Shape, Callable[[Sequence[str]], str]] = {
    Shape.PERCENTS: _share,
    Shape.DAYS: lambda values: _days(values[0]),
    Shape.AROUND: lambda values: f"{_days(values[0])} of today",
    Shape.NUMBER: lambda values: values[0],
    Shape.NUMBERS: " and ".join,
    Shape.DATE: lambda values: values[0],
    Shape.DATES: " and ".join,
}


def _behind(values: str) -> str:
    return f" {values}" if values else ""
