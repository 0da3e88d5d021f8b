"""The middle of the inbox: bubbles, and where the answer is written."""

import reflex as rx

from platform_app.components.buttons import button, outside_link
from platform_app.components.feedback import notice
from platform_app.components.fields import form_problem
from platform_app.components.layout import mute
from platform_app.components.statuses import badge
from platform_app.services.inbox.views import ThreadItem
from platform_app.state.inbox import REPLY_FIELD
from platform_app.state.inbox import InboxState as S

THREAD = S.thread
_CLOSED = (
    "The 24-hour window has closed, so WhatsApp takes only templates now. "
    "It opens again when the customer writes."
)
# Enter sends, shift and Enter begin a new line, and Enter that ends a composed character does neither.
_SEND_ON_ENTER = rx.Var(
    "(e) => { if (e.key === 'Enter' && !e.shiftKey && !e.nativeEvent.isComposing)"
    " { e.preventDefault(); e.currentTarget.form.requestSubmit(); } }"
)


def messages() -> rx.Component:
    """Return the messages, the newest at the bottom and in view."""
    earlier = rx.cond(
        S.is_whole,
        mute("Earlier messages are not shown here."),
        button("Show earlier messages", on_click=S.show_earlier, data_testid="earlier"),
    )
    bubbles = rx.el.div(
        rx.cond(THREAD.is_shortened, rx.el.div(earlier, class_name="thread-line"), None),
        rx.foreach(THREAD.messages, _item),
        class_name="bubbles",
    )
    return rx.el.div(
        bubbles,
        class_name="thread-scroll",
        role="log",
        aria_label="Messages",
        tab_index=0,
        data_testid="thread",
    )


def composer() -> rx.Component:
    """Return where an answer is written, or why none can be."""
    closed = rx.el.div(
        notice(_CLOSED, tone="amber", test_id="window-closed"), class_name="composer"
    )
    return rx.cond(THREAD.row.is_window_open, _form(), closed)


def _form() -> rx.Component:
    text = rx.el.textarea(
        id=REPLY_FIELD,
        name=REPLY_FIELD,
        placeholder="Write an answer",
        rows=2,
        max_length=4096,
        # Another conversation begins with an empty field.
        key=THREAD.row.id,
        class_name="input",
        data_testid="reply",
        aria_describedby="reply-help",
        on_focus=S.mark_read,
        custom_attrs={"onKeyDown": _SEND_ON_ENTER},
    )
    foot = rx.el.div(
        rx.el.span(
            "Enter sends, Shift and Enter begin a new line.",
            id="reply-help",
            class_name="help not-on-phone",
        ),
        button("Send", type="submit", look="primary", icon="send", data_testid="send-reply"),
        class_name="row between gap-2",
    )
    return rx.el.form(
        rx.el.input(type="hidden", name="conversation_id", value=THREAD.row.id),
        rx.el.input(type="hidden", name="client_key", value=S.client_key),
        rx.el.label("Reply", html_for=REPLY_FIELD, class_name="label"),
        text,
        form_problem(S.problems["body"]),
        foot,
        on_submit=S.send,
        reset_on_submit=False,
        class_name="composer",
    )


def _item(one: ThreadItem) -> rx.Component:
    return rx.fragment(
        rx.cond(one.day, rx.el.div(one.day, class_name="thread-line"), None),
        rx.match(
            one.side,
            ("event", rx.el.div(rx.el.bdi(one.body), " · ", one.at, class_name="thread-line")),
            _bubble(one),
        ),
    )


def _bubble(one: ThreadItem) -> rx.Component:
    side = rx.cond(one.side == "company", "bubble ours", "bubble")
    campaign = rx.el.div(
        rx.icon("megaphone", size=14),
        rx.el.span("Campaign ", rx.el.bdi(one.author)),
        class_name="row gap-1 mute small",
    )
    return rx.el.div(
        rx.cond(one.kind == "campaign", campaign, None),
        rx.cond(one.referral, rx.el.div(one.referral, dir="auto", class_name="mute small"), None),
        rx.cond(one.quoted, rx.el.div(rx.el.bdi(one.quoted), class_name="quoted clip"), None),
        rx.cond(one.file, _file(one), None),
        rx.el.div(
            one.body,
            dir="auto",
            class_name=rx.cond(one.is_deleted, "pre mute", "pre"),
        ),
        rx.cond(one.earlier, _earlier(one), None),
        _meta(one),
        rx.cond(one.problem, rx.el.div(one.problem, class_name="error"), None),
        rx.cond(one.reactions, rx.el.div(one.reactions, class_name="reactions"), None),
        class_name=side,
        data_testid="message",
    )


def _earlier(one: ThreadItem) -> rx.Component:
    return rx.el.details(
        rx.el.summary("Before it was edited", class_name="mute small"),
        rx.el.div(one.earlier, dir="auto", class_name="pre mute"),
    )


def _file(one: ThreadItem) -> rx.Component:
    """Return the file that came with a message, or why it is not there (yet)."""
    download = outside_link(
        rx.icon("file-down", size=16),
        rx.cond(one.file_words, one.file_words, "Download"),
        href=one.file_address,
        download=True,
        class_name="row gap-1 text-link",
        data_testid="file",
    )
    picture = outside_link(
        rx.el.img(src=one.file_address, alt=one.body, loading="lazy", class_name="thread-picture"),
        href=one.file_address,
        target="_blank",
        rel="noopener",
        class_name="thread-link",
        data_testid="file",
    )
    shown = rx.match(
        one.kind,
        ("image", picture),
        ("sticker", picture),
        (
            "audio",
            rx.el.audio(
                src=one.file_address,
                controls=True,
                preload="none",
                custom_attrs={"aria-label": one.body},
                class_name="thread-picture",
                data_testid="file",
            ),
        ),
        (
            "video",
            rx.el.video(
                src=one.file_address,
                controls=True,
                preload="metadata",
                custom_attrs={"aria-label": one.body},
                class_name="thread-picture",
                data_testid="file",
            ),
        ),
        download,
    )
    missing = rx.el.div(one.file_words, class_name="mute small", data_testid="file-missing")
    return rx.cond(one.file == "ready", shown, missing)


def _meta(one: ThreadItem) -> rx.Component:
    is_by_person = (one.author != "") & (one.kind != "campaign")
    return rx.el.div(
        rx.cond(is_by_person, rx.el.span(one.author, " · "), None),
        rx.el.span(one.at),
        rx.cond(one.is_edited, rx.el.span("edited"), None),
        rx.cond(one.status, badge("delivery", one.status), None),
        class_name="row wrap gap-1 mute small",
    )
