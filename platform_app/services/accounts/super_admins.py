"""Super admins: the first one is made on the command line, others are invited by them."""

from sqlmodel import select

from platform_app.core.context import PlatformContext
from platform_app.core.emails import check_email
from platform_app.core.errors import Conflict
from platform_app.core.passwords import check_rules, hash_password
from platform_app.models.accounts import AccountStatus, PlatformUser
from platform_app.services import audit


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
