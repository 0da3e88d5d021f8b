"""Finding people of the company, and holding the team still while one of them changes."""

from uuid import UUID

from sqlmodel import col, select, update

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.errors import Conflict, NotFound
from platform_app.core.permissions import Role
from platform_app.models.accounts import AccountStatus, LinkPurpose, OneTimeLink, UserAccount


def find_member(ctx: CompanyContext, member_id: UUID) -> UserAccount:
    """Return a person of the company; raises NotFound."""
    user = ctx.db.get(UserAccount, (ctx.company_id, member_id))
    if user is None:
        raise NotFound("This person is not part of your team, or no longer is.")
    return user


def hold_team(ctx: CompanyContext) -> list[UUID]:
    """Let one change to the team happen at a time, and return its active admins.

    Everybody locks the same rows in the same order, so of two people who remove each other one comes too late.
    """
    admins = (
        select(UserAccount.id)
        .where(
            col(UserAccount.company_id) == ctx.company_id,
            col(UserAccount.role) == Role.ADMIN,
            col(UserAccount.status) == AccountStatus.ACTIVE,
        )
        .order_by(col(UserAccount.id))
        .with_for_update()
    )
    return list(ctx.db.exec(admins))


def lock_member(ctx: CompanyContext, member_id: UUID) -> UserAccount:
    """Return a person as they are now, locked until the commit; raises NotFound."""
    statement = select(UserAccount).where(
        col(UserAccount.company_id) == ctx.company_id, col(UserAccount.id) == member_id
    )
    fresh = statement.with_for_update().execution_options(populate_existing=True)
    user = ctx.db.exec(fresh).one_or_none()
    if user is None:
        raise NotFound("This person is not part of your team, or no longer is.")
    return user


def require_not_last(user: UserAccount, admins: list[UUID]) -> None:
    """Raise Conflict when the company would be left without an admin."""
    if admins == [user.id]:
        raise Conflict(
            f"{user.name or user.email} is the last admin. Make somebody else an admin first."
        )


def kill_invitations_by(ctx: CompanyContext, giver_id: UUID) -> None:
    """Make the invitations that somebody has sent good no more."""
    theirs = (
        col(OneTimeLink.company_id) == ctx.company_id,
        col(OneTimeLink.given_by) == giver_id,
        col(OneTimeLink.purpose) == LinkPurpose.INVITATION,
        col(OneTimeLink.used_at).is_(None),
    )
    ctx.db.exec(update(OneTimeLink).where(*theirs).values(used_at=now()))
