"""The list of conversations."""

import re
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, tuple_
from sqlalchemy.orm import Mapped
from sqlmodel import col, func, or_, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.paging import COUNT_LIMIT, PAGE_ROWS, Page, cursor_after, read_cursor
from platform_app.core.permissions import Permission
from platform_app.models.accounts import UserAccount
from platform_app.models.contacts import Contact
from platform_app.models.inbox import Conversation, ConversationStatus
from platform_app.services import companies, contacts
from platform_app.services.inbox.times import short_time
from platform_app.services.inbox.views import ConversationFilter, ConversationRow
from platform_app.services.inbox.visibility import is_visible
from platform_app.services.inbox.windows import is_closing, is_open, window_label

_LEAST_DIGITS = 3
SOMEBODY = "WhatsApp user"


def list_conversations(
    ctx: CompanyContext,
    *,
    filter: ConversationFilter = ConversationFilter.OPEN,
    search: str = "",
    cursor: str | None = None,
) -> Page[ConversationRow]:
    """Return conversations, the latest first; `search` looks into names, and into numbers for those who may see them."""
    ctx.require(Permission.CONVERSATIONS_READ)
    wanted = [*_wanted(ctx, filter), *_matches(ctx, search.strip())]
    statement = (
        select(Conversation, Contact, UserAccount.name)
        .join(Contact, _same(ctx, Contact, col(Conversation.contact_id)))
        .outerjoin(UserAccount, _same(ctx, UserAccount, col(Conversation.assignee_id)))
        .where(*wanted)
        .order_by(col(Conversation.last_message_at).desc(), col(Conversation.id).desc())
        .limit(PAGE_ROWS + 1)
    )
    if cursor:
        place = tuple_(col(Conversation.last_message_at), col(Conversation.id))
        statement = statement.where(place < tuple_(*read_cursor(cursor)))
    found = ctx.db.exec(statement).all()
    rows = [conversation_row(ctx, *one) for one in found[:PAGE_ROWS]]
    if len(found) <= PAGE_ROWS:
        return Page(rows, None, len(rows) if cursor is None else _count(ctx, wanted))
    last = found[PAGE_ROWS - 1][0]
    return Page(rows, cursor_after(last.last_message_at, last.id), _count(ctx, wanted))


def count_unread(ctx: CompanyContext) -> int:
    """Return how many open conversations have something unread, for the navigation."""
    ctx.require(Permission.CONVERSATIONS_READ)
    unread = select(Conversation.id).where(*_wanted(ctx, ConversationFilter.UNREAD))
    counted = unread.limit(COUNT_LIMIT).subquery()
    return ctx.db.exec(select(func.count()).select_from(counted)).one()


def conversation_row(
    ctx: CompanyContext, conversation: Conversation, contact: Contact, assignee: str | None
) -> ConversationRow:
    """Return a conversation as the list shows it."""
    moment = now()
    return ConversationRow(
        id=str(conversation.id),
        name=contact.name or contacts.shown(ctx, contact.phone) or SOMEBODY,
        preview=contacts.shown_in(ctx, conversation.preview, contact.phone),
        at=short_time(conversation.last_message_at, company_zone(ctx), moment),
        unread=conversation.unread,
        status=conversation.status,
        assignee=assignee or "",
        is_mine=ctx.actor.user_id is not None and conversation.assignee_id == ctx.actor.user_id,
        is_window_open=is_open(conversation.last_inbound_at, moment),
        is_window_closing=is_closing(conversation.last_inbound_at, moment),
        window=window_label(conversation.last_inbound_at, moment),
    )


def company_zone(ctx: CompanyContext) -> ZoneInfo:
    """Return the company's time zone."""
    return ZoneInfo(companies.get_profile(ctx).time_zone)


def _same(
    ctx: CompanyContext,
    table: type[Contact | UserAccount],
    column: Mapped[Any],  # Any: of an id, required or not
) -> ColumnElement[bool]:
    return (col(table.company_id) == ctx.company_id) & (col(table.id) == column)


def _wanted(ctx: CompanyContext, wish: ConversationFilter) -> list[ColumnElement[bool]]:
    status, assignee = col(Conversation.status), col(Conversation.assignee_id)
    is_open_one = status == ConversationStatus.OPEN
    conditions: dict[ConversationFilter, list[ColumnElement[bool]]] = {
        ConversationFilter.OPEN: [is_open_one],
        ConversationFilter.MINE: [is_open_one, assignee == ctx.actor.user_id],
        ConversationFilter.UNASSIGNED: [is_open_one, assignee.is_(None)],
        ConversationFilter.UNREAD: [is_open_one, col(Conversation.unread) > 0],
        ConversationFilter.RESOLVED: [status == ConversationStatus.RESOLVED],
        ConversationFilter.ALL: [],
    }
    return [is_visible(ctx), *conditions[wish]]


def _matches(ctx: CompanyContext, search: str) -> list[ColumnElement[bool]]:
    if not search:
        return []
    by_name = col(Contact.name).icontains(search, autoescape=True)
    digits = re.sub(r"\D", "", search)
    # Who may not see numbers must not find them out by searching either.
    if len(digits) < _LEAST_DIGITS or not contacts.may_see_numbers(ctx):
        return [by_name]
    return [or_(by_name, col(Contact.phone).contains(digits))]


def _count(ctx: CompanyContext, wanted: list[ColumnElement[bool]]) -> int:
    counted = (
        select(Conversation.id)
        .join(Contact, _same(ctx, Contact, col(Conversation.contact_id)))
        .where(*wanted)
        .limit(COUNT_LIMIT)
        .subquery()
    )
    return ctx.db.exec(select(func.count()).select_from(counted)).one()
