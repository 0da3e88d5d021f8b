"""/admin/companies/…: one company, without a word of its customers."""

import reflex as rx

from platform_app.components.buttons import button, link, link_button, outside_link
from platform_app.components.company_windows import danger_zone
from platform_app.components.feedback import empty_state, notice, page_skeleton
from platform_app.components.fields import (
    checkbox_field,
    form,
    form_actions,
    form_problem,
    option,
    select_field,
    text_field,
)
from platform_app.components.figures import count
from platform_app.components.history import history
from platform_app.components.layout import (
    card,
    facts,
    halves,
    mute,
    row,
    stack,
    strong,
    two_lines,
)
from platform_app.components.messaging_limits import limit_words
from platform_app.components.meters import meter_bar
from platform_app.components.moments import moment
from platform_app.components.plan_limits import LIMITS
from platform_app.components.shell import page_header
from platform_app.components.statuses import badge, plain_badge
from platform_app.components.tables import Column, Listing, data_table
from platform_app.components.tabs import view_tabs
from platform_app.components.visits import visit_button, visit_window
from platform_app.pages.registry import platform_page
from platform_app.services.onboarding.views import StepDone
from platform_app.services.plans.views import AllowanceRow
from platform_app.services.platform.views import NumberHealth, PersonRow
from platform_app.state.admin_companies_detail import AdminCompaniesDetailState as S

_TABS: list[tuple[str, str]] = [
    ("profile", "Profile"),
    ("people", "People"),
    ("numbers", "Numbers"),
    ("usage", "Usage and limits"),
    ("jobs", "Jobs"),
    ("history", "History"),
    ("danger", "Danger zone"),
]
_LISTING = Listing(is_loading=False, on_retry=S.load)


@platform_page("/admin/companies/[company]", title="Company", nav="companies", on_load=[S.load])
def admin_companies_detail_page() -> rx.Component:
    """Return one company, side by side."""
    content = stack(
        page_header(
            S.detail.name,
            outside_link(S.detail.address, href=S.detail.address),
            rx.cond(S.detail.status == "active", visit_button(S.detail.id, S.detail.name), None),
            badge=badge("company", S.detail.status),
        ),
        rx.cond(S.window == "", rx.cond(S.notice, notice(S.notice, tone="amber"), None), None),
        _state(),
        view_tabs(list(_TABS), S.tab, S.choose_tab, label="Sides of the company"),
        rx.match(
            S.tab,
            ("people", _people()),
            ("numbers", _numbers()),
            ("usage", _usage()),
            ("jobs", _jobs()),
            ("history", history("company", S.detail.id)),
            ("danger", danger_zone()),
            _profile(),
        ),
        visit_window(),
    )
    return rx.cond(S.detail.id, content, rx.cond(S.is_missing, _missing(), page_skeleton()))


def _missing() -> rx.Component:
    return empty_state(
        "building-2",
        "There is no such company",
        "It may never have been, or the address is cut off.",
        link_button("All companies", href="/admin/companies"),
    )


def _state() -> rx.Component:
    suspended = notice(
        strong("Suspended "), "since ", moment(S.detail.suspended), ": ", S.detail.suspend_reason,
        tone="amber",
    )  # fmt: skip
    deleting = notice(
        strong("To be deleted "), "on ", moment(S.detail.deletion_due), ": ", S.detail.suspend_reason,
        tone="red",
    )  # fmt: skip
    shown = rx.match(
        S.detail.status, ("suspended", suspended), ("deleting", deleting), rx.fragment()
    )
    return rx.fragment(shown)


def _profile() -> rx.Component:
    profile = card(
        facts(
            ("Name", S.detail.name),
            ("Subdomain", S.detail.subdomain),
            ("Website", rx.cond(S.detail.website, S.detail.website, mute("not told yet"))),
            ("Industry", rx.cond(S.detail.industry, S.detail.industry, mute("not told yet"))),
            ("People", rx.cond(S.detail.size, S.detail.size, mute("not told yet"))),
            ("Time zone", S.detail.time_zone),
            ("Here since", moment(S.detail.created)),
        ),
        title="Profile",
    )
    steps = card(
        stack(rx.foreach(S.steps, _step), gap=2), title="Onboarding", test_id="company-steps"
    )
    return halves(profile, steps)


def _step(one: StepDone) -> rx.Component:
    done = row(rx.icon("check", size=16), one.title, rx.el.span(", done", class_name="hidden"))
    return rx.cond(one.done, done, row(rx.icon("circle", size=16), mute(one.title)))


def _people() -> rx.Component:
    table = data_table(
        [
            Column("Who", lambda one: two_lines(strong(one.name), one.email), width="wide"),
            Column("Role", lambda one: one.role.capitalize()),
            Column("State", lambda one: badge("account", one.status)),
            Column(
                "Second factor",
                lambda one: rx.cond(one.has_second_factor, "On", mute("Off")),
                is_on_phone=False,
            ),
            Column("Last seen", _last_seen, is_on_phone=False),
            Column("", _person_acts),
        ],
        S.people,
        label="People",
        listing=_LISTING,
        empty=empty_state("users", "Nobody works here", "A company begins with its first admin."),
    )
    return card(table, is_flush=True)


def _last_seen(one: PersonRow) -> rx.Component:
    return mute(rx.cond(one.last_seen, moment(one.last_seen), "Never"))


def _person_acts(one: PersonRow) -> rx.Component:
    act = rx.match(
        one.status,
        ("invited", button("Send the link again", look="quiet", on_click=S.send_link(one.id))),
        ("active", button("Send a reset link", look="quiet", on_click=S.send_link(one.id))),
        rx.fragment(),
    )
    return rx.fragment(act)


def _numbers() -> rx.Component:
    table = data_table(
        [
            Column("Number", lambda one: two_lines(strong(one.number), one.name), width="wide"),
            Column("State", lambda one: badge("number", one.status)),
            Column("Quality", lambda one: badge("quality", one.quality)),
            Column("Limit", lambda one: limit_words(one.limit), is_on_phone=False),
            Column("Account", _account, is_on_phone=False),
            Column("Last event", _last_event, is_on_phone=False),
        ],
        S.numbers,
        label="Numbers",
        listing=_LISTING,
        empty=empty_state("phone", "No number yet", "An admin of the company connects WhatsApp."),
    )
    return card(table, is_flush=True)


def _account(one: NumberHealth) -> rx.Component:
    words = rx.cond(one.held, one.held, one.problem)
    return two_lines(badge("channel", one.channel), words)


def _last_event(one: NumberHealth) -> rx.Component:
    return mute(rx.cond(one.last_event, moment(one.last_event), "Never"))


def _usage() -> rx.Component:
    meters = data_table(
        [
            Column("What", lambda one: strong(one.label)),
            Column("Used", meter_bar, width="wide"),
            Column(
                "Left",
                lambda one: rx.cond(one.has_limit, count(one.left), mute("no limit")),
                is_numeric=True,
            ),
        ],
        S.meters,
        label="Usage",
        listing=_LISTING,
        empty=empty_state("gauge", "Nothing is counted yet", "Choose the tab again."),
    )
    return stack(card(meters, title="Used", is_flush=True), halves(_plan(), _limits()))


def _plan() -> rx.Component:
    choices = rx.foreach(S.plans, lambda one: option(one.name, one.id))
    fields = form(
        select_field(
            "Plan",
            "plan_id",
            [choices],
            default_value=S.plan_id,
            help_text="Counts from the company's next act on; what is there already stays.",
            data_testid="plan",
        ),
        form_actions(button("Change the plan", type="submit", data_testid="change-plan")),
        on_submit=S.change_plan,
    )
    return card(rx.el.div(fields, key=S.plan_id), title="Plan")


def _limits() -> rx.Component:
    # One by one, because a field whose name the page learns later sends its value in another shape.
    fields = [_limit(S.limits[place], name) for place, (name, _) in enumerate(LIMITS)]
    body = form(
        form_problem(S.notice),
        *fields,
        form_actions(button("Set the limits", type="submit", data_testid="set-limits")),
        on_submit=S.set_limits,
    )
    return card(
        mute("For this company alone. An empty field means what its plan says."),
        rx.cond(S.plan, rx.el.div(body, key=S.plan_id), None),
        title="Limits of its own",
    )


def _limit(one: AllowanceRow, name: str) -> rx.Component:
    field = text_field(
        one.label,
        name,
        default_value=one.override,
        input_mode="numeric",
        auto_complete="off",
        placeholder=one.of_plan,
        error=S.problems[name],
        data_testid=f"limit-{name}",
    )
    box = checkbox_field("No limit", f"{name}_unlimited", default_checked=one.is_unlimited)
    return stack(field, box, gap=1)


def _jobs() -> rx.Component:
    stuck = data_table(
        [
            Column("What", lambda one: strong(one.what), width="wide"),
            Column("How many", lambda one: count(one.total), is_numeric=True),
            Column("Since", lambda one: mute(moment(one.since))),
        ],
        S.stuck,
        label="Stuck work",
        listing=_LISTING,
        empty=empty_state(
            "circle-check", "Nothing is stuck", "Nothing has stood still for ten minutes."
        ),
    )
    failed = data_table(
        [
            Column("Job", lambda one: two_lines(strong(one.name), one.error), width="wide"),
            Column("Queue", lambda one: plain_badge(one.queue)),
            Column("Failed", lambda one: mute(moment(one.ended))),
        ],
        S.jobs,
        label="Failed jobs",
        listing=_LISTING,
        empty=empty_state("circle-check", "No job has failed", "Failed jobs are kept for a week."),
    )
    return stack(
        card(stuck, title="Stuck for ten minutes", is_flush=True),
        card(
            failed,
            title="Failed jobs",
            aside=link("Start again or delete", href="/admin/operations"),
            is_flush=True,
        ),
    )
