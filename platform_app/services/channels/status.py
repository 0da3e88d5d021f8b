"""How accounts and numbers are doing, for the settings pages and the line in the header."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlmodel import col, select

from platform_app.core.clock import local_time, now
from platform_app.core.context import CompanyContext
from platform_app.core.permissions import Permission
from platform_app.models.channels import Channel, ChannelStatus, PhoneNumber
from platform_app.services import companies
from platform_app.services.channels.credentials import token_ending, verify_token_of
from platform_app.services.channels.health import can_send, describe_blocks, list_parts
from platform_app.services.channels.number_access import get_number_row
from platform_app.services.channels.readings import QUALITIES, list_changes, list_days
from platform_app.services.channels.subscriptions import standing_of, webhook_address
from platform_app.services.channels.views import AccountRow, Headline, NumberDetail, NumberRow
from platform_app.services.portfolios import (
    LimitUse,
    count_reached,
    limit_use,
    use_of_limit,
)

_MOST_ACCOUNTS = 20
_MOST_NUMBERS = 50
_SOON = timedelta(days=2)
# What a token must be allowed to do, and what does not work without it.
SCOPES = {
    "whatsapp_business_messaging": "send and receive messages",
    "whatsapp_business_management": "manage templates and numbers",
}


def list_accounts(ctx: CompanyContext) -> list[AccountRow]:
    """Return the company's accounts in the order in which they were connected."""
    ctx.require(Permission.WHATSAPP_MANAGE)
    zone = companies.get_profile(ctx).time_zone
    return [_account(ctx, channel, zone) for channel in _channels(ctx)]


def list_numbers(ctx: CompanyContext) -> list[NumberRow]:
    """Return the numbers of all accounts, with what is left of their portfolio's limit."""
    ctx.require(Permission.WHATSAPP_MANAGE)
    zone = companies.get_profile(ctx).time_zone
    numbers, owners, reached = _numbers(ctx), _owners(ctx), dict[str, int]()
    rows: list[NumberRow] = []
    for one in numbers:
        account, portfolio = owners[one.channel_id]
        # The limit belongs to the portfolio, so that one count serves all its numbers.
        if portfolio not in reached:
            reached[portfolio] = count_reached(ctx, one.channel_id)
        rows.append(_row(one, account, limit_use(one.messaging_limit, reached[portfolio]), zone))
    return rows


def get_number(ctx: CompanyContext, number_id: UUID) -> NumberDetail:
    """Return everything about one number; raises NotFound."""
    ctx.require(Permission.WHATSAPP_MANAGE)
    number = get_number_row(ctx, number_id)
    channel = ctx.db.get_one(Channel, (ctx.company_id, number.channel_id))
    zone = companies.get_profile(ctx).time_zone
    use = use_of_limit(ctx, channel.id, number.messaging_limit)
    return NumberDetail(
        row=_row(number, channel.name, use, zone),
        channel=_account(ctx, channel, zone),
        name_status=number.name_status,
        new_name=number.new_name,
        new_name_status=number.new_name_status,
        username=number.username,
        throughput=number.throughput,
        code_verification=number.code_verification,
        platform_type=number.platform_type,
        account_mode=number.account_mode,
        is_official=number.is_official,
        override_address=_elsewhere(number, channel),
        campaigns_pause=_campaigns_pause(number),
        limit=use.limit or 0,
        used=use.used,
        used_percent=min(100, 100 * use.used // use.limit) if use.limit else 0,
        is_silent=number.silent_since is not None,
        checked=local_time(number.checked_at, zone),
        can_send=can_send(number.health),
        health=list_parts(number.health),
        days=list_days(ctx, number.id, zone),
        changes=list_changes(ctx, number.id, zone),
    )


def get_headline(ctx: CompanyContext) -> Headline | None:
    """Return the line in the header: about the number that needs looking at, or else the first one."""
    ctx.require(Permission.DASHBOARD_READ)
    numbers = _numbers(ctx)
    if not numbers:
        return None
    number = next((one for one in numbers if not _is_healthy(one)), numbers[0])
    quality = QUALITIES.get(number.quality)
    words = f"{quality} quality" if quality else "Quality not rated yet"
    return Headline(number.display_number, words, _is_healthy(number), _problem(number))


def _channels(ctx: CompanyContext) -> Sequence[Channel]:
    return ctx.db.exec(
        select(Channel)
        .where(col(Channel.company_id) == ctx.company_id)
        .order_by(col(Channel.id))
        .limit(_MOST_ACCOUNTS)
    ).all()


def _owners(ctx: CompanyContext) -> dict[UUID, tuple[str, str]]:
    """Return each account's name and portfolio; one whose portfolio is not known stands for itself."""
    mine = select(Channel.id, Channel.name, Channel.business_id).where(
        col(Channel.company_id) == ctx.company_id
    )
    return {
        channel_id: (name, portfolio or str(channel_id))
        for channel_id, name, portfolio in ctx.db.exec(mine)
    }


def _numbers(ctx: CompanyContext) -> Sequence[PhoneNumber]:
    return ctx.db.exec(
        select(PhoneNumber)
        .where(col(PhoneNumber.company_id) == ctx.company_id)
        .order_by(col(PhoneNumber.id))
        .limit(_MOST_NUMBERS)
    ).all()


def _account(ctx: CompanyContext, channel: Channel, zone: str) -> AccountRow:
    address = webhook_address(ctx, channel)
    return AccountRow(
        id=str(channel.id),
        waba_id=channel.waba_id,
        name=channel.name,
        business_name=channel.business_name,
        status=channel.status,
        problem=channel.problem or describe_blocks(channel.health),
        review_status=channel.review_status,
        verification_status=channel.verification_status,
        currency=channel.currency,
        token_ending=token_ending(ctx, channel),
        token_expires=local_time(channel.token_expires_at, zone),
        token_problem=channel.token_problem,
        missing_scopes=_missing_scopes(channel),
        subscription=standing_of(channel, channel.subscribed_address, address),
        callback=standing_of(channel, channel.callback_address, address),
        callback_address=channel.callback_address or "",
        webhook_address=address,
        verify_token=verify_token_of(ctx, channel),
        verified=local_time(channel.verified_at, zone),
        first_event=local_time(channel.first_event_at, zone),
        last_event=local_time(channel.last_event_at, zone),
        checked=local_time(channel.checked_at, zone),
    )


def _missing_scopes(channel: Channel) -> str:
    if channel.checked_at is None or channel.status == ChannelStatus.REVOKED:
        return ""
    missing = [words for scope, words in SCOPES.items() if scope not in channel.token_scopes]
    return " and ".join(missing)


def _row(number: PhoneNumber, account: str, use: LimitUse, zone: str) -> NumberRow:
    return NumberRow(
        id=str(number.id),
        account=account,
        display_number=number.display_number,
        verified_name=number.verified_name,
        status=number.status,
        quality=number.quality,
        messaging_limit=number.messaging_limit,
        left=_left(use),
        messages_per_second=number.messages_per_second,
        last_event=local_time(number.last_event_at, zone),
        problem=_problem(number) + _tried_again(number, zone),
    )


def _left(use: LimitUse) -> str:
    if use.left is None:
        return "no limit" if use.is_known else "not told yet"
    return f"{use.left:,} of {use.limit:,} left"


def _is_healthy(number: PhoneNumber) -> bool:
    return number.quality != "RED" and not _problem(number)


def _problem(number: PhoneNumber) -> str:
    if number.paused_until is not None and number.paused_until > now():
        return number.pause_reason or "Sending is paused for a while."
    return _campaigns_pause(number) or describe_blocks(number.health)


def _tried_again(number: PhoneNumber, zone: str) -> str:
    """Return when sending goes on by itself, if that is soon."""
    until = number.paused_until
    if until is None or not now() < until < now() + _SOON:
        return ""
    return f" Sending is tried again from {local_time(until, zone)} on."


def _elsewhere(number: PhoneNumber, channel: Channel) -> str:
    """Return the address that takes this number's messages away from us, if one does."""
    is_ours = number.override_address.endswith(f"/{channel.webhook_key}")
    return "" if is_ours else number.override_address


def _campaigns_pause(number: PhoneNumber) -> str:
    if number.campaigns_paused_until is not None and number.campaigns_paused_until > now():
        return number.campaigns_pause_reason or "Campaigns are paused for a while."
    return ""
