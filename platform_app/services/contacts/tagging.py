"""Giving contacts tags, and taking them away."""

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from sqlalchemy import text

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.ids import LAST_ID, NIL_ID
from platform_app.core.masking import may_see_numbers
from platform_app.core.paging import cursor_after, read_cursor
from platform_app.core.permissions import Permission
from platform_app.models.sweeps import SweepKind
from platform_app.services import audit, sweeps, tags
from platform_app.services.audit import AuditAction
from platform_app.services.contacts.directory import count_rows, take_batch
from platform_app.services.contacts.views import ContactFilters

_BATCH = 2_000
# More than a company can have: the number that people agree to is the whole one.
_ALL = 2**31 - 1

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
    changed = _change(ctx, contact_ids, tag, is_added=is_added)
    if changed:
        _note(ctx, tag, changed, is_added=is_added)
    return changed


def count_matching(ctx: CompanyContext, filters: ContactFilters) -> int:
    """Return how many people pass the filters, to the last one."""
    return count_rows(ctx, filters, most=_ALL)


def tag_matching(ctx: CompanyContext, filters: ContactFilters, name: str, *, is_added: bool) -> int:
    """Give everybody who passes the filters a tag, or take it from them; return how many pass.

    Many are changed in the background; whoever comes meanwhile is left alone, and launches wait.
    """
    ctx.require(Permission.CONTACTS_EDIT)
    sweeps.hold(ctx)
    sweeps.refuse_while_swept(ctx, name, is_tag=True)
    tag = tags.ensure(ctx, [name])[0] if is_added else name
    people = count_matching(ctx, filters)
    if people:
        _note(ctx, tag, people, is_added=is_added)
        before = cursor_after(now(), LAST_ID)
        more = tag_batch(ctx, filters, tag, is_added=is_added, before=before)
        if more:
            kind = SweepKind.TAG if is_added else SweepKind.UNTAG
            rest = sweeps.Sweep(kind, tag, "", NIL_ID, asdict(filters), more, may_see_numbers(ctx))
            sweeps.begin_for(ctx, rest)
    return people


def tag_batch(
    ctx: CompanyContext, filters: ContactFilters, tag: str, *, is_added: bool, before: str
) -> str:
    """Change some of those who pass the filters; return the cursor to go on from, empty after the last."""
    ctx.require(Permission.CONTACTS_EDIT)
    if is_added and not tags.colours_of(ctx, [tag]):
        # Renamed or deleted meanwhile: nobody is given a tag that there is not.
        return ""
    ids, place = take_batch(ctx, filters, read_cursor(before), _BATCH)
    if ids and _change(ctx, ids, tag, is_added=is_added):
        ctx.nudge("contacts")
    return cursor_after(*place) if place else ""


def _change(ctx: CompanyContext, ids: Sequence[UUID], tag: str, *, is_added: bool) -> int:
    values = {"company_id": ctx.company_id, "tag": tag, "ids": list(ids)}
    return ctx.db.connection().execute(_ADD if is_added else _REMOVE, values).rowcount


def _note(ctx: CompanyContext, tag: str, people: int, *, is_added: bool) -> None:
    deed = "given" if is_added else "taken away"
    audit.record(ctx, AuditAction.CONTACTS_TAGGED, name=tag, people=people, tag=deed)
    ctx.nudge("contacts")
