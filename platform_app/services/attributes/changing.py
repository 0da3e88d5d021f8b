"""Changing an attribute for everybody who has a value of it: another kind, other choices, or none at all."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select

from platform_app.core.context import CompanyContext
from platform_app.core.errors import InvalidInput
from platform_app.core.ids import NIL_ID
from platform_app.core.permissions import Permission
from platform_app.models.attributes import AttributeDefinition, AttributeKind
from platform_app.models.sweeps import SweepKind
from platform_app.services import audit, sweeps
from platform_app.services.attributes.definitions import (
    as_definition,
    checked_choices,
    checked_label,
    lock,
)
from platform_app.services.attributes.uses import refuse_while_asked, refuse_while_needed
from platform_app.services.attributes.values import parse_value
from platform_app.services.attributes.views import Definition
from platform_app.services.audit import AuditAction

_BATCH = 2_000
_EXAMPLES = 3
_EXAMPLE_CHARACTERS = 40
# As many digits may be a phone number.
_HIDDEN_FROM = 7
_PEOPLE = text(
    """
    select key, count(*) as people from contact cross join lateral jsonb_object_keys(attributes) key
    where company_id = :company_id group by key
    """
)
_VALUES = text(
    """
    select attributes ->> :key as value, count(*) as people from contact
    where company_id = :company_id and attributes ->> :key <> '' group by 1 order by 2 desc, 1
    """
)
_SOME = text(
    """
    select id, attributes ->> :key as value from contact
    where company_id = :company_id and id > :after and attributes ->> :key is not null
    order by id limit :batch for no key update
    """
)
_WRITE = text(
    """
    update contact set attributes = attributes || jsonb_build_object(cast(:key as text), given.value)
    from unnest(cast(:ids as uuid[]), cast(:given as text[])) given (id, value)
    where company_id = :company_id and contact.id = given.id
    """
)
_CLEAR = text(
    """
    with few as (
        select id from contact where company_id = :company_id and id > :after
           and attributes ->> :key is not null order by id limit :batch for no key update
    ), cleared as (
        update contact set attributes = attributes - cast(:key as text)
        where company_id = :company_id and id in (select id from few)
    )
    select id from few order by id
    """
)


def count_people(ctx: CompanyContext) -> dict[str, int]:
    """Return how many contacts have a value of each attribute, by its key."""
    ctx.require(Permission.CONTACTS_READ)
    found = ctx.db.connection().execute(_PEOPLE, {"company_id": ctx.company_id})
    return {row.key: row.people for row in found}


def save(
    ctx: CompanyContext,
    definition_id: UUID,
    *,
    label: str,
    kind: AttributeKind,
    choices: Sequence[str] = (),
) -> None:
    """Give an attribute another name, kind or other choices; its key stays.

    Values follow into the new kind's spelling, many of them in the background. Raises InvalidInput while
    some of them do not fit, and Conflict when segments ask for the kind that it had.
    """
    ctx.require(Permission.CONTACTS_ORGANISE)
    sweeps.hold(ctx)
    row = lock(ctx, definition_id)
    before = as_definition(row)
    after = replace(
        before, label=checked_label(label), kind=kind, choices=checked_choices(kind, choices)
    )
    changes = audit.changes_between(_facts(before), _facts(after))
    if not changes:
        return
    sweeps.refuse_while_swept(ctx, row.key, is_tag=False)
    if before.kind is not kind:
        refuse_while_asked(ctx, row.key, before.label)
    row.label, row.kind, row.choices = after.label, kind, after.choices
    if (before.kind, before.choices) != (kind, after.choices) and _has_other_spelling(ctx, after):
        _go_on(ctx, row.key, convert_batch(ctx, row.key, NIL_ID), SweepKind.RESPELL)
    audit.record(ctx, AuditAction.ATTRIBUTE_CHANGED, row.id, name=row.label, changes=changes)
    ctx.nudge("attributes")


def delete(ctx: CompanyContext, definition_id: UUID) -> None:
    """Delete an attribute with its values, many of them in the background; raises Conflict while it is needed."""
    ctx.require(Permission.CONTACTS_ORGANISE)
    sweeps.hold(ctx)
    row = lock(ctx, definition_id)
    sweeps.refuse_while_swept(ctx, row.key, is_tag=False)
    refuse_while_needed(ctx, row.key, row.label)
    audit.record(ctx, AuditAction.ATTRIBUTE_DELETED, row.id, name=row.label)
    ctx.db.delete(row)
    ctx.db.flush()
    _go_on(ctx, row.key, clear_batch(ctx, row.key, NIL_ID), SweepKind.CLEAR)
    ctx.nudge("attributes")


def convert_batch(ctx: CompanyContext, key: str, after: UUID) -> UUID | None:
    """Bring some values into their kind's spelling; return the last one's contact when there may be more."""
    row = ctx.db.exec(_of_key(ctx, key)).one_or_none()
    if row is None:
        return None
    found = ctx.db.connection().execute(_SOME, _some(ctx, key, after)).all()
    changed = dict(_respelt(as_definition(row), [(one.id, one.value) for one in found]))
    if changed:
        values = {"company_id": ctx.company_id, "key": key}
        values |= {"ids": list(changed), "given": list(changed.values())}
        ctx.db.connection().execute(_WRITE, values)
        ctx.nudge("contacts")
    return found[-1].id if len(found) == _BATCH else None


def clear_batch(ctx: CompanyContext, key: str, after: UUID) -> UUID | None:
    """Take the values of a deleted attribute from some contacts; return the last one when there may be more."""
    found = ctx.db.connection().execute(_CLEAR, _some(ctx, key, after)).scalars().all()
    ctx.nudge("contacts")
    return found[-1] if len(found) == _BATCH else None


def _go_on(ctx: CompanyContext, key: str, after: UUID | None, kind: SweepKind) -> None:
    if after is not None:
        sweeps.begin(ctx, kind, key, after=after)


def _has_other_spelling(ctx: CompanyContext, definition: Definition) -> bool:
    """Tell whether values have to be written anew; raises InvalidInput when some do not fit."""
    misfits, people, is_other = list[str](), 0, False
    values = {"company_id": ctx.company_id, "key": definition.key}
    for row in ctx.db.connection().execute(_VALUES, values):
        try:
            is_other |= parse_value(definition, row.value) != row.value
        except InvalidInput:
            people += row.people
            if len(misfits) < _EXAMPLES:
                misfits.append(_example(ctx, row.value))
    if misfits:
        raise _unfit(definition, people, misfits)
    return is_other


def _unfit(definition: Definition, people: int, misfits: list[str]) -> InvalidInput:
    have = "1 person has a value" if people == 1 else f"{people:,} people have a value"
    sentence = (
        f"{have} that would not fit, such as {', '.join(misfits)}. Change their values first."
    )
    field = "choices" if definition.kind is AttributeKind.CHOICE else "kind"
    return InvalidInput(sentence, {field: sentence})


def _example(ctx: CompanyContext, value: str) -> str:
    short = value if len(value) <= _EXAMPLE_CHARACTERS else f"{value[:_EXAMPLE_CHARACTERS]}…"
    is_hidden = sum(map(str.isdigit, value)) >= _HIDDEN_FROM
    if is_hidden and not ctx.actor.may(Permission.CONTACTS_SEE_NUMBERS):
        short = "".join("•" if one.isdigit() else one for one in short)
    return f"“{short}”"


def _respelt(
    definition: Definition, values: Sequence[tuple[UUID, str]]
) -> Iterator[tuple[UUID, str]]:
    for contact_id, value in values:
        try:
            spelt = parse_value(definition, value)
        except InvalidInput:
            # It came while the kind was being changed; people see it and can put it right.
            continue
        if spelt and spelt != value:
            yield contact_id, spelt


def _some(ctx: CompanyContext, key: str, after: UUID) -> dict[str, object]:
    return {"company_id": ctx.company_id, "key": key, "after": after, "batch": _BATCH}


def _of_key(ctx: CompanyContext, key: str):  # noqa: ANN202  a statement of one table
    return select(AttributeDefinition).where(
        col(AttributeDefinition.company_id) == ctx.company_id, col(AttributeDefinition.key) == key
    )


def _facts(one: Definition) -> dict[str, object]:
    return {"name": one.label, "kind": str(one.kind), "choices": one.choices}
