"""Reaching one number at WhatsApp, for somebody who may."""

from dataclasses import dataclass
from uuid import UUID

from platform_app.core.context import CompanyContext
from platform_app.core.errors import NotFound
from platform_app.core.permissions import Permission
from platform_app.integrations.whatsapp.graph import Access
from platform_app.models.channels import PhoneNumber
from platform_app.services import audit
from platform_app.services.channels.credentials import load_credentials


@dataclass(frozen=True, slots=True)
class NumberAccess:
    """What calls about a number act with; it prints as no secret."""

    access: Access
    wa_phone_number_id: str


def open_number(ctx: CompanyContext, number_id: UUID) -> NumberAccess:
    """Return what calls about a number act with; raises NotFound, or Conflict when the credentials were revoked."""
    ctx.require(Permission.WHATSAPP_MANAGE)
    number = get_number_row(ctx, number_id)
    credentials = load_credentials(ctx, number.channel_id)
    return NumberAccess(credentials.access, number.wa_phone_number_id)


def open_number_to_change(ctx: CompanyContext, number_id: UUID) -> NumberAccess:
    """Return the same for what changes how customers reach the number; raises NotVerified for an old session."""
    ctx.require(Permission.WHATSAPP_MANAGE)
    ctx.require_fresh()
    return open_number(ctx, number_id)


def get_number_row(ctx: CompanyContext, number_id: UUID) -> PhoneNumber:
    """Return a number of the company; raises NotFound."""
    number = ctx.db.get(PhoneNumber, (ctx.company_id, number_id))
    if number is None:
        raise NotFound("This number does not exist, or is no longer connected.")
    return number


def note_change(ctx: CompanyContext, number_id: UUID, what: str) -> None:
    """Remember what was changed of a number at WhatsApp, and look at it anew."""
    ctx.require(Permission.WHATSAPP_MANAGE)
    number = get_number_row(ctx, number_id)
    act = audit.AuditAction.NUMBER_CHANGED
    audit.record(ctx, act, number.channel_id, name=number.display_number, what=what)
    ctx.enqueue("channels.check", channel_id=number.channel_id)
