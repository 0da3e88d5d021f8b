"""Onboarding: the steps to the first campaign, each ticked by a fact."""

from platform_app.services.onboarding.checklist import checklist
from platform_app.services.onboarding.views import ChecklistStep

__all__ = ["ChecklistStep", "checklist"]
