"""What customers are called in the log: looked up when it is read, because a log that cannot change cannot forget."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from platform_app.core.context import CompanyContext
from platform_app.models.audit import AuditEvent, PlatformAuditEvent
from platform_app.models.contacts import Contact
from platform_app.models.inbox import Conversation

CONTACT = "contact"
# Acts upon these are kept without a name.
CUSTOMERS = frozenset({CONTACT, "conversation"})
_LAST = 2
_GONE = "somebody who was erased or merged"


def names_of(
    ctx: CompanyContext, events: Sequence[AuditEvent | PlatformAuditEvent]
) -> dict[UUID, str]:
    """Return what the customers of these events are called today, by the events' subjects."""
    ids = {one.subject_id for one in events if one.subject_kind in CUSTOMERS and one.subject_id}
    if not ids:
        return {}
    person = select(Contact.id, Contact.name, Contact.phone).where(
        col(Contact.company_id) == ctx.company_id, col(Contact.id).in_(ids)
    )
    talk = (
        select(Conversation.id, Contact.name, Contact.phone)
        .join(
            Contact,
            (col(Contact.company_id) == col(Conversation.company_id))
            & (col(Contact.id) == col(Conversation.contact_id)),
        )
        .where(col(Conversation.company_id) == ctx.company_id, col(Conversation.id).in_(ids))
    )
    found = [*ctx.db.exec(person), *ctx.db.exec(talk)]
    return dict.fromkeys(ids, _GONE) | {id_: _called(name, phone) for id_, name, phone in found}


def _called(name: str, phone: str | None) -> str:
    return name or (f"…{phone[-_LAST:]}" if phone else "somebody without a name")
