"""The door of every Reflex event: who sends it, may they, and are its arguments what they should be.

Whatever is not declared is refused. The session is looked up anew for each event, so an ended one, a changed role
or a suspended company counts from the next event on.
"""

import inspect
from dataclasses import dataclass
from typing import Any, get_type_hints

import reflex as rx
from pydantic import ConfigDict, PydanticUserError, TypeAdapter, ValidationError
from reflex.middleware.middleware import Middleware
from reflex.state import (
    BaseState,
    FrontendEventExceptionState,
    OnLoadInternalState,
    State,
    StateUpdate,
    UpdateVarsInternalState,
)
from reflex_base.event import Event
from reflex_base.event.context import EventContext
from reflex_base.registry import RegisteredEventHandler, RegistrationContext

from platform_app.api import visitors
from platform_app.core.log import get_logger
from platform_app.core.permissions import Permission, allowed
from platform_app.services.accounts import SignedIn
from platform_app.state import live
from platform_app.state.access import MARK, PUBLIC, SIGNED_IN, SUPER_ADMIN, Access
from platform_app.state.visitor import Visitor, current

log = get_logger(__name__)

# What Reflex itself needs to bring a page up; none of it reads or changes anything of ours.
_FRAMEWORK: dict[type[BaseState], frozenset[str]] = {
    State: frozenset({"hydrate", "hydrate_and_load", "set_is_hydrated"}),
    OnLoadInternalState: frozenset({"on_load_internal", "set_is_hydrated"}),
    FrontendEventExceptionState: frozenset({"handle_frontend_exception"}),
    UpdateVarsInternalState: frozenset({"update_vars_internal"}),
}
_TO_LOGIN = "location.assign('/login?next=' + encodeURIComponent(location.pathname))"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may call one handler, and how its arguments are checked; None takes what Reflex made of it."""

    access: Access
    arguments: dict[str, TypeAdapter[Any] | None]  # Any: of whatever type the handler declares


class Guard(Middleware):
    """Refuses every event that no rule allows."""

    def __init__(self) -> None:
        self.rules: dict[str, Rule] = {}

    def learn(self) -> None:
        """Read the rules off everything that is registered."""
        framework = {
            f"{cls.get_full_name()}.{name}" for cls, names in _FRAMEWORK.items() for name in names
        }
        for name, registered in RegistrationContext.get().event_handlers.items():
            if name in framework:
                self.rules[name] = Rule(PUBLIC, dict.fromkeys(_parameters(registered)))
            elif (access := getattr(registered.handler.fn, MARK, None)) is not None:
                self.rules[name] = Rule(access, _arguments(registered))

    async def preprocess(
        self,
        app: rx.App,
        state: BaseState,
        event: Event,  # noqa: ARG002  Reflex passes the app
    ) -> StateUpdate | None:
        """Return nothing to let the event in, or what the sender sees instead."""
        if not self.rules:
            self.learn()
        rule = self.rules.get(event.name)
        if rule is None:
            return _refuse(event, "there is no such event")
        visitor = await _find_visitor(state)
        if visitor is None:
            return _refuse(event, "the host is nobody's", to_login=True)
        current.set(visitor)
        if not _may(visitor.session, rule.access):
            return _refuse(event, "not allowed", to_login=visitor.session is None)
        problem = _check_arguments(rule, event.payload)
        if problem:
            return _refuse(event, problem)
        if visitor.session is not None:
            await visitors.touch(visitor.session)
        live.note(EventContext.get().token, visitor, event.name)
        return None


def _parameters(registered: RegisteredEventHandler) -> list[str]:
    return list(inspect.signature(registered.handler.fn).parameters)[1:]


def _arguments(registered: RegisteredEventHandler) -> dict[str, TypeAdapter[Any] | None]:
    hints = get_type_hints(registered.handler.fn)
    return {name: _adapter(hints.get(name)) for name in _parameters(registered)}


def _adapter(hint: Any) -> TypeAdapter[Any] | None:  # Any: a type hint
    if hint is None:
        return None
    try:
        # Lax, because a browser sends numbers as text; but never another shape.
        return TypeAdapter(hint, config=ConfigDict(str_max_length=100_000))
    except PydanticUserError:
        try:
            return TypeAdapter(hint)
        except PydanticUserError:
            # Uploaded files, which Reflex itself has put together.
            return None


async def _find_visitor(state: BaseState) -> Visitor | None:
    headers = (
        EventContext.get().router_data.get("headers") or state.router_data.get("headers") or {}
    )
    place = await visitors.find_place(str(headers.get("host", "")))
    if place is None or (place.company is not None and not place.company.is_active):
        return None
    ref = headers.get("x-app-session")
    session = await visitors.find_session_by_ref(str(ref), place) if ref else None
    return Visitor(place, session)


def _may(session: SignedIn | None, access: Access) -> bool:
    if access is PUBLIC:
        return True
    if session is None:
        return False
    if access is SIGNED_IN:
        return True
    if access is SUPER_ADMIN:
        return session.is_super_admin
    return (
        isinstance(access, Permission)
        and session.role is not None
        and allowed(session.role, access)
    )


def _check_arguments(rule: Rule, payload: dict[str, Any]) -> str:  # Any: sent by anybody
    unknown = payload.keys() - rule.arguments.keys()
    if unknown:
        return "an argument too many"
    for name, adapter in rule.arguments.items():
        if adapter is None or name not in payload:
            continue
        try:
            payload[name] = adapter.validate_python(payload[name])
        except ValidationError:
            return f"{name} is of the wrong kind"
    return ""


def _refuse(event: Event, reason: str, *, to_login: bool = False) -> StateUpdate:
    log.warning("event refused", extra={"event": event.name[:200], "reason": reason})
    answer = (
        rx.call_script(_TO_LOGIN) if to_login else rx.toast.error("Your role does not allow this.")
    )
    return StateUpdate(events=Event.from_event_type([answer]))
