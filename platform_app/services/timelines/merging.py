"""A contact's timeline: everything that happened, from all sources, the newest first."""

from uuid import UUID

from platform_app.core.clock import local_time
from platform_app.core.context import CompanyContext
from platform_app.core.errors import NotFound
from platform_app.core.paging import PAGE_ROWS, Page, cursor_after, read_cursor
from platform_app.core.permissions import Permission
from platform_app.models.contacts import Contact
from platform_app.services import companies
from platform_app.services.timelines.sources import SOURCES
from platform_app.services.timelines.views import Kind, TimelineRow


def list_rows(
    ctx: CompanyContext, contact_id: UUID, *, kind: str = "", cursor: str | None = None
) -> Page[TimelineRow]:
    """Return a page of what happened with a contact, of one kind or of all."""
    ctx.require(Permission.CONTACTS_READ)
    contact = ctx.db.get(Contact, (ctx.company_id, contact_id))
    if contact is None:
        raise NotFound("This contact does not exist, or no longer does.")
    place = read_cursor(cursor) if cursor else None
    sources = [SOURCES[Kind(kind)]] if kind in list(Kind) else list(SOURCES.values())
    entries = [one for source in sources for one in source(ctx, contact, place)]
    entries.sort(key=lambda one: (one.at, one.id), reverse=True)
    more = None
    if len(entries) > PAGE_ROWS:
        more = cursor_after(entries[PAGE_ROWS - 1].at, entries[PAGE_ROWS - 1].id)
    zone = companies.get_profile(ctx).time_zone
    rows = [
        TimelineRow(
            str(one.id), one.kind, local_time(one.at, zone), one.title, one.body, one.href,
            one.may_edit, one.may_delete,
        )
        for one in entries[:PAGE_ROWS]
    ]  # fmt: skip
    return Page(rows, more, len(rows))
