"""Who acts, for which company, in which transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import wraps
from typing import ParamSpec, TypeVar
from uuid import UUID

from sqlmodel import Session

from platform_app.core.clock import now
from platform_app.core.errors import NotAllowed, NotVerified
from platform_app.core.permissions import Permission, Role, permissions_of

# Dangerous acts ask again who it is after this long (ASVS 7.5.1).
FRESH = timedelta(minutes=5)
# In place of a topic: open pages ask for all that they show.
EVERYTHING = "*"


class Via(StrEnum):
    """The way an act came in."""

    SESSION = "session"
    API = "api"
    WEBHOOK = "webhook"
    JOB = "job"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an act came from, as the audit log remembers it."""

    address: str = ""
    user_agent: str = ""
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone, or something, that acts inside one company."""

    company_id: UUID
    role: Role
    via: Via
    user_id: UUID | None = None
    name: str = ""
    # What the role holds in this company; None stands for what a built-in role holds everywhere.
    permissions: frozenset[Permission] | None = None
    origin: Origin = Origin()
    # The session that they act from, and when it last saw who they are; None for whatever has none.
    session_id: UUID | None = None
    verified_at: datetime | None = None
    # Set while a super admin visits the company.
    super_admin_id: UUID | None = None
    is_read_only: bool = False

    @classmethod
    def system(cls, company_id: UUID, via: Via = Via.JOB) -> "Actor":
        """Return the product itself, acting for a company."""
        return cls(company_id, Role.SYSTEM, via)

    @classmethod
    def visitor(cls, company_id: UUID, origin: Origin | None = None) -> "Actor":
        """Return somebody who has not signed in yet; holds no permission."""
        return cls(company_id, Role.VISITOR, Via.SESSION, origin=origin or Origin())

    def may(self, permission: Permission) -> bool:
        """Tell whether the actor holds a permission."""
        held = permissions_of(self.role) if self.permissions is None else self.permissions
        return permission in held

    def without(self, permission: Permission) -> "Actor":
        """Return the same actor, who may do this one thing less."""
        held = permissions_of(self.role) if self.permissions is None else self.permissions
        return replace(self, permissions=frozenset(held) - {permission})

    def to_payload(self) -> dict[str, str | None]:
        """Return what a job needs to act as the same actor."""
        held = self.permissions
        return {
            "company_id": str(self.company_id),
            "role": str(self.role),
            "user_id": str(self.user_id) if self.user_id else None,
            "name": self.name,
            "permissions": None if held is None else " ".join(sorted(held)),
            "super_admin_id": str(self.super_admin_id) if self.super_admin_id else None,
        }

    @classmethod
    def from_payload(cls, payload: dict[str, str | None]) -> "Actor":
        """Rebuild the actor inside a job."""
        user_id, held = payload["user_id"], payload.get("permissions")
        super_admin_id = payload.get("super_admin_id")
        return cls(
            UUID(payload["company_id"]),
            Role(payload["role"]),
            Via.JOB,
            UUID(user_id) if user_id else None,
            payload.get("name") or "",
            None if held is None else permissions_of(Role.CUSTOM, custom=held.split()),
            super_admin_id=UUID(super_admin_id) if super_admin_id else None,
        )


@dataclass(frozen=True, slots=True)
class PlatformActor:
    """A super admin; belongs to no company. Without an id it is the platform itself."""

    user_id: UUID | None
    name: str = ""
    origin: Origin = Origin()
    session_id: UUID | None = None
    verified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class QueuedJob:
    """A job that starts once the transaction has been committed."""

    name: str
    actor: Actor | None
    arguments: dict[str, str]


@dataclass(slots=True)
class AfterCommit:
    """What happens if, and only if, the transaction is committed."""

    jobs: list[QueuedJob] = field(default_factory=list)
    nudges: set[tuple[UUID, str]] = field(default_factory=set)


@dataclass(slots=True)
class CompanyContext:
    """One transaction inside one company; the first argument of every company service."""

    db: Session
    actor: Actor
    after_commit: AfterCommit = field(default_factory=AfterCommit)

    @property
    def company_id(self) -> UUID:
        """Return the company that this transaction belongs to."""
        return self.actor.company_id

    def require(self, permission: Permission) -> None:
        """Raise NotAllowed unless the actor holds the permission."""
        if not self.actor.may(permission):
            raise NotAllowed("Your role does not allow this. Ask an admin of your company.")

    def require_fresh(self) -> None:
        """Raise NotVerified unless the person has shown who they are in the last five minutes."""
        _require_fresh(self.actor.verified_at)

    def enqueue(self, job: str, **arguments: object) -> None:
        """Start `module.function` of jobs after the commit, as the same actor."""
        texts = {name: str(value) for name, value in arguments.items()}
        self.after_commit.jobs.append(QueuedJob(job, self.actor, texts))

    def nudge(self, topic: str) -> None:
        """Tell this company's open pages, after the commit, that a topic has changed."""
        self.after_commit.nudges.add((self.company_id, topic))


@dataclass(slots=True)
class PlatformContext:
    """One transaction of the platform's own pages."""

    db: Session
    actor: PlatformActor
    after_commit: AfterCommit = field(default_factory=AfterCommit)

    def require_fresh(self) -> None:
        """Raise NotVerified unless the super admin has shown who they are in the last five minutes."""
        _require_fresh(self.actor.verified_at)

    def enqueue(self, job: str, *, company_id: UUID | None = None, **arguments: object) -> None:
        """Start a job of one company, or of the platform, after the commit."""
        texts = {name: str(value) for name, value in arguments.items()}
        actor = Actor.system(company_id) if company_id else None
        self.after_commit.jobs.append(QueuedJob(job, actor, texts))

    def nudge(self, company_id: UUID, topic: str = EVERYTHING) -> None:
        """Tell a company's open pages, after the commit, that a topic has changed, or anything at all."""
        self.after_commit.nudges.add((company_id, topic))


@dataclass(slots=True)
class PublicContext:
    """One read-only transaction for look-ups before anybody is known."""

    db: Session


def _require_fresh(verified_at: datetime | None) -> None:
    if verified_at is None or now() - verified_at > FRESH:
        raise NotVerified("Confirm that it is you, then do this again.")


_in_transaction: ContextVar[bool] = ContextVar("in_transaction", default=False)
P = ParamSpec("P")
R = TypeVar("R")


@contextmanager
def marked_as_transaction() -> Iterator[None]:
    """Remember, for this thread or task, that a transaction is open."""
    token = _in_transaction.set(True)
    try:
        yield
    finally:
        _in_transaction.reset(token)


def talks_to_the_outside(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a service function that calls a network; it refuses to run while a transaction is open."""

    @wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        if _in_transaction.get():
            raise RuntimeError(f"{function.__name__} would hold a transaction over a network call.")
        return function(*args, **kwargs)

    return checked
