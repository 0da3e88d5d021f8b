"""Visits of super admins: the way into a company's own host, and out again."""

import asyncio

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from platform_app.api.edge import COOKIE, visit_of
from platform_app.api.forms import back, drop_cookie, keep_session, on_with, read_form, see_other
from platform_app.api.identity import Visit
from platform_app.core.context import Actor, Via
from platform_app.core.db import company_transaction
from platform_app.core.errors import AppError
from platform_app.services import accounts


async def begin(request: Request) -> RedirectResponse:
    """Open the session of a visit that was prepared on the platform's own host."""
    form, visit = await read_form(request), visit_of(request.scope)
    if visit.company is None:
        return see_other("/login")
    try:
        token = await asyncio.to_thread(_begin, visit, form.get("token", ""))
    except AppError as error:
        return back("/login", error)
    return keep_session(see_other("/"), token)


async def leave(request: Request) -> RedirectResponse:
    """End a visit on the server and in the browser."""
    visit = visit_of(request.scope)
    if visit.session is None or visit.session.visitor is None:
        return see_other("/")
    await asyncio.to_thread(end, visit)
    answer = on_with("/login", "Your visit has ended. You can close this page.")
    drop_cookie(answer, COOKIE)
    return answer


ROUTES = [
    Route("/auth/visit", begin, methods=["POST"]),
    Route("/auth/leave", leave, methods=["POST"]),
]


def end(visit: Visit) -> None:
    """End the visit of a super admin who is here."""
    session = visit.signed_in()
    # Leaving is a change, which a visit that may only look must be able to make.
    actor = Actor.system(visit.at_company().company_id, Via.SESSION)
    with company_transaction(actor) as ctx:
        accounts.end_visit(ctx, session.session_id)


def _begin(visit: Visit, token: str) -> str:
    with company_transaction(visit.visitor()) as ctx:
        return accounts.begin_visit(ctx, token)
