"""Who a message is from: known by phone, by WhatsApp's user id, or by both once both have been seen together."""

from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.ids import new_id
from platform_app.models.contacts import Contact
from platform_app.services.inbox import statements as sql


def find_contact(
    ctx: CompanyContext, phone: str | None, wa_user_id: str | None, *, name: str | None = None
) -> Contact:
    """Return the contact with this phone or user id, added if new; what is newly known is linked or merged."""
    contact = _find(ctx, phone, wa_user_id)
    if contact is None:
        _add(ctx, phone, wa_user_id, name or "")
        # Another transaction may have added it first; then it is found now.
        contact = _find(ctx, phone, wa_user_id)
    if contact is None:
        raise RuntimeError("A contact vanished while a message for it was taken in.")
    contact.name = contact.name or name or ""
    return contact


def change_phone(ctx: CompanyContext, contact: Contact, phone: str) -> bool:
    """Give a contact its new number unless somebody else has it; tell whether it was done."""
    if _by_phone(ctx, phone) is not None:
        return False
    contact.phone = phone
    return True


def _find(ctx: CompanyContext, phone: str | None, wa_user_id: str | None) -> Contact | None:
    by_phone = _by_phone(ctx, phone)
    by_user_id = _locked(ctx, col(Contact.wa_user_id) == wa_user_id) if wa_user_id else None
    if by_phone is None:
        if by_user_id is not None and by_user_id.phone is None:
            by_user_id.phone = phone
        return by_user_id
    if wa_user_id is None or by_phone.wa_user_id == wa_user_id:
        return by_phone
    if by_user_id is not None:
        _give_up_user_id(ctx, by_user_id, by_phone)
    # A new user id for a known phone: WhatsApp gives one when a number changes hands or portfolio.
    by_phone.wa_user_id = wa_user_id
    return by_phone


def _by_phone(ctx: CompanyContext, phone: str | None) -> Contact | None:
    return _locked(ctx, col(Contact.phone) == phone) if phone else None


def _locked(ctx: CompanyContext, condition: ColumnElement[bool]) -> Contact | None:
    # `no key update` leaves those alone who only refer to the contact.
    return ctx.db.exec(
        select(Contact)
        .where(col(Contact.company_id) == ctx.company_id, condition)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()


def _add(ctx: CompanyContext, phone: str | None, wa_user_id: str | None, name: str) -> None:
    values = {
        "company_id": ctx.company_id,
        "id": new_id(),
        "created_at": now(),
        "phone": phone,
        "wa_user_id": wa_user_id,
        "name": name,
    }
    ctx.db.connection().execute(insert(Contact).values(values).on_conflict_do_nothing())
    ctx.nudge("contacts")


def _give_up_user_id(ctx: CompanyContext, loser: Contact, winner: Contact) -> None:
    """Take the user id from `loser`; one that has no phone of its own was the same person all the time."""
    if loser.phone is None:
        _merge(ctx, loser, winner)
    else:
        loser.wa_user_id = None
    ctx.db.flush()


def _merge(ctx: CompanyContext, loser: Contact, winner: Contact) -> None:
    _move_history(ctx, loser.id, winner.id)
    winner.name = winner.name or loser.name
    winner.attributes = {**loser.attributes, **winner.attributes}
    winner.tags = list(dict.fromkeys([*winner.tags, *loser.tags]))
    winner.opted_in_at = winner.opted_in_at or loser.opted_in_at
    winner.opt_in_source = winner.opt_in_source or loser.opt_in_source
    # An opt-out outweighs everything, whichever of the two had it.
    winner.opted_out_at = winner.opted_out_at or loser.opted_out_at
    winner.opt_out_source = winner.opt_out_source or loser.opt_out_source
    ctx.db.delete(loser)


def _move_history(ctx: CompanyContext, loser_id: UUID, winner_id: UUID) -> None:
    ctx.db.flush()
    values = {"company_id": ctx.company_id, "loser": loser_id, "winner": winner_id}
    for statement in sql.MOVE_HISTORY:
        ctx.db.connection().execute(statement, values)
