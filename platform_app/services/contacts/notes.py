"""Notes about contacts, for the team only."""

from uuid import UUID

from sqlmodel import col, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.core.errors import InvalidInput, NotAllowed, NotFound
from platform_app.core.permissions import Permission
from platform_app.models.contacts import Contact
from platform_app.models.notes import ContactNote
from platform_app.services import audit
from platform_app.services.audit import AuditAction

NOTE_CHARACTERS = 4_000


def add_note(ctx: CompanyContext, contact_id: UUID, body: str) -> UUID:
    """Write a note about a contact and return its id."""
    ctx.require(Permission.CONTACTS_EDIT)
    if ctx.db.get(Contact, (ctx.company_id, contact_id)) is None:
        raise NotFound("This contact does not exist, or no longer does.")
    note = ContactNote(
        company_id=ctx.company_id,
        contact_id=contact_id,
        author_id=ctx.actor.user_id,
        author_name=ctx.actor.name,
        body=_checked(body),
    )
    ctx.db.add(note)
    audit.record(ctx, AuditAction.CONTACT_NOTE_ADDED, contact_id)
    ctx.nudge("contacts")
    return note.id


def change_note(ctx: CompanyContext, note_id: UUID, body: str) -> None:
    """Rewrite one's own note."""
    ctx.require(Permission.CONTACTS_EDIT)
    note = _lock(ctx, note_id)
    if not is_own(ctx, note):
        raise NotAllowed("Only its author may change a note.")
    note.body, note.changed_at = _checked(body), now()
    audit.record(ctx, AuditAction.CONTACT_NOTE_CHANGED, note.contact_id)
    ctx.nudge("contacts")


def delete_note(ctx: CompanyContext, note_id: UUID) -> None:
    """Delete one's own note, or anybody's for those who may erase contacts."""
    ctx.require(Permission.CONTACTS_EDIT)
    note = _lock(ctx, note_id)
    if not may_delete(ctx, note):
        raise NotAllowed("Only its author may delete a note, or whoever may erase contacts.")
    ctx.db.delete(note)
    audit.record(ctx, AuditAction.CONTACT_NOTE_DELETED, note.contact_id)
    ctx.nudge("contacts")


def is_own(ctx: CompanyContext, note: ContactNote) -> bool:
    """Tell whether whoever acts has written the note."""
    return ctx.actor.user_id is not None and note.author_id == ctx.actor.user_id


def may_delete(ctx: CompanyContext, note: ContactNote) -> bool:
    """Tell whether whoever acts may delete the note."""
    return is_own(ctx, note) or ctx.actor.may(Permission.CONTACTS_DELETE)


def _checked(body: str) -> str:
    body = body.replace("\0", "").strip()
    if not 1 <= len(body) <= NOTE_CHARACTERS:
        sentence = f"Write 1 to {NOTE_CHARACTERS:,} characters."
        raise InvalidInput(sentence, {"note": sentence})
    return body


def _lock(ctx: CompanyContext, note_id: UUID) -> ContactNote:
    statement = select(ContactNote).where(
        col(ContactNote.company_id) == ctx.company_id, col(ContactNote.id) == note_id
    )
    note = ctx.db.exec(statement.with_for_update()).one_or_none()
    if note is None:
        raise NotFound("This note does not exist, or no longer does.")
    return note
