"""Rows that tests begin with, made by the product's own doors; only the values that matter are asked for."""

from dataclasses import dataclass
from uuid import UUID

from platform_app.core.clock import now
from platform_app.core.context import Actor, PlatformActor, Via
from platform_app.core.db import platform_transaction
from platform_app.core.permissions import Role
from platform_app.models.accounts import AccountStatus, UserAccount
from platform_app.models.companies import Company


@dataclass(frozen=True, slots=True)
class TestCompany:
    """A company and its people: alice (admin), bob (agent), carol (manager)."""

    __test__ = False

    id: UUID
    alice: Actor
    bob: Actor
    carol: Actor


def company(name: str = "Acme") -> TestCompany:
    """Make a company with three people."""
    row = Company(name=name, subdomain=name.lower())
    with platform_transaction(PlatformActor(None), row.id) as ctx:
        ctx.db.add(row)
        ctx.db.flush()
        people = [
            UserAccount(
                company_id=row.id,
                email=f"{person}@{row.subdomain}.example",
                name=person.title(),
                role=role,
                status=AccountStatus.ACTIVE,
            )
            for person, role in (
                ("alice", Role.ADMIN),
                ("bob", Role.AGENT),
                ("carol", Role.MANAGER),
            )
        ]
        ctx.db.add_all(people)
    return TestCompany(row.id, *(_actor(person) for person in people))


def mallory() -> Actor:
    """Make another company and return its admin."""
    return company("Globex").alice


def _actor(person: UserAccount) -> Actor:
    return Actor(
        person.company_id,
        Role(person.role),
        Via.SESSION,
        person.id,
        person.name,
        verified_at=now(),
    )
