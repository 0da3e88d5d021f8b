"""Plans: what companies may use, set by the platform."""

from platform_app.services.plans.catalogue import (
    archive,
    create,
    edit,
    get_form,
    list_plans,
    make_default,
)
from platform_app.services.plans.companies import change_plan, get_allowance, set_overrides
from platform_app.services.plans.limits import METRICS, Limits, limits_of
from platform_app.services.plans.views import Allowance, AllowanceRow, PlanRow, PlanWords

__all__ = [
    "METRICS",
    "Allowance",
    "AllowanceRow",
    "Limits",
    "PlanRow",
    "PlanWords",
    "archive",
    "change_plan",
    "create",
    "edit",
    "get_allowance",
    "get_form",
    "limits_of",
    "list_plans",
    "make_default",
    "set_overrides",
]
