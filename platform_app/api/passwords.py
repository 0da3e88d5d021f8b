"""First passwords, new passwords, new addresses: routes behind one-time links, and the person's own page."""

import asyncio
import re

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from platform_app.api.edge import visit_of
from platform_app.api.forms import (
    back,
    device_of,
    keep_session,
    on_with,
    read_form,
    see_other,
    with_password,
)
from platform_app.api.identity import Visit
from platform_app.api.places import Place, as_visitor, call_as_self, call_as_visitor
from platform_app.api.sessions import home_of
from platform_app.core.context import CompanyContext
from platform_app.core.errors import AppError, LimitReached
from platform_app.services import accounts

_OWN_PAGE = "/me/security"


async def accept_invitation(request: Request) -> RedirectResponse:
    """Take name and password of somebody who followed a set-up link or an invitation, and sign them in."""
    form, visit, device = await read_form(request), visit_of(request.scope), device_of(request)
    token = form.get("token", "")

    def accept(ctx: Place) -> str:
        return accounts.accept_invitation(
            ctx,
            token,
            name=form.get("name", ""),
            password=form.get("password", ""),
            device=device,
        )

    try:
        session = await with_password(lambda: call_as_visitor(visit, accept))
    except AppError as error:
        page = "setup" if request.url.path.endswith("setup") else "invite"
        return back(_page_of(page, token), error)
    return keep_session(see_other(await home_of(visit, session)), session, device)


async def ask_for_reset(request: Request) -> RedirectResponse:
    """Take an address, and say the same whether or not it is somebody's."""
    form, visit = await read_form(request), visit_of(request.scope)
    await asyncio.to_thread(_ask_for_reset, visit, form.get("email", ""))
    return see_other("/forgot?sent=1")


async def reset_password(request: Request) -> RedirectResponse:
    """Take the new password of somebody who followed a link, and send them to the sign-in page."""
    form, visit = await read_form(request), visit_of(request.scope)
    token, password = form.get("token", ""), form.get("password", "")
    try:
        await with_password(
            lambda: call_as_visitor(
                visit, lambda ctx: accounts.reset_password(ctx, token, password=password)
            )
        )
    except AppError as error:
        return back(_page_of("reset", token), error)
    return on_with("/login", "Your password was changed. Sign in with the new one.")


async def change_password(request: Request) -> RedirectResponse:
    """Take the current password and a new one; the session goes on under another token."""
    form, visit = await read_form(request), visit_of(request.scope)
    try:
        token = await with_password(lambda: _change_password(visit, form))
    except AppError as error:
        return back(_OWN_PAGE, error)
    answer = on_with(_OWN_PAGE, "Your password was changed. Your other sessions have ended.")
    return keep_session(answer, token)


async def change_email(request: Request) -> RedirectResponse:
    """Give an account the address that its owner has proved."""
    form, visit = await read_form(request), visit_of(request.scope)
    token = form.get("token", "")
    try:
        await asyncio.to_thread(
            call_as_visitor, visit, lambda ctx: accounts.change_email(ctx, token)
        )
    except AppError as error:
        return back(_page_of("email", token), error)
    return on_with("/login", "Your address was changed. Sign in with the new one.")


ROUTES = [
    Route("/auth/setup", accept_invitation, methods=["POST"]),
    Route("/auth/invite", accept_invitation, methods=["POST"]),
    Route("/auth/forgot", ask_for_reset, methods=["POST"]),
    Route("/auth/reset", reset_password, methods=["POST"]),
    Route("/auth/password", change_password, methods=["POST"]),
    Route("/auth/email", change_email, methods=["POST"]),
]


def _ask_for_reset(visit: Visit, email: str) -> None:
    try:
        with as_visitor(visit) as ctx:
            accounts.admit(ctx, f"reset {email}")
            # A job looks the address up, so that the answer takes as long for a stranger's.
            if isinstance(ctx, CompanyContext):
                ctx.enqueue("accounts.mail_reset_link", email=email[:254])
            else:
                ctx.enqueue("accounts.mail_own_reset_link", email=email[:254])
    except LimitReached:
        # Saying so would tell that somebody has asked for this address before.
        return


def _change_password(visit: Visit, form: dict[str, str]) -> str:
    email = visit.enrolled().email
    call_as_visitor(visit, lambda ctx: accounts.admit(ctx, email))
    return call_as_self(
        visit,
        lambda ctx: accounts.change_password(
            ctx, current=form.get("current", ""), new=form.get("new", "")
        ),
    )


def _page_of(page: str, token: str) -> str:
    return f"/{page}/{token}" if re.fullmatch(r"[\w-]{1,100}", token) else "/login"
