"""Browsers that a person has used before, and a mail about one that they have not."""

from sqlmodel import col, select

from platform_app.core.browsers import name_browser
from platform_app.core.crypto import fingerprint
from platform_app.services import mail
from platform_app.services.accounts.realms import AccountContext, User, is_ours, sessions


def tell_of_new_device(ctx: AccountContext, user: User, device: str) -> None:
    """Mail the person when this browser signs in for the first time; the very first one is no news."""
    table = sessions(ctx)
    theirs = (is_ours(ctx, table), col(table.user_id) == user.id)
    known = ctx.db.exec(select(table.device_hash).where(*theirs).distinct().limit(200)).all()
    if known and (not device or fingerprint(device) not in known):
        mail.tell_of_new_device(ctx, user.email, name_browser(ctx.actor.origin.user_agent))
