"""Variants: up to four templates of which each person gets one, so that the better one is found."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import col, select

from platform_app.core.context import CompanyContext
from platform_app.models.campaigns import Campaign, CampaignVariant
from platform_app.models.templates import SENDABLE, MessageTemplate
from platform_app.services.campaigns.lookups import find_template
from platform_app.services.campaigns.views import Problem, Step

# Beside the campaign's own template, which is the first one.
MOST = 3
# The variables of a template, each with the source of its values.
Mapping = dict[str, Any]  # Any: {"source": ..., "value": ..., "fallback": ...}


def load_variants(ctx: CompanyContext, campaign: Campaign) -> list[CampaignVariant]:
    """Return the other templates of a campaign in their order, locked by nobody."""
    statement = select(CampaignVariant).where(
        col(CampaignVariant.company_id) == ctx.company_id,
        col(CampaignVariant.campaign_id) == campaign.id,
    )
    return list(ctx.db.exec(statement.order_by(col(CampaignVariant.position))))


def mappings_of(ctx: CompanyContext, campaign: Campaign) -> list[Mapping]:
    """Return the variables of every template of a campaign, its own first."""
    return [campaign.variables, *(one.variables for one in load_variants(ctx, campaign))]


def find_variant_problems(ctx: CompanyContext, campaign: Campaign) -> list[Problem]:
    """Return what keeps a variant from being sent."""
    problems: list[str] = []
    for one in load_variants(ctx, campaign):
        template = find_template(ctx, one.template_id)
        name = letter(one.position)
        if template is None or template.status not in SENDABLE:
            problems.append(f"WhatsApp has not approved the template of variant {name}.")
        elif template.category != campaign.category:
            # Consent and price are asked once, for all of them.
            problems.append(f"Variant {name} needs a template of the same category as A.")
    return [Problem(Step.TEMPLATE, words) for words in problems]


def keep_templates(ctx: CompanyContext, campaign: Campaign) -> None:
    """Copy the templates of the variants, so that later edits change nothing."""
    for one in load_variants(ctx, campaign):
        template = ctx.db.get_one(MessageTemplate, (ctx.company_id, one.template_id))
        one.template_snapshot = snapshot_of(template)


def snapshot_of(template: MessageTemplate) -> dict[str, Any]:  # Any: Graph's JSON
    """Return what a message is made of, as it is now."""
    return {
        "name": template.name,
        "language": template.language,
        "components": template.components,
        "parameter_format": template.parameter_format,
    }


def letter(position: int) -> str:
    """Return what people call a variant: A is the campaign's own template."""
    return "ABCD"[position]


def is_split(mappings: Sequence[Mapping]) -> bool:
    """Tell whether there is more than one template."""
    return len(mappings) > 1
