"""The filters above a list of audit events."""

from collections.abc import Callable

import reflex as rx

from platform_app.components.buttons import button
from platform_app.components.fields import option
from platform_app.components.layout import mute, row
from platform_app.components.theme import Act
from platform_app.state.audit_list import ACTS
from platform_app.state.audit_list import AuditListState as S


def audit_filters(on_pick: Callable[[str, rx.Var[str]], Act], on_clear: Act) -> rx.Component:
    """Return who, what and when; `on_pick` is given the filter's name and its value."""
    people = rx.foreach(S.people, lambda one: option(one.label, one.value))
    acts = [
        rx.el.optgroup(
            option(f"{group.label}: all", group.value),
            *(option(act.label, act.value) for act in group.acts),
            label=group.label,
        )
        for group in ACTS
    ]
    return row(
        _select("Who", "who", [option("Everybody", ""), people], on_pick),
        _select("What", "act", [option("Everything", ""), *acts], on_pick),
        _day("From", "since", on_pick),
        _day("Until", "until", on_pick),
        rx.cond(
            S.is_filtered, button("Clear", icon="x", on_click=on_clear, data_testid="clear"), None
        ),
        mute(S.total, rx.cond(S.total == "1", " event", " events")),
        class_name="wrap filters",
    )


def _select(
    label: str,
    name: str,
    options: list[rx.Component],
    on_pick: Callable[[str, rx.Var[str]], Act],
) -> rx.Component:
    control = rx.el.select(
        *options,
        value=S.filters[name],
        on_change=lambda value: on_pick(name, value),
        class_name="input",
        data_testid=f"filter-{name}",
    )
    return rx.el.label(mute(label), control, class_name="filter")


def _day(label: str, name: str, on_pick: Callable[[str, rx.Var[str]], Act]) -> rx.Component:
    control = rx.el.input(
        type="date",
        value=S.filters[name],
        on_change=lambda value: on_pick(name, value),
        class_name="input",
        data_testid=f"filter-{name}",
    )
    return rx.el.label(mute(label), control, class_name="filter")
