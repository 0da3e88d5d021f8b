"""The checklist on the home page; nobody can tick a step, only facts can."""

from sqlalchemy import select

from platform_app.core.context import CompanyContext
from platform_app.core.permissions import ROLE_PERMISSIONS, Permission, Role
from platform_app.services.onboarding.steps import STEPS
from platform_app.services.onboarding.views import ChecklistStep


def checklist(ctx: CompanyContext) -> list[ChecklistStep]:
    """Return the steps in the order they are usually taken; one question to the database tells them all."""
    ctx.require(Permission.DASHBOARD_READ)
    asked = select(*(step.is_done(ctx.company_id) for step in STEPS))
    facts = ctx.db.connection().execute(asked).one()
    return [
        ChecklistStep(step.key, step.title, done, step.href, _who(step.permission), step.permission)
        for step, done in zip(STEPS, facts, strict=True)
    ]


def _who(permission: Permission) -> str:
    """Return which of the built-in roles takes a step."""
    if permission in ROLE_PERMISSIONS[Role.AGENT]:
        return "Anybody of the team"
    if permission in ROLE_PERMISSIONS[Role.MANAGER]:
        return "An admin or a manager"
    return "An admin"
