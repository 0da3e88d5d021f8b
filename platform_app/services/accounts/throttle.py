"""Slowing down those who guess passwords; counted in the database, so that Redis being away opens nothing.

An attempt is counted before it is checked, in a transaction of its own: however many come at once, five are checked.
"""

from datetime import timedelta

from sqlmodel import Session, col, delete, func, select, text

from platform_app.core.addresses import network_of
from platform_app.core.clock import now
from platform_app.core.crypto import fingerprint, keyed_digest
from platform_app.core.errors import LimitReached
from platform_app.models.accounts import SignInFailure
from platform_app.services.accounts.realms import (
    AccountContext,
    is_ours,
    sealed_for,
    sessions,
    users,
)

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 5
PER_ADDRESS = 100
# A flood from many addresses at once; far above what all honest people together try from new browsers.
IN_ALL = 3000
_EVERYBODY = "everybody"
_LOCK = text("select pg_advisory_xact_lock(hashtextextended(:subject, 1))")
_THROTTLED = "Too many attempts. Wait 15 minutes, then try again, or reset your password."


def admit(ctx: AccountContext, email: str, *, device: str = "") -> None:
    """Count an attempt to sign in; raises LimitReached when there were too many. Commit before checking.

    A flood from everywhere stops nobody who comes with a browser that has been in this account before.
    """
    limits = {
        _account(ctx, email): PER_ACCOUNT,
        _address(ctx): PER_ADDRESS,
        _EVERYBODY: IN_ALL,
    }
    if device and _has_been_in(ctx, email, device):
        del limits[_EVERYBODY]
    for subject, limit in limits.items():
        if _count(ctx.db, _digest(subject), limit) > limit:
            raise LimitReached(_THROTTLED, retry_after_s=WINDOW.total_seconds())


def _has_been_in(ctx: AccountContext, email: str, device: str) -> bool:
    table, user = sessions(ctx), users(ctx)
    statement = (
        select(table.id)
        .join(user, col(user.id) == col(table.user_id))
        .where(
            is_ours(ctx, table),
            is_ours(ctx, user),
            col(user.email) == email.strip().lower(),
            col(table.device_hash) == fingerprint(device),
        )
    )
    return ctx.db.exec(statement.limit(1)).first() is not None


def forget_failures(ctx: AccountContext, email: str) -> None:
    """Take back what was counted, because the account's owner has come in."""
    failure, account = SignInFailure, _digest(_account(ctx, email))
    ctx.db.exec(delete(failure).where(col(failure.subject) == account))
    # What all together have tried stays counted: browsers that have been in before do not count there anyway.
    own = (
        select(failure.id)
        .where(col(failure.subject) == _digest(_address(ctx)))
        .order_by(col(failure.created_at).desc())
        .limit(1)
    )
    ctx.db.exec(delete(failure).where(col(failure.id).in_(own)))


def _account(ctx: AccountContext, email: str) -> str:
    return f"{sealed_for(ctx)}:{email.strip().lower()}"


def _address(ctx: AccountContext) -> str:
    return f"address:{network_of(ctx.actor.origin.address)}"


def _count(db: Session, digest: str, limit: int) -> int:
    # One after the other, so that attempts that come together see each other.
    db.connection().execute(_LOCK, {"subject": digest})
    lately = (col(SignInFailure.subject) == digest) & (
        col(SignInFailure.created_at) > now() - WINDOW
    )
    counted = db.exec(select(func.count()).select_from(SignInFailure).where(lately)).one()
    # What is over the limit anyway is not written down, so that a flood fills no table.
    if counted < limit:
        db.add(SignInFailure(subject=digest))
        db.flush()
    return counted + 1


def _digest(subject: str) -> str:
    return keyed_digest("sign-in-failure", subject).hex()
