"""Message templates, as WhatsApp stores them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint

from platform_app.models.base import CompanyOwned, belongs_to, json_object, moment


class MessageTemplate(CompanyOwned, table=True):
    """One language of one template."""

    __tablename__ = "message_template"
    __table_args__ = (
        belongs_to("channel_id", "channel"),
        UniqueConstraint("company_id", "channel_id", "name", "language"),
    )

    channel_id: UUID
    wa_template_id: str
    name: str
    language: str
    category: str
    status: str
    parameter_format: str = "POSITIONAL"
    components: list[dict[str, Any]] = json_object(default_factory=list)  # Any: Graph's JSON
    rejected_reason: str | None = None
    synced_at: datetime = moment(required=True)
