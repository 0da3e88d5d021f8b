"""Erasing a person: everything the company knows goes, and a digest stays so that no file brings them back.

The person is gone when the transaction ends. Bodies of webhooks, rows of files and pictures that name them are
cleared afterwards by a job, because there may be many to look through.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, delete, select, update

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext, PublicContext
from platform_app.core.crypto import decrypt, encrypt
from platform_app.core.errors import Conflict, InvalidInput, NotFound
from platform_app.core.ids import NIL_ID
from platform_app.core.masking import may_see_numbers
from platform_app.core.permissions import Permission
from platform_app.core.reasons import check_reason
from platform_app.core.redacting import without
from platform_app.models.consent import SuppressionKind
from platform_app.models.contacts import (
    AliasKind,
    Contact,
    ContactAlias,
    ContactErasure,
    ErasureStatus,
)
from platform_app.models.webhooks import WebhookEvent
from platform_app.services import audit, consent, suppression
from platform_app.services.contacts import erasure_statements as sql
from platform_app.services.contacts.keys import hold
from platform_app.services.contacts.lookups import get_contact
from platform_app.services.contacts.variants import canonical, forms_of
from platform_app.services.contacts.views import ErasurePreview

_BATCH = 5_000
# Rows of files hold numbers as people write them: without the country, with spaces.
_TAIL_DIGITS = 8
_IDENTITY_CHARACTERS = 4


@dataclass(frozen=True, slots=True)
class Traces:
    """What is still to be looked for: numbers without their plus sign, user ids, names of files."""

    erasure_id: UUID
    keys: tuple[str, ...]
    files: tuple[str, ...]


def preview_erasure(ctx: CompanyContext, contact_id: UUID) -> ErasurePreview:
    """Return how much would go with somebody, and what has to be typed for it."""
    ctx.require(Permission.CONTACTS_DELETE)
    contact = get_contact(ctx, contact_id)
    values = {"company_id": ctx.company_id, "contact_id": contact_id}
    messages, files, notes, campaigns = ctx.db.connection().execute(sql.COUNTS, values).one()
    return ErasurePreview(messages, files, notes, campaigns, *_identity(ctx, contact))


def erase(ctx: CompanyContext, contact_id: UUID, *, reason: str, identity: str) -> None:
    """Delete everything about somebody, for good; raises Conflict while a message to them is on its way.

    `identity` is what the preview asks for: who does not know whom they erase erases nobody.
    """
    ctx.require(Permission.CONTACTS_DELETE)
    ctx.require_fresh()
    why = check_reason(reason, request="Say why everything about this person is deleted.")
    hold(ctx)
    contact = get_contact(ctx, contact_id, lock=True)
    _check_identity(ctx, contact, identity)
    values = {"company_id": ctx.company_id, "contact_id": contact_id}
    connection = ctx.db.connection()
    if connection.execute(sql.UNDER_WAY, values).scalar():
        raise Conflict("A message to this person is being sent right now. Try again in a minute.")
    phones, user_ids = _known_by(ctx, contact_id, contact.phone, contact.wa_user_id)
    suppression.add(ctx, [*phones, *user_ids], SuppressionKind.ERASED, source="Erased on request")
    _plan_the_rest(ctx, contact_id, why, [*phones, *user_ids])
    ctx.db.flush()
    consent.forget(ctx, contact_id)
    for statement in sql.FORGET:
        connection.execute(statement, values)
    ctx.db.expunge(contact)
    audit.record(ctx, audit.AuditAction.CONTACT_ERASED, contact_id, reason=why)
    for topic in ("contacts", "inbox", "campaigns"):
        ctx.nudge(topic)


def list_erasures(ctx: PublicContext) -> list[tuple[UUID, UUID]]:
    """Return company and id of every erasure that is not finished."""
    statement = select(ContactErasure.company_id, ContactErasure.id).where(
        col(ContactErasure.status) == ErasureStatus.WAITING
    )
    return list(ctx.db.exec(statement))


def load_traces(ctx: CompanyContext, erasure_id: UUID) -> Traces | None:
    """Return what is still to be cleared, or None when nothing is."""
    ctx.require(Permission.CONTACTS_DELETE)
    erasure = ctx.db.get(ContactErasure, (ctx.company_id, erasure_id))
    if erasure is None or erasure.status == ErasureStatus.DONE:
        return None
    sealed = decrypt(erasure.keys_sealed, company_id=ctx.company_id, field=_field(erasure_id))
    return Traces(erasure_id, tuple(json.loads(sealed.reveal())), tuple(erasure.files))


def clear_events(ctx: CompanyContext, traces: Traces, after: UUID | None) -> UUID | None:
    """Take the person out of the next bodies that name them; return where to go on, or None."""
    ctx.require(Permission.CONTACTS_DELETE)
    values = {
        "company_id": ctx.company_id,
        "after": after or NIL_ID,
        "size": _BATCH,
        "keys": list(traces.keys),
    }
    rows = ctx.db.connection().execute(sql.EVENTS, values).all()
    take_out_of_events(ctx, {row.id: bytes(row.body) for row in rows if row.body}, traces.keys)
    return rows[-1].id if rows else None


def take_out_of_events(
    ctx: CompanyContext, bodies: Mapping[UUID, bytes], keys: Sequence[str]
) -> None:
    """Leave in bodies of webhooks what they say about others; a body about nobody else goes."""
    for event_id, body in bodies.items():
        mine = (col(WebhookEvent.company_id) == ctx.company_id, col(WebhookEvent.id) == event_id)
        left = without(body, keys)
        change = delete(WebhookEvent) if left is None else update(WebhookEvent).values(body=left)
        ctx.db.connection().execute(change.where(*mine))


def finish_erasure(ctx: CompanyContext, traces: Traces) -> None:
    """Clear the rest, and forget who it was; raises NotFound for what is no erasure of the company."""
    ctx.require(Permission.CONTACTS_DELETE)
    erasure = ctx.db.get(ContactErasure, (ctx.company_id, traces.erasure_id))
    if erasure is None:
        raise NotFound("This erasure does not exist.")
    keys = list(traces.keys)
    tails = [key[-_TAIL_DIGITS:] for key in keys if key.isdecimal()]
    values = {"company_id": ctx.company_id, "keys": keys, "tails": tails}
    for statement in sql.CLEAR_REST:
        ctx.db.connection().execute(statement, values)
    erasure.status, erasure.finished_at = ErasureStatus.DONE, now()
    erasure.keys_sealed, erasure.files = "", []


def _identity(ctx: CompanyContext, contact: Contact) -> tuple[str, str]:
    """Return what tells somebody from others, as it is asked for, and the text itself."""
    if contact.phone and may_see_numbers(ctx):
        return "the last four digits of their number", contact.phone[-_IDENTITY_CHARACTERS:]
    if name := _plain(contact.name):
        return "their name", name
    known_by = contact.wa_user_id or str(contact.id)
    return "the last four characters of their id", known_by[-_IDENTITY_CHARACTERS:]


def _check_identity(ctx: CompanyContext, contact: Contact, typed: str) -> None:
    asked, identity = _identity(ctx, contact)
    if _plain(typed).casefold() != identity.casefold():
        raise InvalidInput(
            "Nobody was erased: what you typed does not stand for this person.",
            {"identity": f"Type {asked}, {identity}."},
        )


def _plain(text: str) -> str:
    return " ".join(text.split())


def _known_by(
    ctx: CompanyContext, contact_id: UUID, phone: str | None, user_id: str | None
) -> tuple[list[str], list[str]]:
    """Return the numbers, in their one form, and the user ids that have led to somebody."""
    aliases = ctx.db.exec(
        select(ContactAlias).where(
            col(ContactAlias.company_id) == ctx.company_id,
            col(ContactAlias.contact_id) == contact_id,
        )
    ).all()
    phones = [one.value for one in aliases if one.kind == AliasKind.PHONE]
    user_ids = [one.value for one in aliases if one.kind == AliasKind.USER_ID]
    numbers = {canonical(number) for number in [*phones, *filter(None, [phone])]}
    return sorted(numbers), sorted({*user_ids, *filter(None, [user_id])})


def _plan_the_rest(ctx: CompanyContext, contact_id: UUID, reason: str, known_by: list[str]) -> None:
    files = ctx.db.connection().execute(
        sql.FILES, {"company_id": ctx.company_id, "contact_id": contact_id}
    )
    erasure = ContactErasure(
        company_id=ctx.company_id,
        contact_id=contact_id,
        asked_by=ctx.actor.user_id,
        reason=reason,
        files=[name for (name,) in files],
    )
    # As they stand in WhatsApp's JSON: every way to write a number, without the plus sign.
    keys = [form.lstrip("+") for key in known_by for form in _forms(key)]
    erasure.keys_sealed = encrypt(
        json.dumps(keys), company_id=ctx.company_id, field=_field(erasure.id)
    )
    ctx.db.add(erasure)
    ctx.enqueue("contacts.clear_traces", erasure_id=erasure.id)


def _forms(key: str) -> list[str]:
    return forms_of(key) if key.startswith("+") else [key]


def _field(erasure_id: UUID) -> str:
    return f"erasure:{erasure_id}"
