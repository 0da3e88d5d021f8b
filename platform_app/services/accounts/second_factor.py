"""The second factor: codes of an authenticator app (TOTP, RFC 6238), and recovery codes that stand in for it."""

import base64
import hmac
import secrets
from dataclasses import dataclass

import segno
from pyotp import random_base32
from pyotp.totp import TOTP
from sqlmodel import col, delete, func, select, update

from platform_app.core.clock import now
from platform_app.core.crypto import decrypt, encrypt, keyed_digest
from platform_app.core.errors import Conflict, InvalidInput
from platform_app.services import audit, mail
from platform_app.services.accounts.realms import (
    AccountContext,
    User,
    is_ours,
    me,
    owner,
    recovery_codes,
    sealed_for,
    users,
)
from platform_app.services.accounts.sessions import end_sessions_of

STEP_S = 30
RECOVERY_CODES = 10
# 16 letters of 5 bits: 80 bits, which nobody guesses.
_CODE_BYTES = 10
_CODE_LETTERS = 16
_FIELD = "totp"


@dataclass(frozen=True, slots=True)
class SecondFactorOffer:
    """What an authenticator app needs, shown once: a picture (SVG as a data address), and the secret to type."""

    picture: str
    secret: str


def offer_second_factor(ctx: AccountContext, *, issuer: str) -> SecondFactorOffer:
    """Make a secret for the person's authenticator app; it counts once its first code has been given."""
    ctx.require_fresh()
    user = me(ctx)
    secret = random_base32()
    user.totp_offer_sealed = _sealed(ctx, user, secret)
    address = TOTP(secret).provisioning_uri(name=user.email, issuer_name=issuer)
    audit.record(ctx, audit.AuditAction.SECOND_FACTOR_OFFERED, user.id, name=user.email)
    return SecondFactorOffer(_picture(address), secret)


def accept_second_factor(ctx: AccountContext, code: str) -> list[str]:
    """Take the offered secret into use, end the person's other sessions and return fresh recovery codes.

    Raises InvalidInput when the code does not fit the secret.
    """
    user = me(ctx)
    if user.totp_offer_sealed is None:
        raise Conflict("There is no new code to confirm. Start again.")
    user.totp_sealed, user.totp_last_step = user.totp_offer_sealed, 0
    ctx.db.flush()
    if not _spend_totp(ctx, user, _digits(code)):
        raise InvalidInput(
            "The code does not fit.",
            {"code": "Type the six digits that your app shows now. Is your phone's time right?"},
        )
    user.totp_offer_sealed, user.second_factor_at = None, now()
    _end_other_sessions(ctx, user)
    mail.tell_of_security_change(ctx, user.email, "The second factor of your account was set up.")
    audit.record(ctx, audit.AuditAction.SECOND_FACTOR_SET, user.id, name=user.email)
    return _new_codes(ctx, user)


def remove_second_factor(ctx: AccountContext) -> None:
    """Take the person's second factor away; where one is demanded, they enrol again at once."""
    ctx.require_fresh()
    user = me(ctx)
    clear_second_factor(ctx, user)
    _end_other_sessions(ctx, user)


def clear_second_factor(ctx: AccountContext, user: User) -> None:
    """Take an account's second factor and recovery codes away, and tell its owner."""
    user.totp_sealed, user.totp_offer_sealed, user.second_factor_at = None, None, None
    table = recovery_codes(ctx)
    ctx.db.exec(delete(table).where(is_ours(ctx, table), col(table.user_id) == user.id))
    mail.tell_of_security_change(ctx, user.email, "The second factor of your account was removed.")
    audit.record(ctx, audit.AuditAction.SECOND_FACTOR_REMOVED, user.id, name=user.email)


def renew_recovery_codes(ctx: AccountContext) -> list[str]:
    """Return ten new recovery codes; the old ones are good no more."""
    ctx.require_fresh()
    user = me(ctx)
    if user.second_factor_at is None:
        raise Conflict("Set up the second factor first.")
    mail.tell_of_security_change(ctx, user.email, "New recovery codes of your account were made.")
    audit.record(ctx, audit.AuditAction.RECOVERY_CODES_RENEWED, user.id, name=user.email)
    return _new_codes(ctx, user)


def count_recovery_codes(ctx: AccountContext) -> int:
    """Return how many of the person's recovery codes are left."""
    table = recovery_codes(ctx)
    left = (col(table.user_id) == ctx.actor.user_id, col(table.used_at).is_(None))
    counted = select(func.count()).select_from(table).where(is_ours(ctx, table), *left)
    return ctx.db.exec(counted).one()


def spend_code(ctx: AccountContext, user: User, code: str) -> bool:
    """Use up a code of the app or a recovery code; tells whether it was good."""
    digits = _digits(code)
    if len(digits) == 6 and digits.isdecimal():
        return _spend_totp(ctx, user, digits)
    return _spend_recovery_code(ctx, user, code)


def _spend_totp(ctx: AccountContext, user: User, digits: str) -> bool:
    if user.totp_sealed is None:
        return False
    clock = TOTP(
        decrypt(user.totp_sealed, company_id=sealed_for(ctx), field=f"{_FIELD}:{user.id}").reveal()
    )
    today = int(now().timestamp()) // STEP_S
    # One step early or late, because clocks differ (ASVS 6.5.5).
    for step in (today - 1, today, today + 1):
        if hmac.compare_digest(clock.generate_otp(step).encode(), digits.encode()):
            return _take_step(ctx, user, step)
    return False


def _take_step(ctx: AccountContext, user: User, step: int) -> bool:
    """Use up a 30-second step; of two who bring the same code at once the second finds it used."""
    table = users(ctx)
    unused = (is_ours(ctx, table), col(table.id) == user.id, col(table.totp_last_step) < step)
    taken = ctx.db.exec(update(table).where(*unused).values(totp_last_step=step))
    return taken.rowcount == 1


def _spend_recovery_code(ctx: AccountContext, user: User, code: str) -> bool:
    table = recovery_codes(ctx)
    unused = (
        is_ours(ctx, table),
        col(table.user_id) == user.id,
        col(table.code_hash) == _code_hash(code),
        col(table.used_at).is_(None),
    )
    spent = ctx.db.exec(update(table).where(*unused).values(used_at=now()))
    if spent.rowcount != 1:
        return False
    mail.tell_of_security_change(ctx, user.email, "A recovery code was used to sign in.")
    return True


def _new_codes(ctx: AccountContext, user: User) -> list[str]:
    table = recovery_codes(ctx)
    ctx.db.exec(delete(table).where(is_ours(ctx, table), col(table.user_id) == user.id))
    codes = [_new_code() for _ in range(RECOVERY_CODES)]
    ctx.db.add_all(
        table(**owner(ctx), user_id=user.id, code_hash=_code_hash(code)) for code in codes
    )
    return codes


def _new_code() -> str:
    letters = base64.b32encode(secrets.token_bytes(_CODE_BYTES)).decode().lower()
    return "-".join(letters[at : at + 4] for at in range(0, _CODE_LETTERS, 4))


def _code_hash(code: str) -> str:
    plain = "".join(code.lower().split()).replace("-", "")
    return keyed_digest("recovery-code", plain).hex()


def _end_other_sessions(ctx: AccountContext, user: User) -> None:
    end_sessions_of(ctx, user.id, but=ctx.actor.session_id)


def _sealed(ctx: AccountContext, user: User, secret: str) -> str:
    return encrypt(secret, company_id=sealed_for(ctx), field=f"{_FIELD}:{user.id}")


def _digits(code: str) -> str:
    return "".join(code.split())


def _picture(address: str) -> str:
    return segno.make(address, error="m").svg_data_uri(scale=4, border=2, light="#fff")
