"""Account jobs: what must not make an answer slower for people who exist."""

from platform_app.core.context import Actor, PlatformActor
from platform_app.core.db import company_transaction, platform_transaction
from platform_app.services import accounts


def mail_reset_link(actor: Actor, *, email: str) -> None:
    """Mail one of a company's people a link for a new password, if there is such a person."""
    with company_transaction(actor) as ctx:
        accounts.mail_reset_link(ctx, email)


def mail_own_reset_link(*, email: str) -> None:
    """Mail a super admin a link for a new password, if there is such a super admin."""
    with platform_transaction(PlatformActor(None)) as ctx:
        accounts.mail_reset_link(ctx, email)
