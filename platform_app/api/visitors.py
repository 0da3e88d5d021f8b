"""Who visits: the company of the host, the session of the cookie. Looked up off the event loop."""

import asyncio
import time
from dataclasses import dataclass

from platform_app.core.config import settings
from platform_app.core.db import company_transaction, platform_transaction, public_transaction
from platform_app.services import accounts, companies
from platform_app.services.accounts import SignedIn
from platform_app.services.companies import HostCompany

COOKIE = "__Host-sid"
# A suspension is felt within this time; sessions are looked up anew for every event.
COMPANY_FRESH_S = 2.0
TOUCH_EVERY_S = 60.0
_CACHE_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where a host leads: to the platform itself, or to one company."""

    company: HostCompany | None

    @property
    def is_platform(self) -> bool:
        """Tell whether this is the platform's own host."""
        return self.company is None


_places: dict[str, tuple[float, Place | None]] = {}


async def find_place(host: str) -> Place | None:
    """Return where a Host header leads, or None for a host that is nobody's."""
    name = host.lower().rpartition(":")[0] if ":" in host else host.lower()
    if name == settings().base_domain:
        return Place(None)
    looked_at, place = _places.get(name, (0.0, None))
    if name not in _places or time.monotonic() - looked_at > COMPANY_FRESH_S:
        company = await asyncio.to_thread(_find_company, name)
        place = Place(company) if company else None
        if len(_places) >= _CACHE_LIMIT:
            _places.clear()
        _places[name] = (time.monotonic(), place)
    return place


async def find_session_by_cookie(token: str, place: Place) -> SignedIn | None:
    """Return the living session of a cookie, if it belongs to this very place."""
    found = await asyncio.to_thread(_by_cookie, token)
    return found if found and belongs(found, place) else None


async def find_session_by_ref(ref: str, place: Place) -> SignedIn | None:
    """Return the living session of a reference that the edge has set, if it belongs to this very place."""
    found = await asyncio.to_thread(_by_ref, ref)
    return found if found and belongs(found, place) else None


def belongs(session: SignedIn, place: Place) -> bool:
    """Tell whether a session may be used here: its own company, not suspended, or the platform."""
    if place.company is None:
        return session.is_super_admin
    return session.company_id == place.company.company_id and place.company.is_active


async def touch(session: SignedIn) -> None:
    """Remember, once a minute, that a session is in use."""
    if time.time() - session.last_seen_at.timestamp() > TOUCH_EVERY_S:
        await asyncio.to_thread(_touch, session)


def _find_company(host: str) -> HostCompany | None:
    with public_transaction() as ctx:
        return companies.find_by_host(ctx, host)


def _by_cookie(token: str) -> SignedIn | None:
    with public_transaction() as ctx:
        return accounts.find_session(ctx, token)


def _by_ref(ref: str) -> SignedIn | None:
    with public_transaction() as ctx:
        return accounts.find_session_by_ref(ctx, ref)


def _touch(session: SignedIn) -> None:
    if session.is_super_admin:
        with platform_transaction(session.platform_actor()) as platform:
            accounts.touch(platform, session.session_id)
    else:
        with company_transaction(session.actor()) as company:
            accounts.touch(company, session.session_id)
