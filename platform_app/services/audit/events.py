"""Writing audit events, in the same transaction as the act itself."""

from enum import StrEnum
from uuid import UUID

from platform_app.core.context import CompanyContext, PlatformContext
from platform_app.models.audit import AuditEvent, PlatformAuditEvent


class AuditAction(StrEnum):
    """Every act that is remembered, as `subject.verb`."""

    COMPANY_CREATED = "company.created"
    ACCOUNT_SET_UP = "account.set_up"
    SIGNED_IN = "session.started"
    SIGN_IN_FAILED = "session.refused"
    SIGNED_OUT = "session.ended"
    CHANNEL_CONNECTED = "channel.connected"
    TEMPLATES_PULLED = "templates.pulled"
    CONTACTS_IMPORTED = "contacts.imported"
    CAMPAIGN_CREATED = "campaign.created"
    CAMPAIGN_LAUNCHED = "campaign.launched"
    CAMPAIGN_PAUSED = "campaign.paused"
    CAMPAIGN_RESUMED = "campaign.resumed"
    CAMPAIGN_CANCELLED = "campaign.cancelled"
    CAMPAIGN_COMPLETED = "campaign.completed"
    FOREIGN_EVENT_DROPPED = "webhook.foreign_event_dropped"


def record(
    ctx: CompanyContext, action: AuditAction, subject_id: UUID | None = None, **facts: object
) -> None:
    """Remember an act of this company."""
    ctx.db.add(
        AuditEvent(
            company_id=ctx.company_id,
            actor_id=ctx.actor.user_id,
            actor_kind=str(ctx.actor.role),
            action=action,
            subject_id=subject_id,
            facts=facts,
        )
    )


def record_platform(
    ctx: PlatformContext, action: AuditAction, subject_id: UUID | None = None, **facts: object
) -> None:
    """Remember an act of a super admin."""
    ctx.db.add(
        PlatformAuditEvent(
            actor_id=ctx.actor.user_id, action=action, subject_id=subject_id, facts=facts
        )
    )
