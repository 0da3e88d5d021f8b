"""Two contacts that turn out to be one person, and people who take a new number or user id."""

from collections.abc import Mapping

from platform_app.core.context import CompanyContext
from platform_app.models.contacts import AliasKind, Contact
from platform_app.services import audit, consent
from platform_app.services.contacts.changes import facts_of, keep_changes
from platform_app.services.contacts.histories import (
    MOVE_CARE,
    MOVE_HISTORY,
    REDIRECT_WAITING,
)
from platform_app.services.contacts.keys import add_alias, drop_alias, move_aliases


def merge(
    ctx: CompanyContext,
    loser: Contact,
    winner: Contact,
    *,
    before: Mapping[str, str] | None = None,
) -> None:
    """Give the winner everything of the loser's, who goes; what led to the loser leads to the winner.

    `before` are the facts of a winner who has been given some of the loser's already.
    """
    before = before or facts_of(winner)
    _move_history(ctx, loser, winner)
    winner.name = winner.name or loser.name
    winner.attributes = {**loser.attributes, **winner.attributes}
    winner.tags = list(dict.fromkeys([*winner.tags, *loser.tags]))
    winner.unreachable_since = winner.unreachable_since and loser.unreachable_since
    winner.last_seen_at = max(filter(None, (winner.last_seen_at, loser.last_seen_at)), default=None)
    winner.first_import_id = winner.first_import_id or loser.first_import_id
    winner.last_import_id = winner.last_import_id or loser.last_import_id
    phone, user_id = loser.phone, loser.wa_user_id
    move_aliases(ctx, loser, winner)
    ctx.db.delete(loser)
    ctx.db.flush()
    add_alias(ctx, winner, AliasKind.CONTACT, str(loser.id))
    _keep_key(ctx, winner, AliasKind.PHONE, phone)
    _keep_key(ctx, winner, AliasKind.USER_ID, user_id)
    consent.replay(ctx, winner)
    event_id = audit.record(ctx, audit.AuditAction.CONTACTS_MERGED, winner.id)
    keep_changes(ctx, winner, before, event_id=event_id)
    ctx.nudge("contacts")
    ctx.nudge("inbox")


def move_phone(ctx: CompanyContext, contact: Contact, phone: str) -> None:
    """Give somebody a number that is nobody's own; the one they had keeps leading to them."""
    former, contact.phone = contact.phone, phone
    drop_alias(ctx, AliasKind.PHONE, [phone])
    if former != phone:
        add_alias(ctx, contact, AliasKind.PHONE, former)
    _redirect(ctx, contact)


def move_user_id(ctx: CompanyContext, contact: Contact, wa_user_id: str | None) -> None:
    """Give somebody a user id that is nobody's own; the one they had keeps leading to them."""
    if wa_user_id is None:
        return
    former, contact.wa_user_id = contact.wa_user_id, wa_user_id
    drop_alias(ctx, AliasKind.USER_ID, [wa_user_id])
    if former != wa_user_id:
        add_alias(ctx, contact, AliasKind.USER_ID, former)
    _redirect(ctx, contact)


def _keep_key(ctx: CompanyContext, winner: Contact, kind: AliasKind, value: str | None) -> None:
    """Have the winner known by a key of the loser's: as its own if it has none, otherwise beside it."""
    if kind is AliasKind.PHONE and winner.phone is None:
        winner.phone = value
    elif kind is AliasKind.USER_ID and winner.wa_user_id is None:
        winner.wa_user_id = value
    elif value not in (winner.phone, winner.wa_user_id):
        add_alias(ctx, winner, kind, value)
    ctx.db.flush()


def _redirect(ctx: CompanyContext, contact: Contact) -> None:
    ctx.db.flush()
    values = {
        "company_id": ctx.company_id,
        "contact_id": contact.id,
        "phone": contact.phone,
        "wa_user_id": contact.wa_user_id,
    }
    for statement in REDIRECT_WAITING:
        ctx.db.connection().execute(statement, values)


def _move_history(ctx: CompanyContext, loser: Contact, winner: Contact) -> None:
    ctx.db.flush()
    values = {"company_id": ctx.company_id, "loser": loser.id, "winner": winner.id}
    for statement in (*MOVE_HISTORY, *MOVE_CARE):
        ctx.db.connection().execute(statement, values)
