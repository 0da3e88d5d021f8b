"""People, their roles, their sessions and their one-time links; super admins have tables of their own."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from platform_app.core.permissions import Role
from platform_app.models.base import CompanyOwned, Global, belongs_to, json_object, moment


class AccountStatus(StrEnum):
    """Whether a person can sign in."""

    INVITED = "invited"
    ACTIVE = "active"
    DEACTIVATED = "deactivated"


class LinkPurpose(StrEnum):
    """What a one-time link is good for."""

    SETUP = "setup"
    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105  a purpose, not a password
    EMAIL_CHANGE = "email_change"
    # Given to a browser as a cookie between the password and the code; never mailed.
    SECOND_FACTOR = "second_factor"


class AccountFields(SQLModel):
    """What an account is, in a company and on the platform."""

    email: str
    name: str = ""
    password_hash: str | None = None
    status: AccountStatus = Field(default=AccountStatus.INVITED, sa_type=String)
    # The secret that is in use, and the one that waits for its first code.
    totp_sealed: str | None = None
    totp_offer_sealed: str | None = None
    # A code counts once: only later 30-second steps than this one are taken.
    totp_last_step: int = 0
    second_factor_at: datetime | None = moment()
    theme: str = "system"
    date_style: str = ""
    deactivated_at: datetime | None = moment()


class SessionFields(SQLModel):
    """What a signed-in browser is; only the hash of its cookie is kept."""

    token_hash: str
    user_agent: str = ""
    address: str = ""
    # The browser's own long-lived mark; one that is not known yet is worth a mail.
    device_hash: str = ""
    last_seen_at: datetime = moment(required=True)
    # When the person last showed who they are; dangerous acts ask again after five minutes.
    verified_at: datetime = moment(required=True)
    expires_at: datetime = moment(required=True)
    ended_at: datetime | None = moment()


class LinkFields(SQLModel):
    """What a one-time link is; only the hash of its token is kept."""

    purpose: LinkPurpose = Field(sa_type=String)
    token_hash: str
    expires_at: datetime = moment(required=True)
    used_at: datetime | None = moment()
    # Wrong codes given under this link.
    attempts: int = 0
    # The address that a change of address leads to.
    new_email: str | None = None
    # Who gave the link out; it dies with their right to do so.
    given_by: UUID | None = None


class CompanyRole(CompanyOwned, table=True):
    """A company's own role: a named set of permissions."""

    __tablename__ = "company_role"
    __table_args__ = (UniqueConstraint("company_id", "name"),)

    name: str
    permissions: list[str] = json_object(default_factory=list)


class UserAccount(CompanyOwned, AccountFields, table=True):
    """A person of a company; the same e-mail address may exist in another company."""

    __tablename__ = "user_account"
    __table_args__ = (
        UniqueConstraint("company_id", "email"),
        belongs_to("custom_role_id", "company_role"),
    )

    role: Role = Field(sa_type=String)
    # Set if, and only if, the role is a custom one.
    custom_role_id: UUID | None = None
    # Mails that the person does not want, by topic.
    muted_mail: list[str] = json_object(default_factory=list)


class Impersonation(CompanyOwned, table=True):
    """A super admin's visit in a company: for a reason, for a while, read-only unless they said otherwise."""

    super_admin_id: UUID
    super_admin_name: str
    # It ends with the session it was started from.
    platform_session_id: UUID
    reason: str
    is_read_only: bool = True
    # The token that carries the super admin over to the company's own host, once.
    token_hash: str
    used_at: datetime | None = moment()
    expires_at: datetime = moment(required=True)
    ended_at: datetime | None = moment()


class WebSession(CompanyOwned, SessionFields, table=True):
    """A signed-in browser of a company's person, or of a super admin who visits."""

    __tablename__ = "web_session"
    __table_args__ = (
        belongs_to("user_id", "user_account", on_delete="CASCADE"),
        belongs_to("impersonation_id", "impersonation", on_delete="CASCADE"),
        Index("web_session_token_hash", "token_hash"),
        Index("web_session_user", "company_id", "user_id", "created_at"),
    )

    user_id: UUID | None = None
    impersonation_id: UUID | None = None


class OneTimeLink(CompanyOwned, LinkFields, table=True):
    """A link sent by mail to one of a company's people."""

    __tablename__ = "one_time_link"
    __table_args__ = (
        belongs_to("user_id", "user_account", on_delete="CASCADE"),
        UniqueConstraint("company_id", "token_hash"),
        Index("one_time_link_user", "company_id", "user_id"),
    )

    user_id: UUID


class RecoveryCode(CompanyOwned, table=True):
    """A code that stands in for the second factor, once; only its keyed digest is kept."""

    __tablename__ = "recovery_code"
    __table_args__ = (
        belongs_to("user_id", "user_account", on_delete="CASCADE"),
        Index("recovery_code_user", "company_id", "user_id"),
    )

    user_id: UUID
    code_hash: str
    used_at: datetime | None = moment()


class PlatformUser(Global, AccountFields, table=True):
    """A super admin."""

    __tablename__ = "platform_user"

    email: str = Field(unique=True)


class PlatformSession(Global, SessionFields, table=True):
    """A super admin's signed-in browser."""

    __tablename__ = "platform_session"

    user_id: UUID = Field(foreign_key="platform_user.id", ondelete="CASCADE")
    token_hash: str = Field(unique=True)


class PlatformLink(Global, LinkFields, table=True):
    """A link sent by mail to a super admin."""

    __tablename__ = "platform_link"

    user_id: UUID = Field(foreign_key="platform_user.id", ondelete="CASCADE")
    token_hash: str = Field(unique=True)


class PlatformRecoveryCode(Global, table=True):
    """A super admin's recovery code; see `RecoveryCode`."""

    __tablename__ = "platform_recovery_code"

    user_id: UUID = Field(foreign_key="platform_user.id", ondelete="CASCADE")
    code_hash: str
    used_at: datetime | None = moment()


class SignInFailure(Global, table=True):
    """A sign-in under way or failed, counted per account, per address and in all; it survives Redis."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index("sign_in_failure_subject", "subject", "created_at"),)

    subject: str
