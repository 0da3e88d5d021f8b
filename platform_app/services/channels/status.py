"""How the connection is doing."""

from sqlmodel import col, select

from platform_app.core.clock import local_time, now
from platform_app.core.context import CompanyContext
from platform_app.core.crypto import decrypt
from platform_app.core.permissions import Permission
from platform_app.models.channels import Channel, PhoneNumber
from platform_app.services import companies
from platform_app.services.channels.connection import verify_token_of, webhook_address
from platform_app.services.channels.views import ChannelView, Headline, NumberRow

_NUMBERS = 50
_QUALITY = {"GREEN": "Good quality", "YELLOW": "Medium quality", "RED": "Low quality"}


def get_connection(ctx: CompanyContext) -> ChannelView | None:
    """Return the company's connection, or None before the first one."""
    ctx.require(Permission.WHATSAPP_MANAGE)
    channel = ctx.db.exec(
        select(Channel)
        .where(col(Channel.company_id) == ctx.company_id)
        .order_by(col(Channel.id))
        .limit(1)
    ).first()
    return _view(ctx, channel) if channel else None


def get_headline(ctx: CompanyContext) -> Headline | None:
    """Return the line about the first number in the header, or None before there is one."""
    ctx.require(Permission.DASHBOARD_READ)
    number = next(iter(_numbers(ctx)), None)
    if number is None:
        return None
    is_healthy = number.quality in ("GREEN", "YELLOW", "UNKNOWN", "NA", "") and not _problem(number)
    return Headline(
        number.display_number, _QUALITY.get(number.quality, "Quality not rated yet"), is_healthy
    )


def _view(ctx: CompanyContext, channel: Channel) -> ChannelView:
    zone = companies.get_profile(ctx).time_zone
    token = decrypt(
        channel.access_token_sealed, company_id=ctx.company_id, field="access_token"
    ).reveal()
    return ChannelView(
        id=str(channel.id),
        waba_id=channel.waba_id,
        name=channel.name,
        status=channel.status,
        problem=channel.problem or "",
        token_ending=token[-4:] if len(token) >= 16 else "",
        webhook_address=webhook_address(ctx, channel),
        verify_token=verify_token_of(ctx, channel),
        verified=local_time(channel.verified_at, zone),
        first_event=local_time(channel.first_event_at, zone),
        last_event=local_time(channel.last_event_at, zone),
        numbers=[_row(number) for number in _numbers(ctx)],
    )


def _numbers(ctx: CompanyContext) -> list[PhoneNumber]:
    return list(
        ctx.db.exec(
            select(PhoneNumber)
            .where(col(PhoneNumber.company_id) == ctx.company_id)
            .order_by(col(PhoneNumber.id))
            .limit(_NUMBERS)
        )
    )


def _row(number: PhoneNumber) -> NumberRow:
    return NumberRow(
        id=str(number.id),
        display_number=number.display_number,
        verified_name=number.verified_name,
        status=number.status,
        quality=_QUALITY.get(number.quality, "Not rated yet"),
        messaging_limit=number.messaging_limit,
        messages_per_second=number.messages_per_second,
        problem=_problem(number),
    )


def _problem(number: PhoneNumber) -> str:
    if number.paused_until is not None and number.paused_until > now():
        return number.pause_reason or "Sending is paused for a while."
    return ""
