"""/campaigns/[campaign_id]: one campaign, live; its figures always add up to its audience."""

import reflex as rx

from platform_app.components.buttons import button, link_button
from platform_app.components.dialogs import confirm_dialog, dialog
from platform_app.components.feedback import (
    Segment,
    empty_state,
    legend,
    notice,
    progress_bar,
    stat,
)
from platform_app.components.fields import (
    form,
    form_actions,
    form_problem,
    option,
    select_field,
    text_area_field,
)
from platform_app.components.figures import count, share
from platform_app.components.history import history
from platform_app.components.layout import (
    card,
    cards,
    facts,
    halves,
    mute,
    reading,
    row,
    stack,
    strong,
    two_lines,
    with_aside,
)
from platform_app.components.permissions import may
from platform_app.components.sample_messages import each_sample
from platform_app.components.shell import page_header
from platform_app.components.statuses import STATUSES, badge
from platform_app.components.tables import Column, Listing, data_table
from platform_app.components.tabs import view_tabs
from platform_app.core.permissions import Permission
from platform_app.pages.campaigns_detail_control import control_group
from platform_app.pages.registry import company_page
from platform_app.services.campaigns.views import ReasonCount
from platform_app.state.campaigns_control import CampaignsControlState
from platform_app.state.campaigns_detail import CampaignsDetailState as S

REPORT = S.report


@company_page(
    "/campaigns/[campaign_id]",
    title="Campaign",
    permission=Permission.CAMPAIGNS_READ,
    nav="campaigns",
    on_load=[S.load, CampaignsControlState.load],
)
def campaigns_detail() -> rx.Component:
    """Return the live report of one campaign."""
    return rx.cond(
        S.is_missing,
        _absent(),
        stack(
            page_header(
                REPORT.name, _purpose(), *_actions(), badge=badge("campaign", REPORT.status)
            ),
            rx.cond(
                REPORT.pause_reason,
                notice(REPORT.pause_reason, tone="amber", test_id="pause-reason"),
                None,
            ),
            rx.cond(REPORT.status == "waiting", _approval(), _parts()),
            _cancellation(),
        ),
    )


def _parts() -> rx.Component:
    return stack(
        view_tabs(
            [("overview", "Overview"), ("people", "People"), ("history", "History")],
            S.tab,
            S.choose_tab,
            label="Parts",
        ),
        rx.match(
            S.tab,
            ("people", _people()),
            ("history", history("campaign", REPORT.id)),
            _overview(),
        ),
    )


def _absent() -> rx.Component:
    return stack(
        rx.el.h1("Campaign", class_name="hidden"),
        empty_state(
            "megaphone-off",
            "This campaign does not exist",
            "It may have been deleted, or the address is not complete.",
            link_button("All campaigns", href="/campaigns"),
        ),
    )


def _purpose() -> rx.Component:
    return rx.fragment(
        rx.cond(REPORT.launched, "Launched " + REPORT.launched + " · ", ""),
        REPORT.number,
        rx.cond(REPORT.template, " · " + REPORT.template, ""),
        rx.cond(REPORT.finished, " · ended " + REPORT.finished, ""),
    )  # fmt: skip


def _approval() -> rx.Component:
    """Return what waits for approval: what it would do, and the ways on."""
    words = notice(
        strong(REPORT.asked_by),
        " asked for approval on ",
        REPORT.asked,
        ". Nothing is sent before somebody else has approved it, until ",
        REPORT.approval_until,
        "; after that it has to be asked for again.",
        tone="amber",
        test_id="waits-for-approval",
    )
    check = S.check
    what = card(
        facts(
            ("Does", check.summary),
            ("Audience", check.audience_words),
            ("People", rx.fragment(count(check.will_receive), " of ", count(check.audience))),
            ("Left out", count(check.excluded)),
            ("Costs about", rx.cond(check.forecast.total, check.forecast.total, "Not known")),
            ("Takes about", rx.cond(check.forecast.duration, check.forecast.duration, "Not known")),
            ("Starts", rx.cond(REPORT.starts, REPORT.starts, "As soon as it is approved")),
        ),
        rx.foreach(check.problems, lambda problem: notice(problem.words, tone="red")),
        row(_withdraw(), rx.cond(REPORT.can_approve, row(_send_back(), _approve()), None)),
        title="What it would do",
    )
    seen = card(each_sample(check.samples), title="As these people will see it")
    return stack(words, with_aside(what, seen), _sending_back())


def _withdraw() -> rx.Component:
    back = button("Withdraw and edit", on_click=S.withdraw, data_testid="withdraw")
    return rx.cond(may(Permission.CAMPAIGNS_SEND), back, None)


def _send_back() -> rx.Component:
    return button("Send back …", on_click=S.set_sending_back(is_open=True), data_testid="send-back")


def _approve() -> rx.Component:
    return confirm_dialog(
        button("Approve and send …", look="primary", icon="send", data_testid="approve"),
        "Approve and send this campaign?",
        S.check.summary,
        confirm=("Approve and send", S.approve),
        repeated=[
            ("Campaign", REPORT.name),
            ("People", count(S.check.will_receive)),
            ("Asked by", REPORT.asked_by),
        ],
    )


def _sending_back() -> rx.Component:
    fields = form(
        form_problem(S.notice),
        text_area_field(
            "What should be different",
            "note",
            required=True,
            max_length=500,
            help_text="Whoever asked gets it by mail, and sees it above the draft.",
            error=S.problems["note"],
            data_testid="note",
        ),
        form_actions(
            button("Back", on_click=S.set_sending_back(is_open=False)),
            button("Send back", look="primary", type="submit", data_testid="send-back-now"),
        ),
        on_submit=S.send_back,
    )
    return dialog(
        "Send this campaign back?",
        "It stays a draft, and can be asked for again.",
        fields,
        is_open=S.is_sending_back,
        on_open_change=S.set_sending_back,
    )


def _actions() -> list[rx.Component]:
    return [
        rx.cond(
            REPORT.can_cancel,
            button("Cancel …", on_click=S.set_cancelling(True), data_testid="cancel"),
            None,
        ),
        rx.cond(
            REPORT.can_pause,
            button("Pause", look="primary", icon="pause", on_click=S.pause, data_testid="pause"),
            None,
        ),
        rx.cond(
            REPORT.can_resume,
            button("Resume", look="primary", icon="play", on_click=S.resume, data_testid="resume"),
            None,
        ),
    ]


def _overview() -> rx.Component:
    to_get = REPORT.audience - REPORT.skipped
    return stack(
        _sum(),
        cards(
            stat(
                "Accepted by WhatsApp",
                _opens("accepted", "all_accepted", REPORT.accepted),
                share(REPORT.accepted, to_get, "all who were to get it"),
            ),
            stat(
                "Delivered",
                _opens("delivered", "all_delivered", REPORT.delivered),
                share(REPORT.delivered, REPORT.accepted, "accepted"),
            ),
            stat(
                "Read",
                _opens("read", "read", REPORT.read),
                share(REPORT.read, REPORT.delivered, "delivered; some hide it"),
            ),
            stat(
                "Failed",
                _opens("failed", "failed", REPORT.failed),
                share(REPORT.failed, to_get, "all who were to get it"),
            ),
            stat(
                "Replied",
                _opens("replied", "replied", REPORT.replied),
                share(REPORT.replied, REPORT.accepted, "accepted; within 72 hours"),
            ),
            stat(
                "Opted out",
                _opens("opted-out", "opted_out", REPORT.opted_out),
                share(REPORT.opted_out, REPORT.accepted, "accepted; within 72 hours"),
            ),
        ),
        control_group(),
        halves(
            _reasons("Why people were skipped", REPORT.skips, "Nobody was skipped."),
            _reasons("Why messages failed", REPORT.failures, "Nothing failed."),
        ),
    )


def _sum() -> rx.Component:
    bar = progress_bar(
        Segment(REPORT.percent_read, "green", "Read"),
        Segment(REPORT.percent_delivered, "green-pale", "Delivered, not read"),
        Segment(REPORT.percent_accepted, "blue", "Accepted"),
        Segment(REPORT.percent_failed, "red", "Failed"),
        label="Outcome so far",
        percent=REPORT.percent_done,
        is_thick=True,
    )
    equation = row(
        strong(_figure("audience", REPORT.audience), " people in the audience"),
        rx.cond(REPORT.audience_words, mute(REPORT.audience_words), None),
        mute(
            "= ", _figure("skipped", REPORT.skipped),  " skipped + ", count(REPORT.accepted), " accepted + ", count(REPORT.failed),
            " failed + ", _figure("unconfirmed", REPORT.unconfirmed), " not confirmed + ",
            _figure("waiting", REPORT.waiting), " waiting",
        ),
        rx.cond(
            REPORT.held > 0,
            mute("Of the accepted, ", _figure("held", REPORT.held), " are held by WhatsApp for its quality check."),
            None,
        ),
    )  # fmt: skip
    colours = legend(
        ("green", "Read"),
        ("green-pale", "Delivered, not read"),
        ("blue", "Accepted, not yet delivered"),
        ("red", "Failed"),
    )
    return card(stack(equation, bar, colours))


def _figure(name: str, value: int | rx.Var[int]) -> rx.Component:
    return rx.el.span(count(value), data_testid=f"figure-{name}")


def _opens(name: str, group: str, value: int) -> rx.Component:
    """Return a figure that opens the people behind it."""
    return rx.cond(
        value > 0,
        rx.el.button(
            _figure(name, value),
            type="button",
            class_name="text-link",
            on_click=S.open_people(group),
            custom_attrs={"data-testid": f"open-{name}"},
        ),
        _figure(name, value),
    )


def _reasons(title: str, reasons: list[ReasonCount], none: str) -> rx.Component:
    found = rx.Var.create(reasons)
    rows = rx.foreach(found, _reason)
    return card(rx.cond(found.length() > 0, stack(rows), mute(none)), title=title)


def _reason(one: ReasonCount) -> rx.Component:
    return rx.el.div(
        two_lines(one.label, one.advice),
        strong(count(one.total)),
        class_name="row between gap-4",
        custom_attrs={"data-testid": "reason-" + one.key},
    )


def _people() -> rx.Component:
    words = {key: status.word for key, status in STATUSES["delivery"].items() if key != "claimed"}
    chosen = rx.cond(S.people_status, S.people_status, "all")
    choices = [option("Everybody", "all"), *(option(*one) for one in _GROUPS)]
    choices += [option(word, key) for key, word in words.items()]
    return stack(
        reading(
            select_field("Show", "people-status", choices, value=chosen, on_change=S.filter_people)
        ),
        card(
            data_table(
                _COLUMNS,
                S.people,
                label="People",
                listing=Listing(
                    is_loading=False,
                    on_retry=S.load,
                    has_more=S.has_more_people,
                    on_more=S.more_people,
                ),
                empty=empty_state(
                    "users", "Nobody is in this state", "Choose another state above."
                ),
            ),
            is_flush=True,
        ),
    )


# More than one state, as `services/campaigns/reports` names them.
_GROUPS = (
    ("Still to be sent", "all_waiting"),
    ("Accepted, or further", "all_accepted"),
    ("Delivered, or read", "all_delivered"),
    ("Replied", "replied"),
    ("Opted out", "opted_out"),
)

_COLUMNS = [
    Column("Person", lambda one: two_lines(strong(rx.el.bdi(one.name)), one.phone), width="wide"),
    Column("State", lambda one: badge("delivery", one.status)),
    Column("Reason", lambda one: one.reason, is_on_phone=False),
    Column("Changed", lambda one: mute(one.changed), is_on_phone=False),
]


def _cancellation() -> rx.Component:
    return dialog(
        "Cancel this campaign for good?",
        "Everybody who has not been written to is skipped. It cannot be started again; pausing can be undone.",
        form_actions(
            button("Back", on_click=S.set_cancelling(False)),
            button(
                "Cancel the campaign", look="danger", on_click=S.cancel, data_testid="cancel-now"
            ),
        ),
        is_open=S.is_cancelling,
        on_open_change=S.set_cancelling,
    )
