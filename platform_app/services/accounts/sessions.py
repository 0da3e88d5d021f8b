"""Sessions: found by the cookie's hash or by their public reference, ended on the server."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import col, select, update

from platform_app.core.clock import now
from platform_app.core.context import (
    Actor,
    CompanyContext,
    PlatformActor,
    PlatformContext,
    PublicContext,
    Via,
)
from platform_app.core.crypto import fingerprint, new_token
from platform_app.core.errors import SignedOut
from platform_app.core.permissions import Role
from platform_app.models.accounts import (
    AccountStatus,
    PlatformSession,
    PlatformUser,
    UserAccount,
    WebSession,
)
from platform_app.services import audit

IDLE = timedelta(minutes=30)
IDLE_SUPER_ADMIN = timedelta(minutes=15)
ABSOLUTE = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A living session and the person behind it; `company_id` is None for a super admin."""

    session_id: UUID
    user_id: UUID
    name: str
    email: str
    company_id: UUID | None
    role: Role | None
    last_seen_at: datetime

    @property
    def is_super_admin(self) -> bool:
        """Tell whether this is the platform's own session."""
        return self.company_id is None

    @property
    def ref(self) -> str:
        """Return the session's public name; it opens nothing by itself."""
        return f"{self.company_id or 'platform'}.{self.session_id}"

    def actor(self) -> Actor:
        """Return the person as one who acts in the company; raises SignedOut for a super admin."""
        if self.company_id is None or self.role is None:
            raise SignedOut("Sign in to your company first.")
        return Actor(self.company_id, self.role, Via.SESSION, self.user_id)

    def platform_actor(self) -> PlatformActor:
        """Return the super admin; raises SignedOut for a company's person."""
        if not self.is_super_admin:
            raise SignedOut("Sign in to the platform first.")
        return PlatformActor(self.user_id)


def find_session(ctx: PublicContext, token: str) -> SignedIn | None:
    """Return the living session of a cookie."""
    hashed = fingerprint(token)
    return _company_session(ctx, col(WebSession.token_hash) == hashed) or _platform_session(
        ctx, col(PlatformSession.token_hash) == hashed
    )


def find_session_by_ref(ctx: PublicContext, ref: str) -> SignedIn | None:
    """Return the living session of a public reference that our own edge has set."""
    company, _, session = ref.partition(".")
    try:
        session_id = UUID(session)
        company_id = None if company == "platform" else UUID(company)
    except ValueError:
        return None
    if company_id is None:
        return _platform_session(ctx, col(PlatformSession.id) == session_id)
    return _company_session(
        ctx, (col(WebSession.company_id) == company_id) & (col(WebSession.id) == session_id)
    )


def start_session(ctx: CompanyContext, user_id: UUID, user_agent: str) -> str:
    """Open a session and return the token for the cookie; only its hash stays here."""
    token = new_token()
    ctx.db.add(
        WebSession(
            company_id=ctx.company_id,
            user_id=user_id,
            token_hash=fingerprint(token),
            user_agent=user_agent[:200],
            expires_at=now() + ABSOLUTE,
        )
    )
    return token


def touch(ctx: CompanyContext | PlatformContext, session_id: UUID) -> None:
    """Remember that the session is in use."""
    table = WebSession if isinstance(ctx, CompanyContext) else PlatformSession
    ctx.db.exec(update(table).where(col(table.id) == session_id).values(last_seen_at=now()))


def sign_out(ctx: CompanyContext, session_id: UUID) -> None:
    """End a session of this company at once, on all tabs."""
    ctx.db.exec(
        update(WebSession)
        .where(col(WebSession.company_id) == ctx.company_id, col(WebSession.id) == session_id)
        .values(ended_at=now())
    )
    audit.record(ctx, audit.AuditAction.SIGNED_OUT, session_id)


def sign_out_super_admin(ctx: PlatformContext, session_id: UUID) -> None:
    """End a super admin's session at once."""
    ctx.db.exec(
        update(PlatformSession).where(col(PlatformSession.id) == session_id).values(ended_at=now())
    )


def _company_session(ctx: PublicContext, condition: object) -> SignedIn | None:
    # Columns are named one by one: app_router may read these and no other.
    statement = (
        select(
            WebSession.id,
            UserAccount.id,
            UserAccount.name,
            UserAccount.email,
            WebSession.company_id,
            UserAccount.role,
            WebSession.last_seen_at,
        )  # pyright: ignore[reportCallIssue]  sqlmodel's select() is typed for four columns
        .join(
            UserAccount,
            (col(UserAccount.company_id) == col(WebSession.company_id))
            & (col(UserAccount.id) == col(WebSession.user_id)),
        )
        .where(
            condition,
            col(WebSession.ended_at).is_(None),
            col(WebSession.expires_at) > now(),
            col(WebSession.last_seen_at) > now() - IDLE,
            col(UserAccount.status) == AccountStatus.ACTIVE,
        )
    )
    row = ctx.db.exec(statement).one_or_none()
    if row is None:
        return None
    session_id, user_id, name, email, company_id, role, seen = row
    return SignedIn(session_id, user_id, name, email, company_id, Role(role), seen)


def _platform_session(ctx: PublicContext, condition: object) -> SignedIn | None:
    statement = (
        select(
            PlatformSession.id,
            PlatformUser.id,
            PlatformUser.name,
            PlatformUser.email,
            PlatformSession.last_seen_at,
        )  # pyright: ignore[reportCallIssue]  sqlmodel's select() is typed for four columns
        .join(PlatformUser, col(PlatformUser.id) == col(PlatformSession.user_id))
        .where(
            condition,
            col(PlatformSession.ended_at).is_(None),
            col(PlatformSession.expires_at) > now(),
            col(PlatformSession.last_seen_at) > now() - IDLE_SUPER_ADMIN,
        )
    )
    row = ctx.db.exec(statement).one_or_none()
    if row is None:
        return None
    session_id, user_id, name, email, seen = row
    return SignedIn(session_id, user_id, name, email, None, None, seen)
