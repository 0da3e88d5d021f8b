"""Super admins: the first one is made on the command line, others are invited by them."""

from uuid import UUID

from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.context import PlatformContext
from platform_app.core.emails import check_email
from platform_app.core.errors import Conflict, InvalidInput, NotFound
from platform_app.core.passwords import check_rules, hash_password
from platform_app.models.accounts import AccountStatus, LinkPurpose, PlatformUser
from platform_app.services import audit, mail
from platform_app.services.accounts.links import INVITATION
from platform_app.services.accounts.sessions import end_sessions_of
from platform_app.services.accounts.tokens import give_link, kill_links_of
from platform_app.services.accounts.views import SuperAdminRow

_HOURS = int(INVITATION.total_seconds() // 3600)
# A platform has a handful; whoever has more has another problem.
_MOST_SHOWN = 50


def create_super_admin(ctx: PlatformContext, *, email: str, name: str, password: str) -> None:
    """Make the first super admin; raises Conflict when there is one, because others are invited inside."""
    if ctx.db.exec(select(PlatformUser.id).limit(1)).first() is not None:
        raise Conflict("There is a super admin already. Sign in and invite others from there.")
    email = check_email(email)
    check_rules(password, words=(email.partition("@")[0], name))
    user = PlatformUser(
        email=email,
        name=name.strip() or email.partition("@")[0],
        password_hash=hash_password(password),
        status=AccountStatus.ACTIVE,
    )
    ctx.db.add(user)
    audit.record(ctx, audit.AuditAction.SUPER_ADMIN_CREATED, user.id, name=email)


def list_super_admins(ctx: PlatformContext) -> list[SuperAdminRow]:
    """Return the super admins, the newest last."""
    users = ctx.db.exec(
        select(PlatformUser).order_by(col(PlatformUser.created_at)).limit(_MOST_SHOWN)
    )
    return [
        SuperAdminRow(
            str(user.id),
            user.name,
            user.email,
            user.status,
            user.second_factor_at is not None,
            user.id == ctx.actor.user_id,
        )
        for user in users
    ]


def invite_super_admin(ctx: PlatformContext, email: str) -> None:
    """Invite somebody to run the platform, or send a new link to somebody invited before."""
    ctx.require_fresh()
    email = check_email(email)
    found = ctx.db.exec(select(PlatformUser).where(col(PlatformUser.email) == email)).one_or_none()
    if found is not None and found.status != AccountStatus.INVITED:
        raise InvalidInput(
            "This address is a super admin's already.", {"email": "Type another address."}
        )
    user = found or PlatformUser(email=email)
    ctx.db.add(user)
    ctx.db.flush()
    token = give_link(ctx, user.id, LinkPurpose.INVITATION, INVITATION)
    mail.write_invitation(ctx, email, token, role="super admin", hours=_HOURS)
    audit.record(ctx, audit.AuditAction.SUPER_ADMIN_INVITED, user.id, name=email)


def deactivate_super_admin(ctx: PlatformContext, user_id: UUID) -> None:
    """Take the platform away from somebody at once; raises Conflict for the last one who can sign in."""
    ctx.require_fresh()
    # All of them are locked in one order, so that two cannot deactivate each other at once.
    statement = select(PlatformUser).order_by(col(PlatformUser.id)).with_for_update()
    everybody = {user.id: user for user in ctx.db.exec(statement)}
    user = everybody.get(user_id)
    if user is None:
        raise NotFound("There is no such super admin.")
    others = [
        other
        for other in everybody.values()
        if other.status == AccountStatus.ACTIVE and other.id != user_id
    ]
    if not others:
        raise Conflict("This is the last super admin. Invite another one first.")
    user.status, user.deactivated_at = AccountStatus.DEACTIVATED, now()
    end_sessions_of(ctx, user_id)
    kill_links_of(ctx, user_id)
    audit.record(ctx, audit.AuditAction.SUPER_ADMIN_DEACTIVATED, user_id, name=user.email)


def reactivate_super_admin(ctx: PlatformContext, user_id: UUID) -> None:
    """Give the platform back to somebody; without a password they are invited anew."""
    ctx.require_fresh()
    user = ctx.db.get(PlatformUser, user_id)
    if user is None or user.status != AccountStatus.DEACTIVATED:
        raise NotFound("There is no such super admin who was deactivated.")
    has_password = user.password_hash is not None
    user.status = AccountStatus.ACTIVE if has_password else AccountStatus.INVITED
    user.deactivated_at = None
    audit.record(ctx, audit.AuditAction.SUPER_ADMIN_REACTIVATED, user_id, name=user.email)
