"""The same steps over all companies, for the platform: who is how far, and where many stop."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from platform_app.core.context import PlatformContext
from platform_app.models.companies import Company, CompanyStatus
from platform_app.services.onboarding.steps import STEPS
from platform_app.services.onboarding.views import StepCount, StepDone


def count_steps(ctx: PlatformContext) -> tuple[int, list[StepCount]]:
    """Return how many companies are active, and of each step how many of them have taken it."""
    taken = [func.count().filter(step.is_done(col(Company.id))) for step in STEPS]
    statement = select(func.count(), *taken).where(col(Company.status) == CompanyStatus.ACTIVE)
    total, *counts = ctx.db.connection().execute(statement).one()
    return total, [
        StepCount(step.key, step.title, done) for step, done in zip(STEPS, counts, strict=True)
    ]


def count_done(ctx: PlatformContext, company_ids: Sequence[UUID]) -> dict[UUID, tuple[int, int]]:
    """Return of each company how many steps it has taken, of how many."""
    facts = (step.is_done(col(Company.id)) for step in STEPS)
    statement = select(col(Company.id), *facts).where(col(Company.id).in_(company_ids))
    rows = ctx.db.connection().execute(statement)
    return {company_id: (sum(done), len(STEPS)) for company_id, *done in rows}


def list_done(ctx: PlatformContext, company_id: UUID) -> list[StepDone]:
    """Return the steps of one company, and whether each is taken."""
    facts = select(*(step.is_done(company_id) for step in STEPS))
    done = ctx.db.connection().execute(facts).one()
    return [
        StepDone(step.key, step.title, bool(is_done))
        for step, is_done in zip(STEPS, done, strict=True)
    ]
