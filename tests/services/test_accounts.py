"""Signing in: whoever guesses is slowed down."""

from uuid import UUID

import pytest

from platform_app.core.context import Actor, Origin
from platform_app.core.db import company_transaction
from platform_app.core.errors import LimitReached
from platform_app.services import accounts
from platform_app.services.accounts.throttle import PER_ADDRESS
from tests.support.people import PASSWORD, Town, make_town
from tests.support.servers import TestDatabase


@pytest.fixture
def town(database: TestDatabase) -> Town:
    return make_town()


def sign_in(company_id: UUID, email: str, *, password: str, address: str) -> str | None:
    visitor = Actor.visitor(company_id, Origin(address, "tests"))
    with company_transaction(visitor) as ctx:
        accounts.admit(ctx, email)
    with company_transaction(visitor) as ctx:
        return accounts.sign_in(ctx, email=email, password=password, device="").token


def test_an_address_that_guesses_at_many_accounts_is_stopped(town: Town):
    company_id, email = town.alice.company_id, town.alice.email
    for number in range(PER_ADDRESS):
        sign_in(company_id, f"guess{number}@acme.example", password="wrong", address="192.0.2.1")
    with pytest.raises(LimitReached):
        sign_in(company_id, email, password=PASSWORD, address="192.0.2.1")
    assert sign_in(company_id, email, password=PASSWORD, address="192.0.2.2")
