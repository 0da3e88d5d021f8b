"""What the audit log keeps of conversations: who, with whom, and never a word of them."""

from platform_app.core.context import CompanyContext
from platform_app.models.contacts import Contact
from platform_app.models.inbox import Conversation
from platform_app.services import audit

_LAST = 4


def remember(
    ctx: CompanyContext,
    action: audit.AuditAction,
    conversation: Conversation,
    **changed: tuple[object, object],
) -> None:
    """Remember an act upon a conversation; `changed` are old and new values by field."""
    contact = ctx.db.get(Contact, (ctx.company_id, conversation.contact_id))
    before = {field: old for field, (old, _) in changed.items()}
    after = {field: new for field, (_, new) in changed.items()}
    changes = audit.changes_between(before, after)
    name = name_of(contact) if contact else ""
    audit.record(ctx, action, conversation.id, name=name, changes=changes)


def name_of(contact: Contact) -> str:
    """Return what a contact is called in the log: their name, or the end of their number."""
    return contact.name or (f"…{contact.phone[-_LAST:]}" if contact.phone else "")
