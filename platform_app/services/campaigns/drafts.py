"""Drafts: what the builder offers and what it has saved so far."""

from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from platform_app.core.context import CompanyContext
from platform_app.core.errors import Conflict, InvalidInput, NotFound
from platform_app.core.permissions import Permission
from platform_app.integrations.whatsapp.payloads import (
    render_preview,
    template_variables,
    unsendable_part,
)
from platform_app.models.campaigns import Campaign, CampaignStatus
from platform_app.models.channels import PhoneNumber
from platform_app.models.contacts import Contact
from platform_app.models.templates import SENDABLE, MessageTemplate
from platform_app.services import audit
from platform_app.services.campaigns import choosing, forms, offers
from platform_app.services.campaigns.approvals import forget_approval
from platform_app.services.campaigns.lookups import (
    find_number,
    find_template,
    get_campaign,
    shown_status,
    zone_of,
)
from platform_app.services.campaigns.views import (
    CampaignChoices,
    CampaignDraft,
    DraftChanges,
    NumberChoice,
    TemplateChoice,
    VariableDraft,
)

SOURCES = ("name", "first_name", "phone", "attribute", "text")
_CHOICES = 200
_SAVED_ELSEWHERE = (
    "This campaign was changed in another tab, or by somebody else, since you opened it here. "
    "Load it anew; what you have just changed is not saved."
)


def create(ctx: CompanyContext, *, name: str) -> UUID:
    """Start a draft and return its id."""
    ctx.require(Permission.CAMPAIGNS_EDIT)
    campaign = Campaign(
        company_id=ctx.company_id, name=_checked_name(name), created_by=ctx.actor.user_id
    )
    ctx.db.add(campaign)
    audit.record(ctx, audit.AuditAction.CAMPAIGN_CREATED, campaign.id, name=campaign.name)
    return campaign.id


def list_choices(ctx: CompanyContext) -> CampaignChoices:
    """Return the templates, numbers and audiences that a campaign can be made of."""
    ctx.require(Permission.CAMPAIGNS_EDIT)
    templates = ctx.db.exec(
        select(MessageTemplate)
        .where(
            col(MessageTemplate.company_id) == ctx.company_id,
            col(MessageTemplate.status).in_(SENDABLE),
            *(
                []
                if ctx.actor.may(Permission.TEMPLATES_MANAGE)
                else [col(MessageTemplate.is_hidden).is_(False)]
            ),
        )
        .order_by(col(MessageTemplate.name), col(MessageTemplate.language))
        .limit(_CHOICES)
    )
    numbers = ctx.db.exec(
        select(PhoneNumber).where(col(PhoneNumber.company_id) == ctx.company_id).limit(_CHOICES)
    )
    return CampaignChoices(
        templates=[
            _template_choice(one) for one in templates if unsendable_part(one.components) is None
        ],
        numbers=[
            NumberChoice(str(one.id), f"{one.display_number} · {one.verified_name}")
            for one in numbers
        ],
        inclusions=offers.list_inclusions(ctx),
        exclusions=offers.list_exclusions(ctx),
        attributes=_attributes(ctx),
        cap=offers.say_cap(ctx),
        zone=zone_of(ctx),
    )


def get_draft(ctx: CompanyContext, campaign_id: UUID) -> CampaignDraft:
    """Return a campaign as the builder edits it."""
    ctx.require(Permission.CAMPAIGNS_READ)
    campaign = get_campaign(ctx, campaign_id)
    return CampaignDraft(
        id=str(campaign.id),
        name=campaign.name,
        status=shown_status(campaign),
        note=campaign.approval_note,
        template_id=str(campaign.template_id or ""),
        phone_number_id=str(campaign.phone_number_id or ""),
        include=choosing.list_chosen(ctx, campaign.audience, "include"),
        exclude=choosing.list_chosen(ctx, campaign.audience, "exclude"),
        variables=_variables(campaign, find_template(ctx, campaign.template_id)),
        brief=forms.brief_of(campaign),
        timing=forms.timing_of(ctx, campaign),
        control_percent=str(campaign.control_percent or ""),
        version=campaign.version,
    )


def save_draft(ctx: CompanyContext, campaign_id: UUID, changes: DraftChanges) -> CampaignDraft:
    """Save what the builder knows so far; an incomplete draft is fine, a launched campaign is not."""
    ctx.require(Permission.CAMPAIGNS_EDIT)
    campaign = get_campaign(ctx, campaign_id, lock=True)
    if campaign.status != CampaignStatus.DRAFT:
        raise Conflict("This campaign has been launched and cannot be changed any more.")
    if changes.version is not None and changes.version != campaign.version:
        raise Conflict(_SAVED_ELSEWHERE)
    # What was asked for is not what it is from now on.
    forget_approval(ctx, campaign)
    template = _chosen_template(ctx, campaign, changes.template_id)
    number = find_number(ctx, changes.phone_number_id)
    campaign.name = _checked_name(changes.name)
    campaign.template_id = template.id if template else None
    campaign.phone_number_id = number.id if number else None
    campaign.category = template.category if template else ""
    campaign.audience = choosing.parse(ctx, changes.include, changes.exclude)
    campaign.variables = {
        one.id: _mapping(one) for one in changes.variables if one.source in SOURCES
    }
    campaign.control_percent = forms.read_percent(changes.control_percent)
    forms.apply_brief(campaign, changes.brief)
    forms.apply_timing(ctx, campaign, changes.timing)
    campaign.version += 1
    ctx.db.flush()
    return get_draft(ctx, campaign_id)


def _chosen_template(
    ctx: CompanyContext, campaign: Campaign, template_id: UUID | None
) -> MessageTemplate | None:
    """Return the template; one that is hidden stays with whoever chose it, and is not chosen by others."""
    template = find_template(ctx, template_id)
    if template is None or template.id == campaign.template_id or not template.is_hidden:
        return template
    if not ctx.actor.may(Permission.TEMPLATES_MANAGE):
        raise NotFound("This template does not exist, or no longer does.")
    return template


def _checked_name(name: str) -> str:
    name = name.strip()
    if not 1 <= len(name) <= 200:
        raise InvalidInput("Give the campaign a name.", {"name": "Use 1 to 200 characters."})
    return name


def _mapping(one: VariableDraft) -> dict[str, str]:
    return {"source": one.source, "value": one.value.strip(), "fallback": one.fallback.strip()}


def _variables(campaign: Campaign, template: MessageTemplate | None) -> list[VariableDraft]:
    if template is None:
        return []
    return [
        VariableDraft(
            id=one.id,
            label=one.label,
            example=one.example or "",
            source=campaign.variables.get(one.id, {}).get("source", ""),
            value=campaign.variables.get(one.id, {}).get("value", ""),
            fallback=campaign.variables.get(one.id, {}).get("fallback", ""),
        )
        for one in template_variables(template.components, template.parameter_format)
    ]


def _template_choice(template: MessageTemplate) -> TemplateChoice:
    preview = render_preview(template.components, {}, template.parameter_format)
    return TemplateChoice(
        id=str(template.id),
        label=f"{template.name} ({template.language})",
        category=template.category,
        header=preview.header or "",
        body=preview.body,
        footer=preview.footer or "",
        buttons=[button.text for button in preview.buttons],
    )


def _attributes(ctx: CompanyContext) -> list[str]:
    key = func.jsonb_object_keys(col(Contact.attributes)).label("key")
    recent = select(key).where(col(Contact.company_id) == ctx.company_id).limit(2_000).subquery()
    return list(ctx.db.exec(select(recent.c.key).distinct().order_by(recent.c.key).limit(_CHOICES)))
