"""Living sessions, found by the cookie's hash or by their public reference, and who is behind them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlmodel import col

from platform_app.core.clock import now
from platform_app.core.config import settings
from platform_app.core.context import Actor, Origin, PlatformActor, PublicContext, Via
from platform_app.core.crypto import fingerprint
from platform_app.core.errors import SignedOut
from platform_app.core.permissions import Permission, Role, Switch, permissions_of
from platform_app.models.accounts import (
    AccountStatus,
    CompanyRole,
    Impersonation,
    PlatformSession,
    PlatformUser,
    UserAccount,
    WebSession,
)
from platform_app.models.companies import Company, CompanyStatus
from platform_app.services.accounts.sessions import IDLE, IDLE_SUPER_ADMIN


@dataclass(frozen=True, slots=True)
class VisitingSuperAdmin:
    """A super admin inside a company: who, why, how long, and whether they may change anything."""

    id: UUID
    reason: str
    is_read_only: bool
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A living session and the person behind it; `company_id` is None for a super admin on the platform."""

    session_id: UUID
    user_id: UUID | None
    name: str
    email: str
    company_id: UUID | None
    role: Role | None
    permissions: frozenset[Permission]
    last_seen_at: datetime
    verified_at: datetime
    # A second factor is demanded of this person, and they have none yet: nothing else is open to them.
    must_enrol: bool = False
    has_second_factor: bool = False
    role_name: str = ""
    theme: str = "system"
    date_style: str = ""
    visitor: VisitingSuperAdmin | None = None

    @property
    def is_super_admin(self) -> bool:
        """Tell whether this is the platform's own session."""
        return self.company_id is None

    @property
    def ref(self) -> str:
        """Return the session's public name; it opens nothing by itself."""
        return f"{self.company_id or 'platform'}.{self.session_id}"

    def actor(self, origin: Origin | None = None) -> Actor:
        """Return the person as one who acts in the company; raises SignedOut for a super admin."""
        if self.company_id is None or self.role is None:
            raise SignedOut("Sign in to your company first.")
        return Actor(
            self.company_id,
            self.role,
            Via.SESSION,
            self.user_id,
            self.name,
            self.permissions,
            origin or Origin(),
            self.session_id,
            self.verified_at,
            self.visitor.id if self.visitor else None,
            self.visitor is not None and self.visitor.is_read_only,
        )

    def platform_actor(self, origin: Origin | None = None) -> PlatformActor:
        """Return the super admin; raises SignedOut for a company's person."""
        if not self.is_super_admin:
            raise SignedOut("Sign in to the platform first.")
        return PlatformActor(
            self.user_id, self.name, origin or Origin(), self.session_id, self.verified_at
        )


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


# Columns are named one by one: app_router may read these and no other.
_COMPANY_SESSION = (
    select(
        col(WebSession.company_id),
        col(WebSession.id),
        col(WebSession.last_seen_at),
        col(WebSession.verified_at),
        col(UserAccount.id).label("user_id"),
        col(UserAccount.name),
        col(UserAccount.email),
        col(UserAccount.role),
        col(UserAccount.second_factor_at),
        col(UserAccount.theme),
        col(UserAccount.date_style),
        col(CompanyRole.name).label("role_name"),
        col(CompanyRole.permissions),
        col(Impersonation.super_admin_id),
        col(Impersonation.super_admin_name),
        col(Impersonation.reason),
        col(Impersonation.is_read_only),
        col(Impersonation.expires_at).label("ends_at"),
        col(Company.agents_see_own_only),
        col(Company.hide_phone_numbers),
        col(Company.campaigns_need_approval),
        col(Company.everyone_needs_second_factor),
    )
    .join(Company, col(Company.id) == col(WebSession.company_id))
    .outerjoin(
        UserAccount,
        (col(UserAccount.company_id) == col(WebSession.company_id))
        & (col(UserAccount.id) == col(WebSession.user_id)),
    )
    .outerjoin(
        CompanyRole,
        (col(CompanyRole.company_id) == col(UserAccount.company_id))
        & (col(CompanyRole.id) == col(UserAccount.custom_role_id)),
    )
    .outerjoin(
        Impersonation,
        (col(Impersonation.company_id) == col(WebSession.company_id))
        & (col(Impersonation.id) == col(WebSession.impersonation_id)),
    )
    .outerjoin(PlatformSession, col(PlatformSession.id) == col(Impersonation.platform_session_id))
    .outerjoin(PlatformUser, col(PlatformUser.id) == col(PlatformSession.user_id))
)


def _company_session(ctx: PublicContext, condition: ColumnElement[bool]) -> SignedIn | None:
    is_person = col(UserAccount.status) == AccountStatus.ACTIVE
    # A super admin's visit ends by itself, by hand, and with the session it was started from.
    is_visit = (
        (col(Impersonation.expires_at) > now())
        & col(Impersonation.ended_at).is_(None)
        & col(PlatformSession.ended_at).is_(None)
        & (col(PlatformSession.expires_at) > now())
        & (col(PlatformUser.status) == AccountStatus.ACTIVE)
        & (col(WebSession.last_seen_at) > now() - IDLE_SUPER_ADMIN)
    )
    statement = _COMPANY_SESSION.where(
        condition,
        col(WebSession.ended_at).is_(None),
        col(WebSession.expires_at) > now(),
        col(WebSession.last_seen_at) > now() - IDLE,
        col(Company.status) == CompanyStatus.ACTIVE,
        is_person | is_visit,
    )
    row = ctx.db.connection().execute(statement).one_or_none()
    if row is None:
        return None
    return _visitor(row) if row.super_admin_id else _person(row)


def _person(row: Any) -> SignedIn:  # Any: columns of four tables
    role = Role(row.role)
    switches = [switch for switch in Switch if getattr(row, switch)]
    is_demanded = row.everyone_needs_second_factor or (
        role is Role.ADMIN and settings().admins_need_second_factor
    )
    return SignedIn(
        row.id,
        row.user_id,
        row.name,
        row.email,
        row.company_id,
        role,
        permissions_of(role, custom=row.permissions or (), switches=switches),
        row.last_seen_at,
        row.verified_at,
        must_enrol=is_demanded and row.second_factor_at is None,
        has_second_factor=row.second_factor_at is not None,
        role_name=row.role_name or str(role),
        theme=row.theme,
        date_style=row.date_style,
    )


def _visitor(row: Any) -> SignedIn:  # Any: columns of four tables
    return SignedIn(
        row.id,
        None,
        row.super_admin_name,
        "",
        row.company_id,
        Role.ADMIN,
        permissions_of(Role.ADMIN),
        row.last_seen_at,
        row.verified_at,
        role_name="super admin",
        visitor=VisitingSuperAdmin(row.super_admin_id, row.reason, row.is_read_only, row.ends_at),
    )


def _platform_session(ctx: PublicContext, condition: ColumnElement[bool]) -> SignedIn | None:
    statement = (
        select(
            col(PlatformSession.id),
            col(PlatformSession.last_seen_at),
            col(PlatformSession.verified_at),
            col(PlatformUser.id).label("user_id"),
            col(PlatformUser.name),
            col(PlatformUser.email),
            col(PlatformUser.second_factor_at),
            col(PlatformUser.theme),
            col(PlatformUser.date_style),
        )
        .join(PlatformUser, col(PlatformUser.id) == col(PlatformSession.user_id))
        .where(
            condition,
            col(PlatformSession.ended_at).is_(None),
            col(PlatformSession.expires_at) > now(),
            col(PlatformSession.last_seen_at) > now() - IDLE_SUPER_ADMIN,
            col(PlatformUser.status) == AccountStatus.ACTIVE,
        )
    )
    row = ctx.db.connection().execute(statement).one_or_none()
    if row is None:
        return None
    return SignedIn(
        row.id,
        row.user_id,
        row.name,
        row.email,
        None,
        None,
        frozenset(),
        row.last_seen_at,
        row.verified_at,
        must_enrol=settings().admins_need_second_factor and row.second_factor_at is None,
        has_second_factor=row.second_factor_at is not None,
        role_name="super admin",
        theme=row.theme,
        date_style=row.date_style,
    )
