"""Writing a template: a draft that keeps everything, checked against WhatsApp's rules with every change."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import col, select

from platform_app.core.clock import local_time, now
from platform_app.core.context import CompanyContext
from platform_app.core.errors import Conflict, InvalidInput
from platform_app.core.permissions import Permission
from platform_app.integrations.whatsapp.payloads.template_forms import (
    TemplateForm,
    form_from_json,
    form_to_json,
    from_components,
    needed_samples,
    to_components,
)
from platform_app.integrations.whatsapp.payloads.template_rules import advise, check_template
from platform_app.integrations.whatsapp.payloads.template_text_rules import Problem
from platform_app.models.channels import Channel
from platform_app.models.templates import DELETED, DRAFT, SENDABLE, MessageTemplate
from platform_app.services import audit, companies
from platform_app.services.templates import phones
from platform_app.services.templates.lookups import find
from platform_app.services.templates.views import Editing
from platform_app.services.templates.words import label

_EDITABLE = SENDABLE | {"REJECTED", "PAUSED", DRAFT}
_EDIT_PAUSE, _EDIT_SPAN, _EDITS = timedelta(hours=24), timedelta(days=30), 10
_NAME_BLOCKED = timedelta(days=30)
# Twice of what a whole template may hold, and the whole form with every button's address.
_LONGEST, _LARGEST = 4_000, 100_000


def start(ctx: CompanyContext, channel_id: UUID | None, form: TemplateForm) -> UUID:
    """Begin a draft for an account, or for the only one there is; return its id."""
    ctx.require(Permission.TEMPLATES_MANAGE)
    draft = MessageTemplate(
        company_id=ctx.company_id,
        channel_id=find_channel(ctx, channel_id),
        name=form.name,
        language=form.language,
        category=form.category,
        status=DRAFT,
    )
    _keep(draft, form)
    ctx.db.add(draft)
    audit.record(ctx, audit.AuditAction.TEMPLATE_STARTED, draft.id, name=label(draft))
    ctx.nudge("templates")
    return draft.id


def duplicate(ctx: CompanyContext, template_id: UUID) -> UUID:
    """Begin a draft with everything of another template but its name; return its id."""
    ctx.require(Permission.TEMPLATES_MANAGE)
    template = find(ctx, template_id)
    form = replace(form_of(template), name="", media_handle="", media_name="")
    return start(ctx, template.channel_id, form)


def get_editing(ctx: CompanyContext, template_id: UUID) -> Editing:
    """Return a template as it is being written; raises Conflict when it cannot be changed now."""
    ctx.require(Permission.TEMPLATES_MANAGE)
    template = find(ctx, template_id)
    zone = companies.get_profile(ctx).time_zone
    if obstacle := edit_obstacle(template, zone):
        raise Conflict(obstacle)
    return _editing(ctx, template, form_of(template), zone)


def save(
    ctx: CompanyContext, template_id: UUID, form: TemplateForm, *, changed: str = ""
) -> Editing:
    """Keep what has been written so far, however unfinished; `changed` is the field that was touched.

    WhatsApp's words about that field go away, because they were about what stood there before.
    """
    ctx.require(Permission.TEMPLATES_MANAGE)
    template = find(ctx, template_id, lock=True)
    zone = companies.get_profile(ctx).time_zone
    if obstacle := edit_obstacle(template, zone):
        raise Conflict(obstacle)
    if _is_endless(form):
        raise InvalidInput("This is far more than a template can hold.", {"body": "Shorten it."})
    form = replace(form, samples=needed_samples(form))
    if template.wa_template_id:
        # Only what may change is taken over.
        kept = {"name": template.name, "language": template.language}
        if template.status in SENDABLE:
            kept["category"] = template.category
        form = replace(form, **kept)
    _keep(template, form)
    template.form_problems = {
        field: words for field, words in template.form_problems.items() if field != changed
    }
    ctx.db.flush()
    ctx.nudge("templates")
    return _editing(ctx, template, form, zone)


def discard(ctx: CompanyContext, template_id: UUID) -> None:
    """Throw away what has been written: a draft as a whole, a change of a template that WhatsApp knows."""
    ctx.require(Permission.TEMPLATES_MANAGE)
    template = find(ctx, template_id, lock=True)
    if template.status != DRAFT and template.form is None:
        raise Conflict("There is nothing to throw away: this template has not been changed.")
    audit.record(ctx, audit.AuditAction.TEMPLATE_DISCARDED, template.id, name=label(template))
    if template.status == DRAFT:
        ctx.db.delete(template)
    else:
        template.form, template.form_problems = None, {}
    ctx.nudge("templates")


def form_of(template: MessageTemplate) -> TemplateForm:
    """Return what is being written, or the template as WhatsApp has it."""
    if template.form is not None:
        return form_from_json(template.form)
    return from_components(
        template.components,
        template.parameter_format,
        name=template.name,
        language=template.language,
        category=template.category,
        ttl=str(template.ttl_seconds or ""),
    )


def problems_of(
    ctx: CompanyContext, template: MessageTemplate, form: TemplateForm
) -> dict[str, Problem]:
    """Return what keeps a template from being submitted: WhatsApp's rules, and names that are taken."""
    problems = check_template(form)
    if "name" not in problems and not template.wa_template_id and _is_taken(ctx, template, form):
        sentence = "There is a template with this name and language already. Choose another name."
        problems["name"] = Problem("name", sentence)
    return problems


def edit_obstacle(template: MessageTemplate, zone: str) -> str:
    """Return why a template cannot be changed now, or nothing."""
    if template.status == "PENDING":
        return "WhatsApp is reviewing this template. It can be changed when that is done."
    if template.status not in _EDITABLE:
        return (
            "WhatsApp takes no changes of this template any more. Duplicate it and submit the copy."
        )
    if template.status not in SENDABLE:
        return ""
    moments = sorted(map(datetime.fromisoformat, template.edits))
    if moments and moments[-1] > now() - _EDIT_PAUSE:
        when = local_time(moments[-1] + _EDIT_PAUSE, zone)
        return f"An approved template can be changed once in 24 hours: again from {when} on."
    recent = [moment for moment in moments if moment > now() - _EDIT_SPAN]
    if len(recent) >= _EDITS:
        when = local_time(recent[0] + _EDIT_SPAN, zone)
        return f"An approved template can be changed 10 times in 30 days: again from {when} on."
    return ""


def edit_words(template: MessageTemplate) -> str:
    """Return what a change of an approved template costs, before it is begun."""
    if template.status not in SENDABLE:
        return ""
    recent = sum(one > (now() - _EDIT_SPAN).isoformat() for one in template.edits)
    return (
        "A change is reviewed again. It is possible once in 24 hours and 10 times in 30 days; "
        f"{recent} of 10 are used."
    )


def find_channel(ctx: CompanyContext, channel_id: UUID | None) -> UUID:
    """Return the account that is meant, or the company's first one; raises Conflict before there is any."""
    statement = select(Channel.id).where(col(Channel.company_id) == ctx.company_id)
    if channel_id is not None:
        statement = statement.where(col(Channel.id) == channel_id)
    found = ctx.db.exec(statement.order_by(col(Channel.created_at)).limit(1)).first()
    if found is None:
        raise Conflict("Connect WhatsApp first, in Settings. Then templates can be written.")
    return found


def _editing(
    ctx: CompanyContext, template: MessageTemplate, form: TemplateForm, zone: str
) -> Editing:
    problems = problems_of(ctx, template, form)
    advice = advise(form)
    if blocked := _blocked_until(ctx, template, form):
        advice.append(
            f"A template of this name was deleted. If it was approved, WhatsApp takes the name again from "
            f"{local_time(blocked, zone)} on."
        )
    return Editing(
        id=str(template.id),
        form=form,
        message=phones.of_form(form),
        wrong={one.field: one.sentence for one in problems.values() if not one.is_missing},
        missing={one.field: one.sentence for one in problems.values() if one.is_missing},
        refused=template.form_problems,
        advice=advice,
        is_known=bool(template.wa_template_id),
        is_approved=template.status in SENDABLE,
        edit_words=edit_words(template),
        saved=local_time(now(), zone),
    )


def _is_endless(form: TemplateForm) -> bool:
    texts = (
        form.body,
        form.footer,
        form.header_text,
        form.name,
        form.offer_text,
        form.ttl,
        form.otp_minutes,
    )
    return sum(map(len, texts)) > _LONGEST or len(str(form_to_json(form))) > _LARGEST


def _keep(template: MessageTemplate, form: TemplateForm) -> None:
    template.form = form_to_json(form)
    if template.status == DRAFT:
        template.name, template.language, template.category = (
            form.name,
            form.language,
            form.category,
        )
        template.components = to_components(form)
        template.parameter_format = form.parameter_format


def _is_taken(ctx: CompanyContext, template: MessageTemplate, form: TemplateForm) -> bool:
    same = _of_the_same_name(ctx, template, form)
    return any(one.status not in (DRAFT, DELETED) for one in same)


def _blocked_until(
    ctx: CompanyContext, template: MessageTemplate, form: TemplateForm
) -> datetime | None:
    ends = [
        one.status_at + _NAME_BLOCKED
        for one in _of_the_same_name(ctx, template, form)
        if one.status == DELETED and one.status_at is not None
    ]
    latest = max(ends, default=None)
    return latest if latest is not None and latest > now() else None


def _of_the_same_name(
    ctx: CompanyContext, template: MessageTemplate, form: TemplateForm
) -> list[MessageTemplate]:
    statement = select(MessageTemplate).where(
        col(MessageTemplate.company_id) == ctx.company_id,
        col(MessageTemplate.channel_id) == template.channel_id,
        col(MessageTemplate.name) == form.name,
        col(MessageTemplate.language) == form.language,
        col(MessageTemplate.id) != template.id,
    )
    return list(ctx.db.exec(statement.limit(10)))
