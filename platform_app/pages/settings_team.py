"""/settings/team: who works here, who is invited, who has left."""

import reflex as rx

from platform_app.components.buttons import button, link
from platform_app.components.dialogs import confirm_dialog, dialog
from platform_app.components.feedback import empty_state
from platform_app.components.fields import (
    form,
    form_actions,
    form_problem,
    option,
    search_field,
    select_field,
    text_area_field,
)
from platform_app.components.layout import card, mute, row, stack, strong, two_lines
from platform_app.components.shell import page_header
from platform_app.components.statuses import badge, plain_badge
from platform_app.components.tables import Column, Listing, RowAct, data_table, paged
from platform_app.components.tabs import settings_tabs, view_tabs
from platform_app.components.theme import Words
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.services.team.views import InviteProblem, MemberRow
from platform_app.state.settings_team import ADDRESSES
from platform_app.state.settings_team import SettingsTeamState as S

_VIEWS: list[tuple[str, Words]] = [
    ("active", "People"),
    ("invited", "Invited"),
    ("deactivated", "Deactivated"),
]


@company_page("/settings/team", title="Team", permission=Permission.TEAM_MANAGE, on_load=[S.load])
def settings_team_page() -> rx.Component:
    """Return the list of people."""
    return stack(
        page_header(
            "Team",
            "Who works here, and in which role.",
            button(
                "Invite people",
                look="primary",
                icon="user-plus",
                on_click=S.open_invitation(is_open=True),
                data_testid="invite",
            ),
        ),
        settings_tabs("/settings/team"),
        row(
            view_tabs(_VIEWS, S.view, S.choose_view, label="Which people"),
            search_field("Search name or e-mail", value=S.search, on_change=S.set_search),
            mute(S.total, rx.cond(S.total == "1", " person", " people")),
        ),
        card(rx.cond(S.view == "invited", _invited(), _people()), is_flush=True),
        _window(),
    )


def _listing() -> Listing:
    return paged(S, is_loading=~S.is_loaded, on_retry=S.load)


def _people() -> rx.Component:
    return data_table(
        _PEOPLE,
        S.rows,
        label="People",
        listing=_listing(),
        empty=_empty(
            "Nobody has left", "People whom you deactivate stay here, with their history."
        ),
        row_act=RowAct(href=_href, test_id=lambda _: "member"),
    )


def _invited() -> rx.Component:
    return data_table(
        _INVITED,
        S.rows,
        label="Invitations",
        listing=_listing(),
        empty=_empty("Nobody is invited", "Whoever you invite stands here until they accept."),
        row_act=RowAct(href=_href, test_id=lambda _: "member"),
    )


def _empty(title: str, why: str) -> rx.Component:
    nobody = empty_state("search-x", "Nobody matches", "Nobody here has this name or address.")
    return rx.cond(S.search, nobody, empty_state("users", title, why))


def _href(one: MemberRow) -> Words:
    return "/settings/team/" + one.id


def _person(one: MemberRow) -> rx.Component:
    name = rx.cond(one.name, rx.el.bdi(one.name), rx.el.bdi(one.email))
    you = rx.cond(one.is_me, mute(" (you)"), None)
    return two_lines(strong(name, you), rx.cond(one.name, one.email, ""))


def _factor(one: MemberRow) -> rx.Component:
    return rx.cond(one.has_second_factor, plain_badge("On", "green"), plain_badge("Off"))


def _works_until(one: MemberRow) -> rx.Component:
    expired = plain_badge("Does not work any more", "amber")
    return rx.cond(one.expires, mute("Works until ", one.expires), expired)


def _acts(one: MemberRow) -> rx.Component:
    again = button("Send again", on_click=S.resend(one.id), data_testid="resend")
    back = confirm_dialog(
        button("Revoke", data_testid="revoke"),
        "Take this invitation back?",
        "Its link leads nowhere from then on. You can invite the same address again.",
        confirm=("Take it back", S.revoke(one.id)),
        repeated=[("E-mail", one.email), ("Role", one.role_name)],
        look="danger",
    )
    return row(again, back)


_PEOPLE = [
    Column("Person", _person, width="wide"),
    Column("Role", lambda one: one.role_name),
    Column("State", lambda one: badge("account", one.state)),
    Column("Second factor", _factor, is_on_phone=False),
    Column(
        "Last seen",
        lambda one: mute(rx.cond(one.last_seen, one.last_seen, "Never")),
        is_on_phone=False,
    ),
]
_INVITED = [
    Column("Person", _person, width="wide"),
    Column("Role", lambda one: one.role_name),
    Column("Link", _works_until, is_on_phone=False),
    Column("Invited", lambda one: mute(one.invited), is_on_phone=False),
    Column("", _acts),
]


def _window() -> rx.Component:
    roles = rx.foreach(S.roles, lambda role: option(role.name, role.key))
    fields = form(
        form_problem(S.notice),
        rx.cond(rx.Var.create(S.invite_problems).length() > 0, _not_invited(), None),
        text_area_field(
            "E-mail addresses",
            ADDRESSES,
            rows=5,
            required=True,
            placeholder="ana@example.org, rui@example.org",
            help_text="One on each line, or between commas; at most 50 at once.",
            error=S.problems["addresses"],
            data_testid="addresses",
        ),
        select_field(
            "Role",
            "role",
            [option("Choose a role", ""), roles],
            required=True,
            help_text="You can give what you hold yourself. It can be changed at any time.",
            error=S.problems["role"],
            data_testid="role",
        ),
        form_actions(
            button("Cancel", on_click=S.open_invitation(is_open=False)),
            button("Send invitations", look="primary", type="submit", data_testid="send"),
        ),
        on_submit=S.invite,
    )
    return dialog(
        "Invite people",
        "Each gets a link by mail, for 3 days, and chooses their own password.",
        fields,
        is_open=S.is_inviting,
        on_open_change=S.open_invitation,
    )


def _not_invited() -> rx.Component:
    lines = rx.el.ul(rx.foreach(S.invite_problems, _problem), class_name="stack gap-1")
    return rx.el.div(
        strong("These were not invited:"),
        lines,
        class_name="notice amber stack",
        role="alert",
        data_testid="not-invited",
    )


def _problem(one: InviteProblem) -> rx.Component:
    words = rx.fragment("Line ", one.line, ": ", rx.el.bdi(one.text), " – ", one.sentence)
    open_them = link("Open", href="/settings/team/" + one.member_id)
    return rx.el.li(words, " ", rx.cond(one.member_id, open_them, None))
