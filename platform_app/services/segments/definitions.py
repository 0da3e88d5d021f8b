"""The definition of a segment: groups of conditions, read from JSON and checked place by place."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from platform_app.core.errors import InvalidInput
from platform_app.services.segments.vocabulary import (
    CONSENTS,
    OF_ATTRIBUTES,
    TOPICS,
    Match,
    Operator,
    Shape,
    Source,
    Subject,
)

MOST_CONDITIONS = 50
MOST_GROUPS = 20
DEEPEST = 5
LONGEST_TEXT = 200
MOST_VALUES = 50
MOST_DAYS = 3_650
MOST_DAYS_AROUND = 30
NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,10})?")
# A country with an area at the most: whoever may not see numbers must not find them out digit by digit.
_PREFIX = re.compile(r"\+[0-9]{1,7}")
_ROOT = "The segment"


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that is asked about somebody; `key` names the attribute, if it is about one."""

    subject: Subject
    operator: str
    values: tuple[str, ...] = ()
    key: str = ""

    @property
    def said(self) -> Operator:
        """Return the operator with its words and its shape."""
        return TOPICS[self.subject].operators[self.operator]


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions and groups, all, any or none of which have to hold; an empty one holds for everybody."""

    match: Match = Match.ALL
    parts: "tuple[Node, ...]" = ()


Node = Condition | Group


def parse(definition: dict[str, Any]) -> Group:  # Any: JSON
    """Return a definition out of its JSON; raises InvalidInput that says where it is wrong."""
    group = _group(definition, _ROOT, 1)
    if sum(1 for _ in conditions_of(group)) > MOST_CONDITIONS:
        raise InvalidInput(f"A segment holds at most {MOST_CONDITIONS} conditions.")
    return group


def dump(node: Node) -> dict[str, Any]:  # Any: JSON
    """Return the JSON of a definition."""
    if isinstance(node, Group):
        return {"match": str(node.match), "parts": [dump(part) for part in node.parts]}
    found: dict[str, Any] = {  # Any: JSON
        "subject": str(node.subject),
        "operator": node.operator,
        "values": list(node.values),
    }
    return found | ({"key": node.key} if node.key else {})


def conditions_of(node: Node) -> Iterator[Condition]:
    """Return all conditions, wherever they stand."""
    if isinstance(node, Condition):
        yield node
    else:
        for part in node.parts:
            yield from conditions_of(part)


def segments_in(node: Node) -> set[UUID]:
    """Return the segments and lists that a definition asks for."""
    return {UUID(one.values[0]) for one in conditions_of(node) if one.subject is Subject.SEGMENT}


def _group(data: object, place: str, depth: int) -> Group:
    if not isinstance(data, dict) or data.get("match") not in list(Match):
        raise _wrong(place, "say whether all, any or none of it has to hold")
    parts = data.get("parts")
    if not isinstance(parts, list) or len(parts) > MOST_CONDITIONS:
        raise _wrong(place, f"a group holds at most {MOST_CONDITIONS} conditions")
    if depth > DEEPEST:
        raise _wrong(place, f"groups stand in each other at most {DEEPEST} deep")
    return Group(
        Match(data["match"]),
        tuple(_node(part, _at(place, n), depth) for n, part in enumerate(parts, 1)),
    )


def _node(data: object, place: str, depth: int) -> Node:
    if not isinstance(data, dict):
        raise _wrong(place, "it is no condition")
    return _group(data, place, depth + 1) if "match" in data else _condition(data, place)


def _condition(data: dict[str, Any], place: str) -> Condition:  # Any: JSON
    if data.get("subject") not in list(Subject):
        raise _wrong(place, "choose what it is about")
    subject = Subject(data["subject"])
    operator = TOPICS[subject].operators.get(str(data.get("operator", "")))
    if operator is None:
        raise _wrong(place, "choose what it says")
    key = data.get("key", "")
    if not isinstance(key, str) or bool(key) != (subject in OF_ATTRIBUTES) or len(key) > 100:
        raise _wrong(place, "choose the attribute")
    values = data.get("values", [])
    if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
        raise _wrong(place, "its values have to be texts")
    checked = _checked([one.strip() for one in values], operator.shape, place)
    _check_picked(checked, subject, operator.shape, place)
    return Condition(subject, data["operator"], checked, key)


def _checked(values: list[str], shape: Shape, place: str) -> tuple[str, ...]:
    problem = _CHECKS[shape](values)
    if problem:
        raise _wrong(place, problem)
    return tuple(values)


def _check_picked(values: tuple[str, ...], subject: Subject, shape: Shape, place: str) -> None:
    source = TOPICS[subject].source
    if shape is not Shape.PICK:
        return
    if source is Source.CONSENTS:
        if values[0] not in CONSENTS:
            raise _wrong(place, "choose a consent")
    elif not _is_id(values[0]):
        raise _wrong(place, "choose one")


def _exactly(count: int, is_right: Callable[[str], bool], problem: str):  # noqa: ANN202  a check, as _CHECKS holds them
    return lambda values: "" if len(values) == count and all(map(is_right, values)) else problem


def _several(is_right: Callable[[str], bool], problem: str):  # noqa: ANN202  a check, as _CHECKS holds them
    return lambda values: (
        "" if 1 <= len(values) <= MOST_VALUES and all(map(is_right, values)) else problem
    )


def _in_order(check: Callable[[list[str]], str], read: Callable[[str], Any]):  # noqa: ANN202  a check; Any: what can be compared
    def ordered(values: list[str]) -> str:
        if problem := check(values):
            return problem
        return (
            "" if read(values[0]) <= read(values[1]) else "the first must not be above the second"
        )

    return ordered


def _percents(values: list[str]) -> str:
    if len(values) != 3 or not all(_is_days(100, 0)(one) for one in values[:2]):
        return "give two whole percentages"
    low, high = int(values[0]), int(values[1])
    if not 0 <= low < high <= 100:
        return "the shares go from 0 to 100, and the first is below the second"
    return "" if len(values[2]) <= 50 else "the name of the split has at most 50 characters"


def _is_text(value: str) -> bool:
    return 1 <= len(value) <= LONGEST_TEXT and "\0" not in value


def _is_number(value: str) -> bool:
    return NUMBER.fullmatch(value) is not None


def _is_prefix(value: str) -> bool:
    return _PREFIX.fullmatch(value) is not None


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_days(most: int, least: int = 1) -> Callable[[str], bool]:
    return lambda value: (
        value.isascii() and value.isdecimal() and len(value) <= 4 and least <= int(value) <= most
    )


def _is_id(value: str) -> bool:
    try:
        return str(UUID(value)) == value
    except ValueError:
        return False


_TWO_NUMBERS = _exactly(2, _is_number, "give two numbers")
_TWO_DATES = _exactly(2, _is_date, "give two dates")
_CHECKS: dict[Shape, Callable[[list[str]], str]] = {
    Shape.NOTHING: _exactly(0, bool, "nothing can be filled in here"),
    Shape.TEXT: _exactly(1, _is_text, f"give a text of 1 to {LONGEST_TEXT} characters"),
    Shape.TEXTS: _several(_is_text, f"give 1 to {MOST_VALUES} texts, with commas between them"),
    Shape.PREFIXES: _several(_is_prefix, "give beginnings such as +351, with 7 digits at the most"),
    Shape.NUMBER: _exactly(1, _is_number, "give a number such as 12.5"),
    Shape.NUMBERS: _in_order(_TWO_NUMBERS, float),
    Shape.DATE: _exactly(1, _is_date, "give a date"),
    Shape.DATES: _in_order(_TWO_DATES, str),
    Shape.DAYS: _exactly(1, _is_days(MOST_DAYS), f"give 1 to {MOST_DAYS:,} days"),
    Shape.AROUND: _exactly(1, _is_days(MOST_DAYS_AROUND, 0), f"give 0 to {MOST_DAYS_AROUND} days"),
    Shape.PICK: _exactly(1, _is_text, "choose one"),
    Shape.PICKS: _several(_is_text, "choose at least one"),
    Shape.PERCENTS: _percents,
}


def _at(place: str, number: int) -> str:
    return f"Condition {number}" if place == _ROOT else f"{place}.{number}"


def _wrong(place: str, problem: str) -> InvalidInput:
    sentence = f"{place}: {problem}."
    return InvalidInput(sentence, {place.removeprefix("Condition "): sentence})
