"""What was changed about somebody, from what to what; it is erased with them, as the audit log could not be."""

from collections.abc import Mapping
from uuid import UUID

from platform_app.core.context import CompanyContext
from platform_app.models.contact_changes import ContactChange
from platform_app.models.contacts import Contact

ATTRIBUTE = "attribute:"
_TAG_SEPARATOR = ", "


def facts_of(contact: Contact) -> dict[str, str]:
    """Return what people see of a contact, by field."""
    return {
        "name": contact.name,
        "phone": contact.phone or "",
        "tags": _TAG_SEPARATOR.join(contact.tags),
        **{ATTRIBUTE + key: value for key, value in contact.attributes.items()},
    }


def keep_changes(
    ctx: CompanyContext, contact: Contact, before: Mapping[str, str], *, event_id: UUID
) -> None:
    """Keep what differs from the facts of before, field by field."""
    after = facts_of(contact)
    for field in {**before, **after}:
        old, new = before.get(field, ""), after.get(field, "")
        if old != new:
            change = ContactChange(
                company_id=ctx.company_id,
                contact_id=contact.id,
                event_id=event_id,
                field=field,
                before=old,
                after=new,
                actor_id=ctx.actor.user_id,
                actor_name=ctx.actor.name,
            )
            ctx.db.add(change)
