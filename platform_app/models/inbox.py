"""Conversations and their messages."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlmodel import Field

from platform_app.models.base import CompanyOwned, belongs_to, json_object, moment
from platform_app.models.deliveries import Delivery


class ConversationStatus(StrEnum):
    """The life of a conversation."""

    OPEN = "open"
    RESOLVED = "resolved"


class Direction(StrEnum):
    """Who wrote."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Conversation(CompanyOwned, table=True):
    """All messages between one contact and one number."""

    __table_args__ = (
        belongs_to("contact_id", "contact"),
        belongs_to("phone_number_id", "phone_number"),
        belongs_to("assignee_id", "user_account"),
        UniqueConstraint("company_id", "contact_id", "phone_number_id"),
        Index("conversation_recent", "company_id", "status", "last_message_at", "id"),
        Index(
            "conversation_ad_click",
            "company_id",
            "ad_clicked_at",
            postgresql_where=text("ad_clicked_at is not null"),
        ),
    )

    contact_id: UUID
    phone_number_id: UUID
    assignee_id: UUID | None = None
    status: ConversationStatus = Field(default=ConversationStatus.OPEN, sa_type=String)
    last_message_at: datetime = moment(required=True)
    last_inbound_at: datetime | None = moment()
    # When they last came by an advertisement; answered within a day, messages to them cost nothing for three.
    ad_clicked_at: datetime | None = moment()
    preview: str = ""
    unread: int = 0


class Message(CompanyOwned, Delivery, table=True):
    """One message; outbound ones go through a lane like campaign recipients."""

    __table_args__ = (
        belongs_to("conversation_id", "conversation"),
        belongs_to("author_id", "user_account"),
        Index(
            "message_wamid",
            "company_id",
            "wamid",
            unique=True,
            postgresql_where=text("wamid is not null"),
        ),
        # A page that posts twice (a weak connection, a double click) makes one message.
        Index(
            "message_client_key",
            "company_id",
            "client_key",
            unique=True,
            postgresql_where=text("client_key is not null"),
        ),
        Index("message_thread", "company_id", "conversation_id", "happened_at", "id"),
        # What counts against the frequency cap.
        Index(
            "message_marketing",
            "company_id",
            "conversation_id",
            postgresql_where=text("kind = 'template' and content ->> 'category' = 'MARKETING'"),
        ),
        Index("message_waiting", "company_id", "id", postgresql_where=text("status = 'pending'")),
        Index(
            "message_lease",
            "lease_until",
            postgresql_where=text("status in ('claimed', 'sending')"),
        ),
    )

    conversation_id: UUID
    direction: Direction = Field(sa_type=String)
    author_id: UUID | None = None
    kind: str = "text"
    body: str = ""
    phone: str | None = None
    wa_user_id: str | None = None
    content: dict[str, Any] = json_object(default_factory=dict)  # Any: WhatsApp's JSON
    context_wamid: str | None = None
    client_key: str | None = None
    happened_at: datetime = moment(required=True)
    # Where it comes from if it did not pass through the product: `app` or `history`.
    origin: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
