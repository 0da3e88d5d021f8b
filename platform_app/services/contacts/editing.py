"""Changing what is known about one contact."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel import col, select

from platform_app.core.context import CompanyContext
from platform_app.core.errors import InvalidInput, NotFound
from platform_app.core.masking import shown_in
from platform_app.core.permissions import Permission
from platform_app.models.contacts import Contact
from platform_app.services import attributes, audit, tags
from platform_app.services.audit import AuditAction
from platform_app.services.contacts.adding import NAME_CHARACTERS
from platform_app.services.contacts.changes import facts_of, keep_changes

MOST_TAGS = 50


def save(ctx: CompanyContext, contact_id: UUID, *, name: str, values: Mapping[str, str]) -> None:
    """Change a contact's name and those of its attributes that are given; an empty value is none."""
    ctx.require(Permission.CONTACTS_EDIT)
    contact = _lock(ctx, contact_id)
    name = name.replace("\0", "").strip()
    if len(name) > NAME_CHARACTERS:
        sentence = f"Use at most {NAME_CHARACTERS} characters."
        raise InvalidInput("The name is too long.", {"name": sentence})
    known, before = {"name": contact.name, **contact.attributes}, facts_of(contact)
    kept = _merged(ctx, contact, values)
    # Who may not see the number saves the form with it hidden; that is no change.
    contact.name = contact.name if name == shown_in(ctx, contact.name, contact.phone) else name
    contact.attributes = kept
    fields = {
        "name": contact.name,
        **{key: kept.get(key) for key in {**known, **kept} if key != "name"},
    }
    changes = audit.changes_between(known, fields)
    if changes:
        event_id = audit.record(ctx, AuditAction.CONTACT_CHANGED, contact.id, changes=changes)
        keep_changes(ctx, contact, before, event_id=event_id)
        ctx.nudge("contacts")


def add_tag(ctx: CompanyContext, contact_id: UUID, name: str) -> None:
    """Give a contact a tag, made if need be."""
    ctx.require(Permission.CONTACTS_EDIT)
    contact = _lock(ctx, contact_id)
    [tag] = tags.ensure(ctx, [name])
    if len(contact.tags) >= MOST_TAGS:
        raise InvalidInput(f"A contact has at most {MOST_TAGS} tags. Remove one first.")
    if tag not in contact.tags:
        _set_tags(ctx, contact, [*contact.tags, tag])


def remove_tag(ctx: CompanyContext, contact_id: UUID, name: str) -> None:
    """Take a tag from a contact."""
    ctx.require(Permission.CONTACTS_EDIT)
    contact = _lock(ctx, contact_id)
    if name in contact.tags:
        _set_tags(ctx, contact, [tag for tag in contact.tags if tag != name])


def _set_tags(ctx: CompanyContext, contact: Contact, wanted: list[str]) -> None:
    changes = audit.changes_between({"tags": contact.tags}, {"tags": wanted})
    before, contact.tags = facts_of(contact), wanted
    event_id = audit.record(ctx, AuditAction.CONTACT_TAGGED, contact.id, changes=changes)
    keep_changes(ctx, contact, before, event_id=event_id)
    ctx.nudge("contacts")


def _merged(ctx: CompanyContext, contact: Contact, values: Mapping[str, str]) -> dict[str, str]:
    kept, wrong = dict(contact.attributes), {}
    for definition in attributes.list_definitions(ctx):
        said = values.get(definition.key)
        if said is None or said == shown_in(ctx, kept.get(definition.key, ""), contact.phone):
            continue
        try:
            value = attributes.parse_value(definition, said)
        except InvalidInput as error:
            wrong |= error.fields
            continue
        kept.pop(definition.key, None)
        kept |= {definition.key: value} if value else {}
    if wrong:
        raise InvalidInput("Some values cannot be kept so.", wrong)
    return kept


def _lock(ctx: CompanyContext, contact_id: UUID) -> Contact:
    statement = select(Contact).where(
        col(Contact.company_id) == ctx.company_id, col(Contact.id) == contact_id
    )
    locked = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    contact = ctx.db.exec(locked).one_or_none()
    if contact is None:
        raise NotFound("This contact does not exist, or no longer does.")
    return contact
