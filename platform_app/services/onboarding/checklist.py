"""The checklist on the home page; nobody can tick a step, only facts can."""

from sqlalchemy import ColumnElement, exists
from sqlmodel import col, select

from platform_app.core.context import CompanyContext
from platform_app.core.permissions import Permission
from platform_app.models.campaigns import Campaign, CampaignStatus
from platform_app.models.channels import Channel
from platform_app.models.contacts import Contact
from platform_app.models.templates import MessageTemplate
from platform_app.services.onboarding.views import ChecklistStep

_ADMIN, _MANAGER = "An admin", "An admin or a manager"


def checklist(ctx: CompanyContext) -> list[ChecklistStep]:
    """Return the steps in the order they are usually taken."""
    ctx.require(Permission.DASHBOARD_READ)
    launched = col(Campaign.status).in_(
        (CampaignStatus.SENDING, CampaignStatus.COMPLETED, CampaignStatus.PAUSED)
    )
    facts = ctx.db.exec(
        select(  # pyright: ignore[reportCallIssue]  sqlmodel's select() is typed for four columns
            _is_there(ctx, Channel),
            _is_there(ctx, Channel, col(Channel.first_event_at).is_not(None)),
            _is_there(ctx, MessageTemplate, col(MessageTemplate.status) == "APPROVED"),
            _is_there(ctx, Contact),
            _is_there(ctx, Campaign, launched),
        )
    ).one()
    connected, proven, template, contacts, campaign = facts
    return [
        ChecklistStep("whatsapp", "Connect WhatsApp", connected, "/settings/whatsapp", _ADMIN),
        ChecklistStep("webhook", "Receive a first message", proven, "/settings/whatsapp", _ADMIN),
        ChecklistStep("template", "Get a template approved", template, "/templates", _MANAGER),
        ChecklistStep("contacts", "Import contacts", contacts, "/contacts/import", _MANAGER),
        ChecklistStep("campaign", "Send a first campaign", campaign, "/campaigns", _MANAGER),
    ]


def _is_there(
    ctx: CompanyContext,
    table: type[Channel | MessageTemplate | Contact | Campaign],
    *conditions: ColumnElement[bool],
) -> ColumnElement[bool]:
    return exists().where(col(table.company_id) == ctx.company_id, *conditions)
