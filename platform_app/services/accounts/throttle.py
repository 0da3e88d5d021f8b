"""Slowing down those who guess passwords; counted in the database, so that Redis being away opens nothing."""

from datetime import timedelta

from sqlmodel import Session, col, func, select

from platform_app.core.clock import now
from platform_app.core.crypto import keyed_digest
from platform_app.models.accounts import SignInFailure

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 5
PER_ADDRESS = 50


def is_throttled(db: Session, *, account: str, address: str) -> bool:
    """Tell whether this account or this address has failed too often lately."""
    return _failures(db, account) >= PER_ACCOUNT or _failures(db, address) >= PER_ADDRESS


def note_failure(db: Session, *, account: str, address: str) -> None:
    """Count one failure against the account and the address."""
    for subject in (account, address):
        db.add(SignInFailure(subject=_digest(subject)))


def _failures(db: Session, subject: str) -> int:
    statement = (
        select(func.count())
        .select_from(SignInFailure)
        .where(
            col(SignInFailure.subject) == _digest(subject),
            col(SignInFailure.created_at) > now() - WINDOW,
        )
    )
    return db.exec(statement).one()


def _digest(subject: str) -> str:
    return keyed_digest("sign-in-failure", subject).hex()
