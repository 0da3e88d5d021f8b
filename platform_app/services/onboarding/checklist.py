"""The checklist on the home page; nobody can tick a step, only facts can."""

from sqlmodel import select

from platform_app.core.context import CompanyContext
from platform_app.core.permissions import Permission
from platform_app.services.onboarding.steps import STEPS
from platform_app.services.onboarding.views import ChecklistStep


def checklist(ctx: CompanyContext) -> list[ChecklistStep]:
    """Return the steps in the order they are usually taken."""
    ctx.require(Permission.DASHBOARD_READ)
    facts = ctx.db.connection().execute(select(*(step.is_done(ctx.company_id) for step in STEPS)))
    return [
        ChecklistStep(step.key, step.title, done, step.href, step.who)
        for step, done in zip(STEPS, facts.one(), strict=True)
    ]
