"""What acts upon contacts look up first: the contact, and how numbers are meant."""

from uuid import UUID

from sqlmodel import col, select

from platform_app.core.context import CompanyContext
from platform_app.core.errors import NotFound
from platform_app.core.permissions import Permission
from platform_app.models.companies import Company
from platform_app.models.contacts import Contact
from platform_app.services import suppression
from platform_app.services.contacts.dialling import region_of_time_zone
from platform_app.services.contacts.variants import canonical


def get_contact(ctx: CompanyContext, contact_id: UUID, *, lock: bool = False) -> Contact:
    """Return a contact, locked if asked; raises NotFound for one that is absent or another company's."""
    statement = select(Contact).where(
        col(Contact.company_id) == ctx.company_id, col(Contact.id) == contact_id
    )
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    contact = ctx.db.exec(statement).one_or_none()
    if contact is None:
        raise NotFound("This contact does not exist, or no longer does.")
    return contact


def default_region(ctx: CompanyContext) -> str:
    """Return the country of numbers without a code: the company's choice, else its time zone's; may be empty."""
    ctx.require(Permission.CONTACTS_READ)
    company = ctx.db.get_one(Company, ctx.company_id)
    return company.default_region or region_of_time_zone(company.time_zone)


def was_erased(ctx: CompanyContext, phone: str | None, wa_user_id: str | None) -> bool:
    """Tell whether somebody asked to be erased, whichever way their number is written."""
    ctx.require(Permission.CONTACTS_READ)
    keys = [canonical(phone)] if phone else []
    return suppression.has_erased(ctx, [*keys, *filter(None, [wa_user_id])])
