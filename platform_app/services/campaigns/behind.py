"""The people behind each number of a pre-flight: found by the very conditions that freeze them at launch."""

from uuid import UUID

from sqlmodel import col, select

from platform_app.core.context import CompanyContext
from platform_app.core.db import in_time
from platform_app.core.errors import Conflict, InvalidInput
from platform_app.core.paging import PAGE_ROWS, cut
from platform_app.core.permissions import Permission
from platform_app.models.campaigns import Campaign, CampaignStatus, SkipReason
from platform_app.models.contacts import Contact
from platform_app.services import contacts
from platform_app.services.campaigns import audience, choosing
from platform_app.services.campaigns.lookups import get_campaign
from platform_app.services.campaigns.preflight import COUNT_WITHIN_MS, TOO_LONG
from platform_app.services.campaigns.variants import mappings_of
from platform_app.services.campaigns.views import PersonRow


def list_people(
    ctx: CompanyContext, campaign_id: UUID, *, reason: str = "", cursor: str | None = None
) -> tuple[list[PersonRow], str | None]:
    """Return one page of those whom a draft would skip for a reason, or without one of those who get it.

    With them comes the cursor of the page after it, if there is one.
    """
    ctx.require(Permission.CAMPAIGNS_READ)
    campaign = get_campaign(ctx, campaign_id)
    if campaign.status not in (CampaignStatus.DRAFT, CampaignStatus.SCHEDULED):
        raise Conflict("This campaign has been launched. Its report shows the people.")
    if not choosing.is_chosen(campaign.audience):
        return [], None
    with in_time(ctx.db, COUNT_WITHIN_MS, TOO_LONG):
        found = _find(ctx, campaign, reason, _read(cursor))
    rows, more = cut(found, lambda last: str(last.id))
    return [_row(ctx, one) for one in rows], more


def _find(
    ctx: CompanyContext, campaign: Campaign, reason: str, after: UUID | None
) -> list[Contact]:
    skipped = audience.skip_reason(campaign, mappings_of(ctx, campaign))
    wanted = skipped == _known(reason) if reason else skipped.is_(None)
    statement = select(Contact).where(*choosing.people(ctx, campaign.audience), wanted)
    if after is not None:
        statement = statement.where(col(Contact.id) > after)
    return list(ctx.db.exec(statement.order_by(col(Contact.id)).limit(PAGE_ROWS + 1)))


def _known(reason: str) -> str:
    if reason not in list(SkipReason):
        raise InvalidInput("Nobody is skipped for such a reason.")
    return reason


def _read(cursor: str | None) -> UUID | None:
    try:
        return UUID(cursor) if cursor else None
    except ValueError as error:
        raise InvalidInput("This page of the list does not exist. Open the list anew.") from error


def _row(ctx: CompanyContext, one: Contact) -> PersonRow:
    phone = contacts.shown(ctx, one.phone) or one.wa_user_id or "No number"
    return PersonRow(str(one.id), contacts.without_numbers(ctx, one.name), phone)
