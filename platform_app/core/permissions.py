"""What may be done, and which role may do it."""

from collections.abc import Iterable
from enum import StrEnum


class Role(StrEnum):
    """A person's role in a company, or what acts in a person's place."""

    ADMIN = "admin"
    MANAGER = "manager"
    AGENT = "agent"
    # A role of the company's own making; its permissions stand in the database.
    CUSTOM = "custom"
    SYSTEM = "system"
    VISITOR = "visitor"


class Permission(StrEnum):
    """Names that code asks for; never ask for a role."""

    DASHBOARD_READ = "dashboard.read"
    CONVERSATIONS_READ = "conversations.read"
    CONVERSATIONS_READ_ALL = "conversations.read_all"
    CONVERSATIONS_REPLY = "conversations.reply"
    CONTACTS_READ = "contacts.read"
    CONTACTS_SEE_NUMBERS = "contacts.see_numbers"
    CONTACTS_EDIT = "contacts.edit"
    CONTACTS_IMPORT = "contacts.import"
    CONTACTS_EXPORT = "contacts.export"
    CONTACTS_DELETE = "contacts.delete"
    CONTACTS_ORGANISE = "contacts.organise"
    SEGMENTS_MANAGE = "contacts.segments"
    CONSENT_MANAGE = "contacts.consent"
    TEMPLATES_READ = "templates.read"
    TEMPLATES_MANAGE = "templates.manage"
    CAMPAIGNS_READ = "campaigns.read"
    CAMPAIGNS_EDIT = "campaigns.edit"
    CAMPAIGNS_SEND = "campaigns.send"
    CAMPAIGNS_APPROVE = "campaigns.approve"
    CAMPAIGNS_PAUSE = "campaigns.pause"
    KNOWLEDGE_READ = "knowledge.read"
    KNOWLEDGE_MANAGE = "knowledge.manage"
    COMPANY_MANAGE = "company.manage"
    WHATSAPP_MANAGE = "whatsapp.manage"
    TEAM_MANAGE = "team.manage"
    ROLES_MANAGE = "roles.manage"
    USAGE_READ = "usage.read"
    AUDIT_READ = "audit.read"


_AGENT = frozenset(
    {
        Permission.DASHBOARD_READ,
        Permission.CONVERSATIONS_READ,
        Permission.CONVERSATIONS_READ_ALL,
        Permission.CONVERSATIONS_REPLY,
        Permission.CONTACTS_READ,
        Permission.CONTACTS_SEE_NUMBERS,
        Permission.CONTACTS_EDIT,
        Permission.TEMPLATES_READ,
        Permission.KNOWLEDGE_READ,
    }
)
_MANAGER = _AGENT | {
    Permission.CONTACTS_IMPORT,
    Permission.CONTACTS_EXPORT,
    Permission.CONTACTS_DELETE,
    Permission.CONTACTS_ORGANISE,
    Permission.SEGMENTS_MANAGE,
    Permission.CONSENT_MANAGE,
    Permission.TEMPLATES_MANAGE,
    Permission.CAMPAIGNS_READ,
    Permission.CAMPAIGNS_EDIT,
    Permission.CAMPAIGNS_SEND,
    Permission.CAMPAIGNS_APPROVE,
    Permission.CAMPAIGNS_PAUSE,
    Permission.KNOWLEDGE_MANAGE,
}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.AGENT: _AGENT,
    Role.MANAGER: _MANAGER,
    Role.ADMIN: frozenset(Permission),
    Role.CUSTOM: frozenset(),
    Role.SYSTEM: frozenset(Permission),
    Role.VISITOR: frozenset(),
}


# Without the other one, these are of no use.
_NEEDS: dict[Permission, Permission] = {
    Permission.CONVERSATIONS_READ_ALL: Permission.CONVERSATIONS_READ,
    Permission.CONVERSATIONS_REPLY: Permission.CONVERSATIONS_READ,
    Permission.CONTACTS_SEE_NUMBERS: Permission.CONTACTS_READ,
    Permission.CONTACTS_EDIT: Permission.CONTACTS_READ,
    Permission.CONTACTS_IMPORT: Permission.CONTACTS_READ,
    # A file of numbers would show them to whoever may not see them.
    Permission.CONTACTS_EXPORT: Permission.CONTACTS_SEE_NUMBERS,
    Permission.CONTACTS_DELETE: Permission.CONTACTS_EDIT,
    Permission.CONTACTS_ORGANISE: Permission.CONTACTS_EDIT,
    # Counting who has a number that begins with some digits finds it out digit by digit.
    Permission.SEGMENTS_MANAGE: Permission.CONTACTS_SEE_NUMBERS,
    Permission.CONSENT_MANAGE: Permission.CONTACTS_EDIT,
    Permission.TEMPLATES_MANAGE: Permission.TEMPLATES_READ,
    Permission.CAMPAIGNS_EDIT: Permission.CAMPAIGNS_READ,
    Permission.CAMPAIGNS_SEND: Permission.CAMPAIGNS_READ,
    Permission.CAMPAIGNS_APPROVE: Permission.CAMPAIGNS_SEND,
    Permission.CAMPAIGNS_PAUSE: Permission.CAMPAIGNS_READ,
    Permission.KNOWLEDGE_MANAGE: Permission.KNOWLEDGE_READ,
}


class Switch(StrEnum):
    """A company's own rule, which takes one permission from one role."""

    AGENTS_SEE_OWN_ONLY = "agents_see_own_only"
    HIDE_PHONE_NUMBERS = "hide_phone_numbers"
    CAMPAIGNS_NEED_APPROVAL = "campaigns_need_approval"


TAKEN: dict[Switch, tuple[Role, Permission]] = {
    Switch.AGENTS_SEE_OWN_ONLY: (Role.AGENT, Permission.CONVERSATIONS_READ_ALL),
    Switch.HIDE_PHONE_NUMBERS: (Role.AGENT, Permission.CONTACTS_SEE_NUMBERS),
    Switch.CAMPAIGNS_NEED_APPROVAL: (Role.MANAGER, Permission.CAMPAIGNS_APPROVE),
}


def permissions_of(
    role: Role, *, custom: Iterable[str] = (), switches: Iterable[Switch] = ()
) -> frozenset[Permission]:
    """Return what a role may: a built-in one less what the company's switches take, a custom one as it was set."""
    if role is Role.CUSTOM:
        # A permission that the product no longer knows gives nothing.
        known = {str(permission) for permission in Permission}
        return frozenset(Permission(name) for name in custom if name in known)
    taken = {TAKEN[switch][1] for switch in switches if TAKEN[switch][0] is role}
    return ROLE_PERMISSIONS[role] - taken


def with_needed(permissions: Iterable[Permission]) -> frozenset[Permission]:
    """Return permissions together with all that they need to be of any use."""
    found = set(permissions)
    while more := {_NEEDS[one] for one in found if one in _NEEDS} - found:
        found |= more
    return frozenset(found)
