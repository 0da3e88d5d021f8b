"""Where a contact's timeline comes from: one query of a page for each source, each by an index."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression, tuple_
from sqlmodel import col, func, or_, select

from platform_app.core.context import CompanyContext
from platform_app.core.paging import PAGE_ROWS
from platform_app.core.permissions import Permission
from platform_app.models.audit import AuditEvent
from platform_app.models.campaigns import Campaign, CampaignRecipient
from platform_app.models.consent import ConsentEvent, ConsentKind
from platform_app.models.contact_changes import ContactChange
from platform_app.models.contacts import Contact
from platform_app.models.deliveries import DeliveryStatus
from platform_app.models.imports import ContactImport
from platform_app.models.inbox import Conversation, Direction, Message
from platform_app.models.notes import ContactNote
from platform_app.services import attributes, audit, campaigns, consent, contacts, inbox
from platform_app.services.audit import AuditAction
from platform_app.services.timelines.views import Kind

Place = tuple[datetime, UUID]
_CONSENT = {
    ConsentKind.GRANTED: "Agreed to {} messages",
    ConsentKind.WITHDRAWN: "Withdrew from {} messages",
    ConsentKind.BLOCKED: "Was blocked",
    ConsentKind.UNBLOCKED: "Was unblocked",
}
_OUTCOMES: dict[str, str] = {
    DeliveryStatus.READ: "Read",
    DeliveryStatus.DELIVERED: "Delivered",
    DeliveryStatus.SENT: "Sent",
    DeliveryStatus.ACCEPTED: "Taken by WhatsApp",
    DeliveryStatus.UNCONFIRMED: "Not confirmed",
}
# Said by entries of their own.
_ELSEWHERE = (
    AuditAction.CONTACT_NOTE_ADDED,
    AuditAction.CONTACT_OPTED_IN,
    AuditAction.CONTACT_OPTED_OUT,
    AuditAction.CONTACT_BLOCKED,
    AuditAction.CONTACT_UNBLOCKED,
)

# Told field by field where the values are known.
_FIELD_BY_FIELD = (AuditAction.CONTACT_CHANGED, AuditAction.CONTACT_TAGGED)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, before it gets its place among the others."""

    at: datetime
    id: UUID
    kind: Kind
    title: str
    body: str = ""
    href: str = ""
    may_edit: bool = False
    may_delete: bool = False


def messages(ctx: CompanyContext, contact: Contact, place: Place | None) -> Iterator[Entry]:
    """Yield messages of the conversations that whoever reads may see."""
    if not ctx.actor.may(Permission.CONVERSATIONS_READ):
        return
    threads = select(Conversation.id).where(
        inbox.is_visible(ctx), col(Conversation.contact_id) == contact.id
    )
    statement = (
        select(Message)
        .where(
            col(Message.company_id) == ctx.company_id,
            col(Message.conversation_id).in_(list(ctx.db.exec(threads))),
            *_behind(col(Message.happened_at), col(Message.id), place),
        )
        .order_by(col(Message.happened_at).desc(), col(Message.id).desc())
        .limit(PAGE_ROWS + 1)
    )
    for one in ctx.db.exec(statement):
        title = "Wrote to you" if one.direction == Direction.INBOUND else "You wrote"
        said = contacts.shown_in(ctx, one.body or one.kind.capitalize(), contact.phone)
        yield Entry(
            one.happened_at, one.id, Kind.MESSAGE, title, said, f"/inbox/{one.conversation_id}"
        )


def campaigns_got(ctx: CompanyContext, contact: Contact, place: Place | None) -> Iterator[Entry]:
    """Yield the campaigns that they were in the audience of, with what became of the message."""
    row, at = CampaignRecipient, _at()
    statement = (
        select(row, Campaign.name, at)
        .join(
            Campaign,
            (col(Campaign.company_id) == ctx.company_id)
            & (col(Campaign.id) == col(row.campaign_id)),
        )
        .where(
            col(row.company_id) == ctx.company_id,
            col(row.contact_id) == contact.id,
            *_behind(at, col(row.id), place),
        )
        .order_by(at.desc(), col(row.id).desc())
        .limit(PAGE_ROWS + 1)
    )
    reads = ctx.actor.may(Permission.CAMPAIGNS_READ)
    for one, name, moment in ctx.db.exec(statement):
        href = f"/campaigns/{one.campaign_id}" if reads else ""
        yield Entry(moment, one.id, Kind.CAMPAIGN, f"Campaign {name}", _outcome(one), href)


def consents(ctx: CompanyContext, contact: Contact, place: Place | None) -> Iterator[Entry]:
    """Yield what they agreed to and took back."""
    row = ConsentEvent
    statement = (
        select(row)
        .where(
            col(row.company_id) == ctx.company_id,
            consent.is_about(ctx, contact.id),
            *_behind(col(row.happened_at), col(row.id), place),
        )
        .order_by(col(row.happened_at).desc(), col(row.id).desc())
        .limit(PAGE_ROWS + 1)
    )
    for one in ctx.db.exec(statement):
        title = _CONSENT[ConsentKind(one.kind)].format(one.purpose)
        how = " · ".join(filter(None, (one.detail, one.actor_name)))
        body = contacts.shown_in(ctx, how, contact.phone)
        yield Entry(one.happened_at, one.id, Kind.CONSENT, title, body)


def notes(ctx: CompanyContext, contact: Contact, place: Place | None) -> Iterator[Entry]:
    """Yield the team's notes."""
    row = ContactNote
    statement = (
        select(row)
        .where(
            col(row.company_id) == ctx.company_id,
            col(row.contact_id) == contact.id,
            *_behind(col(row.created_at), col(row.id), place),
        )
        .order_by(col(row.created_at).desc(), col(row.id).desc())
        .limit(PAGE_ROWS + 1)
    )
    for one in ctx.db.exec(statement):
        edited = ", changed later" if one.changed_at else ""
        yield Entry(
            one.created_at,
            one.id,
            Kind.NOTE,
            f"Note by {one.author_name or 'the product'}{edited}",
            contacts.shown_in(ctx, one.body, contact.phone),
            may_edit=contacts.is_own(ctx, one) and contacts.may_see_numbers(ctx),
            may_delete=contacts.may_delete(ctx, one),
        )


def imports_of(ctx: CompanyContext, contact: Contact, place: Place | None) -> Iterator[Entry]:
    """Yield the import that added them, and the one that changed them last."""
    ids = {one for one in (contact.first_import_id, contact.last_import_id) if one}
    row = ContactImport
    at = func.coalesce(col(row.finished_at), col(row.created_at))
    statement = select(row.id, row.file_name, at).where(
        col(row.company_id) == ctx.company_id,
        col(row.id).in_(ids),
        *_behind(at, col(row.id), place),
    )
    reads = ctx.actor.may(Permission.CONTACTS_IMPORT)
    for import_id, name, moment in ctx.db.exec(statement) if ids else ():
        came = (
            "Added by an import"
            if import_id == contact.first_import_id
            else "Last changed by an import"
        )
        href = f"/contacts/imports/{import_id}" if reads else ""
        yield Entry(moment, import_id, Kind.IMPORT, came, name, href)


def changes(ctx: CompanyContext, contact: Contact, place: Place | None) -> Iterator[Entry]:
    """Yield what people did to the contact."""
    row = AuditEvent
    statement = (
        select(row)
        .where(
            col(row.company_id) == ctx.company_id,
            col(row.subject_id) == contact.id,
            col(row.subject_kind) == "contact",
            col(row.action).not_in(_ELSEWHERE),
            or_(col(row.action).not_in(_FIELD_BY_FIELD), ~_is_told(ctx, contact)),
            *_behind(col(row.created_at), col(row.id), place),
        )
        .order_by(col(row.created_at).desc(), col(row.id).desc())
        .limit(PAGE_ROWS + 1)
    )
    for one in ctx.db.exec(statement):
        told = audit.as_row(one, "UTC", shows_origin=False)
        said = "; ".join(
            f"{part.label}: {part.old} → {part.new}"
            if part.is_change
            else f"{part.label}: {part.new}"
            for part in told.details
        )
        body = contacts.shown_in(ctx, said, contact.phone)
        yield Entry(one.created_at, one.id, Kind.CHANGE, f"{told.actor} {told.what}", body)


def edits(ctx: CompanyContext, contact: Contact, place: Place | None) -> Iterator[Entry]:
    """Yield the fields that were changed by hand, from what to what."""
    row = ContactChange
    statement = (
        select(row)
        .where(
            col(row.company_id) == ctx.company_id,
            col(row.contact_id) == contact.id,
            *_behind(col(row.created_at), col(row.id), place),
        )
        .order_by(col(row.created_at).desc(), col(row.id).desc())
        .limit(PAGE_ROWS + 1)
    )
    labels = {one.key: one.label for one in attributes.list_definitions(ctx)}
    for one in ctx.db.exec(statement):
        kind, _, key = one.field.partition(":")
        field = labels.get(key, key) if key else kind.capitalize()
        old, new = (contacts.without_numbers(ctx, said) or "–" for said in (one.before, one.after))
        who = one.actor_name or "The product"
        title = f"{who} changed {field}"
        yield Entry(one.created_at, one.id, Kind.CHANGE, title, f"{field}: {old} → {new}")


def changes_and_edits(
    ctx: CompanyContext, contact: Contact, place: Place | None
) -> Iterator[Entry]:
    """Yield all that people did to the contact."""
    yield from changes(ctx, contact, place)
    yield from edits(ctx, contact, place)


SOURCES = {
    Kind.MESSAGE: messages,
    Kind.CAMPAIGN: campaigns_got,
    Kind.CONSENT: consents,
    Kind.NOTE: notes,
    Kind.IMPORT: imports_of,
    Kind.CHANGE: changes_and_edits,
}


def _is_told(ctx: CompanyContext, contact: Contact) -> ColumnElement[bool]:
    return (
        select(ContactChange.id)
        .where(
            col(ContactChange.company_id) == ctx.company_id,
            col(ContactChange.contact_id) == contact.id,
            col(ContactChange.event_id) == col(AuditEvent.id),
        )
        .exists()
    )


def _at() -> ColumnElement[datetime]:
    row = CampaignRecipient
    return func.coalesce(col(row.accepted_at), col(row.failed_at), col(row.created_at))


def _behind(
    at: SQLColumnExpression[datetime], row_id: SQLColumnExpression[UUID], place: Place | None
) -> list[ColumnElement[bool]]:
    if place is None:
        return []
    # The first half lets an index be used; the second says exactly where to go on.
    return [at <= place[0], or_(at < place[0], tuple_(at, row_id) < tuple_(*place))]


def _outcome(one: CampaignRecipient) -> str:
    if one.status == DeliveryStatus.SKIPPED:
        return f"Left out: {campaigns.skip_words(one.skip_reason or '')[0]}"
    if one.status == DeliveryStatus.FAILED:
        return f"Failed: {campaigns.failure_words(one.error_code, one.error_detail)[0]}"
    return _OUTCOMES.get(one.status, "Waiting")
