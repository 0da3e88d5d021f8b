"""A company's people, as the platform sees and helps them."""

from uuid import UUID

from sqlmodel import col, select

from platform_app.core.context import PlatformContext
from platform_app.core.errors import Conflict, NotFound
from platform_app.core.permissions import Role
from platform_app.models.accounts import AccountStatus, UserAccount
from platform_app.models.companies import Company
from platform_app.services import audit
from platform_app.services.companies.creation import send_setup_link


def emails_of_admins(ctx: PlatformContext, company_id: UUID) -> list[str]:
    """Return where the company's active admins get their mail."""
    statement = select(UserAccount.email).where(
        col(UserAccount.company_id) == company_id,
        col(UserAccount.role) == Role.ADMIN,
        col(UserAccount.status) == AccountStatus.ACTIVE,
    )
    return list(ctx.db.exec(statement))


def send_link(ctx: PlatformContext, company_id: UUID, user_id: UUID) -> str:
    """Help somebody in: a new set-up link, or one for a new password; return where it goes."""
    # Columns are named one by one: app_admin may read these and no other.
    statement = select(UserAccount.email, UserAccount.status).where(
        col(UserAccount.company_id) == company_id, col(UserAccount.id) == user_id
    )
    found = ctx.db.exec(statement).one_or_none()
    if found is None:
        raise NotFound("There is no such person in this company.")
    email, status = found
    if status == AccountStatus.DEACTIVATED:
        raise Conflict(
            "This person was deactivated. An admin of the company can let them in again."
        )
    if status == AccountStatus.ACTIVE:
        ctx.enqueue("accounts.mail_reset_link", company_id=company_id, email=email)
    else:
        send_setup_link(ctx, ctx.db.get_one(Company, company_id), user_id, email)
    audit.record_for_company(
        ctx, company_id, audit.AuditAction.SETUP_LINK_SENT, user_id, name=email
    )
    return email
