"""Writing to one person with a template: the only way to begin a conversation, or to go on after its window closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.errors import Conflict, InvalidInput, NotFound
from platform_app.core.permissions import Permission
from platform_app.integrations.whatsapp.payloads import compile_template, render_preview
from platform_app.models.channels import PhoneNumber
from platform_app.models.contacts import Contact
from platform_app.models.inbox import Conversation
from platform_app.models.templates import MessageTemplate
from platform_app.services import audit, consent
from platform_app.services.contacts import find_contact
from platform_app.services.inbox.finding import find_conversation
from platform_app.services.inbox.outgoing import queue_template
from platform_app.services.inbox.receiving import preview_of
from platform_app.services.inbox.remembering import remember

_MARKETING = "MARKETING"


@dataclass(frozen=True, slots=True)
class FilledTemplate:
    """A stored template with a value for each of its variables."""

    template: MessageTemplate
    values: Mapping[str, str]

    def as_content(self) -> dict[str, Any]:  # Any: Graph's JSON
        """Return what the row keeps, so that the message goes out as it was when it was written."""
        return {
            "type": "template",
            "name": self.template.name,
            "language": self.template.language,
            # For the frequency cap: the template may be of another category one day.
            "category": self.template.category,
            "components": self.template.components,
            "parameter_format": self.template.parameter_format,
            "values": dict(self.values),
        }


def write_first(
    ctx: CompanyContext, number_id: UUID, phone: str, template_id: UUID, values: Mapping[str, str]
) -> UUID:
    """Send a template to a phone (E.164) and return its message's id; the person becomes a contact without consent.

    Raises NotFound, InvalidInput for a value that is missing, Conflict for a template that can't be sent, or when the
    person is blocked, wants no messages, or has opted out or had enough of marketing and it is that.
    """
    ctx.require(Permission.CONVERSATIONS_REPLY)
    filled = FilledTemplate(_find_template(ctx, number_id, template_id), values)
    _check(filled)
    contact = find_contact(ctx, phone, None)
    ctx.db.flush()
    check_may_get(ctx, contact, filled.template.category)
    conversation = find_conversation(ctx, contact.id, number_id, now())
    return _queue(ctx, conversation, filled)


def check_may_get(ctx: CompanyContext, contact: Contact, category: str) -> None:
    """Raise Conflict, with why, when this person must not get a template of this category."""
    if contact.blocked_at is not None:
        raise Conflict("This person is blocked. Unblock them first, if that is what you want.")
    if contact.service_opted_out_at is not None:
        raise Conflict("This person wants no messages at all. Only they can take that back.")
    if category != _MARKETING:
        return
    if contact.opted_out_at is not None:
        raise Conflict("This person has opted out of marketing. Choose a template that is none.")
    consent.check_cap(ctx, contact.id)


def _queue(ctx: CompanyContext, conversation: Conversation, filled: FilledTemplate) -> UUID:
    one = filled.template
    preview = render_preview(one.components, filled.values, one.parameter_format)
    message_id = queue_template(ctx, conversation, filled.as_content(), shown=preview.body)
    conversation.last_message_at = now()
    conversation.preview = preview_of(f"You: {preview.body}")
    remember(ctx, audit.AuditAction.CONVERSATION_ANSWERED, conversation)
    ctx.nudge("inbox")
    return message_id


def _find_template(ctx: CompanyContext, number_id: UUID, template_id: UUID) -> MessageTemplate:
    number = ctx.db.get(PhoneNumber, (ctx.company_id, number_id))
    template = ctx.db.get(MessageTemplate, (ctx.company_id, template_id))
    if number is None or template is None or template.channel_id != number.channel_id:
        raise NotFound("This number has no such template.")
    return template


def _check(filled: FilledTemplate) -> None:
    one = filled.template
    if one.status != "APPROVED":
        raise Conflict("WhatsApp has not approved this template. Choose another one.")
    compiled = compile_template(one.name, one.language, one.components, one.parameter_format)
    missing = compiled.missing(filled.values)
    if missing:
        fields = {variable.id: "WhatsApp needs a value here." for variable in missing}
        raise InvalidInput("Some of the template's variables have no value.", fields)
