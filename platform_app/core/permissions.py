"""What may be done, and which role may do it."""

from enum import StrEnum


class Role(StrEnum):
    """A person's role in a company, or what acts in a person's place."""

    ADMIN = "admin"
    MANAGER = "manager"
    AGENT = "agent"
    SYSTEM = "system"
    VISITOR = "visitor"


class Permission(StrEnum):
    """Names that code asks for; never ask for a role."""

    DASHBOARD_READ = "dashboard.read"
    CONVERSATIONS_READ = "conversations.read"
    CONVERSATIONS_REPLY = "conversations.reply"
    CONTACTS_READ = "contacts.read"
    CONTACTS_EDIT = "contacts.edit"
    CONTACTS_IMPORT = "contacts.import"
    TEMPLATES_READ = "templates.read"
    TEMPLATES_MANAGE = "templates.manage"
    CAMPAIGNS_READ = "campaigns.read"
    CAMPAIGNS_EDIT = "campaigns.edit"
    CAMPAIGNS_SEND = "campaigns.send"
    CAMPAIGNS_PAUSE = "campaigns.pause"
    SETTINGS_MANAGE = "settings.manage"


_AGENT = frozenset(
    {
        Permission.DASHBOARD_READ,
        Permission.CONVERSATIONS_READ,
        Permission.CONVERSATIONS_REPLY,
        Permission.CONTACTS_READ,
        Permission.CONTACTS_EDIT,
        Permission.TEMPLATES_READ,
    }
)
_MANAGER = _AGENT | {
    Permission.CONTACTS_IMPORT,
    Permission.TEMPLATES_MANAGE,
    Permission.CAMPAIGNS_READ,
    Permission.CAMPAIGNS_EDIT,
    Permission.CAMPAIGNS_SEND,
    Permission.CAMPAIGNS_PAUSE,
}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.AGENT: _AGENT,
    Role.MANAGER: frozenset(_MANAGER),
    Role.ADMIN: frozenset(Permission),
    Role.SYSTEM: frozenset(Permission),
    Role.VISITOR: frozenset(),
}


def allowed(role: Role, permission: Permission) -> bool:
    """Tell whether `role` holds `permission`."""
    return permission in ROLE_PERMISSIONS[role]
