"""Bringing a company on, and finding it by its host."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlmodel import select

from platform_app.core.context import Actor, PlatformActor
from platform_app.core.db import (
    company_transaction,
    in_company,
    platform_transaction,
    public_transaction,
)
from platform_app.core.errors import Conflict, InvalidInput, NotFound
from platform_app.core.queue import rq_queue
from platform_app.models.accounts import OneTimeLink, UserAccount
from platform_app.services import accounts, companies
from tests.support.mails import newest_mail
from tests.support.servers import TestDatabase

ROOT = PlatformActor(None)
PASSWORD = "a quiet pass phrase"


def create(
    subdomain: str = "acme", *, name: str = "Acme", email: str = "ana@acme.example"
) -> companies.CompanyRow:
    with platform_transaction(ROOT) as ctx:
        return companies.create(ctx, name=name, subdomain=subdomain, admin_email=email)


def link_token() -> str:
    with platform_transaction(ROOT) as ctx:
        letter = newest_mail(ctx)
    return letter.body.partition("/setup/")[2].split()[0]


def accept(row: companies.CompanyRow, token: str, *, password: str = PASSWORD) -> str:
    with company_transaction(Actor.visitor(UUID(row.id))) as ctx:
        return accounts.accept_invitation(ctx, token, name="Ana", password=password, device="")


def test_a_new_company_has_an_admin_a_link_and_a_mail(database: TestDatabase) -> None:
    row = create()
    with platform_transaction(ROOT) as ctx:
        letter = newest_mail(ctx)
    assert (letter.row.company, letter.row.recipient) == ("Acme", "ana@acme.example")
    assert "http://acme.localhost:3000/setup/" in letter.body
    assert row.address == "http://acme.localhost:3000"
    assert rq_queue("default").count == 1


def test_the_link_lets_its_admin_in_once(database: TestDatabase) -> None:
    row, token = create(), link_token()
    session_token = accept(row, token)
    with public_transaction() as ctx:
        session = accounts.find_session(ctx, session_token)
    assert session is not None
    assert (session.email, session.role) == ("ana@acme.example", "admin")
    with pytest.raises(NotFound):
        accept(row, token)


def test_of_many_people_with_the_same_link_one_gets_in(database: TestDatabase) -> None:
    row, token = create(), link_token()

    def gets_in(_: int) -> bool:
        try:
            return bool(accept(row, token))
        except NotFound:
            return False

    with ThreadPoolExecutor(6) as people:
        assert sum(people.map(gets_in, range(6))) == 1


def test_a_link_of_one_company_is_dead_in_another(database: TestDatabase) -> None:
    create()
    token = link_token()
    other = create("globex", name="Globex", email="g@globex.example")
    with pytest.raises(NotFound):
        accept(other, token)


def test_the_database_holds_no_usable_token(database: TestDatabase) -> None:
    row, token = create(), link_token()
    hashes = in_company(
        Actor.system(UUID(row.id)), lambda ctx: list(ctx.db.exec(select(OneTimeLink.token_hash)))
    )
    assert hashes != [token]
    assert len(hashes) == 1


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaaa", "x" * 257, "Ana at Acme 2026"])
def test_a_bad_password_leaves_the_link_alive(database: TestDatabase, password: str) -> None:
    row, token = create(), link_token()
    with pytest.raises(InvalidInput) as refused:
        accept(row, token, password=password)
    assert "password" in refused.value.fields
    assert accept(row, token)


def test_a_one_letter_address_forbids_no_pass_phrase(database: TestDatabase) -> None:
    row = create(email="a@acme.example")
    assert accept(row, link_token())


@pytest.mark.parametrize(
    "subdomain",
    [
        "",
        "a",
        "ab",
        "Ac me",
        "1st",
        "-acme",
        "acme-",
        "a--b",
        "xn--acme",
        "www",
        "admin",
        "x" * 41,
        "acme.x",
    ],
)
def test_a_subdomain_that_cannot_be_is_refused(database: TestDatabase, subdomain: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        create(subdomain)
    assert "subdomain" in refused.value.fields


def test_a_subdomain_is_taken_once(database: TestDatabase) -> None:
    create()
    with pytest.raises(InvalidInput, match="taken"):
        create()


@pytest.mark.parametrize(
    "email", ["", "ana", "ana@", "@acme.example", "a b@acme.example", "ana@localhost"]
)
def test_an_address_that_is_none_is_refused(database: TestDatabase, email: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        create(email=email)
    assert "admin_email" in refused.value.fields


@pytest.mark.parametrize(
    ("host", "found"),
    [
        ("acme.localhost:3000", True),
        ("ACME.localhost", True),
        ("localhost:3000", False),
        ("x.acme.localhost", False),
        ("acme.localhost.evil.example", False),
        ("acme.evil.example", False),
        ("", False),
    ],
)
def test_a_company_is_found_by_its_exact_host_only(
    database: TestDatabase, host: str, found: bool
) -> None:
    create()
    with public_transaction() as ctx:
        company = companies.find_by_host(ctx, host)
    assert (company is not None) is found


def test_the_same_address_may_exist_in_two_companies(database: TestDatabase) -> None:
    rows = [create(), create("globex", name="Globex")]
    for row in rows:
        emails = in_company(
            Actor.system(UUID(row.id)), lambda ctx: list(ctx.db.exec(select(UserAccount.email)))
        )
        assert emails == ["ana@acme.example"]


def test_a_second_super_admin_is_not_made_on_the_command_line(database: TestDatabase) -> None:
    def make(email: str) -> None:
        with platform_transaction(ROOT) as ctx:
            accounts.create_super_admin(ctx, email=email, name="Root", password=PASSWORD)

    make("root@platform.example")
    with pytest.raises(Conflict):
        make("other@platform.example")
