"""Pulling templates: everything WhatsApp has, over all its pages, and what its webhooks say in between."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select, update

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext, PublicContext, talks_to_the_outside
from platform_app.core.errors import AppError, Conflict
from platform_app.core.ids import new_id
from platform_app.core.permissions import Permission
from platform_app.integrations.whatsapp.graph import ask
from platform_app.integrations.whatsapp.management.templates import TemplateInfo, list_templates
from platform_app.integrations.whatsapp.payloads import TemplateUpdate
from platform_app.models.channels import Channel, ChannelStatus
from platform_app.models.templates import MessageTemplate
from platform_app.services import audit
from platform_app.services.channels import Credentials

DELETED = "DELETED"


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


@talks_to_the_outside
def fetch(credentials: Credentials) -> list[TemplateInfo]:
    """Return every template of the account, as WhatsApp has it now."""
    return ask(credentials.access, lambda g: list_templates(g, credentials.waba_id))


def store(ctx: CompanyContext, channel_id: UUID, templates: list[TemplateInfo]) -> None:
    """Write the pulled templates; one that WhatsApp no longer has is kept as deleted, for old campaigns."""
    moment = now()
    if templates:
        rows = [_values(ctx, channel_id, one) | {"synced_at": moment} for one in templates]
        statement = insert(MessageTemplate).values(rows)
        fresh = {name: statement.excluded[name] for name in _FRESH}
        ctx.db.connection().execute(
            statement.on_conflict_do_update(
                index_elements=["company_id", "channel_id", "name", "language"], set_=fresh
            )
        )
    ctx.db.connection().execute(
        update(MessageTemplate)
        .where(
            col(MessageTemplate.company_id) == ctx.company_id,
            col(MessageTemplate.channel_id) == channel_id,
            col(MessageTemplate.synced_at) < moment,
        )
        .values(status=DELETED)
    )
    channel = ctx.db.get_one(Channel, (ctx.company_id, channel_id))
    # Whatever else still stands in the way will say so again by itself.
    channel.templates_synced_at, channel.problem = moment, None
    audit.record(ctx, audit.AuditAction.TEMPLATES_PULLED, channel_id, templates=len(templates))
    ctx.nudge("templates")


def mark_refused(ctx: CompanyContext, channel_id: UUID, error: AppError) -> None:
    """Remember, for the settings page, why the templates could not be pulled."""
    channel = ctx.db.get_one(Channel, (ctx.company_id, channel_id))
    channel.problem = f"The templates could not be pulled. {error.message}"
    ctx.nudge("channels")


def list_unpulled(ctx: PublicContext) -> list[tuple[UUID, UUID]]:
    """Return company and id of every channel whose templates have never been pulled."""
    statement = select(Channel.company_id, Channel.id).where(
        col(Channel.templates_synced_at).is_(None), col(Channel.status) == ChannelStatus.CONNECTED
    )
    return list(ctx.db.exec(statement))


def apply_update(ctx: CompanyContext, channel_id: UUID, news: TemplateUpdate) -> None:
    """Apply what a webhook says about one template; an unknown one is pulled."""
    template = ctx.db.exec(
        select(MessageTemplate).where(
            col(MessageTemplate.company_id) == ctx.company_id,
            col(MessageTemplate.channel_id) == channel_id,
            col(MessageTemplate.wa_template_id) == news.template_id,
        )
    ).one_or_none()
    if template is None or news.status is None:
        # Texts, quality and categories come complete with a pull, so one is simpler than many small rules.
        ctx.enqueue("templates.pull", channel_id=channel_id)
        return
    template.status, template.rejected_reason = news.status, _reason(news.reason)
    if news.category:
        template.category = news.category
    ctx.nudge("templates")


_FRESH = (
    "wa_template_id", "category", "status", "parameter_format", "components", "rejected_reason", "synced_at",
)  # fmt: skip


def _reason(word: str | None) -> str | None:
    """Return why WhatsApp rejected a template; it says NONE when it did not."""
    return None if word == "NONE" else word


def _values(ctx: CompanyContext, channel_id: UUID, one: TemplateInfo) -> dict[str, object]:
    return {
        "company_id": ctx.company_id,
        "id": new_id(),
        "created_at": now(),
        "channel_id": channel_id,
        "wa_template_id": one.id,
        "name": one.name,
        "language": one.language,
        "category": one.category,
        "status": one.status,
        "parameter_format": one.parameter_format,
        "components": one.components,
        "rejected_reason": _reason(one.rejected_reason),
    }
