"""Super admins: made on the command line, signed in at the platform's own host."""

from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.context import PlatformContext
from platform_app.core.crypto import fingerprint, new_token
from platform_app.core.errors import Conflict
from platform_app.core.passwords import check_rules, hash_password, verify_password
from platform_app.models.accounts import PlatformSession, PlatformUser
from platform_app.services import audit
from platform_app.services.accounts.sessions import ABSOLUTE
from platform_app.services.accounts.sign_in import SignInOutcome
from platform_app.services.accounts.throttle import is_throttled, note_failure


def create_super_admin(ctx: PlatformContext, *, email: str, name: str, password: str) -> None:
    """Make the first super admin; raises Conflict when there is one, because others are invited inside."""
    if ctx.db.exec(select(PlatformUser.id).limit(1)).first() is not None:
        raise Conflict("There is a super admin already. Sign in and invite others from there.")
    check_rules(password)
    ctx.db.add(
        PlatformUser(
            email=email.strip().lower(), name=name.strip(), password_hash=hash_password(password)
        )
    )


def sign_in_super_admin(
    ctx: PlatformContext, *, email: str, password: str, user_agent: str, address: str
) -> SignInOutcome:
    """Check a super admin's password; see `sign_in` for the rules."""
    email = email.strip().lower()
    account, origin = f"platform:{email}", f"address:{address}"
    if is_throttled(ctx.db, account=account, address=origin):
        return SignInOutcome(is_throttled=True)
    user = ctx.db.exec(select(PlatformUser).where(col(PlatformUser.email) == email)).one_or_none()
    if not verify_password(password, user.password_hash if user else None) or user is None:
        note_failure(ctx.db, account=account, address=origin)
        audit.record_platform(ctx, audit.AuditAction.SIGN_IN_FAILED)
        return SignInOutcome()
    token = new_token()
    ctx.db.add(
        PlatformSession(
            user_id=user.id,
            token_hash=fingerprint(token),
            user_agent=user_agent[:200],
            expires_at=now() + ABSOLUTE,
        )
    )
    audit.record_platform(ctx, audit.AuditAction.SIGNED_IN, user.id)
    return SignInOutcome(token)
