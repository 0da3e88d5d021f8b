"""One conversation with everything a person needs to answer it."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlmodel import col, select

from platform_app.core.clock import local_time, now
from platform_app.core.context import CompanyContext
from platform_app.core.errors import NotFound
from platform_app.core.permissions import Permission
from platform_app.models.accounts import UserAccount
from platform_app.models.channels import PhoneNumber
from platform_app.models.contacts import Contact
from platform_app.models.inbox import Conversation, Message
from platform_app.models.media import Media
from platform_app.services import contacts, tags
from platform_app.services.inbox import statements as sql
from platform_app.services.inbox.bubbles import (
    Bubble,
    fold,
    from_campaign,
    from_message,
    is_aside,
    to_items,
)
from platform_app.services.inbox.files import files_of
from platform_app.services.inbox.listing import SOMEBODY, company_zone, conversation_row
from platform_app.services.inbox.views import CampaignLine, ContactPanel, Thread, ThreadItem
from platform_app.services.inbox.visibility import is_visible
from platform_app.services.inbox.windows import closes_at

FIRST_MESSAGES = 50
MOST_MESSAGES = 200
_TEXTS_OF_CUSTOMERS = ("body", "quoted", "earlier", "referral", "file_words")
_MOST_CAMPAIGNS = 20
_CAMPAIGNS_IN_PANEL = 5


def open_conversation(
    ctx: CompanyContext, conversation_id: UUID, *, messages: int = MOST_MESSAGES
) -> Thread:
    """Return a conversation with its last messages, 200 at most; raises NotFound."""
    ctx.require(Permission.CONVERSATIONS_READ)
    conversation, contact, number, assignee = _load(ctx, conversation_id)
    # One more than asked for tells whether there are earlier ones.
    limit = min(messages, MOST_MESSAGES)
    found = _messages(ctx, conversation_id, limit + 1)
    campaigns = _campaign_messages(ctx, conversation)
    files = files_of(ctx, [message.id for message, _ in found[:limit]])
    zone, end = company_zone(ctx), closes_at(conversation.last_inbound_at)
    return Thread(
        row=conversation_row(ctx, conversation, contact, assignee),
        number=number.display_number,
        window_closes_at=end.astimezone(zone).isoformat(timespec="seconds") if end else "",
        is_shortened=len(found) > limit,
        messages=[
            _without_number(ctx, item, contact.phone)
            for item in to_items(
                _bubbles(found[:limit], files, campaigns, len(found) > limit), zone, now()
            )
        ],
        contact=_panel(ctx, contact, campaigns, str(zone)),
    )


def _load(
    ctx: CompanyContext, conversation_id: UUID
) -> tuple[Conversation, Contact, PhoneNumber, str | None]:
    statement = select(Conversation).where(is_visible(ctx), col(Conversation.id) == conversation_id)
    conversation = ctx.db.exec(statement.execution_options(populate_existing=True)).one_or_none()
    if conversation is None:
        raise NotFound("This conversation does not exist, or no longer does.")
    contact = ctx.db.get_one(Contact, (ctx.company_id, conversation.contact_id))
    number = ctx.db.get_one(PhoneNumber, (ctx.company_id, conversation.phone_number_id))
    if conversation.assignee_id is None:
        return conversation, contact, number, None
    assignee = ctx.db.get_one(UserAccount, (ctx.company_id, conversation.assignee_id))
    return conversation, contact, number, assignee.name or assignee.email


def _messages(
    ctx: CompanyContext, conversation_id: UUID, limit: int
) -> list[tuple[Message, str | None]]:
    statement = (
        select(Message, UserAccount.name)
        .outerjoin(
            UserAccount,
            (col(UserAccount.company_id) == ctx.company_id)
            & (col(UserAccount.id) == col(Message.author_id)),
        )
        .where(
            col(Message.company_id) == ctx.company_id,
            col(Message.conversation_id) == conversation_id,
        )
        .order_by(col(Message.happened_at).desc(), col(Message.id).desc())
        .limit(limit)
    )
    return [(message, author) for message, author in ctx.db.exec(statement)]


def _campaign_messages(ctx: CompanyContext, conversation: Conversation) -> list[Row[tuple[()]]]:
    values = {
        "company_id": ctx.company_id,
        "contact_id": conversation.contact_id,
        "phone_number_id": conversation.phone_number_id,
        "limit": _MOST_CAMPAIGNS,
    }
    found = ctx.db.connection().execute(sql.FIND_CAMPAIGN_MESSAGES, values)
    return [row for row in found if row.happened_at is not None]


def _bubbles(
    messages: list[tuple[Message, str | None]],
    files: dict[UUID, Media],
    campaigns: list[Row[tuple[()]]],
    has_earlier: bool,  # noqa: FBT001  one of three facts about one list
) -> list[Bubble]:
    bubbles = [
        from_message(message, author, files.get(message.id))
        for message, author in messages
        if not is_aside(message)
    ]
    oldest = min((message.happened_at for message, _ in messages), default=None)
    # A campaign from before the part that is shown would stand there without its surroundings.
    bubbles += [
        from_campaign(row)
        for row in campaigns
        if not has_earlier or oldest is None or row.happened_at >= oldest
    ]
    return fold(bubbles, [message for message, _ in messages if is_aside(message)])


def _without_number(ctx: CompanyContext, item: ThreadItem, phone: str | None) -> ThreadItem:
    """Return a bubble that does not tell the customer's number to those who may not see it."""
    if item.side == "event":
        # WhatsApp's own notices name old and new numbers.
        return replace(item, body=contacts.without_numbers(ctx, item.body))
    hidden = {
        name: contacts.shown_in(ctx, getattr(item, name), phone) for name in _TEXTS_OF_CUSTOMERS
    }
    return replace(item, **hidden)


def _panel(
    ctx: CompanyContext, contact: Contact, campaigns: list[Row[tuple[()]]], zone: str
) -> ContactPanel:
    consent, label = _consent(contact, zone)
    return ContactPanel(
        id=str(contact.id),
        name=contact.name or contacts.shown(ctx, contact.phone) or SOMEBODY,
        phone=contacts.shown(ctx, contact.phone),
        consent=consent,
        consent_label=contacts.shown_in(ctx, label, contact.phone),
        tags=contact.tags,
        colours=tags.colours_of(ctx, contact.tags),
        attributes={
            name: contacts.shown_in(ctx, value, contact.phone)
            for name, value in sorted(contact.attributes.items())
        },
        campaigns=[
            CampaignLine(
                row.name, row.status, local_time(row.happened_at, zone), row.brief, _offer(row)
            )
            for row in campaigns[:_CAMPAIGNS_IN_PANEL]
        ],
    )


def _offer(row: Any) -> str:  # Any: a row of FIND_CAMPAIGN_MESSAGES
    if not row.offer or row.offer_until is None:
        return row.offer
    return f"{row.offer} (until {row.offer_until:%-d %b %Y})"


def _consent(contact: Contact, zone: str) -> tuple[str, str]:
    if contact.opted_out_at is not None:
        since = local_time(contact.opted_out_at, zone)
        return "opted_out", f"Opted out of marketing · {since} · {contact.opt_out_source or ''}"
    if contact.opted_in_at is not None:
        since = local_time(contact.opted_in_at, zone)
        return "opted_in", f"Marketing since {since} · {contact.opt_in_source or ''}"
    return "unknown", "No consent to marketing recorded"
