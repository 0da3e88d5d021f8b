"""Pulling templates: everything that WhatsApp has, over all its pages, every hour and when somebody asks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, text
from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext, PublicContext, talks_to_the_outside
from platform_app.core.errors import AppError, Conflict
from platform_app.core.permissions import Permission
from platform_app.integrations.whatsapp.graph import ask
from platform_app.integrations.whatsapp.management.templates import TemplateInfo, list_templates
from platform_app.models.channels import Channel, ChannelStatus
from platform_app.models.templates import DELETED, DRAFT, MessageTemplate
from platform_app.services import audit, channels
from platform_app.services.channels import Credentials
from platform_app.services.templates.changes import facts_of, put_status, reason_of, settle

EVERY = timedelta(hours=1)
# After a pull that failed, and while something is in review, in case that its webhook does not come.
_SOONER, _REVIEW = timedelta(minutes=10), timedelta(hours=2)
# So many accounts begin at one look of the clock; the others at the next.
_AT_ONCE = 50
# Two pulls of one account, or a pull and a submission, would both add the same template.
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended(cast(:channel as text), 0))")


@dataclass(frozen=True, slots=True)
class Pulled:
    """All templates of an account, as they were at `asked_at` or later."""

    templates: list[TemplateInfo]
    asked_at: datetime


def request_pull(ctx: CompanyContext) -> None:
    """Ask for a pull; raises Conflict before WhatsApp is connected."""
    ctx.require(Permission.TEMPLATES_MANAGE)
    channel_ids = ctx.db.exec(
        select(Channel.id).where(col(Channel.company_id) == ctx.company_id)
    ).all()
    if not channel_ids:
        raise Conflict("Connect WhatsApp first, in Settings. Then templates can be pulled.")
    for channel_id in channel_ids:
        ctx.enqueue("templates.pull", channel_id=channel_id)


def begin_pull(ctx: CompanyContext, channel_id: UUID) -> Credentials:
    """Note that an account's templates are asked for now, and return what to ask with."""
    channel = ctx.db.get_one(Channel, (ctx.company_id, channel_id))
    channel.templates_tried_at = now()
    return channels.load_credentials(ctx, channel_id)


@talks_to_the_outside
def fetch(credentials: Credentials) -> Pulled:
    """Return every template of the account, as WhatsApp has it now."""
    asked_at = now()
    found = ask(credentials.access, lambda g: list_templates(g, credentials.waba_id))
    return Pulled(found, asked_at)


def store(ctx: CompanyContext, channel_id: UUID, pulled: Pulled) -> None:
    """Write the pulled templates; one that WhatsApp no longer has is kept as deleted, for old campaigns.

    What a webhook, or somebody here, has changed since WhatsApp was asked stays as it is.
    """
    be_the_only_one(ctx, channel_id)
    known = _known(ctx, channel_id)
    find, seen = _match(known), set[UUID]()
    for info in pulled.templates:
        template = find(info)
        if template is None:
            template = MessageTemplate(company_id=ctx.company_id, channel_id=channel_id, name=info.name,
                language=info.language, category="", status="")  # fmt: skip
            _take(template, info, pulled.asked_at)
            ctx.db.add(template)
        else:
            before = facts_of(template)
            _take(template, info, pulled.asked_at)
            settle(ctx, template, before)
        seen.add(template.id)
    _forget_absent(ctx, known, seen, pulled.asked_at)
    ctx.db.flush()
    is_awaiting = any(map(_is_in_review, known))
    _note_pull(ctx, channel_id, len(seen), is_awaiting=is_awaiting)


def mark_refused(ctx: CompanyContext, channel_id: UUID, error: AppError) -> None:
    """Remember, for the settings page, why the templates could not be pulled."""
    channel = ctx.db.get_one(Channel, (ctx.company_id, channel_id))
    channel.problem = f"The templates could not be pulled. {error.message}"
    pull_sooner(channel)
    ctx.nudge("channels")


def list_due(ctx: PublicContext) -> list[tuple[UUID, UUID]]:
    """Return company and id of channels whose templates have not been asked for in an hour, the longest first."""
    tried = col(Channel.templates_tried_at)
    statement = (
        select(Channel.company_id, Channel.id)
        .where(
            col(Channel.status) == ChannelStatus.CONNECTED,
            or_(tried.is_(None), tried < now() - EVERY),
        )
        .order_by(tried.asc().nulls_first())
        .limit(_AT_ONCE)
    )
    return list(ctx.db.exec(statement))


def pull_sooner(channel: Channel) -> None:
    """Have the templates asked for again in ten minutes."""
    channel.templates_tried_at = now() - EVERY + _SOONER


def be_the_only_one(ctx: CompanyContext, channel_id: UUID) -> None:
    """Wait until nobody else adds templates to this account, and keep others waiting until the commit."""
    ctx.db.connection().execute(_ONE_AT_A_TIME, {"channel": f"templates:{channel_id}"})


def _known(ctx: CompanyContext, channel_id: UUID) -> list[MessageTemplate]:
    statement = (
        select(MessageTemplate)
        .where(
            col(MessageTemplate.company_id) == ctx.company_id,
            col(MessageTemplate.channel_id) == channel_id,
        )
        .order_by(col(MessageTemplate.id))
        .with_for_update()
    )
    return list(ctx.db.exec(statement))


def _match(known: Iterable[MessageTemplate]) -> Callable[[TemplateInfo], MessageTemplate | None]:
    """Find templates by WhatsApp's id, or by name: one on its way to WhatsApp has no id yet."""
    by_id = {one.wa_template_id: one for one in known if one.wa_template_id}
    by_name = {
        (one.name, one.language): one
        for one in known
        if one.status != DELETED and (one.status != DRAFT or one.status_at is not None)
    }

    def find(info: TemplateInfo) -> MessageTemplate | None:
        return by_id.get(info.id) or by_name.get((info.name, info.language))

    return find


def _take(template: MessageTemplate, info: TemplateInfo, asked_at: datetime) -> None:
    is_newer = template.status_at is not None and template.status_at > asked_at
    if template.status == DRAFT:
        # It was on its way when whoever submitted it lost the answer.
        template.form, is_newer = None, False
    template.wa_template_id = info.id
    template.components, template.parameter_format = info.components, info.parameter_format
    template.ttl_seconds, template.library_name = info.ttl_seconds, info.library_name or ""
    template.source, template.synced_at = info.source or "", now()
    if is_newer:
        return
    if not template.status:
        # Since when it is so is not known of one that was there before us.
        template.status = info.status
    elif info.status != template.status:
        put_status(template, info.status, asked_at)
    template.rejected_reason = reason_of(info.rejected_reason)
    _take_quality_and_category(template, info, asked_at)


def _take_quality_and_category(
    template: MessageTemplate, info: TemplateInfo, asked_at: datetime
) -> None:
    if info.quality and info.quality != template.quality:
        template.quality_at = asked_at if template.quality else None
        template.quality = info.quality
    was, template.category = template.category, info.category
    template.previous_category = info.previous_category or template.previous_category
    to_come = info.correct_category if info.correct_category != info.category else ""
    if was and was != info.category:
        template.previous_category, template.category_changes_at = was, asked_at
        template.future_category = to_come or ""
    elif to_come is not None and to_come != template.future_category:
        # WhatsApp says when only by its webhook.
        template.future_category, template.category_changes_at = to_come, None


def _forget_absent(
    ctx: CompanyContext, known: list[MessageTemplate], seen: set[UUID], asked_at: datetime
) -> None:
    for template in known:
        is_ours = template.status in (DRAFT, DELETED) or template.synced_at >= asked_at
        if template.id not in seen and not is_ours:
            before = facts_of(template)
            put_status(template, DELETED, asked_at)
            settle(ctx, template, before)


def _is_in_review(template: MessageTemplate) -> bool:
    since = template.status_at
    return template.status == "PENDING" and since is not None and since > now() - _REVIEW


def _note_pull(ctx: CompanyContext, channel_id: UUID, pulled: int, *, is_awaiting: bool) -> None:
    channel = ctx.db.get_one(Channel, (ctx.company_id, channel_id))
    channel.templates_synced_at = now()
    if channel.status == ChannelStatus.CONNECTED:
        # Whatever else still stands in the way will say so again by itself.
        channel.problem = None
    if is_awaiting:
        pull_sooner(channel)
    ctx.nudge("templates")
    if ctx.actor.user_id is not None:
        audit.record(ctx, audit.AuditAction.TEMPLATES_PULLED, channel_id, templates=pulled)
