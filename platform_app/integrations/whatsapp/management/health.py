"""Whether messages can be sent, in Meta's own judgement and with its own reasons."""

from dataclasses import dataclass
from enum import StrEnum

from platform_app.integrations.whatsapp.graph import Graph, graph_id
from platform_app.integrations.whatsapp.graph_json import (
    JsonObject,
    as_list,
    as_number,
    as_object,
    as_objects,
    as_text,
)


class CanSend(StrEnum):
    """Meta's judgement; UNKNOWN stands for a word we don't know."""

    AVAILABLE = "AVAILABLE"
    LIMITED = "LIMITED"
    BLOCKED = "BLOCKED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class HealthProblem:
    """Something that stands in the way, and what Meta advises."""

    code: int | None
    description: str
    solution: str


@dataclass(frozen=True, slots=True)
class HealthEntity:
    """One link of the chain: PHONE_NUMBER, WABA, BUSINESS, APP or MESSAGE_TEMPLATE."""

    kind: str
    id: str
    can_send: CanSend
    problems: tuple[HealthProblem, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Health:
    """The judgement over all, and each link of the chain."""

    can_send: CanSend
    entities: tuple[HealthEntity, ...] = ()


async def fetch_health(g: Graph, node_id: str) -> Health:
    """Return the health of a number, an account or a template."""
    answer = await g.call("GET", graph_id(node_id), {"fields": "health_status"})
    return read_health(answer.get("health_status")) or Health(CanSend.UNKNOWN)


def read_health(value: object) -> Health | None:
    """Read a `health_status`, if there is one."""
    status = as_object(value)
    if not status:
        return None
    entities = tuple(_entity(row) for row in as_objects(status.get("entities")))
    return Health(_can_send(status.get("can_send_message")), entities)


def _entity(row: JsonObject) -> HealthEntity:
    return HealthEntity(
        kind=as_text(row.get("entity_type")) or "",
        id=as_text(row.get("id")) or "",
        can_send=_can_send(row.get("can_send_message")),
        problems=tuple(_problem(error) for error in as_objects(row.get("errors"))),
        notes=tuple(filter(None, map(as_text, as_list(row.get("additional_info"))))),
    )


def _problem(error: JsonObject) -> HealthProblem:
    return HealthProblem(
        code=as_number(error.get("error_code")),
        description=as_text(error.get("error_description")) or "",
        solution=as_text(error.get("possible_solution")) or "",
    )


def _can_send(value: object) -> CanSend:
    known = {str(one): one for one in CanSend}
    return known.get(as_text(value) or "", CanSend.UNKNOWN)
