"""Pre-flight: what a launch would do, and for whom it would not."""

from collections import Counter
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.db import in_time
from platform_app.core.permissions import Permission
from platform_app.integrations.whatsapp.payloads import (
    render_preview,
    template_variables,
)
from platform_app.models.campaigns import Campaign
from platform_app.models.channels import PhoneNumber
from platform_app.models.contacts import Contact
from platform_app.models.plans import Metric
from platform_app.models.templates import SENDABLE, MessageTemplate
from platform_app.services import contacts, pricing, usage
from platform_app.services.campaigns import audience, choosing
from platform_app.services.campaigns.forecast import by_market, forecast
from platform_app.services.campaigns.lookups import find_number, find_template, get_campaign
from platform_app.services.campaigns.reasons import skip_words
from platform_app.services.campaigns.variants import find_variant_problems, mappings_of
from platform_app.services.campaigns.views import (
    Forecast,
    Preflight,
    Problem,
    ReasonCount,
    SampleMessage,
    Step,
)

_SAMPLES = 5
# Somebody looks at the page and waits.
COUNT_WITHIN_MS = 20_000
TOO_LONG = (
    "Counting the people of this campaign took too long and was given up. "
    "Ask for fewer things in its segments, or for a shorter time."
)


def preflight(ctx: CompanyContext, campaign_id: UUID) -> Preflight:
    """Return how many people would get the campaign, who would not and why, and what is still missing."""
    ctx.require(Permission.CAMPAIGNS_READ)
    campaign = get_campaign(ctx, campaign_id)
    template, number = (
        find_template(ctx, campaign.template_id),
        find_number(ctx, campaign.phone_number_id),
    )
    is_chosen = choosing.is_chosen(campaign.audience)
    counts, people = _survey(ctx, campaign) if is_chosen else ({}, Counter[str]())
    willing = counts.get(None, 0)
    beyond = usage.shortfall(ctx, Metric.CAMPAIGN_MESSAGES, willing)
    problems = find_problems(campaign, template, number, willing)
    problems += find_variant_problems(ctx, campaign)
    if beyond:
        problems.append(Problem(Step.AUDIENCE, beyond))
    return Preflight(
        problems=problems,
        audience=sum(counts.values()),
        will_receive=willing,
        skipped=[
            ReasonCount(reason, *skip_words(reason), total)
            for reason, total in counts.items()
            if reason is not None
        ],
        samples=_samples(ctx, campaign, template),
        summary=_summary(template, number, willing),
        excluded=choosing.count_excluded(ctx, campaign.audience) if is_chosen else 0,
        audience_words=choosing.say(ctx, campaign.audience),
        number_quality=number.quality if number else "",
        template_quality=template.quality if template else "",
        forecast=(
            forecast(ctx, campaign, number, template.category, people)
            if number is not None and template is not None and is_chosen
            else Forecast()
        ),
    )


def find_problems(
    campaign: Campaign, template: MessageTemplate | None, number: PhoneNumber | None, willing: int
) -> list[Problem]:
    """Return, one sentence each, what keeps a campaign from being launched, in the order of the steps."""
    problems: list[Problem] = []
    if number is None:
        problems.append(Problem(Step.GOAL, "Choose the number to send from."))
    if campaign.offer_until is not None and campaign.offer_until < now().date():
        problems.append(Problem(Step.GOAL, "The offer is over already. Choose a later day."))
    if template is None:
        problems.append(Problem(Step.TEMPLATE, "Choose a template."))
    elif template.status not in SENDABLE:
        words = "WhatsApp has not approved this template. Choose another one, or pull the templates again."
        problems.append(Problem(Step.TEMPLATE, words))
    problems += _unmapped(campaign, template)
    if not choosing.is_chosen(campaign.audience):
        problems.append(Problem(Step.AUDIENCE, "Choose an audience."))
    elif willing == 0:
        words = "Nobody in this audience can get this campaign."
        problems.append(Problem(Step.AUDIENCE, words))
    return problems


def count_by_reason(ctx: CompanyContext, campaign: Campaign) -> dict[str | None, int]:
    """Return the audience's size by the reason for which people are skipped; None are those who get it."""
    return _survey(ctx, campaign)[0]


def count_by_market(ctx: CompanyContext, campaign: Campaign) -> Counter[str]:
    """Return how many people would get it, by the market of their numbers."""
    return by_market(ctx, _survey(ctx, campaign)[1])


def _survey(ctx: CompanyContext, campaign: Campaign) -> tuple[dict[str | None, int], Counter[str]]:
    """Count the audience by the reason for being skipped, and those who get it by the first digits of their numbers."""
    each = (
        select(
            audience.skip_reason(campaign, mappings_of(ctx, campaign)).label("reason"),
            func.coalesce(pricing.first_digits(col(Contact.phone)), "").label("digits"),
        )
        .where(*choosing.people(ctx, campaign.audience))
        .subquery()
    )
    groups = select(each.c.reason, each.c.digits, func.count()).group_by(
        each.c.reason, each.c.digits
    )
    by_reason, people = Counter[str | None](), Counter[str]()
    with in_time(ctx.db, COUNT_WITHIN_MS, TOO_LONG):
        counted = ctx.db.exec(groups).all()
    for reason, digits, total in counted:
        by_reason[reason] += total
        if reason is None:
            people[digits] += total
    return dict(by_reason.most_common()), people


def _unmapped(campaign: Campaign, template: MessageTemplate | None) -> list[Problem]:
    if template is None:
        return []
    return [
        Problem(Step.TEMPLATE, f"Say where the value of “{one.label}” comes from.")
        for one in template_variables(template.components, template.parameter_format)
        if not _is_mapped(campaign.variables.get(one.id))
    ]


def _is_mapped(mapping: dict[str, str] | None) -> bool:
    if not mapping:
        return False
    needs_value = mapping["source"] in ("attribute", "text")
    return bool(mapping["value"] or mapping["fallback"]) if needs_value else True


def _samples(
    ctx: CompanyContext, campaign: Campaign, template: MessageTemplate | None
) -> list[SampleMessage]:
    if template is None:
        return []
    people: list[tuple[str, dict[str, str]]] = []
    if choosing.is_chosen(campaign.audience):
        mappings = mappings_of(ctx, campaign)
        statement = (
            select(Contact.name, audience.values_of(campaign.variables))
            .where(
                *choosing.people(ctx, campaign.audience),
                audience.skip_reason(campaign, mappings).is_(None),
                audience.variant_of(campaign, mappings) == 0,
            )
            .order_by(col(Contact.id))
            .limit(_SAMPLES)
        )
        people = [(name, values) for name, values in ctx.db.exec(statement)]
    return [_sample(ctx, template, name, values) for name, values in people or [("", {})]]


def _sample(
    ctx: CompanyContext, template: MessageTemplate, name: str, values: dict[str, str]
) -> SampleMessage:
    shown = {key: contacts.without_numbers(ctx, value) for key, value in values.items()}
    preview = render_preview(template.components, shown, template.parameter_format)
    return SampleMessage(
        name=contacts.without_numbers(ctx, name),
        header=preview.header or "",
        body=preview.body,
        footer=preview.footer or "",
        buttons=[button.text for button in preview.buttons],
    )


def _summary(template: MessageTemplate | None, number: PhoneNumber | None, willing: int) -> str:
    if template is None or number is None:
        return ""
    people = "1 person" if willing == 1 else f"{willing:,} people"
    return f"Send {template.name} to {people} from {number.display_number}."
