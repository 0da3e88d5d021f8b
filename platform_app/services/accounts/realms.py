"""The two places where accounts live, a company and the platform, under one set of rules."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, true
from sqlmodel import col, select

from platform_app.core.context import CompanyContext, PlatformContext
from platform_app.core.errors import NotAllowed, SignedOut
from platform_app.core.ids import NIL_ID
from platform_app.models.accounts import (
    OneTimeLink,
    PlatformLink,
    PlatformRecoveryCode,
    PlatformSession,
    PlatformUser,
    RecoveryCode,
    UserAccount,
    WebSession,
)
from platform_app.models.base import CompanyOwned

AccountContext = CompanyContext | PlatformContext
User = UserAccount | PlatformUser
Link = OneTimeLink | PlatformLink
Owned = (
    type[User]
    | type[Link]
    | type[WebSession]
    | type[PlatformSession]
    | type[RecoveryCode]
    | type[PlatformRecoveryCode]
)


def users(ctx: AccountContext) -> type[User]:
    """Return the table of this place's people."""
    return UserAccount if isinstance(ctx, CompanyContext) else PlatformUser


def sessions(ctx: AccountContext) -> type[WebSession | PlatformSession]:
    """Return the table of this place's sessions."""
    return WebSession if isinstance(ctx, CompanyContext) else PlatformSession


def links(ctx: AccountContext) -> type[Link]:
    """Return the table of this place's one-time links."""
    return OneTimeLink if isinstance(ctx, CompanyContext) else PlatformLink


def recovery_codes(ctx: AccountContext) -> type[RecoveryCode | PlatformRecoveryCode]:
    """Return the table of this place's recovery codes."""
    return RecoveryCode if isinstance(ctx, CompanyContext) else PlatformRecoveryCode


def owner(ctx: AccountContext) -> dict[str, Any]:  # Any: columns of a row to be made
    """Return what a new row of this place says about whose it is."""
    return {"company_id": ctx.company_id} if isinstance(ctx, CompanyContext) else {}


def sealed_for(ctx: AccountContext) -> UUID:
    """Return the company that this place's secrets are bound to; the platform's belong to none."""
    return ctx.company_id if isinstance(ctx, CompanyContext) else NIL_ID


def is_ours(ctx: AccountContext, table: Owned) -> ColumnElement[bool]:
    """Return the condition that rows belong to this place; row-level security says the same."""
    if isinstance(ctx, CompanyContext) and issubclass(table, CompanyOwned):
        return col(table.company_id) == ctx.company_id
    return true()


def find_user(ctx: AccountContext, *conditions: ColumnElement[bool]) -> User | None:
    """Return the one person of this place who meets the conditions."""
    table = users(ctx)
    return ctx.db.exec(select(table).where(is_ours(ctx, table), *conditions)).one_or_none()


def me(ctx: AccountContext) -> User:
    """Return the account of whoever acts, locked for a change; raises SignedOut when nobody does."""
    user_id = ctx.actor.user_id
    if isinstance(ctx, CompanyContext) and ctx.actor.super_admin_id is not None:
        raise NotAllowed("You are visiting this company. Your own account is on the platform.")
    table = users(ctx)
    statement = select(table).where(is_ours(ctx, table), col(table.id) == user_id)
    user = ctx.db.exec(statement.with_for_update()).one_or_none() if user_id else None
    if user is None:
        raise SignedOut("Sign in with an account of your own.")
    return user
