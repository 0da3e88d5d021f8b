"""A company's own credentials: written, replaced, taken out; never shown."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from sqlmodel import col, select, update

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.crypto import Secret, decrypt, encrypt
from platform_app.core.errors import Conflict, InvalidInput, NotFound
from platform_app.core.permissions import Permission
from platform_app.integrations.whatsapp.graph import Access
from platform_app.models.campaigns import PauseKind
from platform_app.models.channels import Channel, ChannelStatus, PhoneNumber
from platform_app.services import audit, campaigns

REVOKED = "The credentials were taken out. Connect the account again to go on."
_FOR_GOOD = timedelta(days=36_500)
_ENDING = 4


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a company pastes in."""

    waba_id: str
    access_token: Secret
    app_secret: Secret

    @property
    def access(self) -> Access:
        """What calls to WhatsApp act with."""
        return Access(self.access_token, self.app_secret)


def check_may_connect(ctx: CompanyContext) -> None:
    """Raise NotAllowed, or NotVerified, before WhatsApp is asked for somebody who may not connect."""
    ctx.require(Permission.WHATSAPP_MANAGE)
    ctx.require_fresh()


def complete(ctx: CompanyContext, given: Credentials) -> Credentials:
    """Fill what was left empty with what is kept of the same account; whoever replaces one need not find both."""
    check_may_connect(ctx)
    channel = find_channel(ctx, given.waba_id)
    if channel is None or channel.status == ChannelStatus.REVOKED:
        return given
    kept = load_credentials(ctx, channel.id)
    return replace(
        given,
        access_token=given.access_token if given.access_token.reveal() else kept.access_token,
        app_secret=given.app_secret if given.app_secret.reveal() else kept.app_secret,
    )


def check_filled(credentials: Credentials) -> None:
    """Raise InvalidInput at each field that is empty or cannot be right."""
    fields = {
        "access_token": credentials.access_token.reveal(),
        "waba_id": credentials.waba_id,
        "app_secret": credentials.app_secret.reveal(),
    }
    missing = {name: "WhatsApp needs this." for name, value in fields.items() if not value.strip()}
    if missing:
        raise InvalidInput("Some fields are empty.", missing)
    # Copied out of a letter or a chat, invisible characters come along; in a header they could not even be sent.
    odd = {
        name: "This holds characters that do not belong there. Copy it anew from Meta."
        for name, value in fields.items()
        if not re.fullmatch(r"[!-~]+", value)
    }
    if odd:
        raise InvalidInput("Some fields cannot be right.", odd)


def load_credentials(ctx: CompanyContext, channel_id: UUID) -> Credentials:
    """Return a channel's credentials for a call to WhatsApp; they print as nothing. Raises Conflict when revoked."""
    channel = get_channel(ctx, channel_id)
    if channel.status == ChannelStatus.REVOKED:
        raise Conflict(REVOKED)
    return Credentials(
        channel.waba_id,
        decrypt(channel.access_token_sealed, company_id=ctx.company_id, field="access_token"),
        decrypt(channel.app_secret_sealed, company_id=ctx.company_id, field="app_secret"),
    )


def open_to_revoke(ctx: CompanyContext, channel_id: UUID) -> Credentials:
    """Return the credentials, to tell WhatsApp that it is over, for somebody who may revoke them."""
    check_may_connect(ctx)
    return load_credentials(ctx, channel_id)


def revoke(ctx: CompanyContext, channel_id: UUID) -> None:
    """Erase token and app secret; nothing goes out or comes in until the account is connected again."""
    check_may_connect(ctx)
    channel = get_channel(ctx, channel_id)
    before = secrets_of(ctx, channel)
    channel.access_token_sealed = channel.app_secret_sealed = ""
    channel.status, channel.problem = ChannelStatus.REVOKED, REVOKED
    channel.verified_at, channel.subscribed_address, channel.callback_address = None, "", None
    numbers = select(PhoneNumber.id).where(
        col(PhoneNumber.company_id) == ctx.company_id, col(PhoneNumber.channel_id) == channel_id
    )
    number_ids = ctx.db.exec(numbers).all()
    pause = campaigns.Pause(PauseKind.CREDENTIALS, REVOKED)
    campaigns.pause_at_work(ctx, pause, number_ids=number_ids)
    ctx.db.exec(
        update(PhoneNumber)
        .where(
            col(PhoneNumber.company_id) == ctx.company_id,
            col(PhoneNumber.channel_id) == channel_id,
        )
        .values(paused_until=now() + _FOR_GOOD, pause_reason=REVOKED)
    )
    audit.record(
        ctx,
        audit.AuditAction.CHANNEL_REVOKED,
        channel.id,
        name=channel.name,
        changes=audit.changes_between(before, dict.fromkeys(before, ""), secrets=before),
    )
    ctx.nudge("channels")


def get_channel(ctx: CompanyContext, channel_id: UUID) -> Channel:
    """Return a channel of the company; raises NotFound."""
    channel = ctx.db.get(Channel, (ctx.company_id, channel_id))
    if channel is None:
        raise NotFound("This WhatsApp connection does not exist.")
    return channel


def find_channel(ctx: CompanyContext, waba_id: str) -> Channel | None:
    """Return the company's channel of this account, locked until the commit, if there is one."""
    statement = select(Channel).where(
        col(Channel.company_id) == ctx.company_id, col(Channel.waba_id) == waba_id
    )
    return ctx.db.exec(statement.with_for_update()).one_or_none()


def secrets_of(ctx: CompanyContext, channel: Channel) -> dict[str, str]:
    """Return the channel's secrets, of which the audit log keeps fingerprints."""
    sealed = {
        "access_token": channel.access_token_sealed,
        "app_secret": channel.app_secret_sealed,
    }
    return {
        name: decrypt(value, company_id=ctx.company_id, field=name).reveal() if value else ""
        for name, value in sealed.items()
    }


def seal(ctx: CompanyContext, clear: str, name: str) -> str:
    """Return a secret as it is kept."""
    return encrypt(clear.strip(), company_id=ctx.company_id, field=name)


def token_ending(ctx: CompanyContext, channel: Channel) -> str:
    """Return the last characters of the token, by which people tell tokens apart; nothing of a short one."""
    token = secrets_of(ctx, channel)["access_token"]
    return token[-_ENDING:] if len(token) >= 4 * _ENDING else ""


def verify_token_of(ctx: CompanyContext, channel: Channel) -> str:
    """Return the word by which WhatsApp proves, at the handshake, that the company has sent it."""
    return decrypt(
        channel.verify_token_sealed, company_id=ctx.company_id, field="verify_token"
    ).reveal()
