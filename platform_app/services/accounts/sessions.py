"""Sessions: opened, renewed, kept alive, ended on the server."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col, select, update

from platform_app.core.clock import now
from platform_app.core.crypto import fingerprint, new_token
from platform_app.services import audit
from platform_app.services.accounts.realms import AccountContext, is_ours, owner, sessions

IDLE = timedelta(minutes=30)
IDLE_SUPER_ADMIN = timedelta(minutes=15)
ABSOLUTE = timedelta(hours=12)
# The eleventh sign-in of a person ends the oldest session.
MOST_SESSIONS = 10


def start_session(ctx: AccountContext, user_id: UUID, device: str) -> str:
    """Open a session and return the token for the cookie; only its hash stays here."""
    token, table = new_token(), sessions(ctx)
    ctx.db.add(
        table(
            **owner(ctx),
            user_id=user_id,
            token_hash=fingerprint(token),
            user_agent=ctx.actor.origin.user_agent[:200],
            address=ctx.actor.origin.address,
            device_hash=fingerprint(device) if device else "",
            expires_at=now() + ABSOLUTE,
        )
    )
    ctx.db.flush()
    living = select(table.id).where(_is_living_of(ctx, user_id))
    kept = living.order_by(col(table.created_at).desc(), col(table.id).desc()).limit(MOST_SESSIONS)
    _end(ctx, _is_living_of(ctx, user_id), col(table.id).not_in(kept))
    return token


def renew_session(ctx: AccountContext, session_id: UUID) -> str:
    """Give the session another token, so that the one used until now opens nothing; returns the new one."""
    token, table = new_token(), sessions(ctx)
    mine = (is_ours(ctx, table), col(table.id) == session_id, col(table.ended_at).is_(None))
    ctx.db.exec(update(table).where(*mine).values(token_hash=fingerprint(token)))
    audit.record(ctx, audit.AuditAction.SESSION_RENEWED, session_id)
    return token


def touch(ctx: AccountContext, session_id: UUID) -> None:
    """Remember that the session is in use."""
    table = sessions(ctx)
    mine = (is_ours(ctx, table), col(table.id) == session_id)
    ctx.db.exec(update(table).where(*mine).values(last_seen_at=now()))


def sign_out(ctx: AccountContext, session_id: UUID) -> None:
    """End a session at once, on all its tabs."""
    table = sessions(ctx)
    _end(ctx, is_ours(ctx, table), col(table.id) == session_id)
    audit.record(ctx, audit.AuditAction.SIGNED_OUT, session_id)


def end_sessions_of(ctx: AccountContext, user_id: UUID, *, but: UUID | None = None) -> None:
    """End every session of a person at once, but for one if it is named."""
    table = sessions(ctx)
    others = (col(table.id) != but,) if but else ()
    _end(ctx, _is_living_of(ctx, user_id), *others)


def _is_living_of(ctx: AccountContext, user_id: UUID) -> ColumnElement[bool]:
    table = sessions(ctx)
    return is_ours(ctx, table) & (col(table.user_id) == user_id) & col(table.ended_at).is_(None)


def _end(ctx: AccountContext, *conditions: ColumnElement[bool]) -> None:
    ctx.db.exec(update(sessions(ctx)).where(*conditions).values(ended_at=now()))
