"""What WhatsApp says about people besides their messages: new user ids, names in the app's address book."""

from datetime import datetime

from sqlalchemy import text

from platform_app.core.context import CompanyContext
from platform_app.integrations.whatsapp.payloads import (
    AddressBookChange,
    StatusUpdate,
    UserIdChange,
)
from platform_app.models.consent import SuppressionKind
from platform_app.services import suppression
from platform_app.services.contacts import (
    NAME_CHARACTERS,
    change_user_id,
    find_contact,
    forms_of,
    is_known,
    learn,
    was_erased,
)

# Rows that WhatsApp reached under another number, or under a user id that is not their contact's yet.
_NEWS = text(
    """
    with told as (
        select * from unnest(cast(:wamids as text[]), cast(:phones as text[]), cast(:user_ids as text[]))
            as told (wamid, phone, user_id)
    ), sent as (
        select recipient.contact_id, recipient.phone as sent_to, told.phone, told.user_id
        from told join campaign_recipient recipient
            on recipient.company_id = :company_id and recipient.wamid = told.wamid
        union all
        select conversation.contact_id, message.phone, told.phone, told.user_id
        from told join message on message.company_id = :company_id and message.wamid = told.wamid
        join conversation on conversation.company_id = message.company_id
            and conversation.id = message.conversation_id
        where message.direction = 'outbound'
    )
    select distinct contact.id, nullif(sent.phone, sent.sent_to) as phone, sent.sent_to,
           nullif(sent.user_id, contact.wa_user_id) as user_id
    from sent join contact on contact.company_id = :company_id and contact.id = sent.contact_id
    where (sent.user_id is not null and sent.user_id is distinct from contact.wa_user_id)
       or (sent.phone is not null and sent.phone is distinct from sent.sent_to)
    """
)
_REACHED = frozenset({"sent", "delivered", "read", "played"})


def learn_from_statuses(ctx: CompanyContext, updates: list[StatusUpdate]) -> None:
    """Take down under which user ids, and other numbers, people were reached."""
    told = [
        one
        for one in updates
        if one.status in _REACHED and (one.recipient_phone or one.recipient_user_id)
    ]
    if not told:
        return
    values = {
        "company_id": ctx.company_id,
        "wamids": [one.wamid for one in told],
        "phones": [one.recipient_phone for one in told],
        "user_ids": [one.recipient_user_id for one in told],
    }
    for contact_id, phone, sent_to, user_id in ctx.db.connection().execute(_NEWS, values).all():
        is_same_line = phone is not None and sent_to is not None and phone in forms_of(sent_to)
        if user_id is not None or not is_same_line:
            learn(ctx, contact_id, None if is_same_line else phone, user_id)


def apply_user_id_change(ctx: CompanyContext, news: UserIdChange) -> None:
    """Give somebody the user id that replaces their old one, also if they were not known yet.

    Nobody who was erased comes back by it; they stay erased under their new user id.
    """
    if was_erased(ctx, news.phone, news.previous) and not is_known(ctx, None, news.previous):
        suppression.add(ctx, [news.current], SuppressionKind.ERASED, source="Erased on request")
        return
    contact = find_contact(ctx, None, news.previous)
    change_user_id(ctx, contact, news.current)
    ctx.db.flush()
    if news.phone is not None and contact.phone is None:
        find_contact(ctx, news.phone, news.current)
    ctx.nudge("contacts")


def apply_address_book(ctx: CompanyContext, news: AddressBookChange, at: datetime) -> None:
    """Name somebody as in the app's address book; being removed there takes only that name away.

    Nobody has agreed to anything by being in an address book, and nobody who was erased comes back by it.
    """
    if was_erased(ctx, news.phone, None):
        return
    contact = find_contact(ctx, news.phone, None)
    if contact.named_at is not None and contact.named_at >= at:
        return
    name = news.name[:NAME_CHARACTERS]
    if not news.is_removed:
        contact.name = name or contact.name
    elif contact.named_at is not None and name in ("", contact.name):
        contact.name = ""
    contact.named_at = at
    ctx.nudge("contacts")
