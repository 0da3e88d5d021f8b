"""The builder of a segment: groups in groups, each condition on a line of its own."""

from typing import Any, Literal

import reflex as rx

from platform_app.components.buttons import button, icon_button
from platform_app.components.choosing import add_choice, chosen_labels
from platform_app.components.fields import option
from platform_app.components.layout import mute, row, stack
from platform_app.services.segments.views import Line, Pick, PickGroup
from platform_app.state.segments_detail import SegmentsDetailState as S

_TYPING_MS = 400
Kind = Literal["text", "number", "date"]
Mode = Literal["text", "decimal"]
_MATCHES = (("all", "All of this holds"), ("any", "Any of this holds"), ("none", "None of this holds"))  # fmt: skip


def builder() -> rx.Component:
    """Return all groups and conditions, one below the other."""
    return rx.el.div(
        rx.foreach(S.lines, lambda line: rx.cond(line.is_group, _group(line), _condition(line))),
        class_name="builder",
        role="group",
        aria_label="Conditions",
    )


def _group(line: Line) -> rx.Component:
    match = rx.el.select(
        *(option(words, value) for value, words in _MATCHES),
        value=line.match,
        on_change=lambda value: S.set_match(line.place, value),
        aria_label=rx.cond(line.place, f"How group {line.place} joins", "How the conditions are joined"),
        class_name="input choice",
        custom_attrs={"data-testid": f"match-{line.place}"},
    )  # fmt: skip
    add = button(
        "Condition",
        icon="plus",
        look="quiet",
        aria_label=rx.cond(line.place, f"Add a condition to group {line.place}", "Add a condition"),
        on_click=S.add_condition(line.place),
        custom_attrs={"data-testid": f"add-condition-{line.place}"},
    )
    nest = button(
        "Group",
        icon="plus",
        look="quiet",
        aria_label=rx.cond(line.place, f"Add a group to group {line.place}", "Add a group"),
        on_click=S.add_group(line.place),
        custom_attrs={"data-testid": f"add-group-{line.place}"},
    )
    return _line(
        line,
        row(match, add, rx.cond(line.depth < 5, nest, None), rx.cond(line.place, _remove(line, "group"), None)),
    )  # fmt: skip


def _condition(line: Line) -> rx.Component:
    subject = rx.el.select(
        rx.foreach(S.subjects, _subjects),
        value=line.subject,
        on_change=lambda value: S.set_subject(line.place, value),
        aria_label=f"What condition {line.place} is about",
        class_name="input choice",
        custom_attrs={"data-testid": f"subject-{line.place}"},
    )
    operator = rx.el.select(
        rx.foreach(line.operators, _option),
        value=line.operator,
        on_change=lambda value: S.set_operator(line.place, value),
        aria_label=f"What condition {line.place} says",
        class_name="input choice",
        custom_attrs={"data-testid": f"operator-{line.place}"},
    )
    return _line(line, row(subject, operator, _values(line), _remove(line, "condition")))


def _line(line: Line, content: rx.Component) -> rx.Component:
    wrong = rx.el.div(line.problem, class_name="error", role="alert")
    return rx.el.div(
        stack(content, rx.cond(line.problem, wrong, None), gap=1),
        class_name=f"builder-line depth-{line.depth}",
        custom_attrs={"data-testid": f"line-{line.place}"},
    )


def _remove(line: Line, what: str) -> rx.Component:
    return icon_button(
        "x",
        f"Take {what} {line.place} out",
        on_click=S.take_out(line.place),
        custom_attrs={"data-testid": f"remove-{line.place}"},
    )


def _values(line: Line) -> rx.Component:
    days = row(_typed(line, 0, "Days", kind="number"), mute("days"))
    around = row(_typed(line, 0, "Days", kind="number"), mute("days of today"))
    control = rx.match(
        line.shape,
        ("text", _typed(line, 0, "Text")),
        ("texts", _typed(line, 0, "Texts, with commas between them", hint="Lisbon, Porto")),
        ("prefixes", _typed(line, 0, "Beginnings, with commas between them", hint="+351, +34")),
        ("number", _typed(line, 0, "Number", mode="decimal")),
        ("numbers", _between(line, mode="decimal")),
        ("date", _typed(line, 0, "Day", kind="date")),
        ("dates", _between(line, kind="date")),
        ("days", days),
        ("around", around),
        ("pick", _one_of(line)),
        ("picks", _several_of(line)),
        ("percents", _share(line)),
        rx.fragment(),
    )
    return rx.fragment(control)


def _between(line: Line, *, kind: Kind = "text", mode: Mode = "text") -> rx.Component:
    return row(
        _typed(line, 0, "From", kind=kind, mode=mode),
        mute("and"),
        _typed(line, 1, "To", kind=kind, mode=mode),
    )


def _share(line: Line) -> rx.Component:
    return row(
        _typed(line, 0, "From percent", kind="number"),
        mute("to"),
        _typed(line, 1, "To percent", kind="number"),
        mute("% of the split"),
        _typed(line, 2, "Name of the split", hint="spring test"),
    )


def _typed(
    line: Line, number: int, label: str, *, kind: Kind = "text", mode: Mode = "text", hint: str = ""
) -> rx.Component:
    control = rx.el.input(
        # A field of numbers would send a number, where the handler takes what was typed.
        type="date" if kind == "date" else "text",
        input_mode=mode if kind == "text" else "numeric",
        value=line.given[number],
        on_change=lambda value: S.set_value(line.place, number, value),
        aria_label=f"{label} of condition {line.place}",
        placeholder=hint,
        class_name=f"input choice {kind}",
        auto_complete="off",
        custom_attrs={"data-testid": f"value-{line.place}-{number}"},
    )
    return rx.debounce_input(control, debounce_timeout=_TYPING_MS)


def _one_of(line: Line) -> rx.Component:
    return rx.el.select(
        option("Choose one", ""),
        rx.foreach(_things(line), _option),
        value=line.given[0],
        on_change=lambda value: S.set_value(line.place, 0, value),
        aria_label=f"Choice of condition {line.place}",
        class_name="input choice",
        custom_attrs={"data-testid": f"value-{line.place}-0"},
    )


def _several_of(line: Line) -> rx.Component:
    return row(
        chosen_labels(
            line.given,
            words=lambda value: value,
            on_remove=lambda value: S.pick(line.place, value),
            label=f"Choices of condition {line.place}",
        ),
        add_choice(
            f"One more choice for condition {line.place}",
            f"add-to-{line.place}",
            [rx.foreach(_things(line), _option)],
            on_add=lambda value: S.pick(line.place, value),
            test_id=f"value-{line.place}-0",
        ),
    )


def _things(line: Line) -> Any:  # Any: a var of a list of Pick
    return rx.Var.create(S.things)[line.source].to(list[Pick])


def _subjects(group: PickGroup) -> rx.Component:
    return rx.el.optgroup(rx.foreach(group.picks, _option), label=group.label)


def _option(one: Pick) -> rx.Component:
    return option(one.label, one.value)
