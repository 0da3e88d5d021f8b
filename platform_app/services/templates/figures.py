"""What WhatsApp itself has counted of one template over the last 90 days; clicks on links are known only there."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext, talks_to_the_outside
from platform_app.core.errors import AppError, Conflict
from platform_app.core.permissions import Permission
from platform_app.integrations.whatsapp.graph import ask
from platform_app.integrations.whatsapp.management.insights import (
    TemplatePoint,
    enable_template_insights,
    fetch_template_insights,
)
from platform_app.integrations.whatsapp.refusals import GraphRefusal
from platform_app.models.channels import Channel
from platform_app.services import audit, channels
from platform_app.services.channels import Credentials
from platform_app.services.templates.lookups import find
from platform_app.services.templates.views import Figures

_LOOK_BACK = timedelta(days=89)
_NOT_ENABLED = frozenset({200005, 200006, 200007})


@dataclass(frozen=True, slots=True)
class Question:
    """Which template's figures are asked for, and with what."""

    credentials: Credentials
    channel_id: UUID
    wa_template_id: str
    currency: str


def prepare_figures(ctx: CompanyContext, template_id: UUID) -> Question:
    """Return what to ask WhatsApp with."""
    ctx.require(Permission.TEMPLATES_MANAGE)
    template = find(ctx, template_id)
    if not template.wa_template_id:
        raise Conflict("WhatsApp does not know this template yet, so it has counted nothing.")
    channel = ctx.db.get_one(Channel, (ctx.company_id, template.channel_id))
    credentials = channels.load_credentials(ctx, channel.id)
    return Question(credentials, channel.id, template.wa_template_id, channel.currency)


@talks_to_the_outside
def fetch_figures(question: Question) -> Figures:
    """Return WhatsApp's own figures, or in words why there are none."""
    credentials, until = question.credentials, now()
    try:
        points = ask(
            credentials.access,
            lambda g: fetch_template_insights(
                g, credentials.waba_id, [question.wa_template_id], until - _LOOK_BACK, until
            ),
        )
    except AppError as error:
        if isinstance(error, GraphRefusal) and error.error.code in _NOT_ENABLED:
            return Figures(problem="WhatsApp does not count for this account yet.", can_enable=True)
        return Figures(problem=error.message)
    return _sum(points, question.currency)


@talks_to_the_outside
def enable_figures(question: Question) -> None:
    """Have WhatsApp count an account's templates from now on; this cannot be taken back."""
    credentials = question.credentials
    ask(credentials.access, lambda g: enable_template_insights(g, credentials.waba_id))


def note_enabled(ctx: CompanyContext, template_id: UUID) -> None:
    """Remember who switched WhatsApp's own figures on."""
    ctx.require(Permission.TEMPLATES_MANAGE)
    template = find(ctx, template_id)
    action = audit.AuditAction.TEMPLATE_INSIGHTS_ENABLED
    audit.record(ctx, action, template.id, name=template.name)


def _sum(points: list[TemplatePoint], currency: str) -> Figures:
    clicks: Counter[str] = Counter()
    for point in points:
        for click in point.clicks:
            # Unique clicks are a part of the others.
            if not click.kind.startswith("unique"):
                clicks[click.button] += click.count
    spent = sum((point.costs.get("amount_spent", Decimal(0)) for point in points), Decimal(0))
    return Figures(
        sent=sum(point.sent for point in points),
        delivered=sum(point.delivered for point in points),
        read=sum(point.read for point in points),
        clicks=[f"{button}: {count:,}" for button, count in clicks.most_common(10)],
        cost=f"{spent:,.2f} {currency}".strip() if spent else "",
        problem="" if points else "WhatsApp has counted nothing in the last 90 days.",
    )
