"""Sending a trial, and following it."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import col, func, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.errors import LimitReached, NotFound
from platform_app.core.ids import first_id_at
from platform_app.core.permissions import Permission
from platform_app.integrations.whatsapp.errors import explain
from platform_app.integrations.whatsapp.payloads import (
    TemplateVariable,
    VariableKind,
    render_preview,
    template_variables,
    unsendable_part,
)
from platform_app.models.channels import PhoneNumber
from platform_app.models.deliveries import DeliveryStatus
from platform_app.models.inbox import Message
from platform_app.models.templates import MessageTemplate
from platform_app.services import companies, contacts, inbox
from platform_app.services.trials.views import TemplateChoice, Trial, TrialStep

_MOST_CHOICES = 50
_MOST_AN_HOUR = 20


def list_choices(ctx: CompanyContext, number_id: UUID) -> list[TemplateChoice]:
    """Return the templates of a number that can be sent as they are, with their samples for values."""
    ctx.require(Permission.WHATSAPP_MANAGE)
    return [
        TemplateChoice(
            str(one.id),
            f"{one.name} ({one.language})",
            render_preview(one.components, _samples(one), one.parameter_format).body,
        )
        for one in _approved(ctx, number_id)
        if _is_complete(one)
    ]


def send(ctx: CompanyContext, number_id: UUID, *, template_id: UUID, phone: str) -> UUID:
    """Send a template with its samples to a phone, as people type it, and return the message's id.

    Raises NotFound, InvalidInput for a number that is none, LimitReached for too many within an hour.
    """
    ctx.require(Permission.WHATSAPP_MANAGE)
    _check_pace(ctx)
    template = ctx.db.get(MessageTemplate, (ctx.company_id, template_id))
    if template is None:
        raise NotFound("This template does not exist any more. Choose another one.")
    region = contacts.region_of_time_zone(companies.get_profile(ctx).time_zone)
    number = contacts.to_e164(phone, region)
    return inbox.write_first(ctx, number_id, number, template_id, _samples(template))


def get_trial(ctx: CompanyContext, message_id: UUID) -> Trial:
    """Return how far a trial has come; raises NotFound."""
    ctx.require(Permission.WHATSAPP_MANAGE)
    message = ctx.db.get(Message, (ctx.company_id, message_id))
    if message is None:
        raise NotFound("This test message does not exist.")
    meaning = explain(message.error_code) if message.error_code is not None else None
    return Trial(
        id=str(message.id),
        phone=message.phone or "",
        body=message.body,
        status=message.status,
        steps=_steps(message, ZoneInfo(companies.get_profile(ctx).time_zone)),
        problem=(meaning.sentence if meaning else message.error_detail) or "",
        advice=meaning.advice if meaning else "",
    )


def _steps(message: Message, zone: ZoneInfo) -> list[TrialStep]:
    moments = [
        ("Written", message.created_at),
        ("Taken by WhatsApp", message.accepted_at),
        ("Sent on", message.sent_at),
        ("Arrived on the phone", message.delivered_at),
        ("Read", message.read_at),
    ]
    if message.status == DeliveryStatus.FAILED:
        moments = [(label, at) for label, at in moments if at] + [("Failed", message.failed_at)]
    return [
        TrialStep(label, at.astimezone(zone).strftime("%H:%M:%S") if at else "")
        for label, at in moments
    ]


def _check_pace(ctx: CompanyContext) -> None:
    """Raise LimitReached for what is no trying any more: it costs, and is asked for no consent and no approval."""
    sent = select(func.count()).where(
        col(Message.company_id) == ctx.company_id,
        col(Message.id) >= first_id_at(now() - timedelta(hours=1)),
        col(Message.kind) == "template",
        col(Message.author_id).is_not(None),
    )
    if ctx.db.exec(sent.select_from(Message)).one() >= _MOST_AN_HOUR:
        raise LimitReached(
            f"{_MOST_AN_HOUR} test messages were sent within an hour. Try again later, or use a campaign."
        )


def _approved(ctx: CompanyContext, number_id: UUID) -> Sequence[MessageTemplate]:
    statement = (
        select(MessageTemplate)
        .join(
            PhoneNumber,
            (col(PhoneNumber.company_id) == col(MessageTemplate.company_id))
            & (col(PhoneNumber.channel_id) == col(MessageTemplate.channel_id)),
        )
        .where(
            col(MessageTemplate.company_id) == ctx.company_id,
            col(MessageTemplate.status) == "APPROVED",
            col(PhoneNumber.id) == number_id,
        )
        .order_by(col(MessageTemplate.name), col(MessageTemplate.language))
    )
    return ctx.db.exec(statement.limit(_MOST_CHOICES)).all()


def _is_complete(template: MessageTemplate) -> bool:
    if unsendable_part(template.components) is not None:
        return False
    variables = template_variables(template.components, template.parameter_format)
    samples = _samples(template)
    return all(samples.get(one.id) for one in variables)


def _samples(template: MessageTemplate) -> dict[str, str]:
    variables = template_variables(template.components, template.parameter_format)
    return {one.id: value for one in variables if (value := _sample(one))}


def _sample(variable: TemplateVariable) -> str:
    match variable.kind:
        case VariableKind.MEDIA:
            # The file of the review is no file that can be sent.
            return ""
        case VariableKind.URL_SUFFIX:
            return (variable.example or "").rpartition("/")[2]
        case _:
            return variable.example or ""
