"""/campaigns/new: template, audience, values, and what it would do, on one page."""

import reflex as rx

from platform_app.components.buttons import button, link, link_button
from platform_app.components.choosing import add_choice, chosen_labels
from platform_app.components.dialogs import dialog
from platform_app.components.feedback import notice
from platform_app.components.fields import form_actions, option, select_field, text_field
from platform_app.components.figures import count
from platform_app.components.layout import (
    card,
    facts,
    mute,
    paragraph,
    row,
    stack,
    strong,
    with_aside,
)
from platform_app.components.permissions import may
from platform_app.components.phone_preview import phone_preview
from platform_app.components.shell import page_header
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.services.campaigns.views import (
    AudienceChoice,
    NumberChoice,
    ReasonCount,
    TemplateChoice,
    VariableDraft,
)
from platform_app.state.campaigns_new import CampaignsNewState as S

_MAY_APPROVE = may(Permission.CAMPAIGNS_APPROVE)


@company_page(
    "/campaigns/new",
    title="New campaign",
    permission=Permission.CAMPAIGNS_EDIT,
    nav="campaigns",
    on_load=[S.load],
)
def campaigns_new() -> rx.Component:
    """Return the builder."""
    return stack(
        page_header(
            "New campaign",
            "It saves itself. Nobody gets anything before you launch it.",
            link_button("Back to campaigns", href="/campaigns"),
            button(
                rx.cond(_MAY_APPROVE, "Launch …", "Ask for approval …"),
                look="primary",
                icon="send",
                on_click=S.ask_to_launch,
                disabled=~S.is_ready,
                data_testid="launch",
            ),
        ),
        rx.cond(
            S.note, notice(strong("Sent back by "), S.note, tone="amber", test_id="sent-back"), None
        ),
        with_aside(
            stack(_what(), _values(), _who()),
            stack(_check(), _preview()),
        ),
        _confirmation(),
    )


def _what() -> rx.Component:
    return card(
        text_field(
            "Name", "name", value=S.name, on_change=S.set_name, debounce_timeout=400, error=S.problems["name"],
            help_text="Only your team sees it.", data_testid="campaign-name", max_length=200,
        ),
        select_field(
            "Template",
            "template",
            [option("Choose a template", ""), rx.foreach(S.templates, lambda one: option(one.label, one.id))],
            value=S.template_id,
            on_change=S.choose_template,
            help_text=rx.cond(
                _is_without(S.templates),
                "None is approved yet. Write one under Campaigns → Templates.",
                "Only approved templates can be sent.",
            ),
            data_testid="campaign-template",
        ),
        select_field(
            "Send from",
            "number",
            [option("Choose a number", ""), rx.foreach(S.numbers, lambda one: option(one.label, one.id))],
            value=S.phone_number_id,
            on_change=S.choose_number,
            help_text=rx.cond(
                _is_without(S.numbers), "There is none yet. An admin connects WhatsApp in the settings.", ""
            ),
            data_testid="campaign-number",
        ),
        title="What",
    )  # fmt: skip


def _is_without(choices: list[TemplateChoice] | list[NumberChoice]) -> rx.Var[bool]:
    # Choices are loaded before a draft is: until then nobody knows whether there are any.
    return (rx.Var.create(S.draft_id) != "") & (rx.Var.create(choices).length() == 0)


def _who() -> rx.Component:
    return card(
        _side("include", "Include", S.include, S.inclusions, test_id="campaign-audience"),
        _side("exclude", "Leave out", S.exclude, S.exclusions, test_id="campaign-without"),
        mute(
            "Whoever is in several of them gets it once. People without consent, or who opted out, are skipped by themselves and counted in the pre-flight."
        ),
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
                "Text", "text-" + one.id, value=one.value, on_change=S.set_text(one.id), debounce_timeout=400,
                custom_attrs={"data-testid": "text-" + one.id},
            ),
            text_field(
                "Fall-back", "fallback-" + one.id, value=one.fallback, on_change=S.set_fallback(one.id),
                debounce_timeout=400, custom_attrs={"data-testid": "fallback-" + one.id},
            ),
        ),
        class_name="halves",
    )  # fmt: skip


def _check() -> rx.Component:
    return card(
        paragraph(
            rx.el.span(count(S.check.will_receive), class_name="strong", data_testid="will-receive"),
            " of ", count(S.check.audience), " people will get it",
        ),
        rx.cond(
            S.check.audience_words,
            mute(rx.el.span(S.check.audience_words, data_testid="audience-words"), "."),
            None,
        ),
        rx.cond(
            S.exclude.length() > 0,  # pyright: ignore[reportAttributeAccessIssue]  a var of a list
            row(
                mute("Left out"),
                rx.el.span(count(S.check.excluded), class_name="mute small", data_testid="excluded"),
                class_name="between",
            ),
            None,
        ),
        rx.foreach(S.check.skipped, _skipped),
        rx.cond(
            S.draft_id,
            rx.foreach(S.check.problems, lambda problem: notice(problem, tone="amber", test_id="missing")),
            mute("Give the campaign a name to begin."),
        ),
        title="Pre-flight",
        test_id="preflight",
    )  # fmt: skip


def _skipped(one: ReasonCount) -> rx.Component:
    return rx.el.div(
        row(mute("Skipped: ", one.label), mute(count(one.total)), class_name="between"),
        mute(one.advice),
        custom_attrs={"data-testid": "skip-" + one.key},
    )


def _preview() -> rx.Component:
    return rx.cond(
        S.template_id,
        card(
            phone_preview(
                S.check.sample_header,
                S.check.sample_body,
                S.check.sample_footer,
                S.check.sample_buttons,
            ),
            title="As the first person will see it",
        ),
        rx.fragment(),
    )


def _confirmation() -> rx.Component:
    return dialog(
        rx.cond(_MAY_APPROVE, "Launch this campaign?", "Ask for approval of this campaign?"),
        S.check.summary,
        stack(
            facts(
                ("Campaign", S.name),
                ("Audience", S.check.audience_words),
                ("People", count(S.check.will_receive)),
                ("Left out", count(S.check.excluded)),
                ("Skipped", count(S.check.audience - S.check.will_receive)),
            ),
            rx.cond(
                S.must_type_number,
                text_field(
                    "Type the number of people to launch", "typed-number", value=S.typed_number,
                    on_change=S.set_typed_number, input_mode="numeric",
                ),
                rx.fragment(),
            ),
            rx.cond(
                _MAY_APPROVE,
                paragraph("You can pause it at any time; what has reached WhatsApp by then cannot be taken back."),
                paragraph("Nothing is sent before somebody has approved it. They are told by mail."),
            ),
            form_actions(
                button("Not yet", on_click=S.set_confirming(False)),
                button(
                    rx.cond(_MAY_APPROVE, "Launch now", "Ask for approval"), look="primary", icon="send", on_click=S.launch, disabled=~S.may_launch,
                    data_testid="launch-now",
                ),
            ),
        ),
        is_open=S.is_confirming,
        on_open_change=S.set_confirming,
    )  # fmt: skip
