"""The second step of a campaign: which template, and where each person's values come from."""

import reflex as rx

from platform_app.components.fields import option, select_field, text_field
from platform_app.components.layout import card, mute, stack
from platform_app.components.template_fields import PAUSE_MS
from platform_app.services.campaigns.views import VariableDraft
from platform_app.state.campaigns_new import CampaignsNewState as S


def template_step() -> rx.Component:
    """Return the choice of a template, and its variables."""
    return stack(_template(), _values())


def _template() -> rx.Component:
    return card(
        select_field(
            "Template",
            "template",
            [
                option("Choose a template", ""),
                rx.foreach(S.templates, lambda one: option(one.label, one.id)),
            ],
            value=S.template_id,
            on_change=S.choose_template,
            help_text=rx.cond(
                S.is_loaded & (rx.Var.create(S.templates).length() == 0),
                "None is approved yet. Write one under Campaigns → Templates.",
                "Only approved templates can be sent.",
            ),
            data_testid="campaign-template",
        ),
        title="What people get",
    )


def _values() -> rx.Component:
    return rx.cond(
        rx.Var.create(S.variables).length() > 0,
        card(
            mute(
                "Each person gets their own values. People without one get the fall-back, or are skipped."
            ),
            rx.foreach(S.variables, _variable),
            title="Values",
        ),
        rx.fragment(),
    )


def _variable(one: VariableDraft) -> rx.Component:
    source = rx.cond(one.source == "attribute", "attribute:" + one.value, one.source)
    choices = [
        option("Choose where it comes from", ""),
        option("First name", "first_name"),
        option("Full name", "name"),
        option("Phone number", "phone"),
        option("The same text for everybody", "text"),
        rx.foreach(S.attributes, lambda name: option("Attribute: " + name, "attribute:" + name)),
    ]
    return rx.el.div(
        select_field(
            one.label, "source-" + one.id, choices, value=source, on_change=S.choose_source(one.id),
            help_text="For example: " + one.example, custom_attrs={"data-testid": "source-" + one.id},
        ),
        rx.cond(
            one.source == "text",
            text_field(
                "Text", "text-" + one.id, value=one.value, on_change=lambda text: S.set_value(one.id, "value", text),
                debounce_timeout=PAUSE_MS, custom_attrs={"data-testid": "text-" + one.id},
            ),
            text_field(
                "Fall-back", "fallback-" + one.id, value=one.fallback,
                on_change=lambda text: S.set_value(one.id, "fallback", text),
                debounce_timeout=PAUSE_MS, custom_attrs={"data-testid": "fallback-" + one.id},
            ),
        ),
        class_name="halves",
    )  # fmt: skip
