"""What the audit log keeps of conversations: who, with whom, and never a word of them."""

from platform_app.core.context import CompanyContext
from platform_app.models.contacts import Contact
from platform_app.models.inbox import Conversation
from platform_app.services import audit, contacts


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
    name = contacts.name_of(contact) if contact else ""
    audit.record(ctx, action, conversation.id, name=name, changes=changes)
