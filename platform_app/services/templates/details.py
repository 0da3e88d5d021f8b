"""One template with all that is known about it, and what its campaigns came to."""

from datetime import datetime, timedelta
from uuid import UUID

from platform_app.core.clock import local_time, now
from platform_app.core.context import CompanyContext
from platform_app.core.permissions import Permission
from platform_app.integrations.whatsapp.payloads.template_languages import language_name
from platform_app.models.channels import Channel
from platform_app.models.templates import DRAFT, MessageTemplate
from platform_app.services import campaigns, companies
from platform_app.services.templates import phones
from platform_app.services.templates.acts import count_languages
from platform_app.services.templates.authoring import edit_obstacle, edit_words
from platform_app.services.templates.lookups import find
from platform_app.services.templates.views import TemplateDetail, Use
from platform_app.services.templates.words import (
    explain_category,
    explain_source,
    explain_status,
    say_lifetime,
)

_GONE = (DRAFT, "DELETED", "PENDING_DELETION")


def get_detail(ctx: CompanyContext, template_id: UUID) -> TemplateDetail:
    """Return a template with everything in words."""
    ctx.require(Permission.TEMPLATES_READ)
    one = find(ctx, template_id)
    zone = companies.get_profile(ctx).time_zone
    channel = ctx.db.get_one(Channel, (ctx.company_id, one.channel_id))
    status, category = explain_status(one, zone), explain_category(one, zone)
    may = ctx.actor.may(Permission.TEMPLATES_MANAGE)
    obstacle = edit_obstacle(one, zone)
    return TemplateDetail(
        id=str(one.id),
        name=one.name or "Template without a name",
        language=f"{language_name(one.language)} ({one.language})",
        category=one.category,
        status=one.status,
        quality=one.quality,
        quality_since=local_time(one.quality_at, zone) if one.quality != "UNKNOWN" else "",
        status_since=local_time(one.status_at, zone),
        status_words=status.words,
        status_advice=status.advice,
        category_words=category.words,
        category_advice=category.advice,
        lifetime=say_lifetime(one.ttl_seconds),
        format="Named" if one.parameter_format == "NAMED" else "Numbered",
        source=explain_source(one.source, one.library_name),
        wa_template_id=one.wa_template_id,
        channel=channel.name or channel.waba_id,
        synced=_synced(one, channel, zone),
        message=phones.of_components(one.components, one.parameter_format),
        is_hidden=one.is_hidden,
        has_changes=one.form is not None and one.status != DRAFT,
        can_edit=may and not obstacle,
        edit_words=obstacle or edit_words(one),
        can_delete=may and one.status not in _GONE,
        can_unpause=may and one.status == "PAUSED" and is_held(one),
        languages=count_languages(ctx, one),
    )


def list_uses(ctx: CompanyContext, template_id: UUID) -> list[Use]:
    """Return the newest campaigns with a template, with their figures."""
    ctx.require(Permission.TEMPLATES_READ)
    find(ctx, template_id)
    return [
        Use(
            id=row.id,
            name=row.name,
            status=row.status,
            created=row.created,
            sent=row.sent,
            delivered=row.delivered,
            read=row.read,
            failed=row.failed,
        )
        for row in campaigns.list_uses(ctx, template_id)
    ]


def is_held(template: MessageTemplate) -> bool:
    """Tell whether a pause may need a hand: those for low quality end by themselves, after 6 hours at most."""
    if template.status_title in ("FIRST_PAUSE", "SECOND_PAUSE"):
        return _is_over(template.status_at)
    return True


def _is_over(since: datetime | None) -> bool:
    return since is None or since < now() - timedelta(hours=6)


def _synced(one: MessageTemplate, channel: Channel, zone: str) -> str:
    if one.status == DRAFT:
        return ""
    return local_time(channel.templates_synced_at or one.synced_at, zone)
