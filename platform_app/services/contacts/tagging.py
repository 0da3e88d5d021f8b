"""Giving contacts tags, and taking them away."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from platform_app.core.context import CompanyContext
from platform_app.core.permissions import Permission
from platform_app.services import audit, tags
from platform_app.services.audit import AuditAction

_ADD = text(
    """
    update contact set tags = tags || array[cast(:tag as varchar)]
    where company_id = :company_id and not tags @> array[cast(:tag as varchar)]
      and id in (select id from contact where company_id = :company_id and id = any(:ids) order by id for update)
    """
)
_REMOVE = text(
    """
    update contact set tags = array_remove(tags, cast(:tag as varchar))
    where company_id = :company_id and tags @> array[cast(:tag as varchar)]
      and id in (select id from contact where company_id = :company_id and id = any(:ids) order by id for update)
    """
)


def tag_many(ctx: CompanyContext, contact_ids: Sequence[UUID], name: str, *, is_added: bool) -> int:
    """Give people a tag, made if need be, or take it from them; return how many have changed."""
    ctx.require(Permission.CONTACTS_EDIT)
    tag = tags.ensure(ctx, [name])[0] if is_added else name
    values = {"company_id": ctx.company_id, "tag": tag, "ids": list(contact_ids)}
    changed = ctx.db.connection().execute(_ADD if is_added else _REMOVE, values).rowcount
    if changed:
        deed = "given" if is_added else "taken away"
        audit.record(ctx, AuditAction.CONTACTS_TAGGED, name=tag, people=changed, tag=deed)
        ctx.nudge("contacts")
    return changed
