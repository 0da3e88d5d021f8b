"""What WhatsApp has said about accounts and numbers, as pages show it."""

import reflex as rx

from platform_app.components.feedback import notice
from platform_app.components.layout import mute, strong
from platform_app.components.theme import Row, Tone


def channel_notice(one: Row) -> rx.Component:
    """Return an open notice: what has happened, why, and what to do next."""
    shown = rx.match(
        one.severity,
        ("critical", _notice(one, "red")),
        ("warning", _notice(one, "amber")),
        _notice(one, "blue"),
    )
    return rx.fragment(shown)


def _notice(one: Row, tone: Tone) -> rx.Component:
    about = rx.cond(one.number, rx.el.span(one.number, " · "), None)
    return notice(
        strong(one.title),
        rx.cond(one.text, rx.el.div(one.text), None),
        rx.cond(one.advice, rx.el.div(one.advice), None),
        mute(about, one.happened),
        tone=tone,
        test_id="channel-notice",
    )
