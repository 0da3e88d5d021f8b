"""The last step of a campaign: what a launch would do, and what keeps it back."""

import reflex as rx

from platform_app.components.buttons import button, link
from platform_app.components.dialogs import dialog
from platform_app.components.feedback import notice
from platform_app.components.fields import form_actions, text_field
from platform_app.components.figures import count
from platform_app.components.layout import (
    card,
    facts,
    halves,
    mute,
    paragraph,
    row,
    stack,
    strong,
)
from platform_app.components.permissions import may
from platform_app.components.sample_messages import each_sample
from platform_app.components.statuses import badge
from platform_app.core.permissions import Permission
from platform_app.pages.campaigns_new_people import people
from platform_app.services.campaigns.views import DayShare, MarketCost, Problem
from platform_app.state.campaigns_new import CampaignsNewState as S

MAY_APPROVE = may(Permission.CAMPAIGNS_APPROVE)
_CHECK = S.check
_FORECAST = S.check.forecast


def review_step() -> rx.Component:
    """Return problems, people, cost and time, and how it looks."""
    return stack(_missing(), halves(people(), _cost()), _seen())


def missing() -> rx.Component:
    """Return what keeps the campaign from being launched, each with the way to its step."""
    return rx.foreach(_CHECK.problems, _problem)


def confirmation() -> rx.Component:
    """Return the window that repeats the facts before anything is sent."""
    return dialog(
        rx.cond(MAY_APPROVE, "Launch this campaign?", "Ask for approval of this campaign?"),
        _CHECK.summary,
        stack(
            facts(
                ("Campaign", S.name),
                ("Audience", _CHECK.audience_words),
                ("People", count(_CHECK.will_receive)),
                ("Left out", count(_CHECK.excluded)),
                ("Skipped", count(_CHECK.audience - _CHECK.will_receive)),
                ("Starts", _starts()),
                ("Costs about", rx.cond(_FORECAST.total, _FORECAST.total, "Not known")),
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
                MAY_APPROVE,
                paragraph("You can pause it at any time; what has reached WhatsApp by then cannot be taken back."),
                paragraph("Nothing is sent before somebody has approved it. They are told by mail."),
            ),
            form_actions(
                button("Not yet", on_click=S.set_confirming(False)),
                button(
                    rx.cond(MAY_APPROVE, rx.cond(S.timing.day, "Schedule it", "Launch now"), "Ask for approval"),
                    look="primary", icon="send", on_click=S.launch, disabled=~S.may_launch,
                    data_testid="launch-now",
                ),
            ),
        ),
        is_open=S.is_confirming,
        on_open_change=S.set_confirming,
    )  # fmt: skip


def _starts() -> rx.Component:
    at = rx.el.span(S.timing.day, ", ", S.timing.clock, " (", S.zone, ")")
    return rx.cond(S.timing.day, at, rx.el.span("As soon as it is launched"))


def _missing() -> rx.Component:
    ready = notice("Nothing stands against launching it.", tone="green", test_id="ready")
    return rx.cond(S.is_ready, ready, stack(missing(), gap=2))


def _problem(one: Problem) -> rx.Component:
    step = f"/campaigns/new?draft={S.draft_id}&step={one.step}"
    return notice(one.words, " ", link("Go there", href=step), tone="amber", test_id="missing")


def _cost() -> rx.Component:
    known = stack(
        paragraph(
            rx.el.span(_FORECAST.total, class_name="strong", data_testid="forecast-total"),
            rx.cond(
                _FORECAST.card_from,
                mute(" estimated, by WhatsApp's prices of ", _FORECAST.card_from),
                None,
            ),
        ),
        rx.foreach(_FORECAST.markets, _market),
        rx.cond(
            _FORECAST.free > 0,
            mute(count(_FORECAST.free), " of them for nothing: they came by an advertisement."),
            None,
        ),
        rx.cond(
            _FORECAST.without_price > 0,
            notice(
                count(_FORECAST.without_price), " are in markets without a price.", tone="amber"
            ),
            None,
        ),
        rx.cond(
            _FORECAST.is_own_currency,
            None,
            mute("WhatsApp bills your account in another currency, in which no prices are known."),
        ),
        gap=2,
    )
    return card(
        rx.cond(_FORECAST.total, known, mute("It is known once number, template and people are.")),
        rx.cond(_FORECAST.duration, _time(), None),
        row(
            mute("Number's quality"), badge("quality", _CHECK.number_quality), class_name="between"
        ),
        row(
            mute("Template's quality"),
            badge("template_quality", _CHECK.template_quality),
            class_name="between",
        ),
        title="Cost and time",
        test_id="forecast",
    )


def _market(one: MarketCost) -> rx.Component:
    each = rx.cond(one.price, rx.fragment(" × ", one.price), None)
    return row(
        mute(one.market, ": ", count(one.people - one.free), each),
        mute(rx.cond(one.cost, one.cost, "no price known")),
        class_name="between",
    )


def _time() -> rx.Component:
    return stack(
        row(mute("Starts"), mute(_starts()), class_name="between"),
        row(
            mute("Takes about, at this number's rate"),
            mute(_FORECAST.duration),
            class_name="between",
        ),
        rx.cond(
            _FORECAST.limit,
            row(
                mute("WhatsApp's limit of people in 24 h"),
                mute(_FORECAST.limit),
                class_name="between",
            ),
            None,
        ),
        rx.cond(
            rx.Var.create(_FORECAST.days).length() > 0,
            stack(
                strong("The limit spreads it over days"),
                rx.foreach(_FORECAST.days, _day),
                gap=1,
            ),
            None,
        ),
        gap=2,
    )


def _day(one: DayShare) -> rx.Component:
    return row(mute(one.day), mute(count(one.people)), class_name="between")


def _seen() -> rx.Component:
    return rx.cond(
        rx.Var.create(_CHECK.samples).length() > 0,
        card(each_sample(_CHECK.samples), title="As these people will see it"),
        None,
    )
