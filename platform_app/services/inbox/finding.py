"""The conversation between a contact and a number, begun when there is none yet."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.ids import new_id
from platform_app.models.inbox import Conversation, ConversationStatus


def find_conversation(
    ctx: CompanyContext,
    contact_id: UUID,
    number_id: UUID,
    happened_at: datetime,
    *,
    status: ConversationStatus = ConversationStatus.OPEN,
) -> Conversation:
    """Return the conversation, locked until the commit; two at once find the same one."""
    values = {
        "company_id": ctx.company_id,
        "id": new_id(),
        "created_at": now(),
        "contact_id": contact_id,
        "phone_number_id": number_id,
        "status": status,
        "last_message_at": happened_at,
        "preview": "",
        "unread": 0,
    }
    ctx.db.connection().execute(insert(Conversation).values(values).on_conflict_do_nothing())
    return ctx.db.exec(
        select(Conversation)
        .where(
            col(Conversation.company_id) == ctx.company_id,
            col(Conversation.contact_id) == contact_id,
            col(Conversation.phone_number_id) == number_id,
        )
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()
