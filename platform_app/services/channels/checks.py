"""The hourly check of every account: is the token good, are the numbers well, do events come to us?"""

from datetime import timedelta
from uuid import UUID

from sqlmodel import col, or_, select

from platform_app.core.clock import local_time, now
from platform_app.core.context import CompanyContext, PublicContext, talks_to_the_outside
from platform_app.core.errors import AppError, InvalidInput
from platform_app.core.permissions import Permission
from platform_app.integrations.whatsapp.graph import ask
from platform_app.integrations.whatsapp.management.accounts import TokenInfo
from platform_app.models.channels import Channel, ChannelStatus, Severity
from platform_app.services import companies
from platform_app.services.channels.credentials import Credentials, get_channel
from platform_app.services.channels.health import describe_blocks
from platform_app.services.channels.looking import Look, look, write_account
from platform_app.services.channels.notices import Notice, raise_notice, resolve_notice
from platform_app.services.channels.numbers import describe, list_known
from platform_app.services.channels.status import SCOPES
from platform_app.services.channels.subscriptions import standing_of, webhook_address

EVERY = timedelta(hours=1)
# So many accounts are looked at after one tick of the clock; the others after the next.
_AT_ONCE = 200
_EXPIRES_SOON = timedelta(days=7)
_RENEW = "Replace the access token in Settings, WhatsApp."


def list_due_checks(ctx: PublicContext) -> list[tuple[UUID, UUID]]:
    """Return company and id of every channel that was not looked at within the last hour, the longest first."""
    is_due = or_(col(Channel.checked_at).is_(None), col(Channel.checked_at) < now() - EVERY)
    statement = select(Channel.company_id, Channel.id).where(
        is_due, col(Channel.status) != ChannelStatus.REVOKED
    )
    longest_ago = col(Channel.checked_at).asc().nulls_first()
    return list(ctx.db.exec(statement.order_by(longest_ago).limit(_AT_ONCE)))


def request_check(ctx: CompanyContext, channel_id: UUID) -> None:
    """Ask for a check now."""
    ctx.require(Permission.WHATSAPP_MANAGE)
    ctx.enqueue("channels.check", channel_id=get_channel(ctx, channel_id).id)


@talks_to_the_outside
def look_at(credentials: Credentials) -> Look:
    """Ask WhatsApp how the account stands; raises InvalidInput when it refuses, Unavailable when it is away."""
    return ask(credentials.access, lambda g: look(g, credentials.waba_id))


def store_look(ctx: CompanyContext, channel_id: UUID, seen: Look) -> None:
    """Write down what was seen, and tell people what needs them."""
    channel = get_channel(ctx, channel_id)
    write_account(channel, seen)
    known = list_known(ctx, channel_id)
    for info in seen.numbers:
        # A number that is new is taken in when the account is connected again, where the plan is asked.
        if info.id in known:
            describe(ctx, known[info.id], info)
    _judge_token(ctx, channel, seen.token)
    _judge_health(ctx, channel)
    _judge_subscription(ctx, channel)
    ctx.nudge("channels")


def mark_unseen(ctx: CompanyContext, channel_id: UUID, error: AppError) -> None:
    """Remember that WhatsApp would not let us look; a refusal stops the account, an outage does not."""
    channel = get_channel(ctx, channel_id)
    channel.checked_at = now()
    if isinstance(error, InvalidInput):
        channel.token_problem = error.message
        _refuse(ctx, channel, error.message)
    ctx.nudge("channels")


def _judge_token(ctx: CompanyContext, channel: Channel, token: TokenInfo) -> None:
    if not token.is_valid:
        _refuse(ctx, channel, channel.token_problem)
        return
    resolve_notice(ctx, channel.id, "token")
    if channel.status == ChannelStatus.REFUSED and not describe_blocks(channel.health):
        channel.status, channel.problem = ChannelStatus.CONNECTED, None
    _judge_expiry(ctx, channel)
    _judge_scopes(ctx, channel)


def _refuse(ctx: CompanyContext, channel: Channel, said: str) -> None:
    if channel.status not in (ChannelStatus.CONNECTED, ChannelStatus.REFUSED):
        # Switched off by WhatsApp, or revoked here meanwhile: that says more, and ends in its own way.
        return
    channel.status = ChannelStatus.REFUSED
    channel.problem = f"WhatsApp no longer accepts the access token. {said}"
    title = f"WhatsApp refuses the access token of {channel.name}"
    raise_notice(
        ctx,
        channel.id,
        Notice("token", Severity.CRITICAL, title, said, f"Nothing can be sent. {_RENEW}"),
    )


def _judge_expiry(ctx: CompanyContext, channel: Channel) -> None:
    expires_at = channel.token_expires_at
    if expires_at is None or expires_at > now() + _EXPIRES_SOON:
        resolve_notice(ctx, channel.id, "token-expiry")
        return
    zone = companies.get_profile(ctx).time_zone
    text = f"It ends on {local_time(expires_at, zone)}. After that nothing can be sent."
    advice = f"{_RENEW} The token of a system user can be one that never ends."
    title = f"The access token of {channel.name} ends soon"
    raise_notice(ctx, channel.id, Notice("token-expiry", Severity.WARNING, title, text, advice))


def _judge_scopes(ctx: CompanyContext, channel: Channel) -> None:
    missing = {scope: words for scope, words in SCOPES.items() if scope not in channel.token_scopes}
    if not missing:
        resolve_notice(ctx, channel.id, "token-scopes")
        return
    text = f"It may not {' and '.join(missing.values())}."
    advice = f"Give the system user {' and '.join(missing)} at Meta, make a new token, and replace it here."
    title = f"The access token of {channel.name} lacks a permission"
    raise_notice(ctx, channel.id, Notice("token-scopes", Severity.WARNING, title, text, advice))


def _judge_health(ctx: CompanyContext, channel: Channel) -> None:
    reasons = describe_blocks(channel.health)
    if not reasons:
        resolve_notice(ctx, channel.id, "health")
        return
    title = f"WhatsApp lets {channel.name} send nothing"
    raise_notice(ctx, channel.id, Notice("health", Severity.CRITICAL, title, reasons))


def _judge_subscription(ctx: CompanyContext, channel: Channel) -> None:
    standing = standing_of(channel, channel.subscribed_address, webhook_address(ctx, channel))
    if standing != "missing":
        resolve_notice(ctx, channel.id, "subscription")
    elif channel.verified_at is not None:
        # The clock subscribes again whatever has no verified address.
        channel.verified_at = None
        text = "WhatsApp no longer sends this account's messages here. We ask it to do so again."
        title = f"Messages of {channel.name} went nowhere"
        raise_notice(ctx, channel.id, Notice("subscription", Severity.WARNING, title, text))
    if standing == "elsewhere":
        text = f"Messages go to {channel.subscribed_address}, not to us, so they do not show in the inbox."
        advice = "If this is not what you want, replace the token: that brings them back here."
        title = f"Messages of {channel.name} go elsewhere"
        raise_notice(
            ctx, channel.id, Notice("subscription-elsewhere", Severity.WARNING, title, text, advice)
        )
    else:
        resolve_notice(ctx, channel.id, "subscription-elsewhere")
