"""Plans: made, changed, put away, one of them for new companies."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlmodel import col, delete, select, update

from platform_app.core.context import PlatformActor, PlatformContext
from platform_app.core.db import platform_transaction
from platform_app.core.errors import Conflict, InvalidInput
from platform_app.models.companies import Company
from platform_app.models.plans import Plan
from platform_app.services import plans
from platform_app.services.plans import PlanWords
from tests.support.campaigns import make_company
from tests.support.servers import TestDatabase

ROOT = PlatformActor(None, "Root")
WORDS = PlanWords("Tiny", "9.90", "usd")
# The last one is for new companies.
SEEDED = ("Starter", "Growth", "Scale", "Without limits")


@pytest.fixture(autouse=True)
def as_seeded(database: TestDatabase) -> Iterator[None]:
    """The plans came with the migrations, so they are put back as they were."""
    yield
    database.clean()
    with platform_transaction(ROOT) as ctx:
        ctx.db.exec(delete(Plan).where(col(Plan.name).not_in(SEEDED)))
        ctx.db.exec(update(Plan).values(is_default=False, is_archived=False))
        ctx.db.exec(update(Plan).where(col(Plan.name) == SEEDED[-1]).values(is_default=True))


def named(ctx: PlatformContext, name: str) -> plans.PlanRow:
    return next(row for row in plans.list_plans(ctx) if row.name == name)


def plan_of(company_id: UUID) -> str:
    with platform_transaction(ROOT) as ctx:
        query = select(Plan.name).join(Company).where(col(Company.id) == company_id)
        return ctx.db.exec(query).one()


def test_four_plans_are_there_from_the_start_and_one_is_for_new_companies() -> None:
    with platform_transaction(ROOT) as ctx:
        rows = plans.list_plans(ctx)
    assert {(row.name, row.is_default) for row in rows} == {
        (name, name == SEEDED[-1]) for name in SEEDED
    }
    assert plan_of(make_company("acme")) == "Without limits"


def test_an_empty_limit_is_none_and_the_price_is_kept_exactly() -> None:
    with platform_transaction(ROOT) as ctx:
        row = plans.create(ctx, WORDS, {"users": "3", "contacts": "10,000"})
    assert (row.price, row.users, row.contacts, row.numbers) == (
        "9.90 USD",
        "3",
        "10,000",
        "unlimited",
    )


@pytest.mark.parametrize(
    ("words", "limits", "field"),
    [
        (PlanWords("", "1", "EUR"), {}, "name"),
        (PlanWords("Starter", "1", "EUR"), {}, "name"),
        (PlanWords("A", "NaN", "EUR"), {}, "monthly_price"),
        (PlanWords("A", "-1", "EUR"), {}, "monthly_price"),
        (PlanWords("A", "1", "euro"), {}, "currency"),
        (PlanWords("A", "1", "EUR"), {"users": "-1"}, "users"),
        (PlanWords("A", "1", "EUR"), {"users": "9" * 12}, "users"),
    ],
)
def test_what_is_wrong_with_a_plan_is_said_at_its_field(
    words: PlanWords, limits: dict[str, str], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused, platform_transaction(ROOT) as ctx:
        plans.create(ctx, words, limits)
    assert list(refused.value.fields) == [field]


def test_a_changed_plan_counts_for_its_companies_and_its_old_limits_are_remembered() -> None:
    company_id = make_company("acme")
    with platform_transaction(ROOT) as ctx:
        tiny = UUID(plans.create(ctx, WORDS, {"users": "3"}).id)
    with platform_transaction(ROOT, company_id) as ctx:
        plans.change_plan(ctx, company_id, tiny)
    with platform_transaction(ROOT) as ctx:
        assert plans.edit(ctx, tiny, WORDS, {"users": "4"}).companies == 1
        rows = plans.get_allowance(ctx, company_id).rows
    assert next(row.of_plan for row in rows if row.metric == "users") == "4"


def test_the_plan_for_new_companies_is_not_archived_and_an_archived_one_is_given_to_nobody() -> (
    None
):
    company_id = make_company("acme")
    with platform_transaction(ROOT) as ctx:
        first, growth = UUID(named(ctx, SEEDED[-1]).id), UUID(named(ctx, "Growth").id)
        with pytest.raises(Conflict):
            plans.archive(ctx, first)
        plans.archive(ctx, growth)
        with pytest.raises(Conflict):
            plans.make_default(ctx, growth)
    with pytest.raises(Conflict), platform_transaction(ROOT, company_id) as ctx:
        plans.change_plan(ctx, company_id, growth)


def test_one_plan_at_a_time_is_for_new_companies() -> None:
    with platform_transaction(ROOT) as ctx:
        plans.make_default(ctx, UUID(named(ctx, "Scale").id))
    with platform_transaction(ROOT) as ctx:
        assert [row.name for row in plans.list_plans(ctx) if row.is_default] == ["Scale"]
    assert plan_of(make_company("acme")) == "Scale"
