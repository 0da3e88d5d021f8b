"""Who is there: the list of people, one of them in full, and whom something can be handed to."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, tuple_
from sqlmodel import col, func, or_, select

from platform_app.core.clock import local_time, now
from platform_app.core.context import CompanyContext
from platform_app.core.paging import COUNT_LIMIT, PAGE_ROWS, Page, cursor_after, read_cursor
from platform_app.core.permissions import Permission
from platform_app.models.accounts import (
    AccountStatus,
    LinkPurpose,
    OneTimeLink,
    UserAccount,
    WebSession,
)
from platform_app.services import accounts, companies, inbox
from platform_app.services.team.lookups import find_member
from platform_app.services.team.powers import ABOVE, grant_of, is_within, list_grants
from platform_app.services.team.views import (
    MemberDetail,
    MemberRow,
    MemberState,
    PersonChoice,
    RoleChoice,
)

_CHOICES = 50
_LINKS = (LinkPurpose.SETUP, LinkPurpose.INVITATION)
_SEEN = (
    select(func.max(WebSession.last_seen_at))
    .where(
        col(WebSession.company_id) == col(UserAccount.company_id),
        col(WebSession.user_id) == col(UserAccount.id),
    )
    .scalar_subquery()
)
_EXPIRES = (
    select(func.max(OneTimeLink.expires_at))
    .where(
        col(OneTimeLink.company_id) == col(UserAccount.company_id),
        col(OneTimeLink.user_id) == col(UserAccount.id),
        col(OneTimeLink.purpose).in_(_LINKS),
        col(OneTimeLink.used_at).is_(None),
    )
    .scalar_subquery()
)


def list_members(
    ctx: CompanyContext,
    *,
    state: MemberState = MemberState.ACTIVE,
    search: str = "",
    cursor: str | None = None,
) -> Page[MemberRow]:
    """Return the people in a state, the latest to come first; `search` looks into names and addresses."""
    ctx.require(Permission.TEAM_MANAGE)
    wanted = [_ours(ctx), col(UserAccount.status) == state, *_matches(search.strip())]
    statement = (
        select(UserAccount, _SEEN, _EXPIRES)
        .where(*wanted)
        .order_by(col(UserAccount.created_at).desc(), col(UserAccount.id).desc())
        .limit(PAGE_ROWS + 1)
    )
    if cursor:
        place = tuple_(col(UserAccount.created_at), col(UserAccount.id))
        statement = statement.where(place < tuple_(*read_cursor(cursor)))
    found = ctx.db.exec(statement).all()
    shown = found[:PAGE_ROWS]
    last = shown[-1][0] if len(found) > PAGE_ROWS else None
    more = cursor_after(last.created_at, last.id) if last else None
    counted = select(UserAccount.id).where(*wanted).limit(COUNT_LIMIT).subquery()
    total = ctx.db.exec(select(func.count()).select_from(counted)).one()
    zone = companies.get_profile(ctx).time_zone
    return Page([_row(ctx, *one, zone) for one in shown], more, total)


def get_member(ctx: CompanyContext, member_id: UUID) -> MemberDetail:
    """Return one person in full; raises NotFound."""
    ctx.require(Permission.TEAM_MANAGE)
    user = find_member(ctx, member_id)
    times = ctx.db.exec(
        select(_SEEN, _EXPIRES)
        .select_from(UserAccount)
        .where(_ours(ctx), col(UserAccount.id) == user.id)
    ).one()
    zone = companies.get_profile(ctx).time_zone
    is_below = is_within(ctx, grant_of(ctx, user).permissions)
    return MemberDetail(
        row=_row(ctx, user, *times, zone),
        joined=local_time(user.created_at, zone),
        deactivated=local_time(user.deactivated_at, zone),
        sessions=_count_sessions(ctx, user.id),
        open_conversations=inbox.count_open_of(ctx, user.id),
        closed="" if is_below else f"{user.name or user.email} {ABOVE}",
    )


def list_heirs(ctx: CompanyContext, member_id: UUID) -> list[PersonChoice]:
    """Return who could take somebody's conversations over."""
    ctx.require(Permission.TEAM_MANAGE)
    active = select(UserAccount).where(
        _ours(ctx),
        col(UserAccount.status) == AccountStatus.ACTIVE,
        col(UserAccount.id) != member_id,
    )
    people = ctx.db.exec(active.order_by(col(UserAccount.name)).limit(_CHOICES))
    return [
        PersonChoice(str(one.id), one.name or one.email)
        for one in people
        if Permission.CONVERSATIONS_REPLY in accounts.held_by(ctx, one)
    ]


def list_role_choices(ctx: CompanyContext) -> list[RoleChoice]:
    """Return the roles that whoever acts may give."""
    ctx.require(Permission.TEAM_MANAGE)
    return [
        RoleChoice(one.key, one.name) for one in list_grants(ctx) if is_within(ctx, one.permissions)
    ]


def _ours(ctx: CompanyContext) -> ColumnElement[bool]:
    return col(UserAccount.company_id) == ctx.company_id


def _matches(search: str) -> Sequence[ColumnElement[bool]]:
    if not search:
        return ()
    names = (col(UserAccount.name), col(UserAccount.email))
    return (or_(*(name.icontains(search, autoescape=True) for name in names)),)


def _row(
    ctx: CompanyContext,
    user: UserAccount,
    seen: datetime | None,
    expires: datetime | None,
    zone: str,
) -> MemberRow:
    grant = grant_of(ctx, user)
    lives = expires is not None and expires > now()
    return MemberRow(
        id=str(user.id),
        name=user.name,
        email=user.email,
        role=grant.key,
        role_name=grant.name,
        state=user.status,
        has_second_factor=user.second_factor_at is not None,
        last_seen=local_time(seen, zone),
        invited=local_time(user.created_at, zone),
        expires=local_time(expires, zone) if lives else "",
        is_me=user.id == ctx.actor.user_id,
    )


def _count_sessions(ctx: CompanyContext, user_id: UUID) -> int:
    living = (
        col(WebSession.company_id) == ctx.company_id,
        col(WebSession.user_id) == user_id,
        col(WebSession.ended_at).is_(None),
        col(WebSession.expires_at) > now(),
        col(WebSession.last_seen_at) > now() - accounts.IDLE,
    )
    return ctx.db.exec(select(func.count()).select_from(WebSession).where(*living)).one()
