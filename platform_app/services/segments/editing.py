"""Making segments and lists, changing, copying and deleting them; every change of a filter is a version."""

from uuid import UUID

from sqlmodel import col, select

from platform_app.core.context import CompanyContext
from platform_app.core.errors import Conflict, InvalidInput
from platform_app.core.permissions import Permission
from platform_app.models.segments import Segment, SegmentKind, SegmentVersion
from platform_app.services import audit
from platform_app.services.audit import AuditAction
from platform_app.services.segments.choices import check_known, name_all
from platform_app.services.segments.compiling import compile_definition
from platform_app.services.segments.definitions import (
    Condition,
    Group,
    dump,
    parse,
    segments_in,
)
from platform_app.services.segments.lookups import frame, get_segment, load_filters
from platform_app.services.segments.sentences import say
from platform_app.services.segments.uses import users_of
from platform_app.services.segments.vocabulary import Subject

LONGEST_NAME = 100
_SHOWN = 5
Definition = dict[str, object]


def create(ctx: CompanyContext, *, name: str, definition: Definition) -> UUID:
    """Make a segment out of a definition and return its id; raises InvalidInput with what is wrong."""
    ctx.require(Permission.SEGMENTS_MANAGE)
    group = _checked(ctx, definition, None)
    segment = _add(ctx, name, SegmentKind.FILTER, dump(group))
    _keep_version(ctx, segment)
    audit.record(
        ctx,
        AuditAction.SEGMENT_CREATED,
        segment.id,
        name=segment.name,
        people=say(group, name_all(ctx, [group])),
    )
    return segment.id


def create_list(ctx: CompanyContext, *, name: str) -> UUID:
    """Make a list without anybody in it yet and return its id."""
    ctx.require(Permission.SEGMENTS_MANAGE)
    segment = _add(ctx, name, SegmentKind.STATIC, {})
    audit.record(ctx, AuditAction.SEGMENT_CREATED, segment.id, name=segment.name, people="A list")
    return segment.id


def save(ctx: CompanyContext, segment_id: UUID, *, name: str, definition: Definition) -> int:
    """Keep a segment as it is now and return its version; the same definition makes no new one.

    Raises InvalidInput with what is wrong, or NotFound.
    """
    ctx.require(Permission.SEGMENTS_MANAGE)
    segment = get_segment(ctx, segment_id, lock=True)
    if segment.kind != SegmentKind.FILTER:
        raise Conflict("This is a list: people are put into it, it asks for nothing.")
    former, group = parse(segment.definition), _checked(ctx, definition, segment_id)
    before, after = {"name": segment.name}, {"name": _free_name(ctx, name, segment_id)}
    if former != group:
        names = name_all(ctx, [former, group])
        before, after = (
            before | {"people": say(former, names)},
            after | {"people": say(group, names)},
        )
        segment.definition, segment.version = dump(group), segment.version + 1
        _keep_version(ctx, segment)
    segment.name = after["name"]
    if before != after:
        _note(
            ctx, AuditAction.SEGMENT_CHANGED, segment, changes=audit.changes_between(before, after)
        )
    return segment.version


def rename(ctx: CompanyContext, segment_id: UUID, *, name: str) -> None:
    """Give a segment or list another name; raises InvalidInput or NotFound."""
    ctx.require(Permission.SEGMENTS_MANAGE)
    segment = get_segment(ctx, segment_id, lock=True)
    before = {"name": segment.name}
    segment.name = _free_name(ctx, name, segment_id)
    changes = audit.changes_between(before, {"name": segment.name})
    _note(ctx, AuditAction.SEGMENT_CHANGED, segment, changes=changes)


def duplicate(ctx: CompanyContext, segment_id: UUID) -> UUID:
    """Copy a segment under a name of its own and return the copy's id; raises Conflict for a list."""
    ctx.require(Permission.SEGMENTS_MANAGE)
    segment = get_segment(ctx, segment_id)
    if segment.kind != SegmentKind.FILTER:
        raise Conflict("A list is copied by keeping its people as a new list.")
    return create(ctx, name=_copy_name(ctx, segment.name), definition=segment.definition)


def delete(ctx: CompanyContext, segment_id: UUID) -> None:
    """Delete a segment or list; raises Conflict that names the drafts and segments that need it."""
    ctx.require(Permission.SEGMENTS_MANAGE)
    segment = get_segment(ctx, segment_id, lock=True)
    if users := users_of(ctx, segment_id):
        raise Conflict(
            f"“{segment.name}” is still needed by {', '.join(users[:_SHOWN])}. Change that first."
        )
    _note(ctx, AuditAction.SEGMENT_DELETED, segment)
    ctx.db.delete(segment)


def _add(ctx: CompanyContext, name: str, kind: SegmentKind, definition: Definition) -> Segment:
    segment = Segment(
        company_id=ctx.company_id,
        name=_free_name(ctx, name, None),
        kind=kind,
        definition=definition,
        created_by=ctx.actor.user_id,
    )
    ctx.db.add(segment)
    ctx.db.flush()
    ctx.nudge("segments")
    return segment


def _keep_version(ctx: CompanyContext, segment: Segment) -> None:
    ctx.db.add(
        SegmentVersion(
            company_id=ctx.company_id,
            segment_id=segment.id,
            version=segment.version,
            definition=segment.definition,
            created_by=ctx.actor.user_id,
        )
    )
    ctx.db.flush()


def _checked(ctx: CompanyContext, definition: Definition, own_id: UUID | None) -> Group:
    group = parse(definition)
    check_known(ctx, group)
    filters = load_filters(ctx, segments_in(group))
    if own_id is not None:
        # Compiled as others would ask for it: what it leads to must not lead back to it.
        filters[own_id] = group
        itself = Condition(Subject.SEGMENT, "in", (str(own_id),))
        compile_definition(Group(parts=(itself,)), frame(ctx, filters))
    compile_definition(group, frame(ctx, filters))
    return group


def _free_name(ctx: CompanyContext, name: str, own_id: UUID | None) -> str:
    name = " ".join(name.replace("\0", "").split())
    if not 1 <= len(name) <= LONGEST_NAME:
        problem = f"Use 1 to {LONGEST_NAME} characters."
        raise InvalidInput("Give the segment a name.", {"name": problem})
    taken = select(Segment.id).where(
        col(Segment.company_id) == ctx.company_id, col(Segment.name) == name
    )
    if ctx.db.exec(taken).first() not in (None, own_id):
        problem = "Another segment or list has this name."
        raise InvalidInput(problem, {"name": problem})
    return name


def _copy_name(ctx: CompanyContext, name: str) -> str:
    stem = f"{name[: LONGEST_NAME - 12]} (copy"
    taken = set(
        ctx.db.exec(
            select(Segment.name).where(
                col(Segment.company_id) == ctx.company_id,
                col(Segment.name).startswith(stem, autoescape=True),
            )
        )
    )
    numbers = ("", *(f" {number}" for number in range(2, len(taken) + 3)))
    return next(f"{stem}{one})" for one in numbers if f"{stem}{one})" not in taken)


def _note(
    ctx: CompanyContext,
    action: AuditAction,
    segment: Segment,
    *,
    changes: list[audit.Change] | None = None,
) -> None:
    audit.record(ctx, action, segment.id, name=segment.name, changes=changes or ())
    ctx.nudge("segments")
