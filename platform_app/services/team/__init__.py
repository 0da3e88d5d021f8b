"""The team: who belongs to the company, in which role, and the rules that hold for all of them."""

from platform_app.services.team.invitations import invite, resend, revoke
from platform_app.services.team.listing import (
    get_member,
    list_heirs,
    list_members,
    list_role_choices,
)
from platform_app.services.team.members import (
    change_role,
    deactivate,
    end_sessions,
    reactivate,
    reset_second_factor,
    send_reset_link,
)
from platform_app.services.team.roles import create_role, delete_role, list_roles, save_role
from platform_app.services.team.rules import CompanyRule, CompanyRules, get_rules, set_rule
from platform_app.services.team.views import (
    NOBODY,
    InviteOutcome,
    InviteProblem,
    MemberDetail,
    MemberRow,
    MemberState,
    PersonChoice,
    RoleChoice,
    RoleRow,
)

__all__ = [
    "NOBODY",
    "CompanyRule",
    "CompanyRules",
    "InviteOutcome",
    "InviteProblem",
    "MemberDetail",
    "MemberRow",
    "MemberState",
    "PersonChoice",
    "RoleChoice",
    "RoleRow",
    "change_role",
    "create_role",
    "deactivate",
    "delete_role",
    "end_sessions",
    "get_member",
    "get_rules",
    "invite",
    "list_heirs",
    "list_members",
    "list_role_choices",
    "list_roles",
    "reactivate",
    "resend",
    "reset_second_factor",
    "revoke",
    "save_role",
    "send_reset_link",
    "set_rule",
]
