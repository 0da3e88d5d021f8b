"""Connecting a WABA: proved against WhatsApp first, stored encrypted, subscribed by a job."""

from uuid import UUID

from platform_app.core.context import CompanyContext, talks_to_the_outside
from platform_app.core.crypto import new_token
from platform_app.core.errors import InvalidInput
from platform_app.integrations.whatsapp.graph import ask
from platform_app.models.channels import Channel, ChannelStatus
from platform_app.services import audit
from platform_app.services.channels.credentials import (
    Credentials,
    check_filled,
    check_may_connect,
    find_channel,
    seal,
    secrets_of,
)
from platform_app.services.channels.looking import Look, look, write_account
from platform_app.services.channels.notices import resolve_all
from platform_app.services.channels.numbers import add_number, check_room


@talks_to_the_outside
def verify(credentials: Credentials) -> Look:
    """Ask WhatsApp whether token, account and app secret belong together; raises InvalidInput with its words."""
    check_filled(credentials)
    seen = ask(credentials.access, lambda g: look(g, credentials.waba_id))
    if not seen.numbers:
        raise InvalidInput("This account has no number yet. Add one in WhatsApp Manager first.")
    return seen


def connect(ctx: CompanyContext, credentials: Credentials, seen: Look) -> UUID:
    """Store the credentials, encrypted, with the numbers; connecting again renews the token in place."""
    check_may_connect(ctx)
    channel = find_channel(ctx, credentials.waba_id) or _new_channel(ctx, credentials.waba_id)
    before = secrets_of(ctx, channel)
    channel.access_token_sealed = seal(ctx, credentials.access_token.reveal(), "access_token")
    channel.app_secret_sealed = seal(ctx, credentials.app_secret.reveal(), "app_secret")
    channel.status, channel.problem = ChannelStatus.CONNECTED, None
    write_account(channel, seen)
    ctx.db.add(channel)
    ctx.db.flush()
    check_room(ctx, seen.numbers)
    for info in seen.numbers:
        number = add_number(ctx, channel.id, info)
        number.paused_until, number.pause_reason = None, None
    resolve_all(ctx, channel.id)
    _remember(ctx, channel, before)
    ctx.enqueue("channels.subscribe", channel_id=channel.id)
    ctx.enqueue("templates.pull", channel_id=channel.id)
    ctx.nudge("channels")
    return channel.id


def _remember(ctx: CompanyContext, channel: Channel, before: dict[str, str]) -> None:
    after = secrets_of(ctx, channel)
    audit.record(
        ctx,
        audit.AuditAction.CHANNEL_CONNECTED,
        channel.id,
        name=channel.name,
        changes=audit.changes_between(before, after, secrets=after),
        waba_id=channel.waba_id,
    )


def _new_channel(ctx: CompanyContext, waba_id: str) -> Channel:
    return Channel(
        company_id=ctx.company_id,
        waba_id=waba_id,
        webhook_key=new_token(),
        access_token_sealed="",
        app_secret_sealed="",
        verify_token_sealed=seal(ctx, new_token(), "verify_token"),
    )
