"""What an audience can be made of: everybody, tags, segments, lists, and those who got a campaign."""

from sqlalchemy import func
from sqlmodel import col, select

from platform_app.core.context import CompanyContext
from platform_app.models.campaigns import Campaign
from platform_app.models.companies import Company
from platform_app.models.contacts import Contact
from platform_app.models.segments import Segment, SegmentKind
from platform_app.models.tags import Tag
from platform_app.services.campaigns.views import AudienceChoice

_CHOICES = 200


def list_inclusions(ctx: CompanyContext) -> list[AudienceChoice]:
    """Return what an audience can include."""
    everybody = ctx.db.exec(
        select(func.count()).select_from(Contact).where(col(Contact.company_id) == ctx.company_id)
    ).one()
    first = AudienceChoice("all", f"Everybody · {everybody:,} people")
    return [first, *_segments(ctx), *_tags(ctx), *_earlier(ctx)]


def list_exclusions(ctx: CompanyContext) -> list[AudienceChoice]:
    """Return what an audience can exclude."""
    return [*_segments(ctx), *_tags(ctx), *_earlier(ctx)]


def say_cap(ctx: CompanyContext) -> str:
    """Return how many marketing messages one person gets at most, in words; nothing without a cap."""
    company = ctx.db.get_one(Company, ctx.company_id)
    caps = ((company.frequency_cap_day, "a day"), (company.frequency_cap_week, "a week"))
    return " and ".join(f"{most} {span}" for most, span in caps if most is not None)


def _earlier(ctx: CompanyContext) -> list[AudienceChoice]:
    launched = ctx.db.exec(
        select(Campaign.id, Campaign.name)
        .where(col(Campaign.company_id) == ctx.company_id, col(Campaign.launched_at).is_not(None))
        .order_by(col(Campaign.created_at).desc(), col(Campaign.id).desc())
        .limit(_CHOICES)
    )
    return [AudienceChoice(f"campaign:{one}", f"Got the campaign {name}") for one, name in launched]


def _segments(ctx: CompanyContext) -> list[AudienceChoice]:
    rows = ctx.db.exec(
        select(Segment.id, Segment.name, Segment.kind)
        .where(col(Segment.company_id) == ctx.company_id)
        .order_by(col(Segment.name))
        .limit(_CHOICES)
    )
    words = {SegmentKind.FILTER: "Segment", SegmentKind.STATIC: "List"}
    return [
        AudienceChoice(f"segment:{one}", f"{words[SegmentKind(kind)]} {name}")
        for one, name, kind in rows
    ]


def _tags(ctx: CompanyContext) -> list[AudienceChoice]:
    names = ctx.db.exec(
        select(Tag.name)
        .where(col(Tag.company_id) == ctx.company_id)
        .order_by(col(Tag.name))
        .limit(_CHOICES)
    )
    return [AudienceChoice(f"tag:{name}", f"Tagged {name}") for name in names]
