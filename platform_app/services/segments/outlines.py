"""A definition while it is being written: changed place by place, shown line by line, complete or not yet."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from platform_app.services.segments.definitions import DEEPEST, MOST_CONDITIONS, MOST_GROUPS
from platform_app.services.segments.views import Line, Pick
from platform_app.services.segments.vocabulary import TOPICS, Match, Shape, Source, Subject

Draft = dict[str, Any]  # Any: JSON
EMPTY: Draft = {"match": "all", "parts": []}
_FIRST = {
    Shape.DAYS: ["30"],
    Shape.AROUND: ["0"],
    Shape.PERCENTS: ["0", "10", ""],
    Shape.NUMBERS: ["", ""],
    Shape.DATES: ["", ""],
    Shape.NOTHING: [],
    Shape.PICKS: [],
    Shape.TEXTS: [],
    Shape.PREFIXES: [],
}
_JOINED = (Shape.TEXTS, Shape.PREFIXES)


def unfold(draft: Draft, problems: dict[str, str]) -> list[Line]:
    """Return a draft line by line, with what is wrong beside the place where it is."""
    lines: list[Line] = []
    _unfold(draft, "", 1, lines, problems)
    return lines


def add_condition(draft: Draft, place: str) -> Draft:
    """Put a condition at the end of a group."""
    if _count(draft, is_group=False) >= MOST_CONDITIONS:
        return draft
    return _changed(draft, place, lambda group: group["parts"].append(_fresh(Subject.TAGS, "")))


def add_group(draft: Draft, place: str) -> Draft:
    """Put a group with one condition at the end of a group."""
    is_deep = place.count(".") + bool(place) + 1 >= DEEPEST
    if is_deep or _count(draft, is_group=True) >= MOST_GROUPS:
        return draft
    inner = {"match": "any", "parts": [_fresh(Subject.TAGS, "")]}
    return _changed(draft, place, lambda group: group["parts"].append(inner))


def remove(draft: Draft, place: str) -> Draft:
    """Take a condition or a group out, with all that stands in it."""
    above, _, number = place.rpartition(".")
    return _changed(draft, above, lambda group: group["parts"].pop(int(number) - 1))


def set_match(draft: Draft, place: str, match: str) -> Draft:
    """Say how many parts of a group have to hold."""
    return _changed(draft, place, lambda group: group.update(match=str(Match(match))))


def set_subject(draft: Draft, place: str, subject: str) -> Draft:
    """Say what a condition is about; an attribute's key stands behind a colon."""
    name, _, key = subject.partition(":")
    fresh = _fresh(Subject(name), key)

    def change(condition: Draft) -> None:
        condition.clear()
        condition.update(fresh)

    return _changed(draft, place, change)


def set_operator(draft: Draft, place: str, operator: str) -> Draft:
    """Say what a condition says; what is filled in stays where it still fits."""

    def change(condition: Draft) -> None:
        operators = TOPICS[Subject(condition["subject"])].operators
        if operators[operator].shape is not operators[condition["operator"]].shape:
            condition["values"] = list(_FIRST.get(operators[operator].shape, [""]))
        condition["operator"] = operator

    return _changed(draft, place, change)


def set_value(draft: Draft, place: str, number: int, value: str) -> Draft:
    """Fill in a value; of several texts, all at once with commas between them."""

    def change(condition: Draft) -> None:
        if _shape(condition) in _JOINED:
            condition["values"] = [one.strip() for one in value.split(",") if one.strip()]
        else:
            condition["values"][number] = value

    return _changed(draft, place, change)


def toggle_value(draft: Draft, place: str, value: str) -> Draft:
    """Pick one more of several things, or take it back."""

    def change(condition: Draft) -> None:
        picked = condition["values"]
        condition["values"] = [one for one in picked if one != value] + [value] * (
            value not in picked
        )

    return _changed(draft, place, change) if value else draft


def _changed(draft: Draft, place: str, change: Callable[[Draft], object]) -> Draft:
    """Return a draft with one place changed; a place that is not there any more changes nothing."""
    copy = deepcopy(draft)
    part = copy
    try:
        for number in filter(None, place.split(".")):
            part = part["parts"][int(number) - 1]
        change(part)
    except (KeyError, IndexError, ValueError):
        return draft
    return copy


def _fresh(subject: Subject, key: str) -> Draft:
    operator, said = next(iter(TOPICS[subject].operators.items()))
    values = ["opted_in"] if subject is Subject.CONSENT else list(_FIRST.get(said.shape, [""]))
    fresh: Draft = {"subject": str(subject), "operator": operator, "values": values}
    return fresh | ({"key": key} if key else {})


def _shape(condition: Draft) -> Shape:
    return TOPICS[Subject(condition["subject"])].operators[condition["operator"]].shape


def _count(part: Draft, *, is_group: bool) -> int:
    if "match" not in part:
        return 0 if is_group else 1
    return is_group + sum(_count(one, is_group=is_group) for one in part["parts"])


def _unfold(
    part: Draft, place: str, depth: int, lines: list[Line], problems: dict[str, str]
) -> None:
    if "match" not in part:
        lines.append(_line(part, place, depth, problems))
        return
    lines.append(
        Line(place, depth, is_group=True, match=part["match"], problem=problems.get(place, ""))
    )
    for number, one in enumerate(part["parts"], 1):
        _unfold(one, f"{place}.{number}".removeprefix("."), depth + 1, lines, problems)


def _line(part: Draft, place: str, depth: int, problems: dict[str, str]) -> Line:
    subject, key, shape = Subject(part["subject"]), part.get("key", ""), _shape(part)
    topic = TOPICS[subject]
    values = [", ".join(part["values"])] if shape in _JOINED else part["values"]
    return Line(
        place,
        depth,
        is_group=False,
        subject=f"{subject}:{key}" if key else str(subject),
        operator=part["operator"],
        given=list(values),
        shape=str(shape),
        source=f"{topic.source}:{key}" if topic.source is Source.CHOICES else str(topic.source),
        operators=[Pick(name, one.words) for name, one in topic.operators.items()],
        problem=problems.get(place, ""),
    )
