"""Usage: what a company has used of its plan; what would go beyond it is refused, people's replies never are."""

from platform_app.services.usage.limits import check, release, reserve, shortfall
from platform_app.services.usage.meters import count, limits, list_warnings, meter, plan_name
from platform_app.services.usage.views import MeterRow

__all__ = [
    "MeterRow",
    "check",
    "count",
    "limits",
    "list_warnings",
    "meter",
    "plan_name",
    "release",
    "reserve",
    "shortfall",
]
