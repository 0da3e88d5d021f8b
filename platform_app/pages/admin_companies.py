"""/admin/companies: who is on this platform, and bringing a company on."""

import reflex as rx

from platform_app.components.buttons import button, link
from platform_app.components.dialogs import dialog
from platform_app.components.feedback import empty_state, notice
from platform_app.components.fields import (
    choice,
    form,
    form_actions,
    form_problem,
    option,
    search_field,
    select_field,
    text_field,
)
from platform_app.components.figures import count
from platform_app.components.layout import card, mute, row, stack, strong, two_lines
from platform_app.components.moments import moment
from platform_app.components.shell import page_header
from platform_app.components.statuses import STATUSES, badge
from platform_app.components.tables import Column, RowAct, data_table, paged
from platform_app.pages.registry import platform_page
from platform_app.services.platform.views import ConsoleCompany
from platform_app.state.admin_companies import AdminCompaniesState as S


@platform_page("/admin/companies", title="Companies", on_load=[S.load])
def admin_companies_page() -> rx.Component:
    """Return the list of companies."""
    return stack(
        page_header(
            "Companies",
            "Each has its own address, people and WhatsApp number, and sees nothing of the others.",
            _open_form(),
        ),
        _created(),
        _filters(),
        card(
            data_table(
                _COLUMNS,
                S.rows,
                label="Companies",
                listing=paged(S, is_loading=~S.is_loaded, on_retry=S.load),
                empty=_empty(),
                row_act=RowAct(
                    href=lambda one: "/admin/companies/" + one.id, test_id=lambda _: "company"
                ),
            ),
            is_flush=True,
        ),
        _form(),
    )


def _filters() -> rx.Component:
    states = [option(one.word, key) for key, one in STATUSES["company"].items()]
    plans = rx.foreach(S.plans, lambda one: option(one.name, one.id))
    return row(
        search_field("Search by name or subdomain", value=S.search, on_change=S.find),
        choice(
            "State", [option("Every state", ""), *states], value=S.status, on_change=S.filter_status
        ),
        choice("Plan", [option("Every plan", ""), plans], value=S.plan_id, on_change=S.filter_plan),
        mute(S.total, rx.cond(S.total == "1", " company", " companies")),
        gap=3,
    )


def _empty() -> rx.Component:
    nothing = empty_state("search", "No company fits", "Search for less, or show every state.")
    first = empty_state(
        "building-2",
        "No company yet",
        "Create the first one; its admin gets a link and does the rest.",
    )
    return rx.cond((S.search != "") | (S.status != "") | (S.plan_id != ""), nothing, first)


def _open_form() -> rx.Component:
    return button(
        "New company",
        look="primary",
        icon="plus",
        on_click=S.open_form(is_open=True),
        data_testid="new-company",
    )


def _created() -> rx.Component:
    sentence = notice(
        rx.el.strong(S.created),
        " is ready at ",
        S.created_address,
        ". The set-up link went to ",
        rx.el.strong(S.created_for),
        ". If no mail server is configured, it waits in the ",
        link("outbox", href="/admin/outbox"),
        ".",
        tone="green",
        test_id="company-created",
    )
    return rx.cond(S.created, sentence, None)


def _form() -> rx.Component:
    example = rx.cond(S.subdomain, S.subdomain, "SUBDOMAIN")
    fields = form(
        form_problem(S.notice),
        text_field(
            "Name",
            "name",
            required=True,
            max_length=100,
            help_text="As its own people write it.",
            error=S.problems["name"],
            data_testid="company-name",
        ),
        text_field(
            "Subdomain",
            "subdomain",
            required=True,
            max_length=40,
            on_change=S.set_subdomain.debounce(200),
            auto_complete="off",
            help_text=f"Its people will sign in at {S.address_start}{example}{S.address_end}",
            error=S.problems["subdomain"],
            data_testid="company-subdomain",
        ),
        _plan_field(),
        text_field(
            "First admin's e-mail",
            "admin_email",
            type="email",
            required=True,
            auto_complete="off",
            help_text="Gets a link, once, to choose a password. It works for 3 days.",
            error=S.problems["admin_email"],
            data_testid="company-admin",
        ),
        form_actions(
            button("Cancel", on_click=S.open_form(is_open=False)),
            button("Create company", look="primary", type="submit", data_testid="create-company"),
        ),
        on_submit=S.create,
    )
    return dialog(
        "New company",
        "It can start at once; nothing else needs to be prepared.",
        fields,
        is_open=S.is_creating,
        on_open_change=S.open_form,
    )


def _plan_field() -> rx.Component:
    names = rx.foreach(
        S.plans,
        lambda one: option(rx.cond(one.price, one.name + " · " + one.price, one.name), one.id),
    )
    return select_field(
        "Plan",
        "plan_id",
        [option("The one for new companies", ""), names],
        help_text="What it may use; can be changed at any time.",
        data_testid="company-plan",
    )


def _usage(one: ConsoleCompany) -> rx.Component:
    return rx.cond(one.usage_percent < 0, mute("no limit"), rx.el.span(one.usage_percent, " %"))


def _quality(one: ConsoleCompany) -> rx.Component:
    return rx.cond(one.quality, badge("quality", one.quality), mute("–"))


def _activity(one: ConsoleCompany) -> rx.Component:
    return mute(rx.cond(one.last_activity, moment(one.last_activity), "Never"))


_COLUMNS = [
    Column("Company", lambda one: two_lines(strong(one.name), one.subdomain), width="wide"),
    Column("Plan", lambda one: one.plan, is_on_phone=False),
    Column("Numbers", lambda one: count(one.numbers), is_numeric=True, is_on_phone=False),
    Column("Worst quality", _quality, is_on_phone=False),
    Column("Messages used", _usage, is_numeric=True, is_on_phone=False),
    Column("Steps", lambda one: rx.el.span(one.steps_done, " of ", one.steps), is_on_phone=False),
    Column("Last activity", _activity, is_on_phone=False),
    Column("State", lambda one: badge("company", one.status)),
]
