"""Who asks, and at whose address: host → company, cookie → session."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from platform_app.api.recent import Recent
from platform_app.core.clock import now
from platform_app.core.config import settings
from platform_app.core.context import Actor, Origin, PlatformActor, PublicContext
from platform_app.core.db import company_transaction, platform_transaction, public_transaction
from platform_app.core.errors import NotAllowed, NotFound, SignedOut
from platform_app.services import accounts, companies
from platform_app.services.accounts import SignedIn
from platform_app.services.companies import HostCompany

# Longer names are no hosts, longer secrets are not ours.
_LONGEST = 255
# The database hears once a minute that a session is in use, not at every click.
_TOUCH_AFTER = timedelta(minutes=1)

# Names and colours may be a second old. Who somebody is and what they may do is asked every time.
_companies: Recent[str, HostCompany | None] = Recent(seconds=1)
NOWHERE = Origin()


class UnknownHost(Exception):
    """Nobody lives at this address."""


class MovedCompany(UnknownHost):
    """The company has left this address for another one."""

    def __init__(self, subdomain: str) -> None:
        super().__init__(subdomain)
        self.subdomain = subdomain


class ClosedCompany(Exception):
    """The company at this address is suspended."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at an address of ours; without a company it is the platform's own."""

    company: HostCompany | None
    session: SignedIn | None = None
    origin: Origin = NOWHERE

    @property
    def ref(self) -> str:
        """Return the session's public name, or nothing."""
        return self.session.ref if self.session else ""

    def signed_in(self) -> SignedIn:
        """Return the session; raises SignedOut when there is none."""
        if self.session is None:
            raise SignedOut("You are signed out. Sign in again.")
        return self.session

    def enrolled(self) -> SignedIn:
        """Return the session; raises NotAllowed while a second factor is still demanded of its person."""
        session = self.signed_in()
        if session.must_enrol:
            raise NotAllowed("Set up your second factor first, then do this again.")
        return session

    def actor(self) -> Actor:
        """Return the person as one who acts in the company; raises SignedOut when there is none."""
        return self.enrolled().actor(self.origin)

    def platform_actor(self) -> PlatformActor:
        """Return the super admin who is here; raises SignedOut when there is none."""
        return self.enrolled().platform_actor(self.origin)

    def visitor(self) -> Actor:
        """Return somebody at a company's address who need not have signed in; raises NotFound elsewhere."""
        return Actor.visitor(self.at_company().company_id, self.origin)

    def at_company(self) -> HostCompany:
        """Return the company of the address; raises NotFound at the platform's own."""
        if self.company is None:
            raise NotFound("There is no company at this address.")
        return self.company


async def visit_by_cookie(host: str, token: str, origin: Origin) -> Visit:
    """Return who asks over HTTP; raises UnknownHost and ClosedCompany."""
    return await _visit(host, partial(_find_session, accounts.find_session, token), token, origin)


async def visit_by_ref(
    host: str, ref: str, origin: Origin = NOWHERE, *, is_by_person: bool = True
) -> Visit:
    """Return who asks over a socket that our own edge has marked; raises UnknownHost and ClosedCompany.

    What a page does without its person (`is_by_person=False`) keeps no session alive.
    """
    find = partial(_find_session, accounts.find_session_by_ref, ref, keeps_alive=is_by_person)
    return await _visit(host, find, ref, origin)


def forget_companies() -> None:
    """Look hosts up anew; other processes follow within a second."""
    _companies.clear()


async def _visit(
    host: str, find: Callable[[], SignedIn | None], secret: str, origin: Origin
) -> Visit:
    company = await _company_at(host)
    if company and not company.is_active:
        raise ClosedCompany
    session = await asyncio.to_thread(find) if 0 < len(secret) <= _LONGEST else None
    lives_here = session and session.company_id == (company.company_id if company else None)
    return Visit(company, session if lives_here else None, origin)


async def _company_at(host: str) -> HostCompany | None:
    name = host.lower().rpartition(":")[0] if ":" in host else host.lower()
    if name == settings().base_domain:
        return None
    if not 0 < len(name) <= _LONGEST:
        raise UnknownHost
    known = _companies.get(name)
    company = known[0] if known else _companies.put(name, await _find_company(name))
    if company is None:
        raise UnknownHost
    if company.has_moved:
        raise MovedCompany(company.subdomain)
    return company


async def _find_company(name: str) -> HostCompany | None:
    def find() -> HostCompany | None:
        with public_transaction() as ctx:
            return companies.find_by_host(ctx, name)

    return await asyncio.to_thread(find)


def _find_session(
    look_up: Callable[[PublicContext, str], SignedIn | None],
    secret: str,
    *,
    keeps_alive: bool = True,
) -> SignedIn | None:
    with public_transaction() as ctx:
        session = look_up(ctx, secret)
    is_due = session is not None and session.last_seen_at < now() - _TOUCH_AFTER
    if session is not None and is_due and keeps_alive:
        _touch(session)
    return session


def _touch(session: SignedIn) -> None:
    # The product's own note: a super admin who may only look keeps their session alive all the same.
    transaction = (
        platform_transaction(PlatformActor(None))
        if session.company_id is None
        else company_transaction(Actor.system(session.company_id))
    )
    with transaction as ctx:
        accounts.touch(ctx, session.session_id)
