"""One-time links as rows: given out, found while they live, used up."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import col, select, update

from platform_app.core.clock import now
from platform_app.core.crypto import fingerprint, new_token
from platform_app.models.accounts import AccountStatus, LinkPurpose
from platform_app.services.accounts.realms import (
    AccountContext,
    Link,
    User,
    find_user,
    is_ours,
    links,
    owner,
    users,
)


def give_link(
    ctx: AccountContext,
    user_id: UUID,
    purpose: LinkPurpose,
    lives: timedelta,
    *,
    new_email: str | None = None,
) -> str:
    """Make a link's token, good once; an older one for the same purpose is good no more."""
    token, table = new_token(), links(ctx)
    older = (is_ours(ctx, table), col(table.user_id) == user_id, col(table.purpose) == purpose)
    ctx.db.exec(update(table).where(*older, col(table.used_at).is_(None)).values(used_at=now()))
    ctx.db.add(
        table(
            **owner(ctx),
            user_id=user_id,
            purpose=purpose,
            token_hash=fingerprint(token),
            expires_at=now() + lives,
            new_email=new_email,
            given_by=ctx.actor.user_id,
        )
    )
    return token


def find_link(ctx: AccountContext, token: str, *purposes: LinkPurpose) -> tuple[Link, User] | None:
    """Return a living link and whose it is, locked, so that of two people with it only one gets in."""
    table = links(ctx)
    statement = select(table).where(
        is_ours(ctx, table),
        col(table.token_hash) == fingerprint(token),
        col(table.purpose).in_(purposes),
        col(table.used_at).is_(None),
        col(table.expires_at) > now(),
    )
    link = ctx.db.exec(statement.with_for_update()).one_or_none()
    user = find_user(ctx, col(users(ctx).id) == link.user_id) if link else None
    if link is None or user is None or user.status == AccountStatus.DEACTIVATED:
        return None
    return link, user


def use_up(link: Link) -> None:
    """Make a link good no more."""
    link.used_at = now()


def kill_links_of(ctx: AccountContext, user_id: UUID) -> None:
    """Make every link of a person good no more."""
    table = links(ctx)
    mine = (is_ours(ctx, table), col(table.user_id) == user_id, col(table.used_at).is_(None))
    ctx.db.exec(update(table).where(*mine).values(used_at=now()))
