"""What one-time links do: a first password, a new one, a new address."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from platform_app.core.context import CompanyContext
from platform_app.core.emails import check_email
from platform_app.core.errors import InvalidInput, NotFound
from platform_app.core.passwords import check_rules, hash_password
from platform_app.core.permissions import Permission
from platform_app.models.accounts import AccountStatus, LinkPurpose, UserAccount
from platform_app.models.companies import Company
from platform_app.services import audit, mail
from platform_app.services.accounts.grants import held_by
from platform_app.services.accounts.realms import AccountContext, Link, User, find_user, me, users
from platform_app.services.accounts.sessions import end_sessions_of, start_session
from platform_app.services.accounts.throttle import forget_failures
from platform_app.services.accounts.tokens import find_link, give_link, kill_links_of, use_up

INVITATION = timedelta(hours=72)
RESET = timedelta(minutes=30)
EMAIL_CHANGE = timedelta(hours=24)
_DEAD = "This link has been used, has expired or was never valid. Ask for a new one."
_WELCOME = (LinkPurpose.SETUP, LinkPurpose.INVITATION)


@dataclass(frozen=True, slots=True)
class LinkInfo:
    """Whom a link is for."""

    email: str
    place: str
    new_email: str = ""


def look_up_link(ctx: AccountContext, token: str, purpose: LinkPurpose) -> LinkInfo:
    """Return whom a link is for; raises NotFound when it is dead."""
    link, user = _living(ctx, token, purpose)
    return LinkInfo(user.email, _place(ctx), link.new_email or "")


def accept_invitation(
    ctx: AccountContext, token: str, *, name: str, password: str, device: str
) -> str:
    """Set name and password of somebody set up or invited, and open their first session; returns its token."""
    link, user = _living(ctx, token, *_WELCOME)
    name = check_name(name)
    check_password(ctx, user, password, name)
    user.name, user.password_hash, user.status = name, hash_password(password), AccountStatus.ACTIVE
    use_up(link)
    # Whoever was set up and invited as well has two; the second one would set the password anew.
    kill_links_of(ctx, user.id)
    audit.record(ctx, audit.AuditAction.ACCOUNT_SET_UP, user.id, name=user.email)
    return start_session(ctx, user.id, device)


def mail_reset_link(ctx: AccountContext, email: str) -> None:
    """Mail a link for a new password, if there is such an account; the asker is never told whether there is."""
    user = find_user(ctx, col(users(ctx).email) == email.strip().lower())
    if user is None or user.status != AccountStatus.ACTIVE:
        return
    token = give_link(ctx, user.id, LinkPurpose.PASSWORD_RESET, RESET)
    mail.write_reset_link(ctx, user.email, token, minutes=RESET.seconds // 60)
    audit.record(ctx, audit.AuditAction.RESET_ASKED, user.id, name=user.email)


def reset_password(ctx: AccountContext, token: str, *, password: str) -> None:
    """Set a new password and end every session; signing in asks for the second factor all the same."""
    link, user = _living(ctx, token, LinkPurpose.PASSWORD_RESET)
    check_password(ctx, user, password)
    user.password_hash = hash_password(password)
    use_up(link)
    kill_links_of(ctx, user.id)
    end_sessions_of(ctx, user.id)
    # Whoever was locked out by somebody's guesses is in again.
    forget_failures(ctx, user.email)
    mail.tell_of_security_change(ctx, user.email, "The password of your account was changed.")
    audit.record(ctx, audit.AuditAction.PASSWORD_RESET, user.id, name=user.email)


def ask_for_email_change(ctx: AccountContext, new_email: str) -> None:
    """Mail a link to the new address; the old one stays until it has been opened."""
    ctx.require_fresh()
    user, new_email = me(ctx), check_email(new_email, field="new_email")
    if new_email == user.email:
        raise InvalidInput("This is your address already.", {"new_email": "Type another one."})
    token = give_link(ctx, user.id, LinkPurpose.EMAIL_CHANGE, EMAIL_CHANGE, new_email=new_email)
    mail.write_email_change_link(ctx, new_email, token, old=user.email)
    audit.record(ctx, audit.AuditAction.EMAIL_CHANGE_ASKED, user.id, name=user.email)


def change_email(ctx: AccountContext, token: str) -> None:
    """Give the account its new address, end its sessions and tell the old address."""
    link, user = _living(ctx, token, LinkPurpose.EMAIL_CHANGE)
    old, new = user.email, link.new_email or ""
    user.email = new
    use_up(link)
    kill_links_of(ctx, user.id)
    try:
        ctx.db.flush()
    except IntegrityError as error:
        # The link's owner has shown that the address is theirs, so this tells them nothing of others.
        raise NotFound("Another account has this address by now. Choose another one.") from error
    end_sessions_of(ctx, user.id)
    mail.tell_of_security_change(ctx, old, f"The address of your account was changed to {new}.")
    audit.record(
        ctx,
        audit.AuditAction.EMAIL_CHANGED,
        user.id,
        name=new,
        changes=audit.changes_between({"email": old}, {"email": new}),
    )


def check_password(ctx: AccountContext, user: User, password: str, name: str = "") -> None:
    """Refuse a password that breaks the rules, or that is made of the person's or the company's name."""
    words = (user.email.partition("@")[0], user.email, name or user.name, _place(ctx))
    check_rules(password, words=words)


def check_name(name: str) -> str:
    """Return a person's name without blanks around it; raises InvalidInput when it is none."""
    if not 1 <= len(name.strip()) <= 100:
        raise InvalidInput("Tell your team who you are.", {"name": "Use 1 to 100 characters."})
    return name.strip()


def _living(ctx: AccountContext, token: str, *purposes: LinkPurpose) -> tuple[Link, User]:
    found = find_link(ctx, token, *purposes)
    if found is None or not _giver_may_still(ctx, found[0]):
        raise NotFound(_DEAD)
    link, user = found
    # An account in use has a password, maybe a second factor; a welcome must not be a way around them.
    if link.purpose in _WELCOME and user.status != AccountStatus.INVITED:
        raise NotFound(_DEAD)
    return found


def _giver_may_still(ctx: AccountContext, link: Link) -> bool:
    """Tell whether whoever invited somebody may still do so; their invitations go with them."""
    if link.purpose != LinkPurpose.INVITATION or link.given_by is None:
        return True
    if not isinstance(ctx, CompanyContext):
        giver = find_user(ctx, col(users(ctx).id) == link.given_by)
        return giver is not None and giver.status == AccountStatus.ACTIVE
    giver = ctx.db.get(UserAccount, (ctx.company_id, link.given_by))
    return giver is not None and Permission.TEAM_MANAGE in held_by(ctx, giver)


def _place(ctx: AccountContext) -> str:
    if isinstance(ctx, CompanyContext):
        return ctx.db.get_one(Company, ctx.company_id).name
    return "the platform"
