"""Permissions for people: what each is called, what it means, and whether whoever is here holds it."""

from dataclasses import dataclass

import reflex as rx

from platform_app.core.permissions import Permission
from platform_app.state.base import AppState


def may(permission: Permission) -> rx.Var[bool]:
    """Tell the interface whether the person holds a permission; the server decides all the same."""
    return rx.Var.create(AppState.permissions).contains(str(permission))


@dataclass(frozen=True, slots=True)
class Meaning:
    """A permission in plain words: where it belongs, its short name, and what it lets people do."""

    group: str
    name: str
    sentence: str


MEANINGS: dict[Permission, Meaning] = {
    Permission.DASHBOARD_READ: Meaning(
        "Home", "See the start page", "What is running and what is left."
    ),
    Permission.CONVERSATIONS_READ: Meaning(
        "Inbox", "Read conversations", "Their own, and those that nobody has taken yet."
    ),
    Permission.CONVERSATIONS_READ_ALL: Meaning(
        "Inbox", "Read everybody's conversations", "Also those that others are dealing with."
    ),
    Permission.CONVERSATIONS_REPLY: Meaning(
        "Inbox", "Answer customers", "Write, take conversations over, resolve and reopen them."
    ),
    Permission.CONTACTS_READ: Meaning("Contacts", "See contacts", "Names, tags and consent."),
    Permission.CONTACTS_SEE_NUMBERS: Meaning(
        "Contacts", "See phone numbers", "Without it, all but the last digits are hidden."
    ),
    Permission.CONTACTS_EDIT: Meaning("Contacts", "Change contacts", "Add people one by one."),
    Permission.CONTACTS_IMPORT: Meaning(
        "Contacts", "Import contacts", "Take in whole files of people."
    ),
    Permission.CONTACTS_EXPORT: Meaning(
        "Contacts", "Export contacts", "Take people out as a file, with their numbers."
    ),
    Permission.CONTACTS_DELETE: Meaning(
        "Contacts", "Erase contacts", "Delete everything about somebody, for good."
    ),
    Permission.CONTACTS_ORGANISE: Meaning(
        "Contacts", "Manage attributes and tags", "Make, rename and delete them, for everybody."
    ),
    Permission.SEGMENTS_MANAGE: Meaning(
        "Contacts", "Manage segments", "Choose people by what is known of them, and keep lists."
    ),
    Permission.CONSENT_MANAGE: Meaning(
        "Contacts",
        "Manage consent",
        "The words for stopping, the suppression list, how often people are written to.",
    ),
    Permission.TEMPLATES_READ: Meaning(
        "Templates", "See templates", "With their state at WhatsApp."
    ),
    Permission.TEMPLATES_MANAGE: Meaning(
        "Templates", "Manage templates", "Write, submit, change, hide and delete them."
    ),
    Permission.CAMPAIGNS_READ: Meaning("Campaigns", "See campaigns", "And how they are doing."),
    Permission.CAMPAIGNS_EDIT: Meaning(
        "Campaigns", "Write campaigns", "Make drafts and change them."
    ),
    Permission.CAMPAIGNS_SEND: Meaning(
        "Campaigns", "Launch, resume and cancel", "Without approving, launching asks for approval."
    ),
    Permission.CAMPAIGNS_APPROVE: Meaning(
        "Campaigns", "Approve campaigns", "Launch without asking, and approve what others ask for."
    ),
    Permission.CAMPAIGNS_PAUSE: Meaning("Campaigns", "Pause campaigns", "Stop what is being sent."),
    Permission.KNOWLEDGE_READ: Meaning(
        "Knowledge", "See knowledge", "What customers are answered from, and trying it out."
    ),
    Permission.KNOWLEDGE_MANAGE: Meaning(
        "Knowledge", "Manage knowledge", "Add and remove sources, and write answers."
    ),
    Permission.COMPANY_MANAGE: Meaning(
        "Administration", "Company settings", "Profile, addresses, and what opting out says."
    ),
    Permission.WHATSAPP_MANAGE: Meaning(
        "Administration", "WhatsApp connection", "Its token, numbers and webhook."
    ),
    Permission.TEAM_MANAGE: Meaning(
        "Administration", "Manage the team", "Invite people, change roles, deactivate."
    ),
    Permission.ROLES_MANAGE: Meaning(
        "Administration", "Manage roles and rules", "Own roles, and what holds for everybody."
    ),
    Permission.USAGE_READ: Meaning(
        "Administration", "See plan and usage", "What is used of the plan."
    ),
    Permission.AUDIT_READ: Meaning(
        "Administration", "Read the audit log", "Who did what, and when."
    ),
}


def grouped() -> dict[str, list[Permission]]:
    """Return the permissions by group, both in the order in which people read them."""
    groups: dict[str, list[Permission]] = {}
    for permission, meaning in MEANINGS.items():
        groups.setdefault(meaning.group, []).append(permission)
    return groups
