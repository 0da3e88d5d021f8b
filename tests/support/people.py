"""People who sign in: of two companies, in three roles, and a super admin."""

from dataclasses import dataclass
from uuid import UUID

from platform_app.core.clock import now
from platform_app.core.context import Actor, PlatformActor, Via
from platform_app.core.db import company_transaction, platform_transaction, public_transaction
from platform_app.core.passwords import hash_password
from platform_app.core.permissions import Role
from platform_app.models.accounts import AccountStatus, UserAccount
from platform_app.services import accounts
from tests.support.campaigns import make_company

PASSWORD = "a quiet pass phrase"


@dataclass(frozen=True, slots=True)
class Person:
    company_id: UUID
    user_id: UUID
    email: str
    role: Role
    subdomain: str

    @property
    def host(self) -> str:
        return f"{self.subdomain}.localhost:3000"

    @property
    def actor(self) -> Actor:
        """Return the person as one who has just shown who they are."""
        return Actor(
            self.company_id,
            self.role,
            Via.SESSION,
            self.user_id,
            self.email.partition("@")[0].title(),
            verified_at=now(),
        )

    def sign_in(self) -> str:
        """Open a session and return the cookie's value."""
        with company_transaction(Actor.visitor(self.company_id)) as ctx:
            outcome = accounts.sign_in(ctx, email=self.email, password=PASSWORD, device="")
        assert outcome.token
        return outcome.token

    def ref(self) -> str:
        """Open a session and return its public reference."""
        return ref_of(self.sign_in())


def ref_of(cookie: str) -> str:
    """Return the public reference of a cookie's session."""
    with public_transaction() as ctx:
        session = accounts.find_session(ctx, cookie)
    assert session
    return session.ref


def make_person(company_id: UUID, subdomain: str, name: str, role: Role) -> Person:
    email = f"{name}@{subdomain}.example"
    account = UserAccount(
        company_id=company_id,
        email=email,
        name=name.title(),
        role=role,
        status=AccountStatus.ACTIVE,
        password_hash=hash_password(PASSWORD),
    )
    with company_transaction(Actor.system(company_id)) as ctx:
        ctx.db.add(account)
    return Person(company_id, account.id, email, role, subdomain)


@dataclass(frozen=True, slots=True)
class Town:
    """Alice, Bob and Carol work at Acme; Mallory is the admin of another company."""

    alice: Person
    bob: Person
    carol: Person
    mallory: Person


def make_town(*, suffix: str = "") -> Town:
    """Make both companies; a suffix tells them from those that a running process remembers."""
    here, there = f"acme{suffix}", f"mallcorp{suffix}"
    acme, other = make_company(here), make_company(there)
    return Town(
        alice=make_person(acme, here, "alice", Role.ADMIN),
        bob=make_person(acme, here, "bob", Role.AGENT),
        carol=make_person(acme, here, "carol", Role.MANAGER),
        mallory=make_person(other, there, "mallory", Role.ADMIN),
    )


def make_super_admin() -> str:
    """Make the super admin and return the value of their cookie."""
    with platform_transaction(PlatformActor(None)) as ctx:
        accounts.create_super_admin(
            ctx, email="root@platform.example", name="Root", password=PASSWORD
        )
    with platform_transaction(PlatformActor(None)) as ctx:
        outcome = accounts.sign_in(ctx, email="root@platform.example", password=PASSWORD, device="")
    assert outcome.token
    return outcome.token
