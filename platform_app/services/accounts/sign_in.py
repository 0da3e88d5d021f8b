"""Signing in with e-mail and password."""

from dataclasses import dataclass

from sqlmodel import col, select

from platform_app.core.context import CompanyContext
from platform_app.core.passwords import verify_password
from platform_app.models.accounts import AccountStatus, UserAccount
from platform_app.services import audit
from platform_app.services.accounts.sessions import start_session
from platform_app.services.accounts.throttle import is_throttled, note_failure


@dataclass(frozen=True, slots=True)
class SignInOutcome:
    """A token for the cookie, or why there is none; a failure is an answer, so that it can be counted."""

    token: str | None = None
    is_throttled: bool = False


def sign_in(
    ctx: CompanyContext, *, email: str, password: str, user_agent: str, address: str
) -> SignInOutcome:
    """Check a password; an unknown address costs and says the same as a wrong password."""
    email = email.strip().lower()
    account, origin = f"{ctx.company_id}:{email}", f"address:{address}"
    if is_throttled(ctx.db, account=account, address=origin):
        return SignInOutcome(is_throttled=True)
    user = ctx.db.exec(
        select(UserAccount).where(
            col(UserAccount.company_id) == ctx.company_id,
            col(UserAccount.email) == email,
            col(UserAccount.status) == AccountStatus.ACTIVE,
        )
    ).one_or_none()
    if not verify_password(password, user.password_hash if user else None) or user is None:
        note_failure(ctx.db, account=account, address=origin)
        audit.record(ctx, audit.AuditAction.SIGN_IN_FAILED)
        return SignInOutcome()
    audit.record(ctx, audit.AuditAction.SIGNED_IN, user.id)
    return SignInOutcome(start_session(ctx, user.id, user_agent))
