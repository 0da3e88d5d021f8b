"""Who asks, and at whose address: host → company, cookie → session."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from platform_app.api.recent import Recent
from platform_app.core.clock import now
from platform_app.core.config import settings
from platform_app.core.context import PublicContext
from platform_app.core.db import company_transaction, platform_transaction, public_transaction
from platform_app.core.errors import NotFound, SignedOut
from platform_app.services import accounts, companies
from platform_app.services.accounts import SignedIn
from platform_app.services.companies import HostCompany

# Longer names are no hosts, longer secrets are not ours.
_LONGEST = 255
# The database hears once a minute that a session is in use, not at every click.
_TOUCH_AFTER = timedelta(minutes=1)

_companies: Recent[str, HostCompany | None] = Recent(seconds=5)
_sessions: Recent[tuple[str, str], SignedIn | None] = Recent(seconds=2)


class UnknownHost(Exception):
    """Nobody lives at this address."""


class ClosedCompany(Exception):
    """The company at this address is suspended."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at an address of ours; without a company it is the platform's own."""

    company: HostCompany | None
    session: SignedIn | None = None

    @property
    def ref(self) -> str:
        """Return the session's public name, or nothing."""
        return self.session.ref if self.session else ""

    def signed_in(self) -> SignedIn:
        """Return the session; raises SignedOut when there is none."""
        if self.session is None:
            raise SignedOut("You are signed out. Sign in again.")
        return self.session

    def at_company(self) -> HostCompany:
        """Return the company of the address; raises NotFound at the platform's own."""
        if self.company is None:
            raise NotFound("There is no company at this address.")
        return self.company


async def visit_by_cookie(host: str, token: str) -> Visit:
    """Return who asks over HTTP; raises UnknownHost and ClosedCompany."""
    return await _visit(host, "cookie", token)


async def visit_by_ref(host: str, ref: str, *, is_by_person: bool = True) -> Visit:
    """Return who asks over a socket that our own edge has marked; raises UnknownHost and ClosedCompany.

    What a page does without its person (`is_by_person=False`) keeps no session alive.
    """
    return await _visit(host, "ref" if is_by_person else "quiet ref", ref)


def forget_visits() -> None:
    """Look everything up anew; other processes follow within two seconds."""
    _companies.clear()
    _sessions.clear()


async def _visit(host: str, kind: str, secret: str) -> Visit:
    company = await _company_at(host)
    if company and not company.is_active:
        raise ClosedCompany
    session = await _session_of(kind, secret) if 0 < len(secret) <= _LONGEST else None
    lives_here = session and session.company_id == (company.company_id if company else None)
    return Visit(company, session if lives_here else None)


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
    return company


async def _find_company(name: str) -> HostCompany | None:
    def find() -> HostCompany | None:
        with public_transaction() as ctx:
            return companies.find_by_host(ctx, name)

    return await asyncio.to_thread(find)


async def _session_of(kind: str, secret: str) -> SignedIn | None:
    known = _sessions.get((kind, secret))
    if known:
        return known[0]
    return _sessions.put(
        (kind, secret), await asyncio.to_thread(partial(_find_session, kind, secret))
    )


def _find_session(kind: str, secret: str) -> SignedIn | None:
    with public_transaction() as ctx:
        session = _look_up(ctx, kind, secret)
    is_due = session is not None and session.last_seen_at < now() - _TOUCH_AFTER
    if session is not None and is_due and kind != "quiet ref":
        _touch(session)
    return session


def _look_up(ctx: PublicContext, kind: str, secret: str) -> SignedIn | None:
    find = accounts.find_session if kind == "cookie" else accounts.find_session_by_ref
    return find(ctx, secret)


def _touch(session: SignedIn) -> None:
    transaction = (
        platform_transaction(session.platform_actor())
        if session.is_super_admin
        else company_transaction(session.actor())
    )
    with transaction as ctx:
        accounts.touch(ctx, session.session_id)
