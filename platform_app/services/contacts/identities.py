"""Who a message is from: known by phone, by WhatsApp's user id, or by both once both have been seen together.

A phone or user id that somebody leaves behind keeps leading to them, so that an opt-out holds for every one that
was ever known. A user id is one person's as long as they keep their number; with a new number they get a new one.
"""

from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.ids import new_id
from platform_app.models.consent import ConsentKind, ConsentSource
from platform_app.models.contacts import AliasKind, Contact
from platform_app.services import consent
from platform_app.services.contacts.heeding import heed_suppression
from platform_app.services.contacts.keys import add_alias, drop_alias, find_by_alias
from platform_app.services.contacts.merging import merge, move_phone, move_user_id
from platform_app.services.contacts.variants import canonical, forms_of

_EARLIER_OWNER = "Opted out under this number, maybe by its earlier owner"


def find_contact(
    ctx: CompanyContext, phone: str | None, wa_user_id: str | None, *, name: str | None = None
) -> Contact:
    """Return the contact with this phone or user id, added if new; what is newly known is linked or merged."""
    contact = _find(ctx, phone, wa_user_id)
    if contact is None:
        _add(ctx, phone, wa_user_id, name or "")
        # Another transaction may have added it first; then it is found now.
        contact = _find(ctx, phone, wa_user_id)
        if contact is not None:
            heed_suppression(ctx, contact)
    if contact is None:
        raise RuntimeError("A contact vanished while a message for it was taken in.")
    contact.name = contact.name or name or ""
    return contact


def change_phone(ctx: CompanyContext, contact: Contact, phone: str) -> Contact:
    """Give somebody their new number; whoever was known by it turns out to be the same person."""
    phone = canonical(phone)
    other = _by_phone(ctx, phone)
    if other is not None and other.id != contact.id and other.phone == phone:
        merge(ctx, other, contact)
    if contact.phone != phone:
        move_phone(ctx, contact, phone)
    return contact


def change_user_id(ctx: CompanyContext, contact: Contact, current: str) -> None:
    """Give somebody their new user id; whoever was known by it turns out to be the same person."""
    other = _by_user_id(ctx, current)
    if other is not None and other.id == contact.id:
        # Known already: theirs now, or one they have left since, told late.
        return
    new_phone = other.phone if other is not None else None
    if other is not None:
        merge(ctx, other, contact)
    move_user_id(ctx, contact, current)
    if new_phone is not None:
        # They have written from their new number already.
        move_phone(ctx, contact, new_phone)


def is_known(ctx: CompanyContext, phone: str | None, wa_user_id: str | None) -> bool:
    """Tell whether somebody has, or had, this phone or user id."""
    return _by_phone(ctx, phone) is not None or _by_user_id(ctx, wa_user_id) is not None


def learn(ctx: CompanyContext, contact_id: UUID, phone: str | None, wa_user_id: str | None) -> None:
    """Take down under which user id, and under which other number, WhatsApp has reached somebody we wrote to."""
    contact = _locked(ctx, col(Contact.id) == contact_id)
    if contact is None:
        return
    if wa_user_id is not None and wa_user_id != contact.wa_user_id:
        change_user_id(ctx, contact, wa_user_id)
    if phone is not None:
        _learn_phone(ctx, contact, canonical(phone))


def _learn_phone(ctx: CompanyContext, contact: Contact, phone: str) -> None:
    other = _by_phone(ctx, phone)
    if other is None and contact.phone is None:
        move_phone(ctx, contact, phone)
    elif other is None:
        # WhatsApp's own way to write the number that we have.
        add_alias(ctx, contact, AliasKind.PHONE, phone)
    elif other.id != contact.id:
        # Two ways to write one line's number were taken for two people's.
        merge(ctx, contact, other)


def _find(ctx: CompanyContext, phone: str | None, wa_user_id: str | None) -> Contact | None:
    by_phone = _by_phone(ctx, phone)
    if by_phone is not None and wa_user_id in (None, by_phone.wa_user_id):
        return by_phone
    by_user_id = _by_user_id(ctx, wa_user_id)
    if by_phone is None:
        if by_user_id is not None and phone is not None:
            move_phone(ctx, by_user_id, canonical(phone))
        return by_user_id
    if by_user_id is None:
        return _with_new_user_id(ctx, by_phone, phone, wa_user_id)
    if by_user_id.id != by_phone.id:
        return _same_person(ctx, by_phone, by_user_id, phone)
    return by_phone


def _with_new_user_id(
    ctx: CompanyContext, contact: Contact, phone: str | None, wa_user_id: str | None
) -> Contact | None:
    """Return who writes with this user id, new to us, from a number that we know."""
    is_own = contact.phone in forms_of(phone or "")
    if not is_own and contact.wa_user_id is not None:
        # They have left this number, and somebody else has it now: a person of their own.
        return _start_anew(ctx, contact, phone or "", wa_user_id)
    # WhatsApp gives a new user id when a number changes hands or portfolio.
    move_user_id(ctx, contact, wa_user_id)
    return contact


def _start_anew(
    ctx: CompanyContext, former: Contact, phone: str, wa_user_id: str | None
) -> Contact | None:
    drop_alias(ctx, AliasKind.PHONE, forms_of(phone))
    _add(ctx, phone, wa_user_id, "")
    contact = _by_phone(ctx, phone)
    if contact is not None:
        _inherit_opt_out(ctx, contact, former)
    return contact


def _same_person(
    ctx: CompanyContext, by_phone: Contact, by_user_id: Contact, phone: str | None
) -> Contact:
    """Return the one person behind two contacts: the user id says who it is, the number where they are."""
    if by_phone.phone not in forms_of(phone or ""):
        # The number was left behind by somebody who has another one.
        _inherit_opt_out(ctx, by_user_id, by_phone)
        move_phone(ctx, by_user_id, canonical(phone or ""))
        return by_user_id
    user_id = by_user_id.wa_user_id
    merge(ctx, by_user_id, by_phone)
    if user_id is not None and by_phone.wa_user_id != user_id:
        move_user_id(ctx, by_phone, user_id)
    return by_phone


def _inherit_opt_out(ctx: CompanyContext, contact: Contact, former: Contact) -> None:
    if former.opted_out_at is not None and contact.opted_out_at is None:
        withdrawn = consent.ConsentChange(
            ConsentKind.WITHDRAWN,
            ConsentSource.EARLIER_OWNER,
            detail=_EARLIER_OWNER,
            happened_at=former.opted_out_at,
        )
        consent.record(ctx, contact, withdrawn)


def _by_phone(ctx: CompanyContext, phone: str | None) -> Contact | None:
    if phone is None:
        return None
    forms = forms_of(phone)
    found = [one for form in forms if (one := _locked(ctx, col(Contact.phone) == form))]
    if len(found) > 1:
        # Both ways of writing one number were taken for two people's before we knew better.
        merge(ctx, found[1], found[0])
    if found:
        return found[0]
    return find_by_alias(ctx, AliasKind.PHONE, forms)


def _by_user_id(ctx: CompanyContext, wa_user_id: str | None) -> Contact | None:
    if wa_user_id is None:
        return None
    found = _locked(ctx, col(Contact.wa_user_id) == wa_user_id)
    return found or find_by_alias(ctx, AliasKind.USER_ID, [wa_user_id])


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
        "phone": canonical(phone) if phone else None,
        "wa_user_id": wa_user_id,
        "name": name,
    }
    ctx.db.connection().execute(insert(Contact).values(values).on_conflict_do_nothing())
    ctx.nudge("contacts")
