"""WhatsApp's own library: templates that it has written and approved beforehand."""

from dataclasses import dataclass, replace
from uuid import UUID

from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext, talks_to_the_outside
from platform_app.core.errors import InvalidInput
from platform_app.core.permissions import Permission
from platform_app.integrations.whatsapp.graph import ask
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_text
from platform_app.integrations.whatsapp.management.templates import (
    CreatedTemplate,
    LibraryTemplate,
    search_library,
)
from platform_app.integrations.whatsapp.payloads import render_preview
from platform_app.integrations.whatsapp.payloads.template_forms import (
    NO_HEADER,
    PHONE_NUMBER,
    TEXT,
    URL,
    ButtonForm,
    TemplateForm,
    needed_samples,
)
from platform_app.integrations.whatsapp.payloads.template_rules import check_template
from platform_app.integrations.whatsapp.payloads.template_variables import buttons_of
from platform_app.models.templates import MessageTemplate
from platform_app.services import audit, channels
from platform_app.services.channels import Credentials
from platform_app.services.templates import phones
from platform_app.services.templates.authoring import find_channel, start
from platform_app.services.templates.changes import put_status
from platform_app.services.templates.pulling import be_the_only_one
from platform_app.services.templates.submitting import Submission
from platform_app.services.templates.views import LibraryRow
from platform_app.services.templates.words import label

MOST = 50
TOPICS = {
    "ACCOUNT_UPDATES": "Account updates", "CUSTOMER_FEEDBACK": "Customer feedback", "EVENT_REMINDER": "Events",
    "ORDER_MANAGEMENT": "Orders", "PAYMENTS": "Payments", "IDENTITY_VERIFICATION": "Identity",
}  # fmt: skip
USECASES = {
    "ACCOUNT_CREATION_CONFIRMATION": "Account created", "APPOINTMENT_REMINDER": "Appointment reminder",
    "AUTO_PAY_REMINDER": "Automatic payment", "DELIVERY_CONFIRMATION": "Delivered", "DELIVERY_FAILED": "Not delivered",
    "DELIVERY_UPDATE": "Delivery update", "FEEDBACK_SURVEY": "Survey", "FRAUD_ALERT": "Fraud alert",
    "LOW_BALANCE_WARNING": "Low balance", "ORDER_ACTION_NEEDED": "Order: something is needed",
    "ORDER_CONFIRMATION": "Order confirmed", "ORDER_DELAY": "Order delayed", "ORDER_OR_TRANSACTION_CANCEL": "Cancelled",
    "ORDER_PICK_UP": "Ready to pick up", "PAYMENT_ACTION_REQUIRED": "Payment: something is needed",
    "PAYMENT_CONFIRMATION": "Payment confirmed", "PAYMENT_DUE_REMINDER": "Payment due",
    "PAYMENT_OVERDUE": "Payment overdue", "PAYMENT_REJECT_FAIL": "Payment failed", "RECEIPT_ATTACHMENT": "Receipt",
    "RETURN_CONFIRMATION": "Return confirmed", "SHIPMENT_CONFIRMATION": "Sent off", "STATEMENT_ATTACHMENT": "Statement",
    "STATEMENT_AVAILABLE": "Statement ready", "TRANSACTION_ALERT": "Transaction alert",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LibraryChoice:
    """What is taken out of the library: under which name, with which address or number for its buttons."""

    channel_id: UUID | None
    library_name: str
    name: str
    language: str
    category: str
    url: str = ""
    phone: str = ""


def prepare_library(ctx: CompanyContext, channel_id: UUID | None) -> Credentials:
    """Return what the library is looked into with."""
    ctx.require(Permission.TEMPLATES_MANAGE)
    return channels.load_credentials(ctx, find_channel(ctx, channel_id))


@talks_to_the_outside
def browse(
    credentials: Credentials, *, search: str, topic: str, usecase: str, language: str
) -> list[LibraryRow]:
    """Return the first templates of the library that fit."""
    filters = {"search": search, "topic": topic, "usecase": usecase, "language": language}
    found = ask(credentials.access, lambda g: search_library(g, filters, most=MOST))
    return [_row(one) for one in found]


def prepare_from_library(ctx: CompanyContext, row: LibraryRow, choice: LibraryChoice) -> Submission:
    """Return what makes a template out of the library; raises InvalidInput at `name`, `url` or `phone`."""
    ctx.require(Permission.TEMPLATES_MANAGE)
    credentials = prepare_library(ctx, choice.channel_id)
    problems = _problems(row, choice)
    if problems:
        raise InvalidInput("Something is still missing.", problems)
    order: JsonObject = {
        "name": choice.name,
        "language": choice.language,
        "category": choice.category,
        "library_template_name": choice.library_name,
    }
    if inputs := [_input(kind, choice) for kind in row.inputs]:
        order["library_template_button_inputs"] = inputs
    return Submission(credentials, order, "", now())


def note_from_library(
    ctx: CompanyContext,
    submission: Submission,
    row: LibraryRow,
    choice: LibraryChoice,
    answer: CreatedTemplate,
) -> UUID:
    """Remember a template that was made out of the library; its texts come with the next pull."""
    ctx.require(Permission.TEMPLATES_MANAGE)
    channel_id = find_channel(ctx, choice.channel_id)
    be_the_only_one(ctx, channel_id)
    if (known := _known(ctx, answer.id)) is not None:
        return known
    template = MessageTemplate(
        company_id=ctx.company_id,
        channel_id=channel_id,
        wa_template_id=answer.id,
        name=choice.name,
        language=choice.language,
        category=answer.category or choice.category,
        status="",
        library_name=choice.library_name,
        components=[{"type": "BODY", "text": row.body}],
    )
    put_status(template, answer.status, submission.asked_at)
    ctx.db.add(template)
    ctx.db.flush()
    audit.record(ctx, audit.AuditAction.TEMPLATE_SUBMITTED, template.id, name=label(template))
    ctx.enqueue("templates.pull", channel_id=channel_id)
    ctx.nudge("templates")
    return template.id


def start_from_library(ctx: CompanyContext, channel_id: UUID | None, row: LibraryRow) -> UUID:
    """Begin a draft with a text of the library, to be changed before it is submitted; return its id."""
    ctx.require(Permission.TEMPLATES_MANAGE)
    form = TemplateForm(
        language=row.language,
        category=row.category,
        header_format=TEXT if row.message.header else NO_HEADER,
        header_text=row.message.header,
        body=row.body,
        footer=row.message.footer,
    )
    return start(ctx, channel_id, replace(form, samples=needed_samples(form)))


def _known(ctx: CompanyContext, wa_template_id: str) -> UUID | None:
    """Return the template if a webhook's pull was faster than its answer."""
    statement = select(MessageTemplate.id).where(
        col(MessageTemplate.company_id) == ctx.company_id,
        col(MessageTemplate.wa_template_id) == wa_template_id,
    )
    return ctx.db.exec(statement).first()


def _problems(row: LibraryRow, choice: LibraryChoice) -> dict[str, str]:
    """Return what is missing, judged by the rules for templates that are written here."""
    buttons = [ButtonForm(kind=kind, text="Open", url=choice.url, example=choice.url.replace("{{1}}", "a1"),
        phone=choice.phone) for kind in row.inputs]  # fmt: skip
    form = TemplateForm(name=choice.name, language=choice.language, body="Text", buttons=buttons)
    names = {"name": "name"} | {
        f"buttons.{n}.{field}": field for n in range(len(buttons)) for field in ("url", "phone")
    }
    found = check_template(form)
    return {names[field]: problem.sentence for field, problem in found.items() if field in names}


def _input(kind: str, choice: LibraryChoice) -> JsonObject:
    if kind == PHONE_NUMBER:
        return {"type": kind, "phone_number": choice.phone}
    url: JsonObject = {"base_url": choice.url}
    if "{{1}}" in choice.url:
        url["url_suffix_example"] = choice.url.replace("{{1}}", "a1")
    return {"type": kind, "url": url}


def _row(one: LibraryTemplate) -> LibraryRow:
    kinds = [(as_text(button.get("type")) or "").upper() for button in buttons_of(one.components)]
    return LibraryRow(
        id=one.id or f"{one.name}:{one.language}",
        name=one.name,
        language=one.language,
        category=one.category.upper(),
        topic=TOPICS.get(one.topic) or _plain(one.topic),
        usecase=USECASES.get(one.usecase) or _plain(one.usecase),
        industries=", ".join(map(_plain, one.industries)),
        body=render_preview(one.components, {}).body,
        message=phones.of_components(one.components, "POSITIONAL"),
        inputs=[kind for kind in kinds if kind in (URL, PHONE_NUMBER)],
    )


def _plain(code: str) -> str:
    return code.replace("_", " ").capitalize()
