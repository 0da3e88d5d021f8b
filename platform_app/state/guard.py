"""The door of every Reflex event: who sends it, may they, and are its arguments what they should be.

Whatever is not declared is refused. Every event is judged by the session as it stands in the database at that moment:
a role changed, a person deactivated, a company suspended counts from the next event on.
"""

import inspect
from dataclasses import dataclass
from typing import Annotated, Any, get_type_hints

import reflex as rx
from pydantic import BeforeValidator, ConfigDict, PydanticUserError, TypeAdapter, ValidationError
from reflex.middleware.middleware import Middleware
from reflex.state import (
    BaseState,
    FrontendEventExceptionState,
    OnLoadInternalState,
    State,
    StateUpdate,
    UpdateVarsInternalState,
)
from reflex_base.event import Event, EventSpec
from reflex_base.event.context import EventContext
from reflex_base.registry import RegisteredEventHandler, RegistrationContext
from reflex_base.utils.form import FORM_DATA_ENTRIES_KEY

from platform_app.api.edge import ADDRESS_HEADER, ENROL, SESSION_HEADER
from platform_app.api.identity import ClosedCompany, UnknownHost, Visit, visit_by_ref
from platform_app.api.recent import Recent
from platform_app.core.clock import date_style
from platform_app.core.context import Origin
from platform_app.core.ids import new_id
from platform_app.core.log import get_logger
from platform_app.core.permissions import Permission
from platform_app.state import live
from platform_app.state.access import (
    ENROLLING,
    MARK,
    PUBLIC,
    SIGNED_IN,
    SUPER_ADMIN,
    TO_LOGIN,
    Access,
)
from platform_app.state.visitor import current

log = get_logger(__name__)

# What Reflex itself needs to bring a page up; none of it reads or changes anything of ours.
_FRAMEWORK: dict[type[BaseState], frozenset[str]] = {
    State: frozenset({"hydrate", "hydrate_and_load", "set_is_hydrated"}),
    OnLoadInternalState: frozenset({"on_load_internal", "set_is_hydrated"}),
    FrontendEventExceptionState: frozenset({"handle_frontend_exception"}),
    UpdateVarsInternalState: frozenset({"update_vars_internal"}),
}
# Uploaded files are of a class that Reflex itself puts together out of a request, never out of an event.
_LAX = ConfigDict(str_max_length=100_000, arbitrary_types_allowed=True)
_REPORTS_AN_ERROR = ".handle_frontend_exception"
_OUTDATED = "This page is out of date. Reload it, then try again."
_FORBIDDEN = "Your role does not allow this. Ask an admin of your company."


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may call one handler, and how its arguments are checked; None takes what Reflex made of it."""

    access: Access
    arguments: dict[str, TypeAdapter[Any] | None]  # Any: of whatever type the handler declares
    required: frozenset[str] = frozenset()


class Guard(Middleware):
    """Refuses every event that no rule allows."""

    def __init__(self) -> None:
        self.rules: dict[str, Rule] = {}
        # A page's error goes to our log; nobody may fill it.
        self._reported: Recent[str, None] = Recent(seconds=10)

    def learn(self) -> None:
        """Read the rules off everything that is registered."""
        framework = {
            f"{cls.get_full_name()}.{name}" for cls, names in _FRAMEWORK.items() for name in names
        }
        for name, registered in RegistrationContext.get().event_handlers.items():
            if name in framework:
                self.rules[name] = Rule(PUBLIC, dict.fromkeys(_parameters(registered)))
            elif (access := getattr(registered.handler.fn, MARK, None)) is not None:
                self.rules[name] = Rule(access, _arguments(registered), _required(registered))

    async def preprocess(
        self,
        app: rx.App,  # noqa: ARG002  Reflex passes it by name
        state: BaseState,
        event: Event,
    ) -> StateUpdate | None:
        """Return nothing to let the event in, or what the sender sees instead."""
        if not self.rules:
            self.learn()
        rule = self.rules.get(event.name)
        if rule is None:
            return _refuse(event, "there is no such event", rx.toast.error(_OUTDATED))
        try:
            visit = await _visit(state, event)
        except (UnknownHost, ClosedCompany):
            return _refuse(event, "nobody may be at this host", rx.call_script(TO_LOGIN))
        if not _may(visit, rule.access):
            return _refuse(event, "not allowed", _answer(visit))
        problem = _check_arguments(rule, event.payload)
        if problem:
            return _refuse(event, problem, rx.toast.error(_OUTDATED))
        if event.name.endswith(_REPORTS_AN_ERROR) and self._has_reported(visit):
            return StateUpdate()
        current.set(visit)
        date_style.set(visit.session.date_style.replace("-", "_") if visit.session else "")
        live.note(EventContext.get().token, visit, event.name)
        return None

    def _has_reported(self, visit: Visit) -> bool:
        if self._reported.get(visit.ref):
            return True
        self._reported.put(visit.ref, None)
        return False


def _parameters(registered: RegisteredEventHandler) -> list[str]:
    return list(inspect.signature(registered.handler.fn).parameters)[1:]


def _arguments(registered: RegisteredEventHandler) -> dict[str, TypeAdapter[Any] | None]:
    hints = get_type_hints(registered.handler.fn)
    return {name: _adapter(hints.get(name)) for name in _parameters(registered)}


def _fields(form: object) -> object:
    """Return a submitted form as a mapping; Reflex's page sends it as pairs under a name of its own."""
    if not isinstance(form, dict):
        return form
    pairs = form.get(FORM_DATA_ENTRIES_KEY)
    if isinstance(pairs, list) and all(isinstance(p, list) and len(p) == 2 for p in pairs):
        form = {str(name): value for name, value in pairs}
    # What the page does not show at present comes as nothing, a box as yes or no: browsers themselves send
    # neither the first nor a box that is not ticked.
    shown = {name: value for name, value in form.items() if value not in (None, False)}
    return {name: "on" if value is True else value for name, value in shown.items()}


def _required(registered: RegisteredEventHandler) -> frozenset[str]:
    parameters = list(inspect.signature(registered.handler.fn).parameters.values())[1:]
    return frozenset(p.name for p in parameters if p.default is inspect.Parameter.empty)


def _adapter(hint: Any) -> TypeAdapter[Any] | None:  # Any: a type hint
    if hint is None:
        return None
    if hint == dict[str, str]:
        hint = Annotated[hint, BeforeValidator(_fields)]
    try:
        # Lax, because a browser sends numbers as text; but never another shape.
        return TypeAdapter(hint, config=_LAX)
    except PydanticUserError:
        # Rows have settings of their own.
        return TypeAdapter(hint)


async def _visit(state: BaseState, event: Event) -> Visit:
    # An upload comes without a socket; the state it names is bound to the session that opened it.
    headers = EventContext.get().router_data.get("headers") or state.router_data.get("headers", {})
    address, agent = str(headers.get(ADDRESS_HEADER, "")), str(headers.get("user-agent", ""))
    return await visit_by_ref(
        str(headers.get("host", "")),
        str(headers.get(SESSION_HEADER, "")),
        Origin(address, agent, new_id().hex),
        is_by_person=not live.is_refresh(event.name),
    )


def _answer(visit: Visit) -> EventSpec:
    if visit.session is None:
        return rx.call_script(TO_LOGIN)
    return rx.redirect(ENROL) if visit.session.must_enrol else rx.toast.error(_FORBIDDEN)


def _may(visit: Visit, access: Access) -> bool:
    session = visit.session
    if access is PUBLIC or session is None:
        return access is PUBLIC
    if access is ENROLLING or session.must_enrol:
        return access is ENROLLING
    if access is SIGNED_IN:
        return True
    if access is SUPER_ADMIN:
        return session.is_super_admin
    return isinstance(access, Permission) and access in session.permissions


def _check_arguments(rule: Rule, payload: dict[str, Any]) -> str:  # Any: sent by anybody
    if payload.keys() - rule.arguments.keys():
        return "an argument too many"
    if rule.required - payload.keys():
        return "an argument is missing"
    for name, adapter in rule.arguments.items():
        if adapter is None or name not in payload:
            continue
        try:
            payload[name] = _without_nul(adapter.validate_python(payload[name]))
        except ValidationError:
            return f"{name} is of the wrong kind"
    return ""


def _without_nul(value: object) -> object:
    """Return a value without NUL characters: PostgreSQL cannot hold them, and nobody types one."""
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, list):
        return [_without_nul(one) for one in value]
    if isinstance(value, dict):
        return {name: _without_nul(one) for name, one in value.items()}
    return value


def _refuse(event: Event, reason: str, answer: EventSpec) -> StateUpdate:
    log.warning("event refused", extra={"event": event.name[:200], "reason": reason})
    return StateUpdate(events=Event.from_event_type([answer]))
