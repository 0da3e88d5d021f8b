"""What webhooks say about accounts and numbers, each with its effect and in words for people."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from platform_app.core.context import CompanyContext
from platform_app.integrations.whatsapp.payloads import (
    AccountAlert,
    AccountError,
    AccountReview,
    AccountUpdate,
    BusinessCapability,
    BusinessUsername,
    ChannelEvent,
    FlowEvent,
    HistoryProgress,
    NumberName,
    NumberQuality,
    PaymentConfiguration,
    SecurityEvent,
    SettingsChange,
)
from platform_app.models.channels import Channel
from platform_app.services.channels import account_events, number_events
from platform_app.services.channels.scenes import Scene

_ACTS: dict[type[ChannelEvent], Callable[[Scene, Any], None]] = {  # Any: its own kind of event each
    AccountUpdate: account_events.account_updated,
    AccountAlert: account_events.alerted,
    AccountReview: account_events.reviewed,
    AccountError: account_events.failed,
    BusinessCapability: account_events.capability_changed,
    PaymentConfiguration: account_events.payments_changed,
    SettingsChange: account_events.settings_changed,
    FlowEvent: account_events.flow_changed,
    NumberQuality: number_events.quality_changed,
    NumberName: number_events.name_decided,
    SecurityEvent: number_events.pin_touched,
    BusinessUsername: number_events.username_changed,
    HistoryProgress: number_events.history_came,
}


def apply_event(
    ctx: CompanyContext, channel_id: UUID, event: ChannelEvent, happened_at: datetime
) -> None:
    """Apply what WhatsApp says about an account or a number; what is older than what we know changes nothing."""
    channel = ctx.db.get_one(Channel, (ctx.company_id, channel_id))
    _ACTS[type(event)](Scene(ctx, channel, happened_at), event)
