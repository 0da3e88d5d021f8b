"""The first step of a campaign: what it is for, from which number, and what everybody should know about it."""

import reflex as rx

from platform_app.components.fields import option, select_field, text_area_field, text_field
from platform_app.components.layout import card, halves, mute, stack
from platform_app.components.template_fields import PAUSE_MS
from platform_app.components.theme import Words
from platform_app.state.campaigns_new import CampaignsNewState as S

_BRIEF = S.brief
IS_BEGUN = rx.Var.create(S.draft_id) != ""


def goal_step() -> rx.Component:
    """Return name, number, and what agents and the assistant should know."""
    return stack(_what(), _known())


def _what() -> rx.Component:
    has_none = S.is_loaded & (rx.Var.create(S.numbers).length() == 0)
    return card(
        text_field(
            "Name", "name", value=S.name, on_change=S.set_name, debounce_timeout=PAUSE_MS, error=S.problems["name"],
            help_text="Only your team sees it.", data_testid="campaign-name", max_length=200,
        ),
        select_field(
            "Send from",
            "number",
            [option("Choose a number", ""), rx.foreach(S.numbers, lambda one: option(one.label, one.id))],
            value=S.phone_number_id,
            on_change=S.choose_number,
            help_text=rx.cond(
                has_none, "There is none yet. An admin connects WhatsApp in the settings.", ""
            ),
            disabled=~IS_BEGUN,
            data_testid="campaign-number",
        ),
        halves(
            _line("What it should achieve", "goal", "As in: 50 bookings before Sunday."),
            _line("Tags", "tags", "Separated by commas. They find it again in the list."),
        ),
        title="What it is",
    )  # fmt: skip


def _known() -> rx.Component:
    return card(
        mute(
            "When somebody answers, agents and the assistant see this beside the message that was sent."
        ),
        text_area_field(
            "Facts", "brief", value=_BRIEF.brief, on_change=lambda text: S.set_text("brief", text),
            debounce_timeout=PAUSE_MS, error=S.problems["brief"], disabled=~IS_BEGUN, rows=4, max_length=4_000,
            help_text="Terms, exceptions, where to book, what people usually ask.", data_testid="campaign-brief",
        ),
        halves(
            _line("Offer", "offer", "As in: 20 % off with the code WINTER."),
            _line("The offer ends on", "offer_until", "Nobody is promised it afterwards.", kind="date"),
        ),
        title="What your team should know",
    )  # fmt: skip


def _line(label: str, name: str, help_text: Words, *, kind: str = "text") -> rx.Component:
    return text_field(
        label,
        name,
        type=kind,
        value=getattr(_BRIEF, name),
        on_change=lambda text: S.set_text(name, text),
        debounce_timeout=PAUSE_MS,
        error=S.problems[name],
        help_text=help_text,
        disabled=~IS_BEGUN,
        data_testid=f"campaign-{name}",
    )
