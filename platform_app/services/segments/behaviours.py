"""What people did and what was done for them, as SQL: conversations, and messages of campaigns."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Exists, or_
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from platform_app.models.campaigns import Campaign, CampaignRecipient
from platform_app.models.contacts import Contact
from platform_app.models.deliveries import DeliveryStatus as D
from platform_app.models.inbox import Conversation, ConversationStatus, Direction, Message

# Whoever writes within this time after a campaign's message answers it.
ANSWERS_WITHIN = timedelta(hours=72)
# A quick reply of a template, as WhatsApp names what comes back. Presses on links are told to nobody.
_BUTTON = "button"
_NO_ANSWERS = ("system", "edit", "revoke", "reaction")
_STATES: dict[str, tuple[D, ...]] = {
    "got": (D.HELD, D.ACCEPTED, D.SENT, D.DELIVERED, D.READ),
    "delivered": (D.DELIVERED, D.READ),
    "read": (D.READ,),
    "failed": (D.FAILED,),
    "skipped": (D.SKIPPED,),
}


def in_campaign(company_id: UUID, act: str, values: Sequence[str], _now: datetime) -> Exists:
    """Return who got, read, answered … one campaign."""
    return _did(company_id, act, col(CampaignRecipient.campaign_id) == UUID(values[0]))


def in_campaigns(company_id: UUID, act: str, values: Sequence[str], now: datetime) -> Exists:
    """Return who got, read, answered … any campaign that was launched in the last days."""
    recent = select(Campaign.id).where(
        col(Campaign.company_id) == company_id,
        col(Campaign.launched_at) >= now - timedelta(int(values[0])),
    )
    return _did(company_id, act, col(CampaignRecipient.campaign_id).in_(recent))


def has_conversation(
    company_id: UUID, _operator: str, _values: Sequence[str], _now: datetime
) -> Exists:
    """Return who has an open conversation."""
    return _conversations(company_id).where(_IS_OPEN).exists()


def is_assigned(company_id: UUID, operator: str, values: Sequence[str], _now: datetime) -> Exists:
    """Return who has a conversation with somebody of the team, or an open one that nobody has taken."""
    theirs = _conversations(company_id)
    if operator == "nobody":
        return theirs.where(_IS_OPEN, col(Conversation.assignee_id).is_(None)).exists()
    return theirs.where(col(Conversation.assignee_id) == UUID(values[0])).exists()


_IS_OPEN = col(Conversation.status) == ConversationStatus.OPEN


def _conversations(company_id: UUID) -> SelectOfScalar[UUID]:
    return select(Conversation.id).where(
        col(Conversation.company_id) == company_id,
        col(Conversation.contact_id) == col(Contact.id),
    )


def _did(company_id: UUID, act: str, of_campaign: ColumnElement[bool]) -> Exists:
    theirs = select(CampaignRecipient.id).where(
        col(CampaignRecipient.company_id) == company_id,
        of_campaign,
        col(CampaignRecipient.contact_id) == col(Contact.id),
    )
    if act in _STATES:
        return theirs.where(col(CampaignRecipient.status).in_(_STATES[act])).exists()
    return _answered(company_id, theirs, act).exists()


def _answered(company_id: UUID, theirs: SelectOfScalar[UUID], act: str) -> SelectOfScalar[UUID]:
    quotes = col(Message.context_wamid) == col(CampaignRecipient.wamid)
    sent = col(CampaignRecipient.accepted_at)
    if act == "clicked":
        is_answer = quotes & (col(Message.kind) == _BUTTON)
    else:
        in_time = col(Message.happened_at).between(sent, sent + ANSWERS_WITHIN)
        is_answer = or_(quotes, in_time) & col(Message.kind).not_in(_NO_ANSWERS)
    return (
        theirs.join(
            Conversation,
            (col(Conversation.company_id) == company_id)
            & (col(Conversation.contact_id) == col(CampaignRecipient.contact_id)),
        )
        .join(
            Message,
            (col(Message.company_id) == company_id)
            & (col(Message.conversation_id) == col(Conversation.id)),
        )
        .where(
            sent.is_not(None),
            col(Conversation.last_inbound_at) >= sent,
            col(Message.direction) == Direction.INBOUND,
            is_answer,
        )
    )
