"""Submitting what has been written: prepared in one transaction, sent outside of any, remembered in another."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext, talks_to_the_outside
from platform_app.core.errors import AppError, InvalidInput
from platform_app.core.permissions import Permission
from platform_app.integrations.whatsapp.graph import Graph, ask
from platform_app.integrations.whatsapp.graph_json import JsonObject
from platform_app.integrations.whatsapp.management.accounts import inspect_token
from platform_app.integrations.whatsapp.management.templates import (
    CreatedTemplate,
    create_template,
    edit_template,
)
from platform_app.integrations.whatsapp.management.uploads import upload_sample
from platform_app.integrations.whatsapp.payloads.template_forms import TemplateForm, to_components
from platform_app.models.channels import Channel
from platform_app.models.templates import DRAFT, SENDABLE, MessageTemplate
from platform_app.services import audit, channels, companies
from platform_app.services.channels import Credentials
from platform_app.services.templates.authoring import edit_obstacle, form_of, problems_of
from platform_app.services.templates.changes import facts_of, put_status, settle
from platform_app.services.templates.files import SampleFile
from platform_app.services.templates.lookups import find
from platform_app.services.templates.pulling import be_the_only_one, pull_sooner
from platform_app.services.templates.words import label

# What WhatsApp's refusals are about, by the fields of our form.
_FIELDS = {"header": "header_text", "components": "body"}


@dataclass(frozen=True, slots=True)
class Submission:
    """What is to be sent, for whom, and since when it is on its way; a known template is changed by its id."""

    credentials: Credentials
    template: JsonObject
    wa_template_id: str
    asked_at: datetime
    # Since when it is in the state that it was sent in.
    status_at: datetime | None = None
    # As it was written when it was sent.
    form: TemplateForm | None = None


@dataclass(frozen=True, slots=True)
class UploadOrder:
    """Where a sample file goes."""

    credentials: Credentials
    app_id: str


def prepare_submission(ctx: CompanyContext, template_id: UUID) -> Submission:
    """Return what WhatsApp is to be asked; raises InvalidInput with every broken rule at its field."""
    ctx.require(Permission.TEMPLATES_MANAGE)
    template = find(ctx, template_id, lock=True)
    if obstacle := edit_obstacle(template, companies.get_profile(ctx).time_zone):
        raise InvalidInput(obstacle)
    form = form_of(template)
    if problems := problems_of(ctx, template, form):
        fields = {one.field: one.sentence for one in problems.values()}
        raise InvalidInput("WhatsApp would refuse this. See what is marked.", fields)
    moment = now()
    if template.status == DRAFT:
        # From here on a pull that meets this name knows that it is ours.
        template.status_at = moment
    credentials = channels.load_credentials(ctx, template.channel_id)
    order = _order(template, form)
    known = template.wa_template_id
    return Submission(credentials, order, known, moment, template.status_at, form)


@talks_to_the_outside
def submit(submission: Submission) -> CreatedTemplate:
    """Submit a template, new or changed; raises what WhatsApp says against it, at our fields."""
    try:
        return ask(submission.credentials.access, lambda g: _send(g, submission))
    except InvalidInput as error:
        fields = {_FIELDS.get(field, field): words for field, words in error.fields.items()}
        raise InvalidInput(error.message, fields) from error


def note_submitted(
    ctx: CompanyContext, template_id: UUID, submission: Submission, answer: CreatedTemplate
) -> None:
    """Remember that WhatsApp has taken a template; what a webhook has said meanwhile stands."""
    ctx.require(Permission.TEMPLATES_MANAGE)
    template = find(ctx, template_id)
    be_the_only_one(ctx, template.channel_id)
    ctx.db.refresh(template, with_for_update=True)
    before, form = facts_of(template), submission.form or form_of(template)
    was_approved = template.status in SENDABLE
    # Heard nothing since it was sent; otherwise a webhook, or a pull, was faster than this answer.
    is_news = template.status_at == submission.status_at
    template.wa_template_id, template.synced_at = answer.id, now()
    if template.form is not None:
        template.name, template.language = form.name, form.language
        template.components, template.parameter_format = to_components(form), form.parameter_format
    template.ttl_seconds = int(form.ttl) if form.ttl else None
    if form_of(template) == form:
        # Otherwise somebody went on writing while WhatsApp was asked, and that is a change of its own.
        template.form = None
    template.form_problems = {}
    if was_approved:
        template.edits = [*template.edits[-20:], submission.asked_at.isoformat()]
    if is_news:
        put_status(template, answer.status, submission.asked_at)
    if answer.category and answer.category != form.category:
        template.previous_category = form.category
        template.category_changes_at = submission.asked_at
    template.category = answer.category or form.category
    audit.record(ctx, audit.AuditAction.TEMPLATE_SUBMITTED, template.id, name=label(template))
    pull_sooner(ctx.db.get_one(Channel, (ctx.company_id, template.channel_id)))
    settle(ctx, template, before)


def note_refused(ctx: CompanyContext, template_id: UUID, error: AppError) -> None:
    """Keep what was written, with WhatsApp's words at the fields that they are about."""
    ctx.require(Permission.TEMPLATES_MANAGE)
    template = find(ctx, template_id, lock=True)
    if template.status == DRAFT and isinstance(error, InvalidInput):
        # Surely not there. Of anything else only the next pull can tell.
        template.status_at = None
    fields = error.fields if isinstance(error, InvalidInput) else {}
    template.form_problems = {"": error.message, **fields}
    audit.record(
        ctx,
        audit.AuditAction.TEMPLATE_REFUSED,
        template.id,
        name=label(template),
        reason=error.message,
    )
    ctx.nudge("templates")


def prepare_upload(ctx: CompanyContext, template_id: UUID) -> UploadOrder:
    """Return where a template's sample files go."""
    ctx.require(Permission.TEMPLATES_MANAGE)
    template = find(ctx, template_id)
    channel = ctx.db.get_one(Channel, (ctx.company_id, template.channel_id))
    return UploadOrder(channels.load_credentials(ctx, template.channel_id), channel.app_id)


@talks_to_the_outside
def upload(order: UploadOrder, file: SampleFile) -> str:
    """Hand a sample file to WhatsApp's reviewers and return its handle."""
    return ask(order.credentials.access, lambda g: _upload(g, order.app_id, file))


async def _upload(g: Graph, app_id: str, file: SampleFile) -> str:
    app = app_id or (await inspect_token(g)).app_id
    if not app:
        raise InvalidInput("WhatsApp does not say which app the token is of. Renew it in Settings.")
    return await upload_sample(g, app, file.content, mime=file.mime, name=file.name)


async def _send(g: Graph, submission: Submission) -> CreatedTemplate:
    known = submission.wa_template_id
    if not known:
        return await create_template(g, submission.credentials.waba_id, submission.template)
    await edit_template(g, known, submission.template)
    return CreatedTemplate(known, "PENDING", str(submission.template.get("category", "")))


def _order(template: MessageTemplate, form: TemplateForm) -> JsonObject:
    order: JsonObject = {
        "components": to_components(form),
        "parameter_format": form.parameter_format,
    }
    if form.ttl:
        order["message_send_ttl_seconds"] = int(form.ttl)
    if not template.wa_template_id:
        order |= {"name": form.name, "language": form.language}
    if template.status not in SENDABLE:
        order["category"] = form.category
    return order
