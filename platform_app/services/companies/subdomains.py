"""Which subdomains a company may have, and moving to another one."""

import re
from datetime import timedelta
from uuid import UUID

from sqlalchemy import literal_column
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, or_, select

from platform_app.core.clock import now
from platform_app.core.config import settings
from platform_app.core.context import CompanyContext
from platform_app.core.errors import Conflict, InvalidInput
from platform_app.core.permissions import Permission
from platform_app.models.accounts import AccountStatus, UserAccount
from platform_app.models.companies import SUBDOMAIN_SHAPE, Company, RetiredSubdomain
from platform_app.services import audit, mail

KEPT = timedelta(days=90)
# Whoever moves often must not keep many names from others.
MOST_KEPT = 5
_FORM = re.compile(r"[a-z](?:[a-z0-9-]{1,38}[a-z0-9])")
_RESERVED = frozenset(
    """
    www app api admin superadmin root system internal platform auth login signin signup logout
    account accounts sso oauth id my me dashboard console portal status health metrics webhook
    webhooks hooks callback ws socket static assets cdn media file files img image images upload
    uploads download mail email smtp imap pop webmail mx ns ns1 ns2 dns ftp sftp ssh vpn proxy
    gateway git ci dev development test testing stage staging beta alpha preview sandbox demo
    docs doc help support helpdesk faq blog news about legal terms privacy abuse security
    postmaster hostmaster webmaster noreply no-reply billing pay payment payments invoice shop
    store sales contact team jobs careers partner partners whatsapp meta facebook wa openai
    autodiscover autoconfig mta-sts cpanel whm localhost local example null undefined none
    default public private tenant company simulator setup
    """.split()
)
_LOOK_ALIKE = str.maketrans({"0": "o", "1": "l", "-": None})


def shape_of(subdomain: str) -> str:
    """Return what a name looks like; the database's index of companies' names says the same."""
    return subdomain.translate(_LOOK_ALIKE).replace("rn", "m").replace("vv", "w")


_RESERVED_SHAPES = frozenset(map(shape_of, _RESERVED))


def check_subdomain(subdomain: str) -> None:
    """Raise InvalidInput unless a company may have this subdomain."""
    if not _FORM.fullmatch(subdomain) or "--" in subdomain:
        raise _refused(
            "Use 3 to 40 small letters, digits and single hyphens, beginning with a letter."
        )
    if shape_of(subdomain) in _RESERVED_SHAPES:
        raise _refused("This subdomain is reserved. Choose another one.")


def check_left(db: Session, subdomain: str, *, by: UUID | None = None) -> None:
    """Raise InvalidInput while another company's former name, or one that looks like it, is kept."""
    kept = or_(col(RetiredSubdomain.kept_until).is_(None), col(RetiredSubdomain.kept_until) > now())
    alike = literal_column(SUBDOMAIN_SHAPE) == shape_of(subdomain)
    of_others = [col(RetiredSubdomain.owner_id) != by] if by else []
    statement = select(RetiredSubdomain.subdomain).where(kept, alike, *of_others)
    if db.exec(statement.limit(1)).first() is not None:
        raise taken()


def rename(ctx: CompanyContext, wanted: str) -> str:
    """Move the company to another subdomain and return its new address.

    The old one leads there for 90 days, and nobody else gets it meanwhile.
    """
    ctx.require(Permission.COMPANY_MANAGE)
    ctx.require_fresh()
    wanted = wanted.strip().lower()
    check_subdomain(wanted)
    company = ctx.db.get_one(Company, ctx.company_id, with_for_update=True)
    old = company.subdomain
    if wanted == old:
        raise _refused("This is your subdomain already.")
    _check_few_kept(ctx)
    check_left(ctx.db, wanted, by=company.id)
    company.subdomain = wanted
    try:
        ctx.db.flush()
    except IntegrityError as error:
        raise taken() from error
    ctx.db.add(RetiredSubdomain(subdomain=old, owner_id=company.id, kept_until=now() + KEPT))
    changes = audit.changes_between({"subdomain": old}, {"subdomain": wanted})
    audit.record(ctx, audit.AuditAction.COMPANY_RENAMED, company.id, name=wanted, changes=changes)
    _tell_everybody(ctx, old)
    return settings().origin(wanted)


def taken() -> InvalidInput:
    """Return that a subdomain belongs to somebody else, or looks too much like one that does."""
    return InvalidInput(
        "This subdomain is taken.",
        {"subdomain": "Another company has it, or one that looks like it. Choose another one."},
    )


def _check_few_kept(ctx: CompanyContext) -> None:
    mine = (
        col(RetiredSubdomain.owner_id) == ctx.company_id,
        col(RetiredSubdomain.kept_until) > now(),
    )
    if (
        ctx.db.exec(select(func.count()).select_from(RetiredSubdomain).where(*mine)).one()
        >= MOST_KEPT
    ):
        raise Conflict("You have moved often lately. Wait until an old subdomain is free again.")


def _tell_everybody(ctx: CompanyContext, old: str) -> None:
    active = (
        col(UserAccount.company_id) == ctx.company_id,
        col(UserAccount.status) == AccountStatus.ACTIVE,
    )
    for email in ctx.db.exec(select(UserAccount.email).where(*active)):
        mail.tell_of_new_address(ctx, email, settings().origin(old))


def _refused(sentence: str) -> InvalidInput:
    return InvalidInput("This subdomain cannot be used.", {"subdomain": sentence})
