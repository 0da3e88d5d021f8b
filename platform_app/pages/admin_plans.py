"""/admin/plans: what companies may use, and for what price."""

import reflex as rx

from platform_app.components.buttons import button
from platform_app.components.dialogs import confirm_dialog, dialog
from platform_app.components.feedback import empty_state
from platform_app.components.fields import form, form_actions, form_problem, text_field
from platform_app.components.figures import count
from platform_app.components.layout import card, halves, row, stack, strong, two_lines
from platform_app.components.plan_limits import limit_fields
from platform_app.components.shell import page_header
from platform_app.components.statuses import plain_badge
from platform_app.components.tables import Column, Listing, data_table
from platform_app.pages.registry import platform_page
from platform_app.services.plans.views import PlanRow
from platform_app.state.admin_plans import AdminPlansState as S


@platform_page("/admin/plans", title="Plans", on_load=[S.load])
def admin_plans_page() -> rx.Component:
    """Return the list of plans."""
    return stack(
        page_header(
            "Plans",
            "A change counts for every company that has the plan, from its next act on. "
            "Prices are for your own eyes; nothing is charged.",
            button(
                "New plan", look="primary", icon="plus", on_click=S.open_new, data_testid="new-plan"
            ),
        ),
        card(
            data_table(
                _COLUMNS,
                S.rows,
                label="Plans",
                listing=Listing(is_loading=~S.is_loaded, on_retry=S.load),
                empty=empty_state(
                    "layers", "No plan yet", "Without one, companies use as much as they like."
                ),
            ),
            is_flush=True,
        ),
        _window(),
    )


def _window() -> rx.Component:
    editing = S.editing
    fields = form(
        form_problem(S.notice),
        text_field(
            "Name",
            "name",
            default_value=editing.name,
            required=True,
            max_length=60,
            error=S.problems["name"],
            data_testid="plan-name",
        ),
        halves(
            text_field(
                "Price a month",
                "monthly_price",
                default_value=editing.monthly_price,
                input_mode="decimal",
                error=S.problems["monthly_price"],
            ),
            text_field(
                "Currency",
                "currency",
                default_value=editing.currency,
                max_length=3,
                error=S.problems["currency"],
            ),
        ),
        limit_fields(
            {
                "users": editing.users,
                "numbers": editing.numbers,
                "contacts": editing.contacts,
                "campaign_messages": editing.campaign_messages,
                "ai_answers": editing.ai_answers,
                "crawled_pages": editing.crawled_pages,
            },
            S.problems,
        ),
        form_actions(
            button("Cancel", on_click=S.set_editing(is_open=False)),
            button("Save plan", look="primary", type="submit", data_testid="save-plan"),
        ),
        on_submit=S.save,
    )
    return dialog(
        rx.cond(editing.id, "Change the plan", "New plan"),
        "An empty limit means without limit. People's own replies are never limited.",
        rx.el.div(fields, key=editing.id),
        is_open=S.is_editing,
        on_open_change=S.set_editing,
    )


def _acts(one: PlanRow) -> rx.Component:
    change = button("Change", look="quiet", on_click=S.open_plan(one.id), data_testid="change-plan")
    default = button("Make default", look="quiet", on_click=S.make_default(one.id))
    archive = confirm_dialog(
        button("Archive", look="quiet"),
        "Archive this plan?",
        "Companies that have it keep it. Nobody new gets it.",
        confirm=("Archive", S.archive(one.id, is_archived=True)),
        repeated=[("Plan", one.name), ("Companies", count(one.companies))],
    )
    back = button("Bring back", look="quiet", on_click=S.archive(one.id, is_archived=False))
    others = rx.cond(one.is_default, change, rx.fragment(change, default, archive))
    return row(rx.cond(one.is_archived, back, others), gap=1, class_name="")


def _name(one: PlanRow) -> rx.Component:
    mark = rx.cond(
        one.is_archived,
        plain_badge("Archived"),
        rx.cond(one.is_default, plain_badge("For new companies", "blue"), None),
    )
    return two_lines(row(strong(one.name), mark), rx.cond(one.price, one.price, "No price"))


_COLUMNS = [
    Column("Plan", _name, width="wide"),
    Column("Companies", lambda one: count(one.companies), is_numeric=True),
    Column("People", lambda one: one.users, is_numeric=True, is_on_phone=False),
    Column("Numbers", lambda one: one.numbers, is_numeric=True, is_on_phone=False),
    Column("Contacts", lambda one: one.contacts, is_numeric=True, is_on_phone=False),
    Column("Messages", lambda one: one.campaign_messages, is_numeric=True, is_on_phone=False),
    Column("AI answers", lambda one: one.ai_answers, is_numeric=True, is_on_phone=False),
    Column("Pages", lambda one: one.crawled_pages, is_numeric=True, is_on_phone=False),
    Column("", _acts),
]
