"""People, their sessions and their one-time links."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint
from sqlmodel import Field

from platform_app.core.permissions import Role
from platform_app.models.base import CompanyOwned, Global, belongs_to, moment


class AccountStatus(StrEnum):
    """Whether a person can sign in."""

    INVITED = "invited"
    ACTIVE = "active"
    DEACTIVATED = "deactivated"


class LinkPurpose(StrEnum):
    """What a one-time link is good for."""

    SETUP = "setup"


class UserAccount(CompanyOwned, table=True):
    """A person of a company; the same e-mail address may exist in another company."""

    __tablename__ = "user_account"
    __table_args__ = (UniqueConstraint("company_id", "email"),)

    email: str
    name: str = ""
    password_hash: str | None = None
    role: Role = Field(sa_type=String)
    status: AccountStatus = Field(default=AccountStatus.INVITED, sa_type=String)


class WebSession(CompanyOwned, table=True):
    """A signed-in browser; only the hash of its cookie is kept."""

    __tablename__ = "web_session"
    __table_args__ = (
        belongs_to("user_id", "user_account", on_delete="CASCADE"),
        Index("web_session_token_hash", "token_hash"),
    )

    user_id: UUID
    token_hash: str
    user_agent: str = ""
    last_seen_at: datetime = moment(required=True)
    expires_at: datetime = moment(required=True)
    ended_at: datetime | None = moment()


class OneTimeLink(CompanyOwned, table=True):
    """A link sent by mail; only the hash of its token is kept."""

    __tablename__ = "one_time_link"
    __table_args__ = (
        belongs_to("user_id", "user_account", on_delete="CASCADE"),
        UniqueConstraint("company_id", "token_hash"),
    )

    user_id: UUID
    purpose: LinkPurpose = Field(sa_type=String)
    token_hash: str
    expires_at: datetime = moment(required=True)
    used_at: datetime | None = moment()


class PlatformUser(Global, table=True):
    """A super admin."""

    __tablename__ = "platform_user"

    email: str = Field(unique=True)
    name: str = ""
    password_hash: str


class PlatformSession(Global, table=True):
    """A super admin's signed-in browser."""

    __tablename__ = "platform_session"

    user_id: UUID = Field(foreign_key="platform_user.id", ondelete="CASCADE")
    token_hash: str = Field(unique=True)
    user_agent: str = ""
    last_seen_at: datetime = moment(required=True)
    expires_at: datetime = moment(required=True)
    ended_at: datetime | None = moment()


class SignInFailure(Global, table=True):
    """A failed sign-in, counted per account and per address; in the database, so that it survives Redis."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index("sign_in_failure_subject", "subject", "created_at"),)

    subject: str
