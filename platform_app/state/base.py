"""The base of every page's state, and the only bridge from states to services."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, ClassVar, Concatenate, ParamSpec, TypeVar
from uuid import UUID

import reflex as rx

from platform_app.api.identity import Visit
from platform_app.core.context import Actor, CompanyContext, PlatformContext
from platform_app.core.db import company_transaction, is_outage, platform_transaction
from platform_app.core.errors import AppError, InvalidInput, SignedOut
from platform_app.core.ids import new_id
from platform_app.core.log import get_logger
from platform_app.core.permissions import ROLE_PERMISSIONS
from platform_app.services import channels
from platform_app.services.channels import Headline
from platform_app.state.access import MARK, PUBLIC, TO_LOGIN, handler
from platform_app.state.visitor import current

log = get_logger(__name__)
P = ParamSpec("P")
R = TypeVar("R")

DEFAULT_ACCENT = "#0b7a5b"


class AppState(rx.State):
    """Who is here and where; what each page's state builds upon."""

    # Topics whose nudges make an open page call its own `refresh`.
    topics: ClassVar[tuple[str, ...]] = ()

    ready: bool = False
    is_super_admin: bool = False
    company_name: str = ""
    user_name: str = ""
    user_email: str = ""
    initials: str = ""
    role: str = ""
    permissions: list[str] = []
    accent: str = DEFAULT_ACCENT
    headline_number: str = ""
    headline_quality: str = ""
    headline_healthy: bool = True
    problems: dict[str, str] = {}
    notice: str = ""

    def __init_subclass__(cls, **options: Any) -> None:  # Any: Reflex's own options
        """Refuse, at import, a public method that does not say who may call it."""
        for name, member in vars(cls).items():
            if (
                inspect.isfunction(member)
                and not name.startswith("_")
                and not hasattr(member, MARK)
            ):
                raise TypeError(
                    f"{cls.__qualname__}.{name}: say who may call it with @handler(...)"
                )
        if "topics" in vars(cls) and "topics" not in cls.__annotations__:
            raise TypeError(
                f"{cls.__qualname__}.topics: annotate it with ClassVar, or it becomes a var"
            )
        super().__init_subclass__(**options)

    @handler(PUBLIC)
    async def enter(self):
        """Show who is here; the first thing every page does. It protects nothing, the guard does."""
        visit = current.get()
        company, session = visit.company, visit.session
        self.problems, self.notice = {}, ""
        self.company_name = company.name if company else "Platform"
        self.accent = company.accent if company else DEFAULT_ACCENT
        self.is_super_admin = session.is_super_admin if session else False
        self.user_name, self.user_email = (session.name, session.email) if session else ("", "")
        self.initials = "".join(word[0] for word in self.user_name.split()[:2]).upper()
        self.role = str(session.role or "super admin") if session else ""
        held = ROLE_PERMISSIONS[session.role] if session and session.role else ()
        self.permissions = sorted(str(permission) for permission in held)
        await self._show_headline(visit)
        self.ready = True

    async def _show_headline(self, visit: Visit) -> None:
        headline: Headline | None = None
        if visit.session is not None and not visit.session.is_super_admin:
            headline = await self._call(channels.get_headline)
        self.headline_number = headline.number if headline else ""
        self.headline_quality = headline.quality if headline else ""
        self.headline_healthy = headline.is_healthy if headline else True

    def _id_in_address(self, name: str) -> UUID | None:
        """Return the id that a dynamic route has put into the state, if it is one."""
        return parse_id(str(getattr(self, name, "")))

    async def _call(
        self,
        service: Callable[Concatenate[CompanyContext, P], R],
        *arguments: P.args,
        **options: P.kwargs,
    ) -> R:
        """Run one service function in one transaction, off the event loop, as the person who is here."""
        return await _in_company(current.get().signed_in().actor(), service, *arguments, **options)

    async def _call_visitor(
        self,
        service: Callable[Concatenate[CompanyContext, P], R],
        *arguments: P.args,
        **options: P.kwargs,
    ) -> R:
        """Run one service function for somebody who has not signed in yet; they hold no permission."""
        actor = Actor.visitor(current.get().at_company().company_id)
        return await _in_company(actor, service, *arguments, **options)

    async def _call_platform(
        self,
        service: Callable[Concatenate[PlatformContext, P], R],
        *arguments: P.args,
        **options: P.kwargs,
    ) -> R:
        """Run one service function of the platform's pages as the super admin who is here."""
        actor = current.get().signed_in().platform_actor()

        def work() -> R:
            with platform_transaction(actor) as ctx:
                return service(ctx, *arguments, **options)

        return await asyncio.to_thread(work)

    async def _outside(
        self, function: Callable[P, R], *arguments: P.args, **options: P.kwargs
    ) -> R:
        """Run a function that talks to the outside, or takes long, off the event loop and in no transaction."""
        return await asyncio.to_thread(function, *arguments, **options)

    @asynccontextmanager
    async def _form(self) -> AsyncIterator[None]:
        """Show what is wrong with a form beside its fields; the rest of the block is not run."""
        self.problems, self.notice = {}, ""
        try:
            yield
        except InvalidInput as error:
            self.problems, self.notice = error.fields, error.message


async def _in_company(
    actor: Actor,
    service: Callable[Concatenate[CompanyContext, P], R],
    *arguments: P.args,
    **options: P.kwargs,
) -> R:
    def work() -> R:
        with company_transaction(actor) as ctx:
            return service(ctx, *arguments, **options)

    return await asyncio.to_thread(work)


def parse_id(text: str) -> UUID | None:
    """Return an id out of an address or a form, or None when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def tell(exception: Exception) -> rx.event.EventSpec:
    """Turn what a handler raised into what the person sees; ours are sentences, others get a number."""
    if isinstance(exception, SignedOut):
        return rx.call_script(TO_LOGIN)
    if isinstance(exception, AppError):
        return rx.toast.error(exception.message)
    if is_outage(exception):
        log.error("the database is away", exc_info=exception)
        return rx.toast.error("We cannot reach our database. Nothing is lost; try again soon.")
    number = new_id().hex[-8:]
    log.error("a handler failed", extra={"number": number}, exc_info=exception)
    return rx.toast.error(
        f"Something went wrong on our side. Try again; if it stays, tell support: {number}."
    )
