"""Signing in and out: routes that set cookies; each ends with a full page load."""

import asyncio
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from platform_app.api import visits
from platform_app.api.edge import COOKIE, visit_of
from platform_app.api.forms import (
    PENDING_COOKIE,
    back,
    device_of,
    drop_cookie,
    keep_session,
    local_path,
    read_form,
    see_other,
    set_cookie,
    with_password,
)
from platform_app.api.identity import Visit
from platform_app.api.places import call_as_self, call_as_visitor
from platform_app.core.db import public_transaction
from platform_app.core.errors import LimitReached
from platform_app.core.permissions import Permission
from platform_app.services import accounts
from platform_app.services.accounts import SignInOutcome

_WRONG = "E-mail or password is wrong. Check both, and that this is your company's address."
_WRONG_CODE = "The code is wrong or has been used. Wait for the next one, then try again."
_OVER = "That took too long, or too many codes were wrong. Sign in again."
_CODE_PAGE = "/login/2fa"
_CODE_S = 600


async def sign_in(request: Request) -> RedirectResponse:
    """Check e-mail and password; go on to the second factor, or to where the person wanted to."""
    form, visit = await read_form(request), visit_of(request.scope)
    wanted, device = local_path(form.get("next", ""), otherwise=""), device_of(request)
    try:
        outcome = await with_password(lambda: _check_password(visit, form, device))
    except LimitReached as error:
        return back("/login", error, next=wanted)
    if outcome.pending:
        ahead = f"{_CODE_PAGE}?{urlencode({'next': wanted})}" if wanted else _CODE_PAGE
        response = see_other(ahead)
        set_cookie(response, PENDING_COOKIE, outcome.pending, lives_s=_CODE_S)
        return response
    if outcome.token is None:
        return back("/login", _WRONG, next=wanted)
    return await _let_in(visit, outcome.token, device, wanted)


async def give_code(request: Request) -> RedirectResponse:
    """Check the second factor of whoever gave a right password in this browser."""
    form, visit = await read_form(request), visit_of(request.scope)
    wanted, device = local_path(form.get("next", ""), otherwise=""), device_of(request)
    pending = request.cookies.get(PENDING_COOKIE, "")
    outcome = await asyncio.to_thread(
        call_as_visitor,
        visit,
        lambda ctx: accounts.finish_sign_in(ctx, pending, code=form.get("code", ""), device=device),
    )
    if outcome.is_over:
        response = back("/login", _OVER, next=wanted)
        drop_cookie(response, PENDING_COOKIE)
        return response
    if outcome.token is None:
        return back(_CODE_PAGE, _WRONG_CODE, next=wanted)
    return await _let_in(visit, outcome.token, device, wanted)


async def sign_out(request: Request) -> RedirectResponse:
    """End the session on the server and in the browser, for all tabs."""
    visit = visit_of(request.scope)
    if visit.session:
        await asyncio.to_thread(_end, visit)
    response = see_other("/login")
    drop_cookie(response, COOKIE)
    response.headers["clear-site-data"] = '"storage"'
    return response


async def renew(request: Request) -> RedirectResponse:
    """Give the session another token, after its owner has set up a second factor."""
    form, visit = await read_form(request), visit_of(request.scope)
    session = visit.session
    if session is None or session.visitor is not None:
        return see_other("/login")
    token = await asyncio.to_thread(
        call_as_self, visit, lambda ctx: accounts.renew_session(ctx, session.session_id)
    )
    return keep_session(
        see_other(local_path(form.get("next", ""), otherwise=await home_of(visit, token))), token
    )


ROUTES = [
    Route("/auth/sign-in", sign_in, methods=["POST"]),
    Route("/auth/code", give_code, methods=["POST"]),
    Route("/auth/sign-out", sign_out, methods=["POST"]),
    Route("/auth/renew", renew, methods=["POST"]),
]


def _check_password(visit: Visit, form: dict[str, str], device: str) -> SignInOutcome:
    email, password = form.get("email", ""), form.get("password", "")
    call_as_visitor(visit, lambda ctx: accounts.admit(ctx, email, device=device))
    return call_as_visitor(
        visit,
        lambda ctx: accounts.sign_in(ctx, email=email, password=password, device=device),
    )


async def _let_in(visit: Visit, token: str, device: str, wanted: str) -> RedirectResponse:
    # Whoever was signed in here before is not any longer.
    if visit.session:
        await asyncio.to_thread(_end, visit)
    home = await home_of(visit, token)
    return keep_session(see_other(wanted or home), token, device)


def _end(visit: Visit) -> None:
    session = visit.signed_in()
    if session.visitor is not None:
        visits.end(visit)
        return
    call_as_self(visit, lambda ctx: accounts.sign_out(ctx, session.session_id))


async def home_of(visit: Visit, token: str) -> str:
    """Return where somebody begins: whoever only answers customers, in the inbox."""
    if visit.company is None:
        return "/admin"
    return "/inbox" if await asyncio.to_thread(_only_answers, token) else "/"


def _only_answers(token: str) -> bool:
    with public_transaction() as ctx:
        session = accounts.find_session(ctx, token)
    held = session.permissions if session else frozenset()
    return Permission.CONVERSATIONS_READ in held and Permission.CAMPAIGNS_READ not in held
