"""Who gets the letters that people can do without."""

from uuid import UUID

from sqlmodel import col, select

from platform_app.core.context import CompanyContext
from platform_app.core.emails import MailTopic
from platform_app.core.permissions import Role
from platform_app.models.accounts import AccountStatus, UserAccount


def find_address(ctx: CompanyContext, user_id: UUID | None) -> str:
    """Return the address of one of the company's active people, or nothing."""
    statement = select(UserAccount.email).where(
        col(UserAccount.company_id) == ctx.company_id,
        col(UserAccount.id) == user_id,
        col(UserAccount.status) == AccountStatus.ACTIVE,
    )
    return ctx.db.exec(statement).one_or_none() or ""


def list_admins(ctx: CompanyContext, topic: MailTopic) -> list[str]:
    """Return the addresses of the company's active admins who have not switched this topic off."""
    statement = select(UserAccount.email).where(
        col(UserAccount.company_id) == ctx.company_id,
        col(UserAccount.role) == Role.ADMIN,
        col(UserAccount.status) == AccountStatus.ACTIVE,
        ~col(UserAccount.muted_mail).contains([topic]),
    )
    return list(ctx.db.exec(statement))


def list_told(ctx: CompanyContext, user_id: UUID | None, topic: MailTopic) -> list[str]:
    """Return the address of a person who has not switched this topic off; of one who is gone, the admins' addresses."""
    statement = select(UserAccount.email, UserAccount.muted_mail).where(
        col(UserAccount.company_id) == ctx.company_id,
        col(UserAccount.id) == user_id,
        col(UserAccount.status) == AccountStatus.ACTIVE,
    )
    person = ctx.db.exec(statement).one_or_none()
    if person is None:
        return list_admins(ctx, topic)
    email, muted = person
    return [] if topic in muted else [email]
