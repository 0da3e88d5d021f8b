"""The fourth step of a campaign: when it starts, when it rests, how fast it goes."""

import reflex as rx

from platform_app.components.fields import checkbox_field, text_field
from platform_app.components.layout import card, halves, mute, stack
from platform_app.components.template_fields import PAUSE_MS, big_choices
from platform_app.components.theme import Words
from platform_app.state.campaigns_new import CampaignsNewState as S

_TIMING = S.timing


def timing_step() -> rx.Component:
    """Return start, quiet hours and speed."""
    return stack(_start(), _quiet(), _speed())


def _start() -> rx.Component:
    when = stack(
        halves(
            _line("Day", "day", "", kind="date"),
            _line("Time", "clock", rx.cond(S.zone, "By the clocks in " + S.zone + ".", ""), kind="time"),
        ),
        _wrong("starts_at"),
        gap=1,
    )  # fmt: skip
    return card(
        big_choices(
            "When it starts",
            "start",
            (
                ("off", "As soon as it is launched", "Or approved, if somebody has to."),
                ("on", "At a time", "It starts by itself. Until then it can be taken back."),
            ),
            current=rx.cond(_TIMING.day, "on", "off"),
            on_pick=lambda picked: S.choose("start", picked),
        ),
        rx.cond(_TIMING.day, when, None),
    )


def _quiet() -> rx.Component:
    hours = stack(
        halves(
            _line("From", "quiet_from", "", kind="time"),
            _line("To", "quiet_to", "", kind="time"),
        ),
        _wrong("quiet"),
        checkbox_field(
            "By the clocks where each person lives",
            "in_recipient_zone",
            checked=_TIMING.in_recipient_zone,
            on_change=S.set_in_recipient_zone,
            help_text=rx.cond(
                S.zone,
                "As far as the number's country tells. Otherwise by the clocks in " + S.zone + ".",
                "",
            ),
            data_testid="in-recipient-zone",
        ),
    )
    return card(
        big_choices(
            "When it rests",
            "quiet",
            (
                ("off", "Never", "Messages go out by day and by night."),
                ("on", "In quiet hours", "Nobody is written to then; it goes on by itself."),
            ),
            current=rx.cond(_TIMING.quiet_from, "on", "off"),
            on_pick=lambda picked: S.choose("quiet", picked),
        ),
        rx.cond(_TIMING.quiet_from, hours, None),
    )


def _speed() -> rx.Component:
    part = stack(
        halves(
            _line("People at most", "ramp_people", "", is_number=True),
            _line("Per cent at most", "ramp_percent", "", is_number=True),
        ),
        mute("Whichever are fewer."),
        gap=1,
    )
    has_part = (_TIMING.ramp_people != "") | (_TIMING.ramp_percent != "")
    return card(
        big_choices(
            "How it begins",
            "ramp",
            (
                ("off", "With everybody", "In one go, as fast as the number may send."),
                ("on", "With a first part", "Then it pauses, and goes on when you have looked."),
            ),
            current=rx.cond(has_part, "on", "off"),
            on_pick=lambda picked: S.choose("ramp", picked),
        ),
        rx.cond(has_part, part, None),
        _line(
            "Messages per second at most",
            "rate",
            "Slower than the number may, so that your team keeps up with answers. Empty: as fast as it may.",
            is_number=True,
        ),
    )


def _line(
    label: str, name: str, help_text: Words, *, kind: str = "text", is_number: bool = False
) -> rx.Component:
    number = {"input_mode": "numeric"} if is_number else {}
    return text_field(
        label,
        name,
        type=kind,
        value=getattr(_TIMING, name),
        on_change=lambda text: S.set_pace(name, text),
        debounce_timeout=PAUSE_MS,
        error=S.problems[name],
        help_text=help_text,
        data_testid=name.replace("_", "-"),
        **number,
    )


def _wrong(name: str) -> rx.Component:
    return rx.cond(
        S.problems[name], rx.el.div(S.problems[name], class_name="error", role="alert"), None
    )
