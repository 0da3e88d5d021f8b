"""The attributes that a company keeps: made, renamed, put in order."""

import re
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, func, select

from platform_app.core.context import CompanyContext
from platform_app.core.errors import Conflict, InvalidInput, NotFound
from platform_app.core.permissions import Permission
from platform_app.models.attributes import AttributeDefinition, AttributeKind
from platform_app.services import audit, sweeps
from platform_app.services.attributes.views import Definition
from platform_app.services.audit import AuditAction

MOST_DEFINITIONS = 100
MOST_CHOICES = 100
LABEL_CHARACTERS = 60
CHOICE_CHARACTERS = 80


def list_definitions(ctx: CompanyContext) -> list[Definition]:
    """Return the company's attributes in their order."""
    ctx.require(Permission.CONTACTS_READ)
    statement = (
        select(AttributeDefinition)
        .where(col(AttributeDefinition.company_id) == ctx.company_id)
        .order_by(col(AttributeDefinition.position), col(AttributeDefinition.key))
    )
    return [as_definition(row) for row in ctx.db.exec(statement)]


def define(
    ctx: CompanyContext,
    label: str,
    *,
    key: str = "",
    kind: AttributeKind = AttributeKind.TEXT,
    choices: Sequence[str] = (),
) -> Definition:
    """Make an attribute; its key comes from the label unless given. Whoever imports may, too."""
    if not ctx.actor.may(Permission.CONTACTS_IMPORT):
        ctx.require(Permission.CONTACTS_ORGANISE)
    label = checked_label(label)
    row = AttributeDefinition(
        company_id=ctx.company_id,
        key=key_of(key or label),
        label=label,
        kind=kind,
        choices=checked_choices(kind, choices),
        position=_next_position(ctx),
    )
    if not row.key:
        raise InvalidInput("This name has no letter.", {"label": "Use at least one letter."})
    sweeps.refuse_while_swept(ctx, row.key, is_tag=False)
    ctx.db.add(row)
    try:
        ctx.db.flush()
    except IntegrityError as error:
        sentence = "There is an attribute with this name already. Choose another name."
        raise InvalidInput(sentence, {"label": sentence}) from error
    audit.record(ctx, AuditAction.ATTRIBUTE_DEFINED, row.id, name=label, kind=kind)
    ctx.nudge("attributes")
    return as_definition(row)


def reorder(ctx: CompanyContext, definition_id: UUID, *, place: int) -> None:
    """Put an attribute at a place of the order, counted from nought."""
    ctx.require(Permission.CONTACTS_ORGANISE)
    moved = lock(ctx, definition_id)
    order = [UUID(one.id) for one in list_definitions(ctx) if one.id != str(moved.id)]
    order.insert(max(0, place), moved.id)
    for position, one in enumerate(order):
        lock(ctx, one).position = position
    audit.record(ctx, AuditAction.ATTRIBUTES_REORDERED, moved.id, name=moved.label)
    ctx.nudge("attributes")


def lock(ctx: CompanyContext, definition_id: UUID) -> AttributeDefinition:
    """Return an attribute's row, locked until the commit."""
    statement = select(AttributeDefinition).where(
        col(AttributeDefinition.company_id) == ctx.company_id,
        col(AttributeDefinition.id) == definition_id,
    )
    row = ctx.db.exec(statement.with_for_update()).one_or_none()
    if row is None:
        raise NotFound("This attribute does not exist, or no longer does.")
    return row


def as_definition(row: AttributeDefinition) -> Definition:
    """Return an attribute as it leaves the database."""
    return Definition(
        str(row.id), row.key, row.label, AttributeKind(row.kind), list(row.choices), row.position
    )


def key_of(label: str) -> str:
    """Return the key under which an attribute's values are kept, as in order_number."""
    return re.sub(r"\W+", "_", label.casefold()).strip("_")[:LABEL_CHARACTERS]


def checked_label(label: str) -> str:
    """Return an attribute's name as it is kept; raises InvalidInput."""
    label = " ".join(label.replace("\0", "").split())
    if not 1 <= len(label) <= LABEL_CHARACTERS:
        sentence = f"Use 1 to {LABEL_CHARACTERS} characters."
        raise InvalidInput("The attribute needs a name.", {"label": sentence})
    return label


def checked_choices(kind: AttributeKind, choices: Sequence[str]) -> list[str]:
    """Return the choices as they are kept, none for kinds without; raises InvalidInput."""
    if kind is not AttributeKind.CHOICE:
        return []
    found = {one.casefold(): one for choice in choices if (one := " ".join(choice.split()))}
    if not 1 <= len(found) <= MOST_CHOICES:
        sentence = f"Give 1 to {MOST_CHOICES} choices, one on each line."
        raise InvalidInput(sentence, {"choices": sentence})
    if any(len(one) > CHOICE_CHARACTERS for one in found.values()):
        sentence = f"A choice has at most {CHOICE_CHARACTERS} characters."
        raise InvalidInput(sentence, {"choices": sentence})
    return list(found.values())


def _next_position(ctx: CompanyContext) -> int:
    made, last = ctx.db.exec(
        select(func.count(), func.max(AttributeDefinition.position)).where(
            col(AttributeDefinition.company_id) == ctx.company_id
        )
    ).one()
    if made >= MOST_DEFINITIONS:
        raise Conflict(f"{MOST_DEFINITIONS} attributes are the most. Delete one first.")
    return 0 if last is None else last + 1
