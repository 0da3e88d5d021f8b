"""What the audit log keeps of conversations: which one, and never a word of them."""

from platform_app.core.context import CompanyContext
from platform_app.models.inbox import Conversation
from platform_app.services import audit


def remember(
    ctx: CompanyContext,
    action: audit.AuditAction,
    conversation: Conversation,
    **changed: tuple[object, object],
) -> None:
    """Remember an act upon a conversation; `changed` are old and new values by field."""
    before = {field: old for field, (old, _) in changed.items()}
    after = {field: new for field, (_, new) in changed.items()}
    changes = audit.changes_between(before, after)
    audit.record(ctx, action, conversation.id, changes=changes)
