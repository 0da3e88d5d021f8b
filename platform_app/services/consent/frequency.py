"""How many marketing messages one person gets at most: asked before a launch, at every claim, and in the inbox."""

from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, text
from sqlmodel import col, select

from platform_app.core.context import CompanyContext
from platform_app.core.errors import Conflict
from platform_app.models.contacts import Contact

# Who counts a person's messages and adds one waits for whoever is doing so; nobody waits in a company without a cap.
_HOLD = text(
    """
    select pg_advisory_xact_lock(hashtextextended('frequency.' || company.id, 0)) from company
    where company.id = :company_id
      and (company.frequency_cap_day is not null or company.frequency_cap_week is not null)
    """
)
_IS_OVER = text(
    """
    select coalesce(count(*) filter (where sent.at > now() - interval '24 hours') >= min(company.frequency_cap_day), false)
        or coalesce(count(*) >= min(company.frequency_cap_week), false)
    from company, marketing_sends(:company_id) sent
    where company.id = :company_id and sent.contact_id = :contact_id and sent.at > now() - interval '7 days'
    """
)
_PEOPLE_OVER = text(
    """
    select sent.contact_id
    from marketing_sends(:frequency_company) sent join company on company.id = :frequency_company
    where sent.at > now() - interval '7 days'
      and exists (
          select from company capped where capped.id = :frequency_company
            and (capped.frequency_cap_day is not null or capped.frequency_cap_week is not null))
    group by sent.contact_id
    having count(*) filter (where sent.at > now() - interval '24 hours') >= min(company.frequency_cap_day)
        or count(*) >= min(company.frequency_cap_week)
    """
)


def hold_cap(ctx: CompanyContext) -> bool:
    """Tell whether the company has a cap; if so, nobody else counts or adds until the transaction ends."""
    return ctx.db.connection().execute(_HOLD, {"company_id": ctx.company_id}).first() is not None


def is_over_cap(company_id: UUID) -> ColumnElement[bool]:
    """Return the condition that a contact has had as many marketing messages as the company sends one person."""
    over = _PEOPLE_OVER.bindparams(frequency_company=company_id).columns(contact_id=Uuid())
    return col(Contact.id).in_(select(over.subquery().c.contact_id))


def check_cap(ctx: CompanyContext, contact_id: UUID) -> None:
    """Raise Conflict when one more marketing message to this person would be too many; holds until the commit."""
    if not hold_cap(ctx):
        return
    values = {"company_id": ctx.company_id, "contact_id": contact_id}
    if ctx.db.connection().execute(_IS_OVER, values).scalar_one():
        raise Conflict(
            "This person has had as many marketing messages as your company allows for one person. "
            "Choose a template that is no marketing, or wait."
        )
