"""One-time links: what they say before they are used, and what using them does."""

from dataclasses import dataclass

from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.crypto import fingerprint
from platform_app.core.errors import InvalidInput, NotFound
from platform_app.core.passwords import check_rules, hash_password
from platform_app.models.accounts import AccountStatus, LinkPurpose, OneTimeLink, UserAccount
from platform_app.models.companies import Company
from platform_app.services import audit
from platform_app.services.accounts.sessions import start_session

_DEAD = "This link has been used, has expired or was never valid. Ask the person who sent it for a new one."

# One or two letters are in nearly every pass phrase.
_NAME_CHARACTERS = 3


@dataclass(frozen=True, slots=True)
class LinkInfo:
    """Whom a link is for."""

    email: str
    company: str


def look_up_link(ctx: CompanyContext, token: str) -> LinkInfo:
    """Return whom a set-up link is for; raises NotFound when it is dead."""
    _, user = _living(ctx, token)
    return LinkInfo(user.email, ctx.db.get_one(Company, ctx.company_id).name)


def accept_setup(
    ctx: CompanyContext, token: str, *, name: str, password: str, user_agent: str
) -> str:
    """Set name and password, use the link up and open a session; returns the token for the cookie."""
    link, user = _living(ctx, token)
    if not 1 <= len(name.strip()) <= 100:
        raise InvalidInput("Tell your team who you are.", {"name": "Use 1 to 100 characters."})
    check_rules(password)
    own_name = user.email.partition("@")[0]
    if len(own_name) >= _NAME_CHARACTERS and own_name in password.lower():
        raise InvalidInput(
            "The password is too easy to guess.", {"password": "Leave your own name out of it."}
        )
    user.name, user.password_hash, user.status = (
        name.strip(),
        hash_password(password),
        AccountStatus.ACTIVE,
    )
    link.used_at = now()
    audit.record(ctx, audit.AuditAction.ACCOUNT_SET_UP, user.id)
    return start_session(ctx, user.id, user_agent)


def _living(ctx: CompanyContext, token: str) -> tuple[OneTimeLink, UserAccount]:
    statement = (
        select(OneTimeLink)
        .where(
            col(OneTimeLink.company_id) == ctx.company_id,
            col(OneTimeLink.token_hash) == fingerprint(token),
            col(OneTimeLink.purpose) == LinkPurpose.SETUP,
            col(OneTimeLink.used_at).is_(None),
            col(OneTimeLink.expires_at) > now(),
        )
        # Locked, so that of two people with the same link only one gets in.
        .with_for_update()
    )
    link = ctx.db.exec(statement).one_or_none()
    if link is None:
        raise NotFound(_DEAD)
    return link, ctx.db.get_one(UserAccount, (ctx.company_id, link.user_id))
