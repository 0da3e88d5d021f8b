"""What people do with their own account: name, password, looks, sessions."""

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import col, select, update

from platform_app.core.browsers import name_browser
from platform_app.core.clock import iso, now
from platform_app.core.context import CompanyContext
from platform_app.core.emails import MailTopic
from platform_app.core.errors import InvalidInput, NotFound
from platform_app.core.passwords import hash_password, verify_password
from platform_app.models.accounts import UserAccount
from platform_app.services import audit, mail
from platform_app.services.accounts.links import check_name, check_password
from platform_app.services.accounts.realms import AccountContext, User, is_ours, me, sessions
from platform_app.services.accounts.second_factor import count_recovery_codes, spend_code
from platform_app.services.accounts.sessions import (
    IDLE,
    IDLE_SUPER_ADMIN,
    end_sessions_of,
    renew_session,
)
from platform_app.services.accounts.throttle import forget_failures
from platform_app.services.accounts.views import OwnAccount, OwnSession

THEMES = ("system", "light", "dark")
# How dates are written; the empty one follows the browser.
DATE_STYLES = ("", "en-GB", "en-US", "de-DE", "es-ES", "fr-FR", "it-IT", "pt-PT", "pt-BR", "sv-SE")
_SHOWN_SESSIONS = 20


def get_own(ctx: AccountContext) -> OwnAccount:
    """Return the account of whoever asks."""
    user = me(ctx)
    return OwnAccount(
        user.name,
        user.email,
        user.theme,
        user.date_style,
        user.second_factor_at is not None,
        count_recovery_codes(ctx),
        tuple(getattr(user, "muted_mail", ())),
    )


def save_own(ctx: AccountContext, *, name: str, theme: str, date_style: str) -> None:
    """Change a person's name and how the product looks to them."""
    user = me(ctx)
    if theme not in THEMES or date_style not in DATE_STYLES:
        raise InvalidInput("Choose one of the values in the list.")
    before = {"name": user.name, "theme": user.theme, "date_style": user.date_style}
    user.name, user.theme, user.date_style = check_name(name), theme, date_style
    after = {"name": user.name, "theme": theme, "date_style": date_style}
    audit.record(
        ctx,
        audit.AuditAction.ACCOUNT_CHANGED,
        user.id,
        name=user.email,
        changes=audit.changes_between(before, after),
    )


def keep_theme(ctx: AccountContext, theme: str) -> None:
    """Remember in which theme a person wants to see the product, on whatever device."""
    if theme in THEMES:
        me(ctx).theme = theme


def choose_mail(ctx: CompanyContext, topics: Iterable[str]) -> None:
    """Send a person mail on these topics only; what concerns their account's protection comes always."""
    user = me(ctx)
    if not isinstance(user, UserAccount):
        raise NotFound("Only a company's people choose their mail.")
    muted = sorted(set(map(str, MailTopic)) - set(topics))
    changes = audit.changes_between({"muted_mail": user.muted_mail}, {"muted_mail": muted})
    user.muted_mail = muted
    audit.record(ctx, audit.AuditAction.ACCOUNT_CHANGED, user.id, name=user.email, changes=changes)


def change_password(ctx: AccountContext, *, current: str, new: str) -> str:
    """Set a new password, end the person's other sessions and renew this one; returns its new token.

    Raises InvalidInput when the current password is wrong. `throttle.admit` must have been committed before.
    """
    user = me(ctx)
    if not verify_password(current, user.password_hash):
        raise InvalidInput(
            "Your current password is wrong.", {"current": "Type the one you signed in with."}
        )
    check_password(ctx, user, new)
    user.password_hash = hash_password(new)
    session_id = _own_session(ctx)
    end_sessions_of(ctx, user.id, but=session_id)
    forget_failures(ctx, user.email)
    mail.tell_of_security_change(ctx, user.email, "The password of your account was changed.")
    audit.record(ctx, audit.AuditAction.PASSWORD_CHANGED, user.id, name=user.email)
    return renew_session(ctx, session_id)


def confirm(ctx: AccountContext, *, password: str, code: str) -> bool:
    """Show anew who one is, before a dangerous act; tells whether password and code were right.

    `throttle.admit` must have been committed before.
    """
    user = me(ctx)
    is_right = verify_password(password, user.password_hash) and _code_is_right(ctx, user, code)
    if is_right:
        table = sessions(ctx)
        mine = (is_ours(ctx, table), col(table.id) == _own_session(ctx))
        ctx.db.exec(update(table).where(*mine).values(verified_at=now()))
        forget_failures(ctx, user.email)
    act = audit.AuditAction.CONFIRMED if is_right else audit.AuditAction.SIGN_IN_FAILED
    audit.record(ctx, act, user.id, name=user.email)
    return is_right


def list_own_sessions(ctx: AccountContext) -> list[OwnSession]:
    """Return the person's living sessions, the latest used first."""
    table = sessions(ctx)
    idle = IDLE if table.__tablename__ == "web_session" else IDLE_SUPER_ADMIN
    living = (
        is_ours(ctx, table),
        col(table.user_id) == ctx.actor.user_id,
        col(table.ended_at).is_(None),
        col(table.expires_at) > now(),
        col(table.last_seen_at) > now() - idle,
    )
    newest = col(table.last_seen_at).desc()
    rows = ctx.db.exec(select(table).where(*living).order_by(newest).limit(_SHOWN_SESSIONS))
    return [
        OwnSession(
            str(row.id),
            name_browser(row.user_agent),
            row.address,
            iso(row.created_at),
            iso(row.last_seen_at),
            row.id == ctx.actor.session_id,
        )
        for row in rows
    ]


def end_own_session(ctx: AccountContext, session_id: UUID) -> None:
    """End one of the person's own sessions; raises NotFound when it is none of theirs."""
    table = sessions(ctx)
    own = (
        is_ours(ctx, table),
        col(table.id) == session_id,
        col(table.user_id) == ctx.actor.user_id,
        col(table.ended_at).is_(None),
    )
    if ctx.db.exec(update(table).where(*own).values(ended_at=now())).rowcount != 1:
        raise NotFound("This session has ended already.")
    audit.record(ctx, audit.AuditAction.SIGNED_OUT, session_id)


def end_other_sessions(ctx: AccountContext) -> None:
    """End all of the person's sessions but this one."""
    user = me(ctx)
    end_sessions_of(ctx, user.id, but=_own_session(ctx))
    audit.record(ctx, audit.AuditAction.OTHER_SESSIONS_ENDED, user.id, name=user.email)


def _code_is_right(ctx: AccountContext, user: User, code: str) -> bool:
    return user.second_factor_at is None or spend_code(ctx, user, code)


def _own_session(ctx: AccountContext) -> UUID:
    if ctx.actor.session_id is None:
        raise NotFound("There is no session to act from.")
    return ctx.actor.session_id
