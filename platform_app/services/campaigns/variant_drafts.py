"""What the builder saves and shows of a campaign's variants."""

from uuid import UUID

from sqlmodel import col, delete

from platform_app.core.context import CompanyContext
from platform_app.core.errors import Conflict, InvalidInput, NotFound
from platform_app.core.permissions import Permission
from platform_app.integrations.whatsapp.payloads import template_variables
from platform_app.models.campaigns import Campaign, CampaignStatus, CampaignVariant
from platform_app.models.templates import MessageTemplate
from platform_app.services.campaigns.approvals import forget_approval
from platform_app.services.campaigns.drafts import SOURCES
from platform_app.services.campaigns.lookups import find_template, get_campaign
from platform_app.services.campaigns.variants import MOST, Mapping, letter, load_variants
from platform_app.services.campaigns.views import VariableDraft, VariantDraft, VariantRow


def list_variants(ctx: CompanyContext, campaign_id: UUID) -> list[VariantRow]:
    """Return the templates that are compared with the campaign's own, which is A."""
    ctx.require(Permission.CAMPAIGNS_READ)
    campaign = get_campaign(ctx, campaign_id)
    return [_row(ctx, one) for one in load_variants(ctx, campaign)]


def save_variants(ctx: CompanyContext, campaign_id: UUID, variants: list[VariantDraft]) -> None:
    """Save which other templates a draft tries; an empty list is a campaign with one template."""
    ctx.require(Permission.CAMPAIGNS_EDIT)
    campaign = get_campaign(ctx, campaign_id, lock=True)
    if campaign.status != CampaignStatus.DRAFT:
        raise Conflict("This campaign has been launched and cannot be changed any more.")
    if len(variants) > MOST:
        raise InvalidInput(f"At most {MOST + 1} templates can be compared.")
    forget_approval(ctx, campaign)
    ctx.db.exec(
        delete(CampaignVariant).where(
            col(CampaignVariant.company_id) == ctx.company_id,
            col(CampaignVariant.campaign_id) == campaign_id,
        )
    )
    for position, one in enumerate(variants, start=1):
        ctx.db.add(_variant(ctx, campaign, position, one))


def _variant(
    ctx: CompanyContext, campaign: Campaign, position: int, draft: VariantDraft
) -> CampaignVariant:
    template = find_template(ctx, draft.template_id)
    if template is None:
        raise NotFound("This template does not exist, or no longer does.")
    return CampaignVariant(
        company_id=ctx.company_id,
        campaign_id=campaign.id,
        position=position,
        template_id=template.id,
        variables={
            one.id: {
                "source": one.source,
                "value": one.value.strip(),
                "fallback": one.fallback.strip(),
            }
            for one in draft.variables
            if one.source in SOURCES
        },
    )


def _row(ctx: CompanyContext, one: CampaignVariant) -> VariantRow:
    template = ctx.db.get_one(MessageTemplate, (ctx.company_id, one.template_id))
    return VariantRow(
        position=one.position,
        letter=letter(one.position),
        template_id=str(template.id),
        template=f"{template.name} ({template.language})",
        variables=_variables(template, one.variables),
        is_stopped=one.stopped_at is not None,
    )


def _variables(template: MessageTemplate, mapping: Mapping) -> list[VariableDraft]:
    return [
        VariableDraft(
            id=one.id,
            label=one.label,
            example=one.example or "",
            source=mapping.get(one.id, {}).get("source", ""),
            value=mapping.get(one.id, {}).get("value", ""),
            fallback=mapping.get(one.id, {}).get("fallback", ""),
        )
        for one in template_variables(template.components, template.parameter_format)
    ]
