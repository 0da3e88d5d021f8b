"""A new key: everything is sealed with it, and opens as before."""

import base64
import secrets as random
from collections.abc import Callable, Iterator

import pytest
from pydantic import SecretStr
from sqlmodel import SQLModel, col, select

from platform_app.core import crypto
from platform_app.core.config import settings
from platform_app.core.db import in_company
from platform_app.models.accounts import UserAccount
from platform_app.services import secrets
from tests.support.people import Town, make_town
from tests.support.servers import TestDatabase


@pytest.fixture
def add_key(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Put a new key in front of the ring, as an operator does."""

    def add() -> None:
        key = base64.b64encode(random.token_bytes(32)).decode()
        ring = f"new:{key},{settings().encryption_keys.get_secret_value()}"
        monkeypatch.setattr(settings(), "encryption_keys", SecretStr(ring))
        crypto._key_ring.cache_clear()

    return add


@pytest.fixture(autouse=True)
def own_ring() -> Iterator[None]:
    yield
    crypto._key_ring.cache_clear()


def test_every_sealed_column_is_rotated() -> None:
    sealed = {
        (table.name, column.name)
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if column.name.endswith("_sealed")
    }
    assert {(one.table.__tablename__, one.name) for one in secrets.SEALED} == sealed


def test_a_secret_is_sealed_with_the_newest_key_and_opens_as_before(
    database: TestDatabase, add_key: Callable[[], None]
) -> None:
    town = make_town()
    seal(town, "JBSWY3DPEHPK3PXP")
    add_key()
    assert in_company(town.alice.actor, secrets.rotate) >= 1
    token = sealed_of(town)
    assert token.startswith("v1.new.")
    assert opened(town, token) == "JBSWY3DPEHPK3PXP"
    assert in_company(town.alice.actor, secrets.rotate) == 0


def seal(town: Town, clear: str) -> None:
    person = town.alice
    token = crypto.encrypt(clear, company_id=person.company_id, field=f"totp:{person.user_id}")
    in_company(
        person.actor,
        lambda ctx: setattr(
            ctx.db.get_one(UserAccount, (person.company_id, person.user_id)), "totp_sealed", token
        ),
    )


def sealed_of(town: Town) -> str:
    statement = select(UserAccount.totp_sealed).where(col(UserAccount.id) == town.alice.user_id)
    return in_company(town.alice.actor, lambda ctx: ctx.db.exec(statement).one()) or ""


def opened(town: Town, token: str) -> str:
    person = town.alice
    field = f"totp:{person.user_id}"
    return crypto.decrypt(token, company_id=person.company_id, field=field).reveal()
