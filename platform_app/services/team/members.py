"""What is done about people who have an account: their role, their way out and back in, their safety."""

from uuid import UUID

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.errors import Conflict, InvalidInput, NotAllowed
from platform_app.core.permissions import Permission, Role
from platform_app.models.accounts import AccountStatus, UserAccount
from platform_app.models.plans import Metric
from platform_app.services import accounts, audit, inbox, usage
from platform_app.services.audit import AuditAction
from platform_app.services.team.lookups import (
    find_member,
    hold_team,
    kill_invitations_by,
    lock_member,
    require_not_last,
)
from platform_app.services.team.powers import (
    find_grant,
    grant_of,
    require_not_above,
    require_within,
)


def change_role(ctx: CompanyContext, member_id: UUID, role_key: str) -> None:
    """Give somebody another role; it counts from their next step on. Raises Conflict for the last admin."""
    admins, user = _begin(ctx, member_id)
    before, after = grant_of(ctx, user), find_grant(ctx, role_key)
    if before.key == after.key:
        return
    if Role.ADMIN in (before.role, after.role):
        ctx.require_fresh()
    require_within(ctx, after.permissions)
    require_not_last(user, admins)
    user.role, user.custom_role_id = after.role, after.custom_role_id
    if before.permissions - after.permissions:
        # What they could promise until now, others may not accept any more.
        kill_invitations_by(ctx, user.id)
    changes = audit.changes_between({"role": before.name}, {"role": after.name})
    _note(ctx, AuditAction.MEMBER_ROLE_CHANGED, user, changes)


def deactivate(ctx: CompanyContext, member_id: UUID, *, hand_over_to: UUID | None) -> int:
    """Shut somebody out at once and hand their open conversations over, to nobody if none is named.

    Returns how many conversations were handed over. Raises Conflict for the last admin.
    """
    ctx.require_fresh()
    admins, user = _begin(ctx, member_id)
    if user.id == ctx.actor.user_id:
        raise NotAllowed("You cannot deactivate yourself. Ask another admin.")
    if user.status != AccountStatus.ACTIVE:
        raise Conflict("This person is not active.")
    require_not_last(user, admins)
    heir = _heir(ctx, user, hand_over_to)
    user.status, user.deactivated_at = AccountStatus.DEACTIVATED, now()
    accounts.end_sessions_of(ctx, user.id)
    accounts.kill_links_of(ctx, user.id)
    kill_invitations_by(ctx, user.id)
    moved = inbox.hand_over(ctx, user.id, heir.id if heir else None)
    facts = {"conversations": moved, "handed_over_to": heir.email if heir else None}
    audit.record(ctx, AuditAction.MEMBER_DEACTIVATED, user.id, name=user.email, **facts)
    ctx.nudge("team")
    return moved


def reactivate(ctx: CompanyContext, member_id: UUID) -> None:
    """Let somebody in again, in the role that they had."""
    _, user = _begin(ctx, member_id)
    if user.status != AccountStatus.DEACTIVATED:
        raise Conflict("This person is active already.")
    require_within(ctx, grant_of(ctx, user).permissions)
    usage.check(ctx, Metric.USERS)
    user.status, user.deactivated_at = AccountStatus.ACTIVE, None
    _note(ctx, AuditAction.MEMBER_REACTIVATED, user)


def end_sessions(ctx: CompanyContext, member_id: UUID) -> None:
    """Sign somebody out everywhere, at once."""
    user = _get(ctx, member_id)
    accounts.end_sessions_of(ctx, user.id)
    _note(ctx, AuditAction.MEMBER_SIGNED_OUT, user)


def send_reset_link(ctx: CompanyContext, member_id: UUID) -> None:
    """Mail somebody a link with which they choose a new password; nobody else ever sets one."""
    user = _get(ctx, member_id)
    if user.status != AccountStatus.ACTIVE:
        raise Conflict("Only active people can get a link for a new password.")
    accounts.mail_reset_link(ctx, user.email)


def reset_second_factor(ctx: CompanyContext, member_id: UUID) -> None:
    """Take somebody's second factor away, because they have lost it, and end their sessions."""
    ctx.require_fresh()
    user = _get(ctx, member_id)
    if user.id == ctx.actor.user_id:
        raise NotAllowed("Change your own second factor on your own page.")
    if user.second_factor_at is None:
        raise Conflict("This person has no second factor.")
    accounts.clear_second_factor(ctx, user)
    accounts.end_sessions_of(ctx, user.id)
    ctx.nudge("team")


def _begin(ctx: CompanyContext, member_id: UUID) -> tuple[list[UUID], UserAccount]:
    ctx.require(Permission.TEAM_MANAGE)
    admins, user = hold_team(ctx), lock_member(ctx, member_id)
    require_not_above(ctx, user)
    return admins, user


def _get(ctx: CompanyContext, member_id: UUID) -> UserAccount:
    ctx.require(Permission.TEAM_MANAGE)
    user = find_member(ctx, member_id)
    require_not_above(ctx, user)
    return user


def _heir(ctx: CompanyContext, leaving: UserAccount, member_id: UUID | None) -> UserAccount | None:
    if member_id is None:
        return None
    heir = find_member(ctx, member_id)
    if heir.id == leaving.id or Permission.CONVERSATIONS_REPLY not in accounts.held_by(ctx, heir):
        raise InvalidInput(
            "This person cannot take the conversations over.",
            {"hand_over_to": "Choose somebody active who may answer customers."},
        )
    return heir


def _note(
    ctx: CompanyContext,
    action: AuditAction,
    user: UserAccount,
    changes: list[audit.Change] | None = None,
) -> None:
    audit.record(ctx, action, user.id, name=user.email, changes=changes or ())
    ctx.nudge("team")
