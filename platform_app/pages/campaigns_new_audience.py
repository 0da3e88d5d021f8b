"""The third step of a campaign: who gets it, who does not, and who is held out on purpose."""

import reflex as rx

from platform_app.components.buttons import link
from platform_app.components.choosing import add_choice, chosen_labels
from platform_app.components.fields import option, text_field
from platform_app.components.layout import card, mute, stack
from platform_app.components.permissions import may
from platform_app.components.template_fields import PAUSE_MS
from platform_app.core.permissions import Permission
from platform_app.services.campaigns.views import AudienceChoice
from platform_app.state.campaigns_new import CampaignsNewState as S


def audience_step() -> rx.Component:
    """Return whom it includes and excludes, and the control group."""
    return stack(_who(), _control())


def _who() -> rx.Component:
    cap = rx.cond(
        S.cap,
        mute("Nobody gets more marketing than ", S.cap, ": your company's own limit, over all campaigns."),
        mute("Your company has set no limit of marketing messages for one person."),
    )  # fmt: skip
    return card(
        _side("include", "Include", S.include, S.inclusions, test_id="campaign-audience"),
        _side("exclude", "Leave out", S.exclude, S.exclusions, test_id="campaign-without"),
        mute(
            "Whoever is in several of them gets it once. People without consent, or who opted out, are skipped by themselves and counted in the pre-flight."
        ),
        cap,
        rx.cond(
            may(Permission.SEGMENTS_MANAGE),
            link("Make a segment of the people you mean", href="/segments/new"),
            None,
        ),
        title="To whom",
    )


def _side(
    side: str,
    label: str,
    chosen: list[AudienceChoice],
    choices: list[AudienceChoice],
    *,
    test_id: str,
) -> rx.Component:
    return stack(
        rx.el.label(label, html_for=side, class_name="label"),
        chosen_labels(
            chosen,
            words=lambda one: one.label,
            on_remove=lambda one: S.take_from(side, one.key),
            label=label,
        ),
        add_choice(
            label,
            side,
            [rx.foreach(choices, lambda one: option(one.label, one.key))],
            on_add=lambda key: S.add_to(side, key),
            first="Add people …" if side == "include" else "Leave people out …",
            test_id=test_id,
        ),
        gap=1,
    )


def _control() -> rx.Component:
    return card(
        mute(
            "People who would have got it, and don't, show what the campaign causes rather than what merely follows it."
        ),
        text_field(
            "Hold out, in per cent",
            "control_percent",
            value=S.control_percent,
            on_change=S.set_control,
            debounce_timeout=PAUSE_MS,
            error=S.problems["control_percent"],
            help_text="Drawn by chance, at most 50. Empty: everybody gets it.",
            input_mode="numeric",
            data_testid="campaign-control",
        ),
        title="Control group",
    )
