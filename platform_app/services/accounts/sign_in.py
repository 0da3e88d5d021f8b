"""Signing in: e-mail and password first, then the second factor of those who have one."""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlmodel import col

from platform_app.core.context import PlatformContext
from platform_app.core.crypto import keyed_digest
from platform_app.core.passwords import hash_password, is_outdated, verify_password
from platform_app.models.accounts import AccountStatus, LinkPurpose, PlatformUser
from platform_app.services import audit
from platform_app.services.accounts.devices import tell_of_new_device
from platform_app.services.accounts.realms import AccountContext, User, find_user, users
from platform_app.services.accounts.second_factor import spend_code
from platform_app.services.accounts.sessions import start_session
from platform_app.services.accounts.throttle import forget_failures
from platform_app.services.accounts.tokens import find_link, give_link, use_up

PENDING = timedelta(minutes=10)
CODE_TRIES = 5


@dataclass(frozen=True, slots=True)
class SignInOutcome:
    """A token for the session's cookie, or one for the wait for the code; neither means that it was wrong.

    A failure is an answer, not an exception, so that it is remembered.
    """

    token: str | None = None
    pending: str | None = None
    # The wait for a code is over: too many wrong ones, or too late.
    is_over: bool = False


def sign_in(ctx: AccountContext, *, email: str, password: str, device: str) -> SignInOutcome:
    """Check a password; an unknown address costs and says the same as a wrong password.

    `throttle.admit` must have been committed before.
    """
    user = find_user(ctx, col(users(ctx).email) == email.strip().lower())
    is_known = user is not None and user.status == AccountStatus.ACTIVE
    matches = verify_password(password, user.password_hash if user and is_known else None)
    if user is None or not matches:
        _refuse(ctx, email)
        return SignInOutcome()
    if is_outdated(user.password_hash or ""):
        user.password_hash = hash_password(password)
    if user.second_factor_at is not None:
        # A right password alone takes nothing back: guesses at the code stay counted.
        return SignInOutcome(pending=give_link(ctx, user.id, LinkPurpose.SECOND_FACTOR, PENDING))
    return _let_in(ctx, user, device)


def finish_sign_in(ctx: AccountContext, pending: str, *, code: str, device: str) -> SignInOutcome:
    """Check the second factor of somebody whose password was right, in the browser that gave it."""
    found = find_link(ctx, pending, LinkPurpose.SECOND_FACTOR)
    if found is None:
        return SignInOutcome(is_over=True)
    link, user = found
    if not spend_code(ctx, user, code):
        link.attempts += 1
        audit.record(ctx, audit.AuditAction.SECOND_FACTOR_FAILED, user.id, name=user.email)
        if link.attempts >= CODE_TRIES:
            use_up(link)
        return SignInOutcome(is_over=link.attempts >= CODE_TRIES)
    use_up(link)
    return _let_in(ctx, user, device)


def _let_in(ctx: AccountContext, user: User, device: str) -> SignInOutcome:
    forget_failures(ctx, user.email)
    tell_of_new_device(ctx, user, device)
    audit.record(_as_person(ctx, user), audit.AuditAction.SIGNED_IN, user.id, name=user.email)
    return SignInOutcome(start_session(ctx, user.id, device))


def _as_person(ctx: AccountContext, user: User) -> AccountContext:
    """Return the transaction as the one of whoever has just shown who they are."""
    if isinstance(ctx, PlatformContext) or isinstance(user, PlatformUser):
        return replace(ctx, actor=replace(ctx.actor, user_id=user.id, name=user.name))
    actor = replace(ctx.actor, role=user.role, user_id=user.id, name=user.name)
    return replace(ctx, actor=actor)


def _refuse(ctx: AccountContext, email: str) -> None:
    # Somebody may have typed a password into the wrong field: the log gets a digest.
    digest = keyed_digest("email", email.strip().lower()).hex()[:8]
    audit.record(ctx, audit.AuditAction.SIGN_IN_FAILED, email_digest=digest)
