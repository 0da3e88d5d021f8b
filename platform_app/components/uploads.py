"""Choosing a file: by button, by keyboard, or by dropping it."""

from collections.abc import Sequence

import reflex as rx

from platform_app.components.buttons import ICON, button
from platform_app.components.theme import Act, Flag, Words


def file_drop(
    upload_id: str,
    words: Words,
    *,
    on_drop: Act,
    accept: dict[str, Sequence[str]],
    is_busy: Flag = False,
    is_disabled: bool | rx.Var[bool] = False,
) -> rx.Component:
    """Return a place for one file; what it may be is checked by the server, `accept` only helps choosing."""
    drop = rx.upload.root(
        rx.icon("file-up", size=ICON),
        # A press on the button reaches the place around it, which opens the list of files.
        button("Choose a file", look="primary", is_busy=is_busy, data_testid="choose-file"),
        rx.el.p(words, class_name="mute small"),
        id=upload_id,
        on_drop=on_drop,
        accept=accept,
        multiple=False,
        no_keyboard=True,
        disabled=is_disabled,
        class_name="file-drop",
    )
    # Reflex's own input is invisible and nameless; a screen reader would meet it all the same.
    drop.children[0].children[0].custom_attrs = {"aria-label": "Choose a file"}  # pyright: ignore[reportAttributeAccessIssue]  children are typed as plain components
    return drop
