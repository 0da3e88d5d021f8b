"""/settings/team/[member_id]: one person's role, access and history."""

import reflex as rx

from platform_app.components.buttons import button, link_button
from platform_app.components.dialogs import confirm_dialog, dialog
from platform_app.components.feedback import empty_state, notice, page_skeleton
from platform_app.components.fields import form, form_actions, form_problem, option, select_field
from platform_app.components.history import history
from platform_app.components.layout import card, facts, halves, mute, row, stack
from platform_app.components.shell import page_header
from platform_app.components.statuses import badge
from platform_app.components.theme import Node
from platform_app.core.permissions import Permission
from platform_app.pages.registry import company_page
from platform_app.state.settings_team_detail import SettingsTeamDetailState as S

MEMBER = S.member
ROW = S.member.row
_NAME = rx.cond(ROW.name, ROW.name, ROW.email)


@company_page(
    "/settings/team/[member_id]",
    title="Person",
    permission=Permission.TEAM_MANAGE,
    on_load=[S.load],
)
def settings_team_detail_page() -> rx.Component:
    """Return one person."""
    return rx.cond(S.is_loaded, rx.cond(S.is_missing, _absent(), _person()), page_skeleton())


def _absent() -> rx.Component:
    return stack(
        rx.el.h1("Person", class_name="hidden"),
        empty_state(
            "user-x",
            "Nobody is here",
            "This person is not part of your team, or the invitation was taken back.",
            link_button("Back to the team", href="/settings/team"),
        ),
    )


def _person() -> rx.Component:
    closed = notice(MEMBER.closed, test_id="closed")
    open_to_change = stack(halves(_role(), _access()), _way_out())
    return stack(
        page_header(
            rx.el.bdi(_NAME),
            rx.cond(ROW.name, ROW.email, ""),
            link_button("All of the team", href="/settings/team", icon="arrow-left"),
            badge=badge("account", ROW.state),
        ),
        rx.cond(MEMBER.closed, stack(closed, card(_facts(), title="Profile")), open_to_change),
        history("person", ROW.id, title="History"),
    )


def _facts() -> rx.Component:
    return facts(
        ("Role", ROW.role_name),
        ("Second factor", rx.cond(ROW.has_second_factor, "On", "Off")),
        ("Last seen", rx.cond(ROW.last_seen, ROW.last_seen, "Never")),
        ("In the team since", MEMBER.joined),
        (
            "Signed in",
            rx.fragment(MEMBER.sessions, rx.cond(MEMBER.sessions == 1, " browser", " browsers")),
        ),
    )


def _role() -> rx.Component:
    roles = rx.foreach(S.roles, lambda role: option(role.name, role.key))
    return card(
        form(
            form_problem(S.notice),
            select_field(
                "Role",
                "role",
                [roles],
                default_value=ROW.role,
                key=ROW.role,
                help_text="It counts from their next step on.",
                error=S.problems["role"],
                data_testid="member-role",
            ),
            form_actions(button("Save role", type="submit", data_testid="save-role")),
            on_submit=S.change_role,
        ),
        title="Role",
    )


def _access() -> rx.Component:
    return card(
        _facts(),
        rx.cond(ROW.state == "active", row(_end(), _new_password(), _factor()), None),
        title="Access",
    )


def _end() -> rx.Component:
    return confirm_dialog(
        button("Sign out everywhere", data_testid="end-sessions"),
        "Sign this person out everywhere?",
        "What they are typing is lost. They can sign in again at once.",
        confirm=("Sign out", S.end_sessions),
        repeated=_who(),
    )


def _new_password() -> rx.Component:
    return confirm_dialog(
        button("Send a password link", data_testid="send-reset"),
        "Send a link for a new password?",
        "They choose it themselves; nobody else ever learns or sets it.",
        confirm=("Send the link", S.send_reset_link),
        repeated=_who(),
    )


def _factor() -> rx.Component:
    reset = confirm_dialog(
        button("Reset second factor", data_testid="reset-factor"),
        "Take their second factor away?",
        "Do this only when you are sure that it is really them who asks. "
        "Their sessions end, and they are told by mail.",
        confirm=("Take it away", S.reset_second_factor),
        repeated=_who(),
        look="danger",
    )
    return rx.cond(ROW.has_second_factor & ~ROW.is_me, reset, None)


def _way_out() -> rx.Component:
    leave = _danger(
        "Deactivate",
        "They are signed out at once and cannot sign in. Their work and history stay.",
        button(
            "Deactivate …",
            look="danger",
            on_click=S.set_leaving(is_open=True),
            data_testid="deactivate",
        ),
    )
    back = _danger(
        "Deactivated",
        rx.fragment("Since ", MEMBER.deactivated, ". Reactivated, they have the role they had."),
        button("Reactivate", look="primary", on_click=S.reactivate, data_testid="reactivate"),
    )
    return rx.fragment(
        rx.match(
            ROW.state,
            ("active", rx.cond(ROW.is_me, None, leave)),
            ("deactivated", back),
            _pending(),
        ),
        _leaving(),
    )


def _pending() -> rx.Component:
    until = rx.cond(
        ROW.expires,
        rx.fragment("The link works until ", ROW.expires, "."),
        "The link does not work any more.",
    )
    back = confirm_dialog(
        button("Revoke", data_testid="revoke"),
        "Take this invitation back?",
        "Its link leads nowhere from then on.",
        confirm=("Take it back", S.revoke),
        repeated=_who(),
        look="danger",
    )
    again = button("Send again", on_click=S.resend, data_testid="resend")
    return _danger("Invitation", until, row(again, back))


def _danger(title: str, words: rx.Component | str, act: rx.Component) -> rx.Component:
    return card(row(mute(words), act, class_name="wrap between gap-4"), title=title)


def _leaving() -> rx.Component:
    heirs = rx.foreach(S.heirs, lambda one: option(one.label, one.id))
    fields = form(
        form_problem(S.notice),
        facts(
            ("Person", _NAME),
            ("Role", ROW.role_name),
            ("Open conversations", MEMBER.open_conversations),
        ),
        rx.cond(
            MEMBER.open_conversations > 0,
            select_field(
                "Who takes the conversations over",
                "hand_over_to",
                [option("Nobody; they wait for whoever is free", ""), heirs],
                error=S.problems["hand_over_to"],
                data_testid="hand-over-to",
            ),
            None,
        ),
        form_actions(
            button("Back", on_click=S.set_leaving(is_open=False)),
            button("Deactivate", look="danger", type="submit", data_testid="deactivate-now"),
        ),
        on_submit=S.deactivate,
    )
    return dialog(
        "Deactivate this person?",
        "Their sessions end at once, and invitations that they have sent stop working.",
        fields,
        is_open=S.is_leaving,
        on_open_change=S.set_leaving,
    )


def _who() -> list[tuple[str, Node]]:
    return [("Person", _NAME), ("E-mail", ROW.email)]
