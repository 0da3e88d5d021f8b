"""Where WhatsApp sends an account's events: messages to our own address, news of the account to the app's.

An override carries messages only (WhatsApp's reference, "Webhook overrides"): templates, quality, limits, restrictions
and people's preferences always go to the address of the Meta app itself, which the company sets here or at Meta.
"""

from dataclasses import dataclass, field
from uuid import UUID

from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.config import settings
from platform_app.core.context import CompanyContext, PublicContext, talks_to_the_outside
from platform_app.core.errors import AppError, Conflict
from platform_app.core.permissions import Permission
from platform_app.integrations.whatsapp.graph import ask
from platform_app.integrations.whatsapp.management import subscriptions
from platform_app.models.channels import Channel, ChannelStatus
from platform_app.models.companies import Company
from platform_app.services import audit
from platform_app.services.channels.credentials import (
    Credentials,
    get_channel,
    load_credentials,
    verify_token_of,
)


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where WhatsApp is to send an account's events."""

    credentials: Credentials
    app_id: str
    address: str
    verify_token: str = field(repr=False)


def load_subscription(ctx: CompanyContext, channel_id: UUID) -> Subscription:
    """Return what WhatsApp has to be told so that it sends this account's events to us."""
    channel = get_channel(ctx, channel_id)
    return Subscription(
        load_credentials(ctx, channel_id),
        channel.app_id,
        webhook_address(ctx, channel),
        verify_token_of(ctx, channel),
    )


@talks_to_the_outside
def subscribe(subscription: Subscription) -> None:
    """Ask WhatsApp to send the account's messages to our address; WhatsApp checks it at that moment."""
    ask(
        subscription.credentials.access,
        lambda g: subscriptions.subscribe(
            g,
            subscription.credentials.waba_id,
            override_callback_uri=subscription.address,
            verify_token=subscription.verify_token,
        ),
    )


@talks_to_the_outside
def unsubscribe(credentials: Credentials) -> None:
    """Ask WhatsApp to send us nothing more of the account."""
    ask(credentials.access, lambda g: subscriptions.unsubscribe(g, credentials.waba_id))


@talks_to_the_outside
def set_callback(subscription: Subscription) -> None:
    """Make our address the app's own, for everything that an override does not carry; raises Conflict before a check."""
    if not subscription.app_id:
        raise Conflict("Check the connection first, so that we learn which Meta app it is.")
    ask(
        subscription.credentials.access,
        lambda g: subscriptions.set_app_callback(
            g, subscription.app_id, uri=subscription.address, verify_token=subscription.verify_token
        ),
    )


def prepare_callback(ctx: CompanyContext, channel_id: UUID) -> Subscription:
    """Return what set_callback needs, for somebody who may change it."""
    ctx.require(Permission.WHATSAPP_MANAGE)
    ctx.require_fresh()
    return load_subscription(ctx, channel_id)


def note_callback(ctx: CompanyContext, channel_id: UUID) -> None:
    """Remember that our address is the app's own now."""
    ctx.require(Permission.WHATSAPP_MANAGE)
    channel = get_channel(ctx, channel_id)
    before, channel.callback_address = channel.callback_address, webhook_address(ctx, channel)
    changes = audit.changes_between({"address": before}, {"address": channel.callback_address})
    act = audit.AuditAction.CHANNEL_CALLBACK_SET
    audit.record(ctx, act, channel_id, name=channel.name, changes=changes)
    ctx.nudge("channels")


def list_unsubscribed(ctx: PublicContext) -> list[tuple[UUID, UUID]]:
    """Return company and id of every channel whose webhook address WhatsApp has not taken yet."""
    statement = select(Channel.company_id, Channel.id).where(
        col(Channel.verified_at).is_(None), col(Channel.status) == ChannelStatus.CONNECTED
    )
    # In the order in which they were looked at last, so that one that always fails keeps nobody waiting.
    return list(ctx.db.exec(statement.order_by(col(Channel.checked_at).nulls_first()).limit(200)))


def mark_subscribed(ctx: CompanyContext, channel_id: UUID) -> None:
    """Remember that WhatsApp has taken our webhook address."""
    channel = get_channel(ctx, channel_id)
    channel.problem, channel.verified_at = None, channel.verified_at or now()
    channel.subscribed_address = webhook_address(ctx, channel)
    ctx.nudge("channels")


def mark_unsubscribed(ctx: CompanyContext, channel_id: UUID, error: AppError) -> None:
    """Remember why WhatsApp has not taken our webhook address, for the settings page."""
    get_channel(
        ctx, channel_id
    ).problem = f"WhatsApp could not check the webhook address. {error.message}"
    ctx.nudge("channels")


def webhook_address(ctx: CompanyContext, channel: Channel) -> str:
    """Return the address that WhatsApp calls for this company."""
    company = ctx.db.get_one(Company, ctx.company_id)
    base = settings().webhook_base_url or settings().origin(company.subdomain)
    return f"{base}/webhooks/whatsapp/{channel.webhook_key}"


def standing_of(channel: Channel, told: str | None, ours: str) -> str:
    """Return `ours`, `elsewhere` or `missing` for an address that WhatsApp told; nothing before the first look."""
    if told is None or channel.checked_at is None:
        return "ours" if told == ours else ""
    if not told:
        return "missing"
    # A company that moves keeps its key, and the old address leads on.
    return "ours" if told.endswith(f"/{channel.webhook_key}") else "elsewhere"
