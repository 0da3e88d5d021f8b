"""Who may call a handler: every one says so, or cannot be called at all."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

import reflex as rx

from platform_app.core.permissions import Permission

Handler = TypeVar("Handler", bound=Callable[..., Any])


class Open(StrEnum):
    """Access that is not a permission of a company's role."""

    PUBLIC = "public"
    # Signed in, even while a second factor is still to be set up.
    ENROLLING = "enrolling"
    SIGNED_IN = "signed in"
    SUPER_ADMIN = "super admin"


PUBLIC, ENROLLING = Open.PUBLIC, Open.ENROLLING
SIGNED_IN, SUPER_ADMIN = Open.SIGNED_IN, Open.SUPER_ADMIN
Access = Open | Permission
MARK = "__access__"
# The tab's own key goes first: under the same one, the next page could meet what is left of this page's socket.
TO_LOGIN = """
sessionStorage.removeItem("token");
location.assign("/login?ended=1&next=" + encodeURIComponent(location.pathname + location.search));
"""


def handler(
    access: Access, **event_options: Any
) -> Callable[[Handler], Any]:  # Any: Reflex types events so
    """Declare a state method as an event that only `access` may call."""

    def declare(function: Handler) -> Any:  # Any: Reflex types events so
        setattr(function, MARK, access)
        declared: Any = (
            rx.event
        )  # Any: Reflex's overloads cannot be told about every handler at once
        return declared(**event_options)(function) if event_options else declared(function)

    return declare
