"""The inbox: what customers write, and what the company's people answer."""

from platform_app.services.inbox.actions import Act, assign_to_me, mark_read, reopen, resolve
from platform_app.services.inbox.answers import mark_answered
from platform_app.services.inbox.archiving import archive
from platform_app.services.inbox.assignment import count_open_of, hand_over
from platform_app.services.inbox.listing import count_unread, list_conversations
from platform_app.services.inbox.people import (
    apply_address_book,
    apply_user_id_change,
    learn_from_statuses,
)
from platform_app.services.inbox.receiving import receive
from platform_app.services.inbox.replies import reply
from platform_app.services.inbox.template_messages import write_first
from platform_app.services.inbox.threads import FIRST_MESSAGES, MOST_MESSAGES, open_conversation
from platform_app.services.inbox.views import (
    NO_THREAD,
    CampaignLine,
    ContactPanel,
    ConversationFilter,
    ConversationRow,
    Thread,
    ThreadItem,
)
from platform_app.services.inbox.visibility import is_visible
from platform_app.services.inbox.wishes import apply_preference

__all__ = [
    "FIRST_MESSAGES",
    "MOST_MESSAGES",
    "NO_THREAD",
    "Act",
    "CampaignLine",
    "ContactPanel",
    "ConversationFilter",
    "ConversationRow",
    "Thread",
    "ThreadItem",
    "apply_address_book",
    "apply_preference",
    "apply_user_id_change",
    "archive",
    "assign_to_me",
    "count_open_of",
    "count_unread",
    "hand_over",
    "is_visible",
    "learn_from_statuses",
    "list_conversations",
    "mark_answered",
    "mark_read",
    "open_conversation",
    "receive",
    "reopen",
    "reply",
    "resolve",
    "write_first",
]
