"""Every service function that acts inside a company, and the permission that it asks for first."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from typing import Any, Literal, get_args, get_type_hints
from unittest.mock import patch
from uuid import UUID, uuid4

from platform_app import services
from platform_app.core.context import Actor, CompanyContext
from platform_app.core.db import company_transaction
from platform_app.core.permissions import Permission

Service = Callable[..., Any]
PLAUSIBLE: dict[Any, Callable[[], Any]] = {
    UUID: uuid4,
    str: lambda: "x",
    int: lambda: 1,
    bool: lambda: True,
    list: list,
    dict: dict,
}


class Asked(Exception):
    """A service has asked for a permission."""


def company_services() -> dict[str, Service]:
    """Return every exported function whose first argument may be a company's context, as `package.name`."""
    found: dict[str, Service] = {}
    for package in pkgutil.iter_modules(services.__path__):
        module = importlib.import_module(f"platform_app.services.{package.name}")
        for name in module.__all__:
            function = getattr(module, name)
            if inspect.isfunction(function) and _is_of_a_company(function):
                found[f"{package.name}.{name}"] = function
    return found


def call(service: Service, ctx: CompanyContext) -> Any:
    """Call a service with arguments of the declared kinds, of which nothing exists."""
    hints = get_type_hints(service)
    parameters = list(inspect.signature(service).parameters.values())[1:]
    given = {
        p.name: _plausible(hints.get(p.name))
        for p in parameters
        if p.default is p.empty and p.kind is not p.VAR_KEYWORD
    }
    positional = [given.pop(p.name) for p in parameters if p.kind is p.POSITIONAL_ONLY]
    return service(ctx, *positional, **given)


def first_asked(service: Service, actor: Actor) -> Permission | None:
    """Return the permission that a service asks for before all else, or None when it asks for none."""
    asked: list[Permission] = []

    def note(_self: CompanyContext, permission: Permission) -> None:
        asked.append(permission)
        raise Asked

    asking = patch.object(CompanyContext, "require", note)
    with asking, suppress(Exception), company_transaction(actor) as ctx:
        call(service, ctx)
    return asked[0] if asked else None


def _is_of_a_company(function: Service) -> bool:
    hints = list(get_type_hints(function).items())
    if not hints or hints[0][0] != "ctx":
        return False
    return CompanyContext in (hints[0][1], *get_args(hints[0][1]))


def _plausible(hint: Any) -> Any:
    kind = getattr(hint, "__origin__", hint)
    if kind is Literal:
        return get_args(hint)[0]
    if inspect.isclass(kind) and issubclass(kind, Enum):
        return next(iter(kind))
    make = PLAUSIBLE.get(kind)
    return make() if make else None
