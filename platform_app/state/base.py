"""The base of every page's state, and the only bridge from states to services."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, ClassVar, Concatenate, ParamSpec, TypeVar
from uuid import UUID

import reflex as rx

from platform_app.api.forms import with_password
from platform_app.api.identity import Visit
from platform_app.api.places import Place, call_as_self, call_as_visitor
from platform_app.core.context import Actor, CompanyContext, PlatformContext
from platform_app.core.db import (
    company_transaction,
    in_company,
    is_outage,
    platform_transaction,
    repeat_on_conflict,
)
from platform_app.core.errors import AppError, InvalidInput, LimitReached, NotVerified, SignedOut
from platform_app.core.ids import new_id
from platform_app.core.log import get_logger
from platform_app.services import accounts, channels
from platform_app.services.accounts import SignedIn
from platform_app.services.channels import Headline
from platform_app.state.access import ENROLLING, MARK, PUBLIC, SIGNED_IN, TO_LOGIN, handler
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
    is_signed_in: bool = False
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
    headline_problem: str = ""
    problems: dict[str, str] = {}
    notice: str = ""
    # Good news that a redirect brought along.
    done: str = ""
    # A super admin's visit, in one sentence; and whether they may change anything.
    visiting: str = ""
    is_read_only: bool = False
    visit_ends_at: str = ""
    theme: str = "system"
    date_style: str = ""
    # The window that asks again who somebody is.
    is_confirming: bool = False
    confirm_problem: str = ""
    has_second_factor: bool = False

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
        self.problems, self.notice, self.done = {}, "", ""
        self.is_confirming = False
        self.company_name = company.name if company else "Platform"
        self.accent = company.accent if company else DEFAULT_ACCENT
        self._show_person(session)
        if session is not None and session.visitor is not None:
            await asyncio.to_thread(_note_page, visit, self.router.url.path)
        await self._show_headline(visit)
        self.ready = True

    def _show_person(self, session: SignedIn | None) -> None:
        self.is_signed_in = session is not None
        self.is_super_admin = session is not None and session.is_super_admin
        self.user_name = session.name if session else ""
        self.user_email = session.email if session else ""
        self.initials = "".join(word[0] for word in self.user_name.split()[:2]).upper()
        self.role = session.role_name if session else ""
        self.permissions = sorted(map(str, session.permissions)) if session else []
        self.theme = session.theme if session else "system"
        self.date_style = session.date_style if session else ""
        self.has_second_factor = session is not None and session.has_second_factor
        visitor = session.visitor if session else None
        self.visiting = visitor.reason if visitor else ""
        self.is_read_only = visitor is not None and visitor.is_read_only
        self.visit_ends_at = visitor.ends_at.isoformat(timespec="seconds") if visitor else ""

    @handler(SIGNED_IN)
    async def keep_theme(self, theme: str):
        """Remember the theme that was chosen in the menu."""
        self.theme = theme
        if not self.visiting:
            await self._call_own(accounts.keep_theme, theme)

    @handler(ENROLLING)
    async def ask_to_confirm(self):
        """Open the window that asks again who somebody is; a dangerous act was refused without it."""
        self.is_confirming, self.confirm_problem = True, ""

    @handler(ENROLLING)
    async def set_confirming(self, is_open: bool):
        """Open or close the window that asks again who somebody is."""
        self.is_confirming, self.confirm_problem = is_open, ""

    @handler(ENROLLING)
    async def confirm_identity(self, form: dict[str, str]):
        """Check password and code; the act that was refused can then be repeated."""
        visit = current.get()
        try:
            is_right = await with_password(lambda: _confirm(visit, form))
        except LimitReached as error:
            self.confirm_problem = error.message
            return None
        if not is_right:
            self.confirm_problem = "Password or code is wrong."
            return None
        self.is_confirming, self.confirm_problem = False, ""
        return rx.toast.success("Thank you. Now do it again.")

    async def _show_headline(self, visit: Visit) -> None:
        headline: Headline | None = None
        session = visit.session
        if session is not None and not session.is_super_admin and not session.must_enrol:
            headline = await self._call(channels.get_headline)
        self.headline_number = headline.number if headline else ""
        self.headline_quality = headline.quality if headline else ""
        self.headline_healthy = headline.is_healthy if headline else True
        self.headline_problem = headline.problem if headline else ""

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
        return await _in_company(current.get().actor(), service, *arguments, **options)

    async def _call_own(
        self,
        service: Callable[Concatenate[Place, P], R],
        *arguments: P.args,
        **options: P.kwargs,
    ) -> R:
        """Run one service function about the person's own account, in their company or on the platform."""
        visit = current.get()
        return await asyncio.to_thread(
            call_as_self, visit, lambda ctx: service(ctx, *arguments, **options)
        )

    async def _call_at_company(
        self,
        service: Callable[Concatenate[CompanyContext, P], R],
        *arguments: P.args,
        **options: P.kwargs,
    ) -> R:
        """Run one service function of a company's address for somebody who need not have signed in."""
        return await _in_company(current.get().visitor(), service, *arguments, **options)

    async def _call_visitor(
        self,
        service: Callable[Concatenate[Place, P], R],
        *arguments: P.args,
        **options: P.kwargs,
    ) -> R:
        """Run one service function for somebody who has not signed in yet; they hold no permission."""
        visit = current.get()
        return await asyncio.to_thread(
            call_as_visitor, visit, lambda ctx: service(ctx, *arguments, **options)
        )

    async def _call_platform(
        self,
        service: Callable[Concatenate[PlatformContext, P], R],
        *arguments: P.args,
        **options: P.kwargs,
    ) -> R:
        """Run one service function of the platform's pages as the super admin who is here."""
        return await _on_platform(None, service, *arguments, **options)

    async def _call_platform_about(
        self,
        company_id: UUID,
        service: Callable[Concatenate[PlatformContext, P], R],
        *arguments: P.args,
        **options: P.kwargs,
    ) -> R:
        """Run one service function of the platform's pages that writes inside one company."""
        return await _on_platform(company_id, service, *arguments, **options)

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
    return await asyncio.to_thread(
        in_company, actor, lambda ctx: service(ctx, *arguments, **options)
    )


async def _on_platform(
    company_id: UUID | None,
    service: Callable[Concatenate[PlatformContext, P], R],
    *arguments: P.args,
    **options: P.kwargs,
) -> R:
    actor = current.get().platform_actor()

    def work() -> R:
        with platform_transaction(actor, company_id) as ctx:
            return service(ctx, *arguments, **options)

    return await asyncio.to_thread(repeat_on_conflict, work)


def _note_page(visit: Visit, path: str) -> None:
    # What a visit that may only look leaves behind is the product's own note.
    with company_transaction(replace(visit.actor(), is_read_only=False)) as ctx:
        accounts.note_page(ctx, path)


def _confirm(visit: Visit, form: dict[str, str]) -> bool:
    email = visit.signed_in().email
    call_as_visitor(visit, lambda ctx: accounts.admit(ctx, email))
    return call_as_self(
        visit,
        lambda ctx: accounts.confirm(
            ctx, password=form.get("password", ""), code=form.get("code", "")
        ),
    )


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
    if isinstance(exception, NotVerified):
        return rx.event.EventSpec(handler=AppState.ask_to_confirm)
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
