"""Who may give what to whom: nobody gives, or decides about, more than they hold themselves."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from platform_app.core.context import CompanyContext
from platform_app.core.errors import InvalidInput, NotAllowed
from platform_app.core.permissions import Permission, Role, Switch, permissions_of
from platform_app.models.accounts import CompanyRole, UserAccount
from platform_app.models.companies import Company

BUILT_IN = {Role.ADMIN: "Admin", Role.MANAGER: "Manager", Role.AGENT: "Agent"}
ABOVE = "may do more than you, so only somebody who holds all of that can change this."


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that somebody has or is to get, with all that it holds in this company now."""

    key: str
    role: Role
    custom_role_id: UUID | None
    name: str
    permissions: frozenset[Permission]


def find_grant(ctx: CompanyContext, key: str) -> Grant:
    """Return the role with this key; raises InvalidInput when there is none."""
    if key in BUILT_IN:
        return _built_in(ctx, Role(key))
    try:
        role_id = UUID(key)
    except ValueError:
        role_id = None
    role = ctx.db.get(CompanyRole, (ctx.company_id, role_id)) if role_id else None
    if role is None:
        raise InvalidInput("This role does not exist any more.", {"role": "Choose another role."})
    return _custom(role)


def grant_of(ctx: CompanyContext, user: UserAccount) -> Grant:
    """Return the role that a person has, whether or not their account is active."""
    if user.custom_role_id is None:
        return _built_in(ctx, Role(user.role))
    return _custom(ctx.db.get_one(CompanyRole, (ctx.company_id, user.custom_role_id)))


def list_grants(ctx: CompanyContext) -> list[Grant]:
    """Return every role of the company: the built-in ones first, its own by name."""
    own = select(CompanyRole).where(col(CompanyRole.company_id) == ctx.company_id)
    roles = ctx.db.exec(own.order_by(col(CompanyRole.name)))
    return [*(_built_in(ctx, role) for role in BUILT_IN), *(_custom(role) for role in roles)]


def is_within(ctx: CompanyContext, permissions: frozenset[Permission]) -> bool:
    """Tell whether whoever acts holds all of these."""
    return all(ctx.actor.may(permission) for permission in permissions)


def require_within(ctx: CompanyContext, permissions: frozenset[Permission]) -> None:
    """Raise NotAllowed unless whoever acts holds all of these."""
    if not is_within(ctx, permissions):
        raise NotAllowed("You cannot give more than you may do yourself. Ask an admin.")


def require_not_above(ctx: CompanyContext, user: UserAccount) -> None:
    """Raise NotAllowed when a person may do more than whoever acts."""
    if not is_within(ctx, grant_of(ctx, user).permissions):
        raise NotAllowed(f"{user.name or user.email} {ABOVE}")


def switches_of(ctx: CompanyContext) -> list[Switch]:
    """Return the company's rules that are on."""
    company = ctx.db.get_one(Company, ctx.company_id)
    return [switch for switch in Switch if getattr(company, switch)]


def _built_in(ctx: CompanyContext, role: Role) -> Grant:
    held = permissions_of(role, switches=switches_of(ctx))
    return Grant(str(role), role, None, BUILT_IN[role], held)


def _custom(role: CompanyRole) -> Grant:
    held = permissions_of(Role.CUSTOM, custom=role.permissions)
    return Grant(str(role.id), Role.CUSTOM, role.id, role.name, held)
