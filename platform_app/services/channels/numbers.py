"""The numbers of an account, as WhatsApp describes them."""

from uuid import UUID

from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.config import settings
from platform_app.core.context import CompanyContext
from platform_app.integrations.whatsapp.management.numbers import NumberInfo
from platform_app.models.channels import PhoneNumber
from platform_app.models.plans import Metric
from platform_app.services import usage
from platform_app.services.channels.health import as_stored
from platform_app.services.channels.qualities import heed_quality
from platform_app.services.channels.readings import note_reading

FAST_MESSAGES_PER_SECOND = 1_000  # WhatsApp's throughput level HIGH


def check_room(ctx: CompanyContext, numbers: list[NumberInfo]) -> None:
    """Raise LimitReached when the plan has no room for the numbers that are new."""
    ids = {number.id for number in numbers}
    known = select(PhoneNumber.wa_phone_number_id).where(
        col(PhoneNumber.company_id) == ctx.company_id,
        col(PhoneNumber.wa_phone_number_id).in_(ids),
    )
    if new := ids - set(ctx.db.exec(known)):
        usage.check(ctx, Metric.NUMBERS, extra=len(new))


def list_known(ctx: CompanyContext, channel_id: UUID) -> dict[str, PhoneNumber]:
    """Return the channel's numbers by WhatsApp's id."""
    statement = select(PhoneNumber).where(
        col(PhoneNumber.company_id) == ctx.company_id, col(PhoneNumber.channel_id) == channel_id
    )
    return {one.wa_phone_number_id: one for one in ctx.db.exec(statement)}


def add_number(ctx: CompanyContext, channel_id: UUID, info: NumberInfo) -> PhoneNumber:
    """Take a number in, or move it here from another account of the company."""
    statement = select(PhoneNumber).where(
        col(PhoneNumber.company_id) == ctx.company_id,
        col(PhoneNumber.wa_phone_number_id) == info.id,
    )
    number = ctx.db.exec(statement).one_or_none() or PhoneNumber(
        company_id=ctx.company_id,
        channel_id=channel_id,
        wa_phone_number_id=info.id,
        display_number="",
    )
    number.channel_id = channel_id
    ctx.db.add(number)
    describe(ctx, number, info)
    return number


def describe(ctx: CompanyContext, number: PhoneNumber, info: NumberInfo) -> None:
    """Write down how WhatsApp describes a number now, and remember what has changed."""
    number.display_number, number.verified_name = info.display_number, info.verified_name
    number.name_status = info.name_status
    number.new_name, number.new_name_status = info.new_name, info.new_name_status
    was, number.quality = number.quality, info.quality
    number.status = info.status
    number.throughput, number.messaging_limit = info.throughput, info.messaging_limit
    number.code_verification, number.platform_type = info.code_verification, info.platform
    number.account_mode, number.is_official = info.account_mode, info.is_official
    number.override_address = info.webhooks.number or ""
    number.health = as_stored(info.health)
    number.messages_per_second = (
        FAST_MESSAGES_PER_SECOND if info.throughput == "HIGH" else settings().messages_per_second
    )
    number.checked_at = now()
    ctx.db.flush()
    note_reading(ctx, number)
    heed_quality(ctx, number, was=was)
