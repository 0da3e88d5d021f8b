"""Signing in and out: the only routes that set cookies; each ends with a full page load."""

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar
from uuid import UUID

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from platform_app.api.edge import COOKIE, visit_of
from platform_app.api.identity import Visit, forget_visits
from platform_app.api.notices import with_notice
from platform_app.core.config import settings
from platform_app.core.context import Actor, PlatformActor
from platform_app.core.db import company_transaction, platform_transaction
from platform_app.core.errors import AppError, InvalidInput
from platform_app.services import accounts
from platform_app.services.accounts import SignedIn, SignInOutcome

P = ParamSpec("P")
R = TypeVar("R")

# A hash takes a third of a second on purpose; a crowd of guesses waits here, and nobody else does.
_PASSWORDS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="password")
_WRONG = "E-mail or password is wrong. Check both, and that this is your company's address."
_THROTTLED = "Too many attempts. Wait 15 minutes, then try again."
# A path of ours: one slash, and nothing that a browser would read as a host or a scheme.
_LOCAL_PATH = re.compile(r"/(?![/\\])[\w\-./~%?&=+,:@\[\]]*", re.ASCII)


async def sign_in(request: Request) -> RedirectResponse:
    """Check e-mail and password, and go on to where the person wanted to."""
    form, visit = await request.form(max_files=0), visit_of(request.scope)
    wanted = _text(form, "next")
    outcome = await _with_password(_check_password, request, form, visit)
    if outcome.is_throttled:
        return _back_to_login(_THROTTLED, wanted)
    if outcome.token is None:
        return _back_to_login(_WRONG, wanted)
    # Whoever was signed in here before is not any longer.
    if visit.session:
        await asyncio.to_thread(_end, visit.session)
    home = "/" if visit.company else "/admin/companies"
    return _signed_in(outcome.token, local_path(wanted, otherwise=home))


async def sign_out(request: Request) -> RedirectResponse:
    """End the session on the server and in the browser, for all tabs."""
    session = visit_of(request.scope).session
    if session:
        await asyncio.to_thread(_end, session)
    response = RedirectResponse("/login", status_code=303)
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="lax")
    response.headers["clear-site-data"] = '"storage"'
    return response


async def set_up(request: Request) -> RedirectResponse:
    """Take name and password of somebody who followed a set-up link, and sign them in."""
    form, visit = await request.form(max_files=0), visit_of(request.scope)
    if visit.company is None:
        return RedirectResponse("/login", status_code=303)
    link = _text(form, "token")
    try:
        token = await _with_password(_accept, request, form, visit.company.company_id)
    except AppError as error:
        problems = (error.fields if isinstance(error, InvalidInput) else {}) or {"": error.message}
        path = f"/setup/{link}" if re.fullmatch(r"[\w-]{1,100}", link) else "/login"
        return RedirectResponse(with_notice(path, problems), status_code=303)
    return _signed_in(token, "/")


ROUTES = [
    Route("/auth/sign-in", sign_in, methods=["POST"]),
    Route("/auth/sign-out", sign_out, methods=["POST"]),
    Route("/auth/setup", set_up, methods=["POST"]),
]


def local_path(wanted: str, *, otherwise: str) -> str:
    """Return where to go on, if it is a path of ours."""
    return wanted if _LOCAL_PATH.fullmatch(wanted) and len(wanted) <= 500 else otherwise


async def _with_password(work: Callable[P, R], *arguments: P.args, **options: P.kwargs) -> R:
    """Run what hashes a password in threads of its own, so that guessing takes none from the pages."""
    run = partial(work, *arguments, **options)
    return await asyncio.get_running_loop().run_in_executor(_PASSWORDS, run)


def _check_password(request: Request, form: FormData, visit: Visit) -> SignInOutcome:
    email, password = _text(form, "email"), _text(form, "password")
    agent, address = _agent(request), _address(request)
    if visit.company is None:
        with platform_transaction(PlatformActor(None)) as ctx:
            return accounts.sign_in_super_admin(
                ctx, email=email, password=password, user_agent=agent, address=address
            )
    with company_transaction(Actor.visitor(visit.company.company_id)) as ctx:
        return accounts.sign_in(
            ctx, email=email, password=password, user_agent=agent, address=address
        )


def _accept(request: Request, form: FormData, company_id: UUID) -> str:
    with company_transaction(Actor.visitor(company_id)) as ctx:
        return accounts.accept_setup(
            ctx,
            _text(form, "token"),
            name=_text(form, "name"),
            password=_text(form, "password"),
            user_agent=_agent(request),
        )


def _end(session: SignedIn) -> None:
    if session.is_super_admin:
        with platform_transaction(session.platform_actor()) as ctx:
            accounts.sign_out_super_admin(ctx, session.session_id)
    else:
        with company_transaction(session.actor()) as ctx:
            accounts.sign_out(ctx, session.session_id)
    forget_visits()


def _signed_in(token: str, path: str) -> RedirectResponse:
    response = RedirectResponse(path, status_code=303)
    response.set_cookie(COOKIE, token, secure=True, httponly=True, samesite="lax")
    return response


def _back_to_login(sentence: str, wanted: str) -> RedirectResponse:
    path = with_notice("/login", {"": sentence}, next=local_path(wanted, otherwise=""))
    return RedirectResponse(path, status_code=303)


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    # PostgreSQL cannot hold a NUL, and nobody types one.
    return value.replace("\0", "") if isinstance(value, str) else ""


def _address(request: Request) -> str:
    """Return whose address it is; each of our own proxies has appended the one that it saw."""
    parts = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
    forwarded = [part.strip() for part in parts if part.strip()]
    proxies = settings().trusted_proxies
    if 0 < proxies <= len(forwarded):
        return forwarded[-proxies]
    return request.client.host if request.client else ""


def _agent(request: Request) -> str:
    return request.headers.get("user-agent", "")
