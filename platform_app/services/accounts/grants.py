"""What a person of a company may do, read from the rows as they stand now."""

from sqlmodel import col, select

from platform_app.core.context import CompanyContext
from platform_app.core.permissions import Permission, Role, Switch, permissions_of
from platform_app.models.accounts import AccountStatus, CompanyRole, UserAccount
from platform_app.models.companies import Company


def list_holders(ctx: CompanyContext, permission: Permission) -> list[UserAccount]:
    """Return the active people who hold a permission."""
    active = (
        col(UserAccount.company_id) == ctx.company_id,
        col(UserAccount.status) == AccountStatus.ACTIVE,
    )
    people = ctx.db.exec(select(UserAccount).where(*active).order_by(col(UserAccount.id)))
    return [one for one in people if permission in held_by(ctx, one)]


def held_by(ctx: CompanyContext, user: UserAccount) -> frozenset[Permission]:
    """Return what a person may do; nothing while their account is not active."""
    if user.status != AccountStatus.ACTIVE:
        return frozenset()
    custom = ()
    if user.custom_role_id is not None:
        role = select(CompanyRole.permissions).where(
            col(CompanyRole.company_id) == ctx.company_id,
            col(CompanyRole.id) == user.custom_role_id,
        )
        custom = ctx.db.exec(role).one()
    company = ctx.db.get_one(Company, ctx.company_id)
    switches = [switch for switch in Switch if getattr(company, switch)]
    return permissions_of(Role(user.role), custom=custom, switches=switches)
