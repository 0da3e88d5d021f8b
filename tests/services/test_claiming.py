"""A claim finds who waits by the index of states, however many are done before them."""

from uuid import uuid4

import pytest
from sqlalchemy import text

from platform_app.core.context import CompanyContext
from platform_app.core.db import in_company
from platform_app.services.sending import statements as sql
from tests.support.servers import TestDatabase
from tests.support.shops import Shop, make_shop

FILL = text(
    """
    insert into campaign_recipient
        (company_id, id, campaign_id, contact_id, name, parameters, status, attempts, variant, created_at)
    select :company_id, uuidv7(), :campaign_id, uuidv7(), '', '{}', :status, 0, 0, now()
    from generate_series(1, :people)
    """
)


@pytest.fixture
def shop(database: TestDatabase) -> Shop:
    return make_shop()


def test_a_claim_does_not_walk_over_everybody_who_is_done(
    shop: Shop, database: TestDatabase
) -> None:
    campaign_id = shop.draft()
    key = {"company_id": shop.actor.company_id, "campaign_id": campaign_id}

    def fill(ctx: CompanyContext) -> None:
        ctx.db.connection().execute(FILL, key | {"status": "pending", "people": 3_000})

    in_company(shop.actor, fill)
    connection = database.connect()
    connection.autocommit = True
    with connection.cursor() as cursor:
        # The planner's figures say that everybody waits, and then most are done.
        cursor.execute("analyze campaign_recipient")
    connection.close()

    def plan(ctx: CompanyContext) -> str:
        ctx.db.connection().execute(text("update campaign_recipient set status = 'delivered'"))
        values = key | {"lane": uuid4(), "size": 50, "lease_s": 60, "is_capped": False}
        explained = text("explain " + str(sql.CLAIM_RECIPIENTS))
        return "\n".join(ctx.db.connection().execute(explained, values).scalars())

    found = in_company(shop.actor, plan)
    assert "campaign_recipient_state on campaign_recipient recipient" in found
