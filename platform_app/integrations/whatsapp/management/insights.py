"""What was sent, what it cost and what people did with it, by Meta's own count."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from platform_app.core.errors import InvalidInput
from platform_app.integrations.whatsapp.graph import Graph, graph_id
from platform_app.integrations.whatsapp.graph_json import (
    JsonObject,
    as_number,
    as_object,
    as_objects,
    as_text,
)

MOST_TEMPLATES = 10
_DIMENSIONS = "PRICING_CATEGORY,PRICING_TYPE,COUNTRY,PHONE,TIER"


class Granularity(StrEnum):
    """The width of one point."""

    HALF_HOUR = "HALF_HOUR"
    DAILY = "DAILY"
    MONTHLY = "MONTHLY"


@dataclass(frozen=True, slots=True)
class PricingPoint:
    """Messages of one kind within one span; `cost` is hidden for accounts billed through a partner."""

    start: datetime
    end: datetime
    country: str
    number: str
    tier: str | None
    pricing_type: str
    category: str
    volume: int
    cost: Decimal | None


@dataclass(frozen=True, slots=True)
class Clicks:
    """How often a button was used; a link's clicks are known only here."""

    kind: str
    button: str
    count: int


@dataclass(frozen=True, slots=True)
class TemplatePoint:
    """One template's figures for one day; costs are keyed by Meta's words, as in `amount_spent`."""

    template_id: str
    start: datetime
    end: datetime
    sent: int
    delivered: int
    read: int
    clicks: tuple[Clicks, ...]
    costs: dict[str, Decimal]


async def fetch_pricing(
    g: Graph,
    waba_id: str,
    start: datetime,
    end: datetime,
    *,
    granularity: Granularity = Granularity.DAILY,
) -> list[PricingPoint]:
    """Return what an account sent and what Meta charges for it; approximate, and at most a year back."""
    field = (
        f"pricing_analytics.start({_seconds(start)}).end({_seconds(end)})"
        f".granularity({granularity}).dimensions({_DIMENSIONS})"
    )
    answer = await g.call("GET", graph_id(waba_id), {"fields": field})
    analytics = as_object(answer.get("pricing_analytics"))
    groups = as_objects(analytics.get("data"))
    return [_pricing(row) for group in groups for row in as_objects(group.get("data_points"))]


async def enable_template_insights(g: Graph, waba_id: str) -> None:
    """Switch the templates' figures on, once and for ever."""
    await g.call("POST", graph_id(waba_id), {"is_enabled_for_insights": "true"})


async def fetch_template_insights(
    g: Graph, waba_id: str, template_ids: Sequence[str], start: datetime, end: datetime
) -> list[TemplatePoint]:
    """Return daily figures of at most ten templates, at most 90 days back."""
    if not 0 < len(template_ids) <= MOST_TEMPLATES:
        raise InvalidInput(f"From 1 to {MOST_TEMPLATES} templates at once.")
    rows = g.pages(
        f"{graph_id(waba_id)}/template_analytics",
        None,
        start=_seconds(start),
        end=_seconds(end),
        granularity="daily",
        metric_types=json.dumps(["sent", "delivered", "read", "clicked", "cost"]),
        template_ids=json.dumps([graph_id(one, "template") for one in template_ids]),
    )
    return [_template(row) async for group in rows for row in as_objects(group.get("data_points"))]


def _pricing(row: JsonObject) -> PricingPoint:
    def text(key: str) -> str:
        return as_text(row.get(key)) or ""

    return PricingPoint(
        start=_moment(row.get("start")),
        end=_moment(row.get("end")),
        country=text("country"),
        number=text("phone_number"),
        tier=as_text(row.get("tier")),
        pricing_type=text("pricing_type"),
        category=text("pricing_category"),
        volume=as_number(row.get("volume")) or 0,
        cost=_amount(row.get("cost")),
    )


def _template(row: JsonObject) -> TemplatePoint:
    costs = {
        as_text(one.get("type")): _amount(one.get("value")) for one in as_objects(row.get("cost"))
    }
    return TemplatePoint(
        template_id=as_text(row.get("template_id")) or "",
        start=_moment(row.get("start")),
        end=_moment(row.get("end")),
        sent=as_number(row.get("sent")) or 0,
        delivered=as_number(row.get("delivered")) or 0,
        read=as_number(row.get("read")) or 0,
        clicks=tuple(map(_clicks, as_objects(row.get("clicked")))),
        costs={kind: amount for kind, amount in costs.items() if kind and amount is not None},
    )


def _clicks(row: JsonObject) -> Clicks:
    return Clicks(
        kind=as_text(row.get("type")) or "",
        button=as_text(row.get("button_content")) or "",
        count=as_number(row.get("count")) or 0,
    )


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _moment(value: object) -> datetime:
    return datetime.fromtimestamp(as_number(value) or 0, UTC)


def _amount(value: object) -> Decimal | None:
    try:
        return Decimal(as_text(value) or "")
    except InvalidOperation:
        return None
