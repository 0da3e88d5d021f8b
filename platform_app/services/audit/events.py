"""Writing audit events, in the same transaction as the act itself."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from platform_app.core.context import Actor, CompanyContext, PlatformContext
from platform_app.core.crypto import keyed_digest
from platform_app.core.permissions import Role
from platform_app.models.audit import AuditEvent, PlatformAuditEvent
from platform_app.services.audit.actions import AuditAction
from platform_app.services.audit.customers import CONTACT, CUSTOMERS

_LONGEST_NAME = 200
_LONGEST_AGENT = 200
Change = dict[str, Any]  # Any: old and new values are JSON


class ActorKind(StrEnum):
    """What sort of actor did something."""

    USER = "user"
    SUPER_ADMIN = "super admin"
    VISITOR = "visitor"
    API_KEY = "api key"
    ASSISTANT = "assistant"
    SYSTEM = "system"


def record(
    ctx: CompanyContext | PlatformContext,
    action: AuditAction,
    subject_id: UUID | None = None,
    *,
    name: str = "",
    changes: Iterable[Change] = (),
    **facts: object,
) -> UUID:
    """Remember an act in the company's log, or in the platform's; `name` is what the subject is called now. Return the entry's id.

    Of customers no names are kept, and of what is known about them only which fields were changed: the log never forgets.
    """
    about = _act(action, subject_id, name, changes, facts)
    if isinstance(ctx, PlatformContext):
        event = PlatformAuditEvent(**_platform_actor(ctx), **about)
    else:
        event = AuditEvent(company_id=ctx.company_id, **_actor(ctx.actor), **about)
    ctx.db.add(event)
    return event.id


def record_for_company(
    ctx: PlatformContext,
    company_id: UUID,
    action: AuditAction,
    subject_id: UUID | None = None,
    *,
    name: str = "",
    changes: Iterable[Change] = (),
    **facts: object,
) -> None:
    """Remember a super admin's act upon a company, in both logs; the transaction must have entered the company."""
    about = _act(action, subject_id, name, changes, facts)
    actor = _platform_actor(ctx)
    ctx.db.add(PlatformAuditEvent(about_company=company_id, **actor, **about))
    ctx.db.add(AuditEvent(company_id=company_id, **actor, **about))


def changes_between(
    before: Mapping[str, object], after: Mapping[str, object], *, secrets: Iterable[str] = ()
) -> list[Change]:
    """Return the fields that differ; of a secret only fingerprints."""
    hidden = set(secrets)
    return [
        {
            "field": field,
            "old": _shown(old, is_secret=field in hidden),
            "new": _shown(new, is_secret=field in hidden),
        }
        for field, new in after.items()
        if (old := before.get(field)) != new
    ]


def _shown(value: object, *, is_secret: bool) -> object:
    if is_secret:
        return keyed_digest("audit", str(value)).hex()[:8] if value else None
    return value if isinstance(value, str | int | bool | list | dict | None) else str(value)


def _bare(change: Change) -> Change:
    return {"field": change["field"], "old": None, "new": None}


def _act(
    action: AuditAction,
    subject_id: UUID | None,
    name: str,
    changes: Iterable[Change],
    facts: Mapping[str, object],
) -> dict[str, Any]:  # Any: columns of several types
    kind = action.partition(".")[0]
    is_customer = kind in CUSTOMERS
    return {
        "action": action,
        "subject_kind": kind,
        "subject_id": subject_id,
        "subject_name": "" if is_customer else name[:_LONGEST_NAME],
        "changes": [_bare(one) if kind == CONTACT else one for one in changes],
        "facts": dict(facts),
    }


def _actor(actor: Actor) -> dict[str, Any]:  # Any: columns of several types
    kind = ActorKind.USER
    if actor.super_admin_id is not None:
        kind = ActorKind.SUPER_ADMIN
    elif actor.role in (Role.SYSTEM, Role.VISITOR):
        kind = ActorKind(actor.role)
    return {
        "actor_kind": kind,
        "actor_id": actor.super_admin_id or actor.user_id,
        "actor_name": actor.name,
        "address": actor.origin.address,
        "user_agent": actor.origin.user_agent[:_LONGEST_AGENT],
        "request_id": actor.origin.request_id,
    }


def _platform_actor(ctx: PlatformContext) -> dict[str, Any]:  # Any: columns of several types
    actor = ctx.actor
    return {
        "actor_kind": ActorKind.SUPER_ADMIN if actor.user_id else ActorKind.SYSTEM,
        "actor_id": actor.user_id,
        "actor_name": actor.name,
        "address": actor.origin.address,
        "user_agent": actor.origin.user_agent[:_LONGEST_AGENT],
        "request_id": actor.origin.request_id,
    }
