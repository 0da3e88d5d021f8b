"""Message templates: as WhatsApp stores them, and as people here write them before WhatsApp knows them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from platform_app.models.base import CompanyOwned, belongs_to, json_object, moment

# What WhatsApp does not know yet, or no longer: such a name may be used again.
DRAFT = "DRAFT"
DELETED = "DELETED"
# FLAGGED is a warning: it can still be sent.
SENDABLE = frozenset({"APPROVED", "FLAGGED"})


class MessageTemplate(CompanyOwned, table=True):
    """One language of one template."""

    __tablename__ = "message_template"
    __table_args__ = (
        belongs_to("channel_id", "channel"),
        Index(
            "message_template_name",
            "company_id",
            "channel_id",
            "name",
            "language",
            unique=True,
            postgresql_where=text("status not in ('DRAFT', 'DELETED')"),
        ),
        Index("message_template_wa_id", "company_id", "wa_template_id"),
    )

    channel_id: UUID
    # Empty until WhatsApp has given it one.
    wa_template_id: str = ""
    name: str
    language: str
    category: str
    status: str
    status_at: datetime | None = moment()
    # Why it is so, in WhatsApp's words: its title for it (FIRST_PAUSE …), its explanation, its advice.
    status_title: str = ""
    status_explanation: str = ""
    status_advice: str = ""
    rejected_reason: str | None = None
    disable_at: datetime | None = moment()
    quality: str = ""
    quality_at: datetime | None = moment()
    previous_category: str = ""
    # The category that WhatsApp will give it, and when.
    future_category: str = ""
    category_changes_at: datetime | None = moment()
    parameter_format: str = "POSITIONAL"
    components: list[dict[str, Any]] = json_object(default_factory=list)  # Any: Graph's JSON
    ttl_seconds: int | None = None
    library_name: str = ""
    source: str = ""
    # Not offered to people who cannot manage templates.
    is_hidden: bool = False
    # What somebody has written and WhatsApp has not taken yet, with what is wrong with each field.
    form: dict[str, Any] | None = Field(default=None, sa_type=JSONB)  # Any: its JSON
    form_problems: dict[str, str] = json_object(default_factory=dict)
    # When it was changed while it was approved; WhatsApp counts these.
    edits: list[str] = json_object(default_factory=list)
    synced_at: datetime = moment(required=True)
