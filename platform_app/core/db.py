"""Transactions: the only way to the database, and the only place that commits.

Three roles, three doors. `company_transaction` runs as app_user inside one company: row-level security shows
nothing else. `platform_transaction` runs as app_admin, `public_transaction` as app_router, read-only.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TypeVar
from uuid import UUID

from psycopg2 import Error as PgError
from psycopg2 import errors as pg_errors
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session

from platform_app.core import queue
from platform_app.core.config import settings
from platform_app.core.context import (
    Actor,
    CompanyContext,
    PlatformActor,
    PlatformContext,
    PublicContext,
    Via,
    marked_as_transaction,
)
from platform_app.core.errors import NotAllowed, Unavailable

# For edges, which know nothing of SQL: whatever the database can raise.
DatabaseProblem = SQLAlchemyError

_WITHIN = text("select set_config('statement_timeout', cast(:within_ms as text), true)")
_SET_COMPANY = text("select set_config('app.company_id', :company_id, true)")
_READ_ONLY = text("set transaction read only")
_LOOKS_ONLY = "You are here to look only. Leave, and come back with the right to change things."
_REPEATABLE = (
    pg_errors.DeadlockDetected,
    pg_errors.SerializationFailure,
    pg_errors.LockNotAvailable,
)
# Something given was too large to be stored; psycopg2 calls that operational, though nobody is away.
_TOO_LARGE = "54"
_ATTEMPTS = 4
Answer = TypeVar("Answer")


class CompanyMissing(RuntimeError):
    """A statement was about to run on the companies' engine without a company."""


def _engine(url: str) -> Engine:
    if not url:
        raise RuntimeError("The database address of this role is not set.")
    return create_engine(
        url,
        pool_size=settings().database_pool_size,
        max_overflow=4,
        pool_timeout=5,
        pool_pre_ping=True,
        # Errors reach logs; names and phone numbers must not.
        hide_parameters=True,
        # A server that does not answer at all is as much away as one that refuses.
        connect_args={"connect_timeout": 3},
    )


@cache
def user_engine() -> Engine:
    """Return the engine of app_user; refuses every statement outside a company."""
    engine = _engine(settings().database_user_url.get_secret_value())
    event.listen(engine, "before_cursor_execute", _refuse_without_company)
    event.listen(engine, "commit", _forget_company)
    event.listen(engine, "rollback", _forget_company)
    return engine


@cache
def router_engine() -> Engine:
    """Return the engine of app_router."""
    return _engine(settings().database_router_url.get_secret_value())


@cache
def admin_engine() -> Engine:
    """Return the engine of app_admin."""
    return _engine(settings().database_admin_url.get_secret_value())


def _refuse_without_company(
    conn: Connection,
    _cursor: object,
    statement: str,
    _values: object,
    _context: object,
    _many: object,
) -> None:
    if "company_id" not in conn.info and not statement.startswith(
        "select set_config('app.company_id'"
    ):
        raise CompanyMissing(statement[:60])


def _forget_company(conn: Connection) -> None:
    conn.info.pop("company_id", None)


def enter_company(conn: Connection, company_id: UUID) -> None:
    """Point the present transaction of `conn` at one company."""
    if not isinstance(company_id, UUID):
        raise CompanyMissing(repr(company_id))
    conn.execute(_SET_COMPANY, {"company_id": str(company_id)})
    conn.info["company_id"] = company_id


@contextmanager
def company_transaction(actor: Actor) -> Iterator[CompanyContext]:
    """Run one transaction inside the actor's company; commit at the end, roll back on any error.

    Raises NotAllowed when an actor who may only look has written something.
    """
    with marked_as_transaction(), Session(user_engine(), expire_on_commit=False) as session:
        enter_company(session.connection(), actor.company_id)
        if actor.is_read_only:
            # The database itself refuses what a visiting super admin may not do.
            session.connection().execute(_READ_ONLY)
        ctx = CompanyContext(session, actor)
        try:
            yield ctx
            session.commit()
        except DBAPIError as error:
            if actor.is_read_only and _is_read_only(error):
                raise NotAllowed(_LOOKS_ONLY) from error
            raise
    queue.deliver(ctx.after_commit)


@contextmanager
def shared_transaction(via: Via) -> Iterator[Callable[[UUID], CompanyContext]]:
    """Run one transaction that enters several companies, one after the other, and has one commit.

    Row-level security still shows only the company entered last. Jobs and nudges are not delivered.
    """
    with marked_as_transaction(), Session(user_engine(), expire_on_commit=False) as session:

        def enter(company_id: UUID) -> CompanyContext:
            enter_company(session.connection(), company_id)
            return CompanyContext(session, Actor.system(company_id, via))

        yield enter
        session.commit()


@contextmanager
def platform_transaction(
    actor: PlatformActor, company_id: UUID | None = None
) -> Iterator[PlatformContext]:
    """Run one transaction of the platform's pages; name the company whose rows it touches."""
    with marked_as_transaction(), Session(admin_engine(), expire_on_commit=False) as session:
        if company_id is not None:
            enter_company(session.connection(), company_id)
        ctx = PlatformContext(session, actor)
        yield ctx
        session.commit()
    queue.deliver(ctx.after_commit)


@contextmanager
def public_transaction() -> Iterator[PublicContext]:
    """Run read-only look-ups as app_router."""
    with Session(router_engine(), expire_on_commit=False) as session:
        yield PublicContext(session)


def ping() -> None:
    """Raise SQLAlchemyError unless the database answers."""
    with router_engine().connect() as conn:
        conn.execute(text("select 1"))


def in_company(actor: Actor, service: Callable[[CompanyContext], Answer]) -> Answer:
    """Run one service call in a transaction of its own, again if PostgreSQL broke it off."""

    def work() -> Answer:
        with company_transaction(actor) as ctx:
            return service(ctx)

    return repeat_on_conflict(work)


def repeat_on_conflict(work: Callable[[], Answer]) -> Answer:
    """Run a whole transaction again when PostgreSQL broke it off because of another one."""
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return work()
        except DBAPIError as error:
            if attempt == _ATTEMPTS or not is_conflict(error):
                raise
    raise AssertionError("unreachable")


@contextmanager
def in_time(session: Session, within_ms: int, sentence: str) -> Iterator[None]:
    """Give up what takes longer: raise Unavailable with the sentence, and the transaction is over."""
    session.connection().execute(_WITHIN, {"within_ms": within_ms})
    try:
        yield
    except OperationalError as error:
        if isinstance(error.orig, pg_errors.QueryCanceled):
            raise Unavailable(sentence) from error
        raise


def is_conflict(error: Exception) -> bool:
    """Tell whether PostgreSQL broke the work off because of another transaction."""
    return isinstance(error, DBAPIError) and isinstance(error.orig, _REPEATABLE)


def _is_read_only(error: DBAPIError) -> bool:
    return isinstance(error.orig, pg_errors.ReadOnlySqlTransaction)


def is_outage(error: Exception) -> bool:
    """Tell whether the database could not be reached, or takes nothing, whatever was asked of it."""
    if isinstance(error, DBAPIError) and (error.connection_invalidated or _is_read_only(error)):
        return True
    if is_conflict(error) or _is_too_large(error):
        return False
    return isinstance(error, OperationalError | InterfaceError | PoolTimeout)


def _is_too_large(error: Exception) -> bool:
    code = (
        error.orig.pgcode
        if isinstance(error, DBAPIError) and isinstance(error.orig, PgError)
        else None
    )
    return code is not None and code.startswith(_TOO_LARGE)
