"""The transaction of an address: inside the company that lives there, or on the platform."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeVar

from platform_app.api.identity import Visit
from platform_app.core.context import CompanyContext, PlatformActor, PlatformContext
from platform_app.core.db import company_transaction, platform_transaction, repeat_on_conflict

R = TypeVar("R")
Place = CompanyContext | PlatformContext


def as_visitor(visit: Visit) -> AbstractContextManager[Place]:
    """Open a transaction for somebody who need not have signed in."""
    if visit.company is None:
        return platform_transaction(PlatformActor(None, origin=visit.origin))
    return company_transaction(visit.visitor())


def as_self(visit: Visit) -> AbstractContextManager[Place]:
    """Open a transaction for whoever is signed in, about their own account; raises SignedOut when nobody is."""
    session = visit.signed_in()
    if session.is_super_admin:
        return platform_transaction(session.platform_actor(visit.origin))
    return company_transaction(session.actor(visit.origin))


def call_as_visitor(visit: Visit, work: Callable[[Place], R]) -> R:
    """Run one piece of work for somebody who need not have signed in."""
    return _call(lambda: as_visitor(visit), work)


def call_as_self(visit: Visit, work: Callable[[Place], R]) -> R:
    """Run one piece of work for whoever is signed in."""
    return _call(lambda: as_self(visit), work)


def _call(
    transaction: Callable[[], AbstractContextManager[Place]], work: Callable[[Place], R]
) -> R:
    def whole() -> R:
        with transaction() as ctx:
            return work(ctx)

    return repeat_on_conflict(whole)
