"""The texts of a template that is being written: header, message, footer, and examples for their variables."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from platform_app.components.fields import option, select_field, text_field
from platform_app.components.layout import card, mute, row, stack
from platform_app.components.template_fields import PAUSE_MS, counted_field, insert_variable
from platform_app.components.theme import Words
from platform_app.components.uploads import file_drop
from platform_app.services.templates.views import Sample
from platform_app.state.templates_edit import LONGEST_HEADER, MEDIA_WORDS
from platform_app.state.templates_edit import TemplatesEditState as S

FORM = S.form
_LONGEST_FOOTER = 60
_ACCEPTED: dict[str, dict[str, Sequence[str]]] = {
    "IMAGE": {"image/jpeg": [".jpg", ".jpeg"], "image/png": [".png"]},
    "VIDEO": {"video/mp4": [".mp4"], "video/3gpp": [".3gp"]},
    "DOCUMENT": {"application/pdf": [".pdf"]},
}
_HEADERS = (
    ("NONE", "Nothing"),
    ("TEXT", "A line of text"),
    ("IMAGE", "A picture"),
    ("VIDEO", "A video"),
    ("DOCUMENT", "A document"),
    ("LOCATION", "A place on the map"),
)


def message_card() -> rx.Component:
    """Return the header, the message itself and the footer."""
    has_header = FORM.layout != "CAROUSEL"
    return card(
        rx.cond(has_header, _header(), None),
        _body(),
        _variable_kind(),
        rx.cond(FORM.layout == "STANDARD", _footer(), None),
        title="The message",
    )


def samples_card() -> rx.Component:
    """Return a field for an example of each variable."""
    return card(
        mute("WhatsApp's reviewers see these. Customers get their own values."),
        rx.foreach(FORM.samples, _sample),
        title="Examples for the variables",
    )


def sample_file(
    upload_id: str, kind: Words, name: Words, on_drop: Any, *, error: Words
) -> rx.Component:  # Any: an event
    """Return where a sample file is chosen, by the kind that it has to be."""
    drops = [
        (
            media,
            file_drop(
                upload_id,
                f"or drop it here. {MEDIA_WORDS[media]}",
                on_drop=on_drop(rx.upload_files(upload_id)),
                accept=accepted,
            ),
        )
        for media, accepted in _ACCEPTED.items()
    ]
    return stack(
        rx.cond(name, row(rx.icon("check", size=16), mute("Sample: ", rx.el.bdi(name))), None),
        rx.match(kind, *drops, rx.fragment()),
        rx.cond(error, rx.el.div(error, class_name="error", role="alert"), None),
        gap=2,
    )


def _header() -> rx.Component:
    text = counted_field(
        "Header text",
        "header_text",
        FORM.header_text,
        LONGEST_HEADER,
        on_change=lambda value: S.set_text("header_text", value),
        error=S.problems["header_text"],
        below=insert_variable(
            "header_text",
            lambda at: S.insert_variable("header_text", at),
            test_id="insert-in-header",
        ),
        data_testid="header-text",
    )
    is_file = (FORM.header_format != "NONE") & (FORM.header_format != "TEXT")
    place = mute("Which place it is, is said with each campaign.")
    file = rx.cond(
        FORM.header_format == "LOCATION",
        place,
        sample_file(
            "header-file",
            FORM.header_format,
            FORM.media_name,
            S.take_file,
            error=S.problems["media"],
        ),
    )
    return stack(
        select_field(
            "Above the message",
            "header_format",
            [option(label, value) for value, label in _HEADERS],
            value=FORM.header_format,
            on_change=lambda value: S.set_text("header_format", value),
            error=S.problems["header_format"],
            data_testid="header-format",
        ),
        rx.cond(FORM.header_format == "TEXT", text, None),
        rx.cond(is_file, file, None),
    )


def _body() -> rx.Component:
    return counted_field(
        "Message",
        "body",
        FORM.body,
        S.body_length,
        is_long=True,
        on_change=lambda value: S.set_text("body", value),
        error=S.problems["body"],
        rows=6,
        dir="auto",
        below=insert_variable(
            "body", lambda at: S.insert_variable("body", at), test_id="insert-in-body"
        ),
        help_text="*bold*, _italic_, ~struck through~ and emoji work here.",
        data_testid="template-body",
    )


def _variable_kind() -> rx.Component:
    return select_field(
        "Variables have",
        "parameter_format",
        [
            option("Numbers, as in {{1}}", "POSITIONAL"),
            option("Names, as in {{first_name}}", "NAMED"),
        ],
        value=FORM.parameter_format,
        on_change=lambda value: S.set_text("parameter_format", value),
        data_testid="parameter-format",
    )


def _footer() -> rx.Component:
    return counted_field(
        "Footer",
        "footer",
        FORM.footer,
        _LONGEST_FOOTER,
        on_change=lambda value: S.set_text("footer", value),
        error=S.problems["footer"],
        help_text="Small, below the message. For marketing a good place to say how to stop it.",
        data_testid="template-footer",
    )


def _sample(one: Sample) -> rx.Component:
    return text_field(
        one.label,
        one.id,
        value=one.value,
        on_change=lambda value: S.set_sample(one.id, value),
        debounce_timeout=PAUSE_MS,
        error=S.problems[one.id],
        custom_attrs={"data-testid": "sample-" + one.id},
    )
