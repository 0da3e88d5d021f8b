"""The only way to a page: declared here, framed here, guarded the same way everywhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import reflex as rx

from platform_app.components import shell
from platform_app.core.permissions import Permission
from platform_app.state.base import AppState

Body = Callable[[], rx.Component]
Loads = Sequence[Any]  # Any: Reflex's event handlers, which pyright sees as what they decorate
HOME = "home"
NOT_FOUND = "404"


class Audience(StrEnum):
    """Whom a page is for."""

    COMPANY = "company"
    PLATFORM = "platform"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was declared."""

    route: str
    title: str
    audience: Audience
    framed: Body
    on_load: tuple[Any, ...]  # Any: as in Loads
    permission: Permission | None = None


PAGES: dict[str, Page] = {}


def company_page(
    route: str,
    *,
    title: str,
    permission: Permission | None,
    nav: str = "",
    on_load: Loads = (),
    is_filling: bool = False,
) -> Callable[[Body], Body]:
    """Declare a page inside a company; `nav` is the entry that stands out, if it is not the address's first word."""
    entry = nav or route.split("/")[1] or HOME

    def declare(body: Body) -> Body:
        def framed() -> rx.Component:
            return shell.company_frame(
                body(), nav=entry, permission=permission, is_filling=is_filling
            )

        _register(Page(route, title, Audience.COMPANY, framed, tuple(on_load), permission))
        return body

    return declare


def platform_page(
    route: str, *, title: str, nav: str = "", on_load: Loads = ()
) -> Callable[[Body], Body]:
    """Declare a page for super admins; the entry that stands out is the address's last word, or `nav`."""
    entry = nav or route.rpartition("/")[2]

    def declare(body: Body) -> Body:
        def framed() -> rx.Component:
            return shell.platform_frame(body(), nav=entry)

        _register(Page(route, title, Audience.PLATFORM, framed, tuple(on_load)))
        return body

    return declare


def public_page(route: str, *, title: str, on_load: Loads = ()) -> Callable[[Body], Body]:
    """Declare a page for people who have not signed in."""

    def declare(body: Body) -> Body:
        def framed() -> rx.Component:
            return shell.public_frame(body())

        _register(Page(route, title, Audience.PUBLIC, framed, tuple(on_load)))
        return body

    return declare


def add_pages(app: rx.App) -> None:
    """Give the app every declared page; each first learns who is here."""
    for page in PAGES.values():
        app.add_page(
            page.framed,
            route=page.route,
            title=page.title,
            on_load=[AppState.enter, *page.on_load],
        )


def _register(page: Page) -> None:
    if page.route in PAGES:
        raise ValueError(f"Two pages want the address {page.route}.")
    PAGES[page.route] = page
