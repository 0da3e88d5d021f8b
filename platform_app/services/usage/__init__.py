"""Usage: what a company has used of its plan; what would go beyond it is refused, people's replies never are."""

from platform_app.services.usage.limits import check, release, reserve, room, shortfall
from platform_app.services.usage.meters import (
    count,
    limits,
    list_warnings,
    meter,
    month_of,
    plan_name,
    row_of,
)
from platform_app.services.usage.views import MeterRow

__all__ = [
    "MeterRow",
    "check",
    "count",
    "limits",
    "list_warnings",
    "meter",
    "month_of",
    "plan_name",
    "release",
    "reserve",
    "room",
    "row_of",
    "shortfall",
]
