"""The company's own roles: a name and what it holds, never more than whoever makes it holds."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import String, cast
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, func, select

from platform_app.core.context import CompanyContext
from platform_app.core.errors import Conflict, InvalidInput, NotFound
from platform_app.core.permissions import (
    ROLE_PERMISSIONS,
    Permission,
    Role,
    permissions_of,
    with_needed,
)
from platform_app.models.accounts import CompanyRole, UserAccount
from platform_app.services import audit
from platform_app.services.audit import AuditAction
from platform_app.services.team.powers import (
    BUILT_IN,
    Grant,
    is_within,
    list_grants,
    require_within,
)
from platform_app.services.team.views import RoleRow

MOST_ROLES = 20
_TAKEN_NAME = "There is a role with this name already. Choose another name."


def list_roles(ctx: CompanyContext) -> list[RoleRow]:
    """Return every role with what it holds and how many people have it."""
    ctx.require(Permission.ROLES_MANAGE)
    counts = _count_members(ctx)
    return [_row(ctx, grant, counts.get(grant.key, 0)) for grant in list_grants(ctx)]


def create_role(ctx: CompanyContext, *, name: str, permissions: Iterable[str]) -> UUID:
    """Make a role and return its id; what its permissions need to be of any use is added."""
    ctx.require(Permission.ROLES_MANAGE)
    name, held = _checked(ctx, name, permissions)
    made = select(func.count()).where(col(CompanyRole.company_id) == ctx.company_id)
    if ctx.db.exec(made).one() >= MOST_ROLES:
        raise Conflict(f"{MOST_ROLES} roles of your own are the most. Delete one first.")
    role = CompanyRole(company_id=ctx.company_id, name=name, permissions=held)
    ctx.db.add(role)
    _flush(ctx)
    changes = audit.changes_between({}, {"permissions": held})
    audit.record(ctx, AuditAction.ROLE_CREATED, role.id, name=name, changes=changes)
    ctx.nudge("team")
    return role.id


def save_role(ctx: CompanyContext, role_id: UUID, *, name: str, permissions: Iterable[str]) -> None:
    """Change a role; it counts at the next step of everybody who has it."""
    ctx.require(Permission.ROLES_MANAGE)
    role = _lock(ctx, role_id)
    name, held = _checked(ctx, name, permissions)
    before = {"name": role.name, "permissions": role.permissions}
    role.name, role.permissions = name, held
    _flush(ctx)
    changes = audit.changes_between(before, {"name": name, "permissions": held})
    audit.record(ctx, AuditAction.ROLE_CHANGED, role.id, name=name, changes=changes)
    ctx.nudge("team")


def delete_role(ctx: CompanyContext, role_id: UUID) -> None:
    """Delete a role that nobody has; raises Conflict with how many people have it."""
    ctx.require(Permission.ROLES_MANAGE)
    role = _lock(ctx, role_id)
    if members := _count_members(ctx).get(str(role.id), 0):
        people = "1 person has" if members == 1 else f"{members} people have"
        raise Conflict(f"{people} this role. Give them another one first.")
    audit.record(ctx, AuditAction.ROLE_DELETED, role.id, name=role.name)
    ctx.db.delete(role)
    ctx.nudge("team")


def _checked(ctx: CompanyContext, name: str, permissions: Iterable[str]) -> tuple[str, list[str]]:
    name = " ".join(name.split())
    if not 1 <= len(name) <= 40:
        raise InvalidInput("The role needs a name.", {"name": "Use 1 to 40 characters."})
    if name.casefold() in {one.casefold() for one in BUILT_IN.values()}:
        raise InvalidInput("This name is taken.", {"name": _TAKEN_NAME})
    held = with_needed(permissions_of(Role.CUSTOM, custom=permissions))
    if not held:
        raise InvalidInput(
            "A role that may do nothing is of no use.", {"permissions": "Choose at least one."}
        )
    require_within(ctx, held)
    return name, [str(one) for one in Permission if one in held]


def _lock(ctx: CompanyContext, role_id: UUID) -> CompanyRole:
    statement = select(CompanyRole).where(
        col(CompanyRole.company_id) == ctx.company_id, col(CompanyRole.id) == role_id
    )
    role = ctx.db.exec(statement.with_for_update()).one_or_none()
    if role is None:
        raise NotFound("This role does not exist any more.")
    require_within(ctx, permissions_of(Role.CUSTOM, custom=role.permissions))
    return role


def _flush(ctx: CompanyContext) -> None:
    try:
        ctx.db.flush()
    except IntegrityError as error:
        raise InvalidInput("This name is taken.", {"name": _TAKEN_NAME}) from error


def _count_members(ctx: CompanyContext) -> dict[str, int]:
    key = func.coalesce(cast(col(UserAccount.custom_role_id), String), col(UserAccount.role))
    rows = ctx.db.exec(
        select(key, func.count()).where(col(UserAccount.company_id) == ctx.company_id).group_by(key)
    )
    return {key: total for key, total in rows}  # noqa: C416  rows are no pairs to the type checker


def _row(ctx: CompanyContext, grant: Grant, members: int) -> RoleRow:
    whole = ROLE_PERMISSIONS[grant.role] | grant.permissions
    return RoleRow(
        key=grant.key,
        name=grant.name,
        is_custom=grant.custom_role_id is not None,
        is_above=not is_within(ctx, grant.permissions),
        members=members,
        permissions=sorted(grant.permissions),
        taken=sorted(whole - grant.permissions),
    )
