"""Connecting a WABA: proved against WhatsApp first, stored encrypted, subscribed by a job."""

import re
from dataclasses import dataclass, field
from uuid import UUID

from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.config import settings
from platform_app.core.context import CompanyContext, PublicContext, talks_to_the_outside
from platform_app.core.crypto import Secret, decrypt, encrypt, new_token
from platform_app.core.errors import AppError, InvalidInput, NotFound
from platform_app.core.permissions import Permission
from platform_app.integrations.whatsapp.graph import Access, Graph, ask
from platform_app.integrations.whatsapp.management import accounts, numbers, subscriptions
from platform_app.integrations.whatsapp.management.numbers import NumberInfo
from platform_app.models.channels import Channel, ChannelStatus, PhoneNumber
from platform_app.models.companies import Company
from platform_app.models.plans import Metric
from platform_app.services import audit, usage

_FAST_MESSAGES_PER_SECOND = 1_000  # WhatsApp's throughput level HIGH


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


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where WhatsApp is to send an account's events."""

    credentials: Credentials
    address: str
    verify_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class VerifiedAccount:
    """What WhatsApp says about the credentials."""

    name: str
    numbers: list[NumberInfo]


@talks_to_the_outside
def verify(credentials: Credentials) -> VerifiedAccount:
    """Ask WhatsApp whether token, account and app secret belong together; raises InvalidInput with its words."""
    _check_filled(credentials)
    account = ask(credentials.access, lambda g: _look_at(g, credentials.waba_id))
    if not account.numbers:
        raise InvalidInput("This account has no number yet. Add one in WhatsApp Manager first.")
    return account


def check_may_connect(ctx: CompanyContext) -> None:
    """Raise NotAllowed, or NotVerified, before WhatsApp is asked for somebody who may not connect."""
    ctx.require(Permission.WHATSAPP_MANAGE)
    ctx.require_fresh()


def connect(ctx: CompanyContext, credentials: Credentials, account: VerifiedAccount) -> UUID:
    """Store the credentials, encrypted, with the numbers; connecting again renews the token in place."""
    check_may_connect(ctx)
    channel = _find(ctx, credentials.waba_id) or _new_channel(ctx, credentials.waba_id)
    before = _secrets_of(ctx, channel)
    channel.name = account.name
    channel.access_token_sealed = _seal(ctx, credentials.access_token.reveal(), "access_token")
    channel.app_secret_sealed = _seal(ctx, credentials.app_secret.reveal(), "app_secret")
    channel.status, channel.problem = ChannelStatus.CONNECTED, None
    ctx.db.add(channel)
    ctx.db.flush()
    _check_room(ctx, account.numbers)
    for number in account.numbers:
        _store_number(ctx, channel.id, number)
    after = _secrets_of(ctx, channel)
    audit.record(
        ctx,
        audit.AuditAction.CHANNEL_CONNECTED,
        channel.id,
        name=channel.name,
        changes=audit.changes_between(before, after, secrets=after),
        waba_id=credentials.waba_id,
    )
    ctx.enqueue("channels.subscribe", channel_id=channel.id)
    ctx.enqueue("templates.pull", channel_id=channel.id)
    ctx.nudge("channels")
    return channel.id


def load_credentials(ctx: CompanyContext, channel_id: UUID) -> Credentials:
    """Return a channel's credentials for a call to WhatsApp; they print as nothing."""
    channel = get_channel(ctx, channel_id)
    return Credentials(
        channel.waba_id,
        decrypt(channel.access_token_sealed, company_id=ctx.company_id, field="access_token"),
        decrypt(channel.app_secret_sealed, company_id=ctx.company_id, field="app_secret"),
    )


def load_subscription(ctx: CompanyContext, channel_id: UUID) -> Subscription:
    """Return what WhatsApp has to be told so that it sends this account's events to us."""
    channel = get_channel(ctx, channel_id)
    credentials = load_credentials(ctx, channel_id)
    return Subscription(credentials, webhook_address(ctx, channel), verify_token_of(ctx, channel))


@talks_to_the_outside
def subscribe(subscription: Subscription) -> None:
    """Ask WhatsApp to send the account's events to our address; WhatsApp checks it at that moment."""
    ask(
        subscription.credentials.access,
        lambda g: subscriptions.subscribe(
            g,
            subscription.credentials.waba_id,
            override_callback_uri=subscription.address,
            verify_token=subscription.verify_token,
        ),
    )


def list_unsubscribed(ctx: PublicContext) -> list[tuple[UUID, UUID]]:
    """Return company and id of every channel whose webhook address WhatsApp has not taken yet."""
    statement = select(Channel.company_id, Channel.id).where(
        col(Channel.verified_at).is_(None), col(Channel.status) == ChannelStatus.CONNECTED
    )
    return list(ctx.db.exec(statement))


def mark_subscribed(ctx: CompanyContext, channel_id: UUID) -> None:
    """Remember that WhatsApp has taken our webhook address."""
    channel = get_channel(ctx, channel_id)
    channel.problem, channel.verified_at = None, channel.verified_at or now()
    ctx.nudge("channels")


def mark_unsubscribed(ctx: CompanyContext, channel_id: UUID, error: AppError) -> None:
    """Remember why WhatsApp has not taken our webhook address, for the settings page."""
    get_channel(
        ctx, channel_id
    ).problem = f"WhatsApp could not check the webhook address. {error.message}"
    ctx.nudge("channels")


def get_channel(ctx: CompanyContext, channel_id: UUID) -> Channel:
    """Return a channel of the company; raises NotFound."""
    channel = ctx.db.get(Channel, (ctx.company_id, channel_id))
    if channel is None:
        raise NotFound("This WhatsApp connection does not exist.")
    return channel


def webhook_address(ctx: CompanyContext, channel: Channel) -> str:
    """Return the address that WhatsApp calls for this company."""
    company = ctx.db.get_one(Company, ctx.company_id)
    base = settings().webhook_base_url or settings().origin(company.subdomain)
    return f"{base}/webhooks/whatsapp/{channel.webhook_key}"


def verify_token_of(ctx: CompanyContext, channel: Channel) -> str:
    """Return the word by which WhatsApp proves, at the handshake, that the company has sent it."""
    return decrypt(
        channel.verify_token_sealed, company_id=ctx.company_id, field="verify_token"
    ).reveal()


def _check_filled(credentials: Credentials) -> None:
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


async def _look_at(g: Graph, waba_id: str) -> VerifiedAccount:
    account = await accounts.fetch_account(g, waba_id)
    return VerifiedAccount(account.name, await numbers.list_numbers(g, waba_id))


def _find(ctx: CompanyContext, waba_id: str) -> Channel | None:
    statement = select(Channel).where(
        col(Channel.company_id) == ctx.company_id, col(Channel.waba_id) == waba_id
    )
    return ctx.db.exec(statement.with_for_update()).one_or_none()


def _new_channel(ctx: CompanyContext, waba_id: str) -> Channel:
    return Channel(
        company_id=ctx.company_id,
        waba_id=waba_id,
        webhook_key=new_token(),
        access_token_sealed="",
        app_secret_sealed="",
        verify_token_sealed=_seal(ctx, new_token(), "verify_token"),
    )


def _secrets_of(ctx: CompanyContext, channel: Channel) -> dict[str, str]:
    """Return the channel's secrets, of which the audit log keeps fingerprints."""
    sealed = {
        "access_token": channel.access_token_sealed,
        "app_secret": channel.app_secret_sealed,
    }
    return {
        name: decrypt(value, company_id=ctx.company_id, field=name).reveal() if value else ""
        for name, value in sealed.items()
    }


def _seal(ctx: CompanyContext, clear: str, name: str) -> str:
    return encrypt(clear.strip(), company_id=ctx.company_id, field=name)


def _check_room(ctx: CompanyContext, numbers: list[NumberInfo]) -> None:
    ids = {number.id for number in numbers}
    known = select(PhoneNumber.wa_phone_number_id).where(
        col(PhoneNumber.company_id) == ctx.company_id,
        col(PhoneNumber.wa_phone_number_id).in_(ids),
    )
    if new := ids - set(ctx.db.exec(known)):
        usage.check(ctx, Metric.NUMBERS, extra=len(new))


def _store_number(ctx: CompanyContext, channel_id: UUID, info: NumberInfo) -> None:
    number = ctx.db.exec(
        select(PhoneNumber).where(
            col(PhoneNumber.company_id) == ctx.company_id,
            col(PhoneNumber.wa_phone_number_id) == info.id,
        )
    ).one_or_none() or PhoneNumber(
        company_id=ctx.company_id,
        channel_id=channel_id,
        wa_phone_number_id=info.id,
        display_number="",
    )
    number.channel_id, number.display_number = channel_id, info.display_number
    number.verified_name, number.status, number.quality = (
        info.verified_name,
        info.status,
        info.quality,
    )
    number.throughput, number.messaging_limit = info.throughput, info.messaging_limit
    number.messages_per_second = (
        _FAST_MESSAGES_PER_SECOND if info.throughput == "HIGH" else settings().messages_per_second
    )
    number.paused_until, number.pause_reason, number.checked_at = None, None, now()
    ctx.db.add(number)
