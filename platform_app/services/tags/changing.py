"""Changing a tag for everybody who has it: another name, none, or that of another tag."""

from uuid import UUID

from sqlalchemy import text

from platform_app.core.context import CompanyContext
from platform_app.core.errors import InvalidInput
from platform_app.core.ids import NIL_ID
from platform_app.core.permissions import Permission
from platform_app.models.sweeps import SweepKind
from platform_app.services import audit, sweeps
from platform_app.services.audit import AuditAction
from platform_app.services.tags.keeping import checked, checked_colour, flush, lock
from platform_app.services.tags.uses import follow_name, refuse_while_named

_BATCH = 2_000
# Locked in one order, so that two that touch the same people never wait for each other.
_REPLACE = text(
    """
    with few as (
        select id from contact where company_id = :company_id and tags @> array[cast(:old as varchar)]
        order by id limit :batch for update
    )
    update contact set tags = array(
        select one from unnest(case when cast(:new as varchar) is null or tags @> array[cast(:new as varchar)]
                                    then array_remove(tags, cast(:old as varchar))
                                    else array_replace(tags, cast(:old as varchar), cast(:new as varchar)) end) one)
    where company_id = :company_id and id in (select id from few)
    """
)


def save(ctx: CompanyContext, tag_id: UUID, *, name: str, colour: str) -> None:
    """Give a tag another name or colour; who has it follows, many of them in the background.

    Segments and campaigns that name it follow at once; raises Conflict while one gathers its people.
    """
    ctx.require(Permission.CONTACTS_ORGANISE)
    sweeps.hold(ctx)
    tag = lock(ctx, tag_id)
    before = {"name": tag.name, "colour": tag.colour}
    tag.name, tag.colour = checked(name), checked_colour(colour)
    flush(ctx)
    after = {"name": tag.name, "colour": tag.colour}
    changes = audit.changes_between(before, after)
    audit.record(ctx, AuditAction.TAG_CHANGED, tag.id, name=tag.name, changes=changes)
    if before["name"] != tag.name:
        _refuse_while_swept(ctx, before["name"], tag.name)
        follow_name(ctx, before["name"], tag.name)
        _follow(ctx, before["name"], tag.name)
    ctx.nudge("tags")


def delete(ctx: CompanyContext, tag_id: UUID) -> None:
    """Take a tag from everybody who has it, many of them in the background; raises Conflict while it is needed."""
    ctx.require(Permission.CONTACTS_ORGANISE)
    sweeps.hold(ctx)
    tag = lock(ctx, tag_id)
    refuse_while_named(ctx, tag.name)
    _refuse_while_swept(ctx, tag.name)
    audit.record(ctx, AuditAction.TAG_DELETED, tag.id, name=tag.name)
    ctx.db.delete(tag)
    ctx.db.flush()
    _follow(ctx, tag.name, "")
    ctx.nudge("tags")


def merge(ctx: CompanyContext, tag_id: UUID, *, into: UUID) -> None:
    """Give everybody who has a tag another one in its place, many of them in the background.

    Segments and campaigns that name it name the other one at once; raises Conflict as `save` does.
    """
    ctx.require(Permission.CONTACTS_ORGANISE)
    if tag_id == into:
        raise InvalidInput("Choose another tag.", {"into": "Choose another tag."})
    sweeps.hold(ctx)
    tag, other = lock(ctx, tag_id), lock(ctx, into)
    _refuse_while_swept(ctx, tag.name, other.name)
    follow_name(ctx, tag.name, other.name)
    audit.record(ctx, AuditAction.TAGS_MERGED, other.id, name=other.name, merged=tag.name)
    ctx.db.delete(tag)
    ctx.db.flush()
    _follow(ctx, tag.name, other.name)
    ctx.nudge("tags")


def replace_batch(ctx: CompanyContext, old: str, new: str) -> bool:
    """Bring a name up to date in some contacts; tell whether there may be more."""
    values = {"company_id": ctx.company_id, "old": old, "new": new or None, "batch": _BATCH}
    changed = ctx.db.connection().execute(_REPLACE, values).rowcount
    ctx.nudge("contacts")
    return changed == _BATCH


def _refuse_while_swept(ctx: CompanyContext, *names: str) -> None:
    for name in names:
        sweeps.refuse_while_swept(ctx, name, is_tag=True)


def _follow(ctx: CompanyContext, old: str, new: str) -> None:
    if replace_batch(ctx, old, new):
        # From the first one again each time: an import may give the old name to somebody meanwhile.
        sweeps.begin(ctx, SweepKind.RETAG, old, after=NIL_ID, replacement=new)
