"""Onboarding: the steps to the first campaign, each ticked by a fact."""

from platform_app.services.onboarding.checklist import checklist
from platform_app.services.onboarding.funnel import count_done, count_steps, list_done
from platform_app.services.onboarding.steps import STEPS, Step
from platform_app.services.onboarding.views import ChecklistStep, StepCount, StepDone

__all__ = [
    "STEPS",
    "ChecklistStep",
    "Step",
    "StepCount",
    "StepDone",
    "checklist",
    "count_done",
    "count_steps",
    "list_done",
]
