"""What the routes that browsers post forms to share: fields, cookies, threads for passwords, ways back."""

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse

from platform_app.api.edge import COOKIE
from platform_app.api.notices import with_notice
from platform_app.core.crypto import new_token
from platform_app.core.errors import AppError, InvalidInput

R = TypeVar("R")

DEVICE_COOKIE = "__Host-device"
PENDING_COOKIE = "__Host-pending"
# As long as browsers keep any cookie.
_DEVICE_S = 400 * 24 * 3600
_LONGEST_PATH = 500
# A hash takes a third of a second on purpose; a crowd of guesses waits here, and nobody else does.
_PASSWORDS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="password")
# A path of ours: one slash, and nothing that a browser would read as a host or a scheme.
_LOCAL_PATH = re.compile(r"/(?![/\\])[\w\-./~%?&=+,:@\[\]]*", re.ASCII)


async def with_password(work: Callable[[], R]) -> R:
    """Run what hashes a password in threads of its own, so that guessing takes none from the pages."""
    return await asyncio.get_running_loop().run_in_executor(_PASSWORDS, work)


async def read_form(request: Request) -> dict[str, str]:
    """Return the text fields of a posted form."""
    form = await request.form(max_files=0, max_fields=50)
    return {name: _text(form, name) for name in form}


def local_path(wanted: str, *, otherwise: str) -> str:
    """Return where to go on, if it is a path of ours."""
    is_ours = _LOCAL_PATH.fullmatch(wanted) and len(wanted) <= _LONGEST_PATH
    return wanted if is_ours else otherwise


def device_of(request: Request) -> str:
    """Return the browser's own mark, a fresh one if it has none."""
    mark = request.cookies.get(DEVICE_COOKIE, "")
    return mark if re.fullmatch(r"[\w-]{43}", mark) else new_token()


def see_other(path: str) -> RedirectResponse:
    """Send the browser to a page of ours."""
    return RedirectResponse(path, status_code=303)


def back(path: str, error: AppError | str, **parameters: str) -> RedirectResponse:
    """Send the browser back to its form, with what was wrong beside the fields."""
    if isinstance(error, str):
        return see_other(with_notice(path, {"": error}, **parameters))
    fields = error.fields if isinstance(error, InvalidInput) else {}
    return see_other(with_notice(path, fields or {"": error.message}, **parameters))


def on_with(path: str, sentence: str) -> RedirectResponse:
    """Send the browser on, with good news."""
    return see_other(with_notice(path, {"done": sentence}))


def keep_session(response: RedirectResponse, token: str, device: str = "") -> RedirectResponse:
    """Give the browser its session, and its mark if that may be new."""
    set_cookie(response, COOKIE, token)
    drop_cookie(response, PENDING_COOKIE)
    if device:
        set_cookie(response, DEVICE_COOKIE, device, lives_s=_DEVICE_S)
    return response


def set_cookie(
    response: RedirectResponse, name: str, value: str, *, lives_s: int | None = None
) -> None:
    """Set a cookie that no script reads and no other host sees."""
    response.set_cookie(name, value, lives_s, secure=True, httponly=True, samesite="lax")


def drop_cookie(response: RedirectResponse, name: str) -> None:
    """Take a cookie back."""
    response.delete_cookie(name, secure=True, httponly=True, samesite="lax")


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    # PostgreSQL cannot hold a NUL, and nobody types one.
    return value.replace("\0", "") if isinstance(value, str) else ""
