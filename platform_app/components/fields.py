"""Fields of forms: a label always, help and error where a screen reader finds them."""

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx

from platform_app.components.buttons import ICON, button
from platform_app.components.theme import Act, Node, Words, is_given

TYPING_PAUSE_MS = 300


def form_field(
    label: Words, name: str, control: rx.Component, *, help_text: Words = "", error: Words = ""
) -> rx.Component:
    """Put a label, help and an error around a control whose id is `name`."""
    return rx.el.div(
        rx.el.label(label, html_for=name),
        control,
        rx.el.div(help_text, id=f"{name}-help", class_name="help") if is_given(help_text) else "",
        rx.cond(error, rx.el.div(error, id=f"{name}-error", class_name="error", role="alert"), None)
        if is_given(error)
        else "",
        class_name="field",
    )


def text_field(
    label: Words,
    name: str,
    *,
    help_text: Words = "",
    error: Words = "",
    **attributes: Any,  # Any: type, value, on_change, placeholder, auto_complete, required, data_testid …
) -> rx.Component:
    """Return a labelled line to type into; with a value it asks `debounce_timeout` ms after the last letter."""
    control = _typed(rx.el.input, _described(name, help_text, error) | attributes)
    return form_field(label, name, control, help_text=help_text, error=error)


def text_area_field(
    label: Words,
    name: str,
    *,
    help_text: Words = "",
    error: Words = "",
    **attributes: Any,  # Any: as in text_field
) -> rx.Component:
    """Return a labelled field for several lines."""
    control = _typed(rx.el.textarea, _described(name, help_text, error) | attributes)
    return form_field(label, name, control, help_text=help_text, error=error)


def select_field(
    label: Words,
    name: str,
    options: Sequence[rx.Component],
    *,
    help_text: Words = "",
    error: Words = "",
    **attributes: Any,  # Any: as in text_field
) -> rx.Component:
    """Return a labelled choice; make the options with `option` and `rx.foreach`."""
    control = rx.el.select(*options, **_described(name, help_text, error), **attributes)
    return form_field(label, name, control, help_text=help_text, error=error)


def choice(
    label: str, options: Sequence[rx.Component], *, value: Words, on_change: Act
) -> rx.Component:
    """Return a choice that narrows a list; its label is for those who cannot see what it narrows."""
    return rx.el.select(
        *options, value=value, on_change=on_change, aria_label=label, class_name="input choice"
    )


def option(label: Words, value: Words) -> rx.Component:
    """Return one choice of a select."""
    return rx.el.option(label, value=value)


def checkbox_field(
    label: Words,
    name: str,
    *,
    help_text: Words = "",
    **attributes: Any,  # Any: checked, default_checked, on_change, data_testid …
) -> rx.Component:
    """Return a box to tick with its words beside it."""
    described = {"aria_describedby": f"{name}-help"} if is_given(help_text) else {}
    box = rx.el.input(type="checkbox", id=name, name=name, **described, **attributes)
    words = rx.el.div(
        rx.el.label(label, html_for=name),
        rx.el.div(help_text, id=f"{name}-help", class_name="help") if is_given(help_text) else "",
    )
    return rx.el.div(box, words, class_name="check")


def search_field(
    label: Words,
    *,
    value: Words,
    on_change: Act,
    test_id: str = "search",
) -> rx.Component:
    """Return a search line; it asks 300 ms after the last letter."""
    line = _typed(
        rx.el.input,
        {
            "type": "search",
            "value": value,
            "on_change": on_change,
            "placeholder": label,
            "aria_label": label,
            "class_name": "input",
            "auto_complete": "off",
            "custom_attrs": {"data-testid": test_id},
        },
    )
    return rx.el.div(rx.icon("search", size=ICON), line, class_name="search", role="search")


def copy_field(label: str, name: str, value: Words, *, help_text: Words = "") -> rx.Component:
    """Return a value to be carried elsewhere, with a button that copies it."""
    line = rx.el.input(
        id=name,
        value=value,
        read_only=True,
        class_name="input mono",
        custom_attrs={"data-testid": name},
    )
    copy = button(
        "Copy",
        icon="copy",
        aria_label=f"Copy {label.lower()}",
        on_click=[rx.set_clipboard(value), rx.toast.success("Copied.")],
    )
    control = rx.el.div(line, copy, class_name="with-button")
    return form_field(label, name, control, help_text=help_text)


def form(*children: Node, on_submit: Act, test_id: str = "", key: str = "") -> rx.Component:
    """Return a form that is handled by a state; what was typed stays until the handler says otherwise.

    A button outside of it submits it when its `form` is the key.
    """
    named: dict[str, Any] = {"data_testid": test_id} if test_id else {}  # Any: HTML attributes
    named |= {"id": key} if key else {}
    return rx.el.form(
        *children, on_submit=on_submit, reset_on_submit=False, class_name="form", **named
    )


def posted_form(*children: Node, action: Words, class_name: str = "form") -> rx.Component:
    """Return a form that the browser itself posts, for what sets cookies."""
    # Without on_submit=None Reflex would hold the browser's own submit back.
    return rx.el.form(
        *children, action=action, method="post", on_submit=None, class_name=class_name
    )


def form_actions(*children: Node) -> rx.Component:
    """Put a form's buttons at its end."""
    return rx.el.div(*children, class_name="form-actions")


def form_problem(sentence: Words) -> rx.Component:
    """Return what is wrong with a form as a whole, if anything."""
    return rx.cond(
        sentence,
        rx.el.div(
            rx.icon("circle-alert", size=ICON),
            rx.el.span(sentence),
            class_name="notice red",
            role="alert",
            data_testid="form-problem",
        ),
        None,
    )


# Any: what HTML's own elements take.
def _typed(element: Callable[..., rx.Component], attributes: dict[str, Any]) -> rx.Component:
    wait_ms = attributes.pop("debounce_timeout", TYPING_PAUSE_MS)
    control = element(**attributes)
    if "value" not in attributes or "on_change" not in attributes:
        return control
    # A line whose value comes back from the server would lose letters that are typed meanwhile.
    return rx.debounce_input(control, debounce_timeout=wait_ms)


def _described(name: str, help_text: Words, error: Words) -> dict[str, Any]:  # Any: HTML attributes
    described = f"{name}-error {name}-help"
    attributes: dict[str, Any] = {"id": name, "name": name, "class_name": "input"}
    if is_given(help_text) or is_given(error):
        attributes["aria_describedby"] = described
    if is_given(error):
        attributes["aria_invalid"] = _as_word(error)
    return attributes


def _as_word(error: Words) -> Words:
    return rx.cond(error, "true", "false")
