"""Bringing a company on: the company, its first admin, a one-time link and the mail with it."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.config import settings
from platform_app.core.context import PlatformContext
from platform_app.core.crypto import fingerprint, new_token
from platform_app.core.db import enter_company
from platform_app.core.emails import check_email
from platform_app.core.errors import InvalidInput
from platform_app.core.permissions import Role
from platform_app.models.accounts import LinkPurpose, OneTimeLink, UserAccount
from platform_app.models.companies import Company
from platform_app.models.plans import Plan
from platform_app.services import audit, mail
from platform_app.services.companies.subdomains import check_left, check_subdomain, taken
from platform_app.services.companies.views import CompanyRow

LINK_DAYS = 3


def create(
    ctx: PlatformContext,
    *,
    name: str,
    subdomain: str,
    admin_email: str,
    plan_id: UUID | None = None,
) -> CompanyRow:
    """Make a company and mail its first admin a set-up link; raises InvalidInput with its fields.

    Without a plan it gets the one that is for new companies.
    """
    name, subdomain = name.strip(), subdomain.strip().lower()
    if not 1 <= len(name) <= 100:
        raise InvalidInput("The company needs a name.", {"name": "Use 1 to 100 characters."})
    check_subdomain(subdomain)
    admin_email = check_email(admin_email, field="admin_email")
    check_left(ctx.db, subdomain)
    company = _add_company(ctx, name, subdomain, plan_id)
    enter_company(ctx.db.connection(), company.id)
    admin = UserAccount(company_id=company.id, email=admin_email, role=Role.ADMIN)
    ctx.db.add(admin)
    ctx.db.flush()
    send_setup_link(ctx, company, admin.id, admin_email)
    audit.record_for_company(
        ctx,
        company.id,
        audit.AuditAction.COMPANY_CREATED,
        company.id,
        name=name,
        subdomain=subdomain,
    )
    return _row(company, admin_email)


def send_setup_link(ctx: PlatformContext, company: Company, user_id: UUID, email: str) -> None:
    """Mail somebody who has no password yet a link that works once."""
    token = new_token()
    ctx.db.add(
        OneTimeLink(
            company_id=company.id,
            user_id=user_id,
            purpose=LinkPurpose.SETUP,
            token_hash=fingerprint(token),
            expires_at=now() + timedelta(days=LINK_DAYS),
        )
    )
    mail.write_setup_link(ctx, company, email, token, days=LINK_DAYS)


def _add_company(ctx: PlatformContext, name: str, subdomain: str, plan_id: UUID | None) -> Company:
    chosen = col(Plan.is_default) if plan_id is None else col(Plan.id) == plan_id
    plan = select(Plan.id).where(chosen, col(Plan.is_archived).is_(False)).limit(1)
    company = Company(name=name, subdomain=subdomain, plan_id=ctx.db.exec(plan).first())
    ctx.db.add(company)
    try:
        ctx.db.flush()
    except IntegrityError as error:
        raise taken() from error
    return company


def _row(company: Company, admin_email: str) -> CompanyRow:
    return CompanyRow(
        str(company.id),
        company.name,
        company.subdomain,
        settings().origin(company.subdomain),
        company.status,
        admin_email,
        company.created_at.isoformat(timespec="minutes"),
    )
