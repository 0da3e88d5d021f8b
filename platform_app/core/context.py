"""Who acts, for which company, in which transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from functools import wraps
from typing import ParamSpec, TypeVar
from uuid import UUID

from sqlmodel import Session

from platform_app.core.errors import NotAllowed
from platform_app.core.permissions import Permission, Role, allowed


class Via(StrEnum):
    """The way an act came in."""

    SESSION = "session"
    API = "api"
    WEBHOOK = "webhook"
    JOB = "job"


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone, or something, that acts inside one company."""

    company_id: UUID
    role: Role
    via: Via
    user_id: UUID | None = None

    @classmethod
    def system(cls, company_id: UUID, via: Via = Via.JOB) -> "Actor":
        """Return the product itself, acting for a company."""
        return cls(company_id, Role.SYSTEM, via)

    @classmethod
    def visitor(cls, company_id: UUID) -> "Actor":
        """Return somebody who has not signed in yet; holds no permission."""
        return cls(company_id, Role.VISITOR, Via.SESSION)

    def to_payload(self) -> dict[str, str | None]:
        """Return what a job needs to act as the same actor."""
        return {
            "company_id": str(self.company_id),
            "role": str(self.role),
            "user_id": str(self.user_id) if self.user_id else None,
        }

    @classmethod
    def from_payload(cls, payload: dict[str, str | None]) -> "Actor":
        """Rebuild the actor inside a job."""
        user_id = payload["user_id"]
        return cls(
            UUID(payload["company_id"]),
            Role(payload["role"]),
            Via.JOB,
            UUID(user_id) if user_id else None,
        )


@dataclass(frozen=True, slots=True)
class PlatformActor:
    """A super admin; belongs to no company."""

    user_id: UUID | None


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
        if not allowed(self.actor.role, permission):
            raise NotAllowed("Your role does not allow this. Ask an admin of your company.")

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

    def enqueue(self, job: str, *, company_id: UUID, **arguments: object) -> None:
        """Start a job of one company after the commit."""
        texts = {name: str(value) for name, value in arguments.items()}
        self.after_commit.jobs.append(QueuedJob(job, Actor.system(company_id), texts))


@dataclass(slots=True)
class PublicContext:
    """One read-only transaction for look-ups before anybody is known."""

    db: Session


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
