"""What can be done with a template that WhatsApp knows: hidden from agents, deleted, taken out of its pause."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext, talks_to_the_outside
from platform_app.core.errors import Conflict
from platform_app.core.permissions import Permission
from platform_app.integrations.whatsapp.graph import ask
from platform_app.integrations.whatsapp.management.templates import (
    delete_template,
    unpause_template,
)
from platform_app.models.templates import DELETED, DRAFT, MessageTemplate
from platform_app.services import audit, channels
from platform_app.services.channels import Credentials
from platform_app.services.templates.changes import facts_of, put_status, settle
from platform_app.services.templates.lookups import find
from platform_app.services.templates.words import label

_GONE = (DRAFT, DELETED, "PENDING_DELETION")


@dataclass(frozen=True, slots=True)
class Order:
    """What WhatsApp is to do with a template; without an id, with all languages of the name."""

    credentials: Credentials
    name: str
    wa_template_id: str
    asked_at: datetime


def hide(ctx: CompanyContext, template_id: UUID) -> None:
    """Keep a template away from people who cannot manage templates."""
    _set_hidden(ctx, template_id, audit.AuditAction.TEMPLATE_HIDDEN, is_hidden=True)


def show(ctx: CompanyContext, template_id: UUID) -> None:
    """Offer a template to everybody again."""
    _set_hidden(ctx, template_id, audit.AuditAction.TEMPLATE_SHOWN, is_hidden=False)


def prepare_deletion(ctx: CompanyContext, template_id: UUID, *, every_language: bool) -> Order:
    """Return what WhatsApp is to delete: this language, or the name in all of them."""
    ctx.require(Permission.TEMPLATES_MANAGE)
    template = find(ctx, template_id)
    if template.status in _GONE:
        raise Conflict("WhatsApp does not have this template, so there is nothing to delete.")
    one = "" if every_language else template.wa_template_id
    credentials = channels.load_credentials(ctx, template.channel_id)
    return Order(credentials, template.name, one, now())


@talks_to_the_outside
def delete(order: Order) -> None:
    """Delete at WhatsApp; what is on its way is still delivered for 30 days."""
    ask(
        order.credentials.access,
        lambda g: delete_template(
            g, order.credentials.waba_id, order.name, template_id=order.wa_template_id or None
        ),
    )


def note_deleted(ctx: CompanyContext, template_id: UUID, *, every_language: bool) -> None:
    """Remember that a template is gone; campaigns that use it stop with that reason."""
    ctx.require(Permission.TEMPLATES_MANAGE)
    template = find(ctx, template_id)
    for one in _languages(ctx, template) if every_language else [template]:
        before = facts_of(one)
        put_status(one, DELETED, now())
        one.form, one.form_problems = None, {}
        audit.record(ctx, audit.AuditAction.TEMPLATE_DELETED, one.id, name=label(one))
        settle(ctx, one, before)


def prepare_unpause(ctx: CompanyContext, template_id: UUID) -> Order:
    """Return what WhatsApp is to take out of its pause."""
    ctx.require(Permission.TEMPLATES_MANAGE)
    template = find(ctx, template_id)
    if template.status != "PAUSED":
        raise Conflict("This template is not paused.")
    credentials = channels.load_credentials(ctx, template.channel_id)
    return Order(credentials, template.name, template.wa_template_id, now())


@talks_to_the_outside
def unpause(order: Order) -> None:
    """Take back a pause that does not end by itself."""
    ask(order.credentials.access, lambda g: unpause_template(g, order.wa_template_id))


def note_unpaused(ctx: CompanyContext, template_id: UUID) -> None:
    """Remember that the pause is over, unless WhatsApp has said more meanwhile."""
    ctx.require(Permission.TEMPLATES_MANAGE)
    template = find(ctx, template_id, lock=True)
    audit.record(ctx, audit.AuditAction.TEMPLATE_UNPAUSED, template.id, name=label(template))
    if template.status == "PAUSED":
        before = facts_of(template)
        put_status(template, "APPROVED", now())
        settle(ctx, template, before)


def count_languages(ctx: CompanyContext, template: MessageTemplate) -> int:
    """Return in how many languages WhatsApp has a template of this name."""
    return len(_languages(ctx, template))


def _languages(ctx: CompanyContext, template: MessageTemplate) -> list[MessageTemplate]:
    statement = select(MessageTemplate).where(
        col(MessageTemplate.company_id) == ctx.company_id,
        col(MessageTemplate.channel_id) == template.channel_id,
        col(MessageTemplate.name) == template.name,
        col(MessageTemplate.status).not_in(_GONE),
    )
    return list(ctx.db.exec(statement))


def _set_hidden(
    ctx: CompanyContext, template_id: UUID, act: audit.AuditAction, *, is_hidden: bool
) -> None:
    ctx.require(Permission.TEMPLATES_MANAGE)
    template = find(ctx, template_id, lock=True)
    if template.is_hidden == is_hidden:
        return
    template.is_hidden = is_hidden
    audit.record(ctx, act, template.id, name=label(template))
    ctx.nudge("templates")
