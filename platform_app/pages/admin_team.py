"""/admin/team: who runs the platform."""

import reflex as rx

from platform_app.components.buttons import button
from platform_app.components.dialogs import confirm_dialog, dialog
from platform_app.components.feedback import empty_state, notice, page_skeleton
from platform_app.components.fields import form, form_actions, form_problem, text_field
from platform_app.components.layout import card, mute, stack, strong, two_lines
from platform_app.components.shell import page_header
from platform_app.components.statuses import badge
from platform_app.components.tables import Column, Listing, data_table
from platform_app.pages.registry import platform_page
from platform_app.services.accounts.views import SuperAdminRow
from platform_app.state.admin_team import AdminTeamState as S


@platform_page("/admin/team", title="Super admins", on_load=[S.load])
def admin_team_page() -> rx.Component:
    """Return the list of super admins."""
    invite = button(
        "Invite a super admin",
        look="primary",
        icon="plus",
        on_click=S.open_form(is_open=True),
        data_testid="invite",
    )
    invited = notice(
        "A link for ", strong(S.invited), " is on its way. It works for 72 hours.", tone="green"
    )
    content = stack(
        page_header("Super admins", "They run the platform; each needs a second factor.", invite),
        rx.cond(S.invited, invited, None),
        card(_table(), is_flush=True),
        _window(),
    )
    return rx.cond(S.is_loaded, content, page_skeleton())


def _table() -> rx.Component:
    return data_table(
        _COLUMNS,
        S.rows,
        label="Super admins",
        listing=Listing(is_loading=~S.is_loaded, on_retry=S.load),
        empty=empty_state("users", "Nobody runs the platform", "Invite a super admin."),
    )


def _window() -> rx.Component:
    return dialog(
        "Invite a super admin",
        "They see every company's figures and can visit each with a reason. Invite people you know.",
        form(
            form_problem(S.notice),
            text_field(
                "E-mail",
                "email",
                type="email",
                required=True,
                error=S.problems["email"],
                data_testid="email",
            ),
            form_actions(
                button("Back", on_click=S.open_form(is_open=False)),
                button("Send the invitation", look="primary", type="submit"),
            ),
            on_submit=S.invite,
        ),
        is_open=S.is_inviting,
        on_open_change=S.open_form,
    )


def _acts(one: SuperAdminRow) -> rx.Component:
    again = button("Send again", look="quiet", on_click=S.invite_again(one.email))
    end = confirm_dialog(
        button("Deactivate", look="quiet"),
        "Take the platform away from this super admin?",
        "Their sessions end at once. You can give it back later.",
        confirm=("Deactivate", S.deactivate(one.id)),
        repeated=[("Who", one.email)],
        look="danger",
    )
    back = button("Reactivate", look="quiet", on_click=S.reactivate(one.id))
    act = rx.match(one.status, ("invited", again), ("deactivated", back), end)
    return rx.cond(one.is_me, mute("You"), act)


_COLUMNS = [
    Column("Who", lambda one: two_lines(strong(one.name), one.email), width="wide"),
    Column("State", lambda one: badge("account", one.status)),
    Column(
        "Second factor",
        lambda one: rx.cond(one.has_second_factor, "On", "Not yet"),
        is_on_phone=False,
    ),
    Column("", _acts),
]
