"""The addresses of a company: its subdomain, the names it has left, and domains of its own."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import update

from platform_app.api.edge import Edge
from platform_app.api.identity import forget_companies
from platform_app.core.clock import now
from platform_app.core.context import Actor, PlatformActor
from platform_app.core.db import (
    company_transaction,
    in_company,
    platform_transaction,
    public_transaction,
)
from platform_app.core.errors import Conflict, InvalidInput, NotAllowed, NotVerified
from platform_app.jobs import domains
from platform_app.models.companies import CompanyDomain, RetiredSubdomain
from platform_app.services import companies
from platform_app.services.companies.subdomains import check_subdomain
from tests.support.asking import INSIDE, ask
from tests.support.dns import NameServer, name_server
from tests.support.people import Person, Town, make_town
from tests.support.servers import TestDatabase

OWN = "chat.acme.example"


@pytest.fixture
def town(database: TestDatabase) -> Town:
    forget_companies()
    return make_town()


@pytest.fixture
def dns(monkeypatch: pytest.MonkeyPatch) -> Iterator[NameServer]:
    with name_server(monkeypatch) as server:
        yield server


def act(person: Person, service: Any, *arguments: Any, **options: Any) -> Any:
    return in_company(person.actor, lambda ctx: service(ctx, *arguments, **options))


def at(host: str) -> companies.HostCompany | None:
    with public_transaction() as ctx:
        return companies.find_by_host(ctx, host)


def years_pass() -> None:
    with platform_transaction(PlatformActor(None)) as ctx:
        ctx.db.exec(update(RetiredSubdomain).values(kept_until=now() - timedelta(days=1)))


@pytest.mark.parametrize(
    "name",
    ["ab", "a" * 41, "1shop", "-shop", "shop-", "my--shop", "xn--shop", "shóp", "shop.two", "",
     "admin", "adm-in", "1ogin", "l0gin", "we-bhook"],
)  # fmt: skip
def test_a_name_that_is_malformed_reserved_or_looks_reserved_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput):
        check_subdomain(name)


def test_a_company_moves_and_its_old_name_leads_there(town: Town) -> None:
    address = act(town.alice, companies.rename, " Acme-Shop ")
    assert address == "http://acme-shop.localhost:3000"
    new, old = at("acme-shop.localhost"), at("acme.localhost")
    assert new is not None and not new.has_moved
    assert old is not None
    assert (old.company_id, old.has_moved, old.subdomain) == (new.company_id, True, "acme-shop")


def test_pages_at_the_old_name_lead_to_the_same_page_and_nothing_else_works(town: Town) -> None:
    act(town.alice, companies.rename, "acme-shop")
    edge = Edge(INSIDE)
    page = ask(edge, "GET", "/contacts?search=ana", host="acme.localhost:3000")
    assert page.status_code == 302
    assert page.headers["location"] == "http://acme-shop.localhost:3000/contacts?search=ana"
    assert ask(edge, "POST", "/auth/sign-in", host="acme.localhost:3000").status_code == 421


def test_a_left_name_is_kept_from_others_for_90_days(town: Town) -> None:
    act(town.alice, companies.rename, "acme-shop")
    for name in ("acme", "ac-me"):
        with pytest.raises(InvalidInput):
            act(town.mallory, companies.rename, name)
        with pytest.raises(InvalidInput), platform_transaction(PlatformActor(None)) as ctx:
            companies.create(ctx, name="Copy", subdomain=name, admin_email="a@copy.example")
    years_pass()
    assert at("acme.localhost") is None
    act(town.mallory, companies.rename, "acme")
    found = at("acme.localhost")
    assert found is not None and not found.has_moved


def test_a_company_takes_its_own_former_name_back_and_leaves_it_again(town: Town) -> None:
    act(town.alice, companies.rename, "acme-shop")
    act(town.alice, companies.rename, "acme")
    back = at("acme.localhost")
    assert back is not None and not back.has_moved
    act(town.alice, companies.rename, "acme-house")
    again = at("acme.localhost")
    assert again is not None and again.subdomain == "acme-house"


@pytest.mark.parametrize("name", ["mallcorp", "mall-corp", "ma11corp", "mallc0rp", "mallcom"])
def test_a_name_that_looks_like_anothers_is_taken(town: Town, name: str) -> None:
    act(town.mallory, companies.rename, "mallcorp2")
    act(town.mallory, companies.rename, "mallcorn" if name == "mallcom" else "mallcorp")
    with pytest.raises(InvalidInput):
        act(town.alice, companies.rename, name)


def test_who_moves_often_must_wait(town: Town) -> None:
    for n in range(5):
        act(town.alice, companies.rename, f"acme-shop-{n}")
    with pytest.raises(Conflict):
        act(town.alice, companies.rename, "acme-shop-9")


def test_moving_needs_the_right_and_asks_again_who_it_is(town: Town) -> None:
    with pytest.raises(NotAllowed):
        act(town.carol, companies.rename, "acme-shop")
    alice = town.alice.actor
    stale = Actor(alice.company_id, alice.role, alice.via, alice.user_id)
    with pytest.raises(NotVerified):
        in_company(stale, lambda ctx: companies.rename(ctx, "acme-shop"))


def add(person: Person, domain: str = OWN) -> companies.DomainRow:
    act(person, companies.add_domain, domain)
    return act(person, companies.list_domains)[-1]


def check(person: Person, row: companies.DomainRow) -> companies.DomainRow:
    domains.check(Actor.system(person.company_id), domain_id=row.id)
    return next(one for one in act(person, companies.list_domains) if one.id == row.id)


def age(person: Person, **moments: Any) -> None:
    """Let time pass for a company's domains."""
    with company_transaction(person.actor) as ctx:
        ctx.db.exec(update(CompanyDomain).values(**moments))


def due() -> list[str]:
    with public_transaction() as ctx:
        return [str(domain_id) for _, domain_id in companies.list_due_domains(ctx)]


def test_a_domain_works_once_its_record_is_found(town: Town, dns: NameServer) -> None:
    row = add(town.alice)
    assert due() == [row.id]
    assert check(town.alice, row).status == "waiting"
    assert at(OWN) is None
    dns.records[row.record] = ["something else", row.value]
    assert check(town.alice, row).status == "proved"
    found = at(f"{OWN}:3000")
    assert found is not None and found.company_id == town.alice.company_id
    assert due() == []


def test_a_lost_proof_is_told_at_once_and_ends_after_three_days(
    town: Town, dns: NameServer
) -> None:
    row = add(town.alice)
    dns.records[row.record] = [row.value]
    check(town.alice, row)
    age(town.alice, checked_at=now() - timedelta(hours=25))
    assert due() == [row.id]
    dns.records.clear()
    assert "gone" in check(town.alice, row).problem
    assert at(OWN) is not None
    age(town.alice, verified_at=now() - timedelta(days=4))
    assert check(town.alice, row).status == "waiting"
    assert at(OWN) is None


def test_silence_of_dns_takes_nothing_away(town: Town, dns: NameServer) -> None:
    row = add(town.alice)
    dns.records[row.record] = [row.value]
    check(town.alice, row)
    age(town.alice, verified_at=now() - timedelta(days=4))
    dns.is_silent = True
    after = check(town.alice, row)
    assert (after.status, "did not answer" in after.problem) == ("proved", True)


def test_anothers_record_proves_nothing_and_a_proved_domain_is_only_ones(
    town: Town, dns: NameServer
) -> None:
    mine, theirs = add(town.alice), add(town.mallory)
    dns.records[mine.record] = [mine.value]
    assert check(town.mallory, theirs).status == "waiting"
    assert check(town.alice, mine).status == "proved"
    dns.records[mine.record] = [mine.value, theirs.value]
    assert "Another company" in check(town.mallory, theirs).problem
    found = at(OWN)
    assert found is not None and found.company_id == town.alice.company_id


@pytest.mark.parametrize(
    "name",
    ["", "localhost", "acme.localhost", "x.acme.localhost", "https://a.example", "a.example/x",
     "127.0.0.1", "a b.example", "-a.example", "exa_mple.org", "a" * 64 + ".example"],
)  # fmt: skip
def test_what_is_no_domain_of_ones_own_is_refused(town: Town, name: str) -> None:
    with pytest.raises(InvalidInput):
        act(town.alice, companies.add_domain, name)


def test_a_domain_that_is_removed_stops_working_at_once(town: Town, dns: NameServer) -> None:
    row = add(town.alice)
    dns.records[row.record] = [row.value]
    check(town.alice, row)
    act(town.alice, companies.remove_domain, UUID(row.id))
    assert at(OWN) is None
