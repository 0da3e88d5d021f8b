"""People whom a number does not want to hear from."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from platform_app.core.errors import InvalidInput
from platform_app.integrations.whatsapp.errors import explain
from platform_app.integrations.whatsapp.graph import Graph, graph_id
from platform_app.integrations.whatsapp.graph_json import (
    JsonObject,
    as_number,
    as_object,
    as_objects,
    as_text,
    first_object,
)
from platform_app.integrations.whatsapp.payloads.messages import is_user_id
from platform_app.integrations.whatsapp.refusals import GraphRefusal

MOST_AT_ONCE = 1_000
# These refusals carry the list of who was taken and who was not.
_PARTIAL_CODES = frozenset({139100, 139101, 139103})


@dataclass(frozen=True, slots=True)
class BlockFailure:
    """Somebody who could not be blocked or unblocked, and why."""

    user: str
    code: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class BlockResult:
    """What came of a list of people."""

    done: tuple[str, ...]
    failed: tuple[BlockFailure, ...]


async def block(g: Graph, number_id: str, users: Sequence[str]) -> BlockResult:
    """Block people by phone or business-scoped id; only who wrote in the last 24 hours can be."""
    return await _change(g, "POST", number_id, users)


async def unblock(g: Graph, number_id: str, users: Sequence[str]) -> BlockResult:
    """Let people write again."""
    return await _change(g, "DELETE", number_id, users)


async def list_blocked(g: Graph, number_id: str) -> AsyncIterator[str]:
    """Yield everybody who is blocked, by WhatsApp id or business-scoped id."""
    async for row in g.pages(f"{graph_id(number_id, 'number')}/block_users", None):
        user = as_text(row.get("wa_id")) or as_text(row.get("user_id"))
        if user:
            yield user


async def _change(g: Graph, method: str, number_id: str, users: Sequence[str]) -> BlockResult:
    if not 0 < len(users) <= MOST_AT_ONCE:
        raise InvalidInput(
            f"From 1 to {MOST_AT_ONCE:,} people at once.", {"users": "Choose fewer people."}
        )
    rows = [{"user_id" if is_user_id(user) else "user": user} for user in users]
    body: JsonObject = {"messaging_product": "whatsapp", "block_users": rows}
    try:
        answer = await g.call(method, f"{graph_id(number_id, 'number')}/block_users", body=body)
    except GraphRefusal as refusal:
        if refusal.error.code not in _PARTIAL_CODES or "block_users" not in refusal.answer:
            raise
        answer = refusal.answer
    outcome = as_object(answer.get("block_users"))
    done = as_objects(outcome.get("added_users")) + as_objects(outcome.get("removed_users"))
    failed = as_objects(outcome.get("failed_users"))
    return BlockResult(tuple(map(_who, done)), tuple(map(_failure, failed)))


def _who(row: JsonObject) -> str:
    return (
        as_text(row.get("input")) or as_text(row.get("wa_id")) or as_text(row.get("user_id")) or ""
    )


def _failure(row: JsonObject) -> BlockFailure:
    error = first_object(row.get("errors"))
    code = as_number(error.get("code"))
    details = as_text(as_object(error.get("error_data")).get("details"))
    reason = details or as_text(error.get("message")) or explain(code).sentence
    return BlockFailure(_who(row), code, reason)
