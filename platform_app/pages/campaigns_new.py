"""/campaigns/new: a campaign in five steps that save themselves, each with an address of its own."""

import reflex as rx

from platform_app.components.buttons import button, link_button
from platform_app.components.feedback import empty_state, notice, skeleton
from platform_app.components.fields import form_actions
from platform_app.components.layout import card, mute, stack, strong, with_aside
from platform_app.components.sample_messages import one_sample
from platform_app.components.shell import page_header
from platform_app.components.theme import Words
from platform_app.components.wizard import wizard_steps
from platform_app.core.permissions import Permission
from platform_app.pages.campaigns_new_audience import audience_step
from platform_app.pages.campaigns_new_goal import IS_BEGUN, goal_step
from platform_app.pages.campaigns_new_people import people, people_window
from platform_app.pages.campaigns_new_review import (
    MAY_APPROVE,
    confirmation,
    missing,
    review_step,
)
from platform_app.pages.campaigns_new_template import template_step
from platform_app.pages.campaigns_new_timing import timing_step
from platform_app.pages.registry import company_page
from platform_app.services.campaigns.views import Step
from platform_app.state.campaigns_new import CampaignsNewState as S

_STEPS = (
    (Step.GOAL, "Goal and number"),
    (Step.TEMPLATE, "Template"),
    (Step.AUDIENCE, "Audience"),
    (Step.TIMING, "Timing"),
    (Step.REVIEW, "Review"),
)


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
            rx.cond(S.name, S.name, "New campaign"),
            _saved(),
            link_button("All campaigns", href="/campaigns"),
            rx.cond(S.step == Step.REVIEW, _launch(), None),
        ),
        wizard_steps(
            _STEPS,
            S.step,
            href=_address,
            unfinished=S.unfinished,
            is_begun=IS_BEGUN,
        ),
        _said(),
        rx.cond(S.is_loaded, _step(), stack(skeleton("block"), skeleton("block"))),
        confirmation(),
        people_window(),
    )


def _address(step: str) -> Words:
    return f"/campaigns/new?draft={S.draft_id}&step={step}"


def _saved() -> rx.Component:
    state = rx.cond(S.is_saved, "Saved.", "It saves itself.")
    return rx.el.span(
        rx.el.span(state, role="status", data_testid="saved"),
        " Nobody gets anything before it is launched.",
    )


def _launch() -> rx.Component:
    return button(
        rx.cond(MAY_APPROVE, "Launch …", "Ask for approval …"),
        look="primary",
        icon="send",
        on_click=S.ask_to_launch,
        disabled=~S.is_ready,
        data_testid="launch",
    )


def _said() -> rx.Component:
    again = button("Load it anew", icon="rotate-cw", on_click=S.load, data_testid="load-anew")
    return rx.fragment(
        rx.cond(
            S.conflict, notice(S.conflict, " ", again, tone="red", test_id="conflict"), None
        ),
        rx.cond(
            S.note, notice(strong("Sent back by "), S.note, tone="amber", test_id="sent-back"), None
        ),
        rx.cond(
            S.status == "waiting",
            notice("This waits for approval. A change takes that back, and it is asked for again.", tone="blue"),
            None,
        ),
    )  # fmt: skip


def _step() -> rx.Component:
    gone = empty_state(
        "lock",
        "This campaign can't be changed here",
        S.obstacle,
        link_button("All campaigns", href="/campaigns"),
    )
    steps = rx.match(
        S.step,
        (Step.TEMPLATE, _beside(template_step(), Step.AUDIENCE)),
        (Step.AUDIENCE, _beside(audience_step(), Step.TIMING)),
        (Step.TIMING, _beside(timing_step(), Step.REVIEW)),
        (Step.REVIEW, review_step()),
        _beside(goal_step(), Step.TEMPLATE),
    )
    return rx.cond(S.obstacle, gone, steps)


def _beside(content: rx.Component, following: Step) -> rx.Component:
    on = form_actions(
        button(
            "Continue",
            look="primary",
            icon="arrow-right",
            on_click=S.go_on(following),
            data_testid="continue",
        )
    )
    return with_aside(stack(content, on), stack(people(), _open_ends(), _preview()))


def _open_ends() -> rx.Component:
    return rx.cond(
        S.draft_id,
        rx.cond(
            rx.Var.create(S.check.problems).length() > 0,
            card(missing(), title="Still missing"),
            None,
        ),
        card(mute("Give the campaign a name to begin."), title="Still missing"),
    )


def _preview() -> rx.Component:
    return rx.cond(
        S.template_id,
        card(one_sample(S.check.samples, S.sample, on_turn=S.turn), title="As people will see it"),
        rx.fragment(),
    )
