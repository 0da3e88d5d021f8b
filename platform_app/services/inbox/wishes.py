"""Stop and start: taken at their word, at once, and confirmed once while WhatsApp lets us."""

from datetime import datetime

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.integrations.whatsapp.payloads import (
    InboundKind,
    InboundMessage,
    MarketingPreference,
)
from platform_app.models.companies import Company
from platform_app.models.consent import ConsentKind, ConsentSource
from platform_app.models.contacts import Contact
from platform_app.models.inbox import Conversation
from platform_app.services import consent
from platform_app.services.consent import Wish
from platform_app.services.contacts import find_contact
from platform_app.services.inbox.outgoing import queue_text
from platform_app.services.inbox.windows import is_open

_TAPS = frozenset({InboundKind.BUTTON, InboundKind.INTERACTIVE})
_ANSWERS = _TAPS | {InboundKind.TEXT, InboundKind.EDIT}
_QUOTED = 40
_REPLIES = {Wish.STOP: consent.stop_reply, Wish.START: consent.start_reply}


def hear_wish(
    ctx: CompanyContext,
    conversation: Conversation,
    contact: Contact,
    message: InboundMessage,
    at: datetime,
) -> None:
    """Do what a message asks for, if it asks to stop or to start."""
    company = ctx.db.get_one(Company, ctx.company_id)
    wish = _read(company, contact, message)
    if wish is None:
        return
    before = _standing(contact)
    consent.record(ctx, contact, _change(wish, message, at))
    is_news = _standing(contact) != before
    if is_news and contact.blocked_at is None and is_open(conversation.last_inbound_at, now()):
        ctx.db.flush()
        queue_text(ctx, conversation, _REPLIES[wish](company))


def apply_preference(ctx: CompanyContext, preference: MarketingPreference, at: datetime) -> None:
    """Apply WhatsApp's own stop and resume control, also for people who were not known yet."""
    if preference.phone is None and preference.wa_user_id is None:
        return
    contact = find_contact(ctx, preference.phone, preference.wa_user_id)
    wants = preference.wants_marketing
    told = consent.ConsentChange(
        ConsentKind.GRANTED if wants else ConsentKind.WITHDRAWN,
        ConsentSource.WHATSAPP_CONTROL,
        detail=f"WhatsApp's own {'resume' if wants else 'stop'} control",
        happened_at=at,
    )
    consent.record(ctx, contact, told)
    ctx.nudge("contacts")


def _read(company: Company, contact: Contact, message: InboundMessage) -> Wish | None:
    if message.kind not in _ANSWERS:
        return None
    wish = consent.read_wish(
        message.text,
        payload=message.reply_id,
        stop_words=company.opt_out_words,
        start_words=company.opt_in_words,
    )
    # “Start” from somebody who never stopped is no consent; a word that the company has made known for it is.
    is_empty = wish is Wish.START and contact.opted_out_at is None
    if is_empty and not consent.is_own_start(message.text, company.opt_in_words):
        return None
    return wish


def _change(wish: Wish, message: InboundMessage, at: datetime) -> consent.ConsentChange:
    is_tap = message.kind in _TAPS
    words = " ".join(message.text.split())[:_QUOTED]
    return consent.ConsentChange(
        ConsentKind.WITHDRAWN if wish is Wish.STOP else ConsentKind.GRANTED,
        ConsentSource.BUTTON if is_tap else ConsentSource.KEYWORD,
        detail=f"{'Pressed' if is_tap else 'Wrote'} “{words}” on WhatsApp",
        happened_at=at,
    )


def _standing(contact: Contact) -> tuple[bool, bool]:
    return contact.opted_in_at is not None, contact.opted_out_at is not None
