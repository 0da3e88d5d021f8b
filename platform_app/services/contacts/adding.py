"""Adding one person by hand."""

from uuid import UUID

from sqlalchemy.exc import IntegrityError

from platform_app.core.context import CompanyContext
from platform_app.core.errors import Conflict, InvalidInput
from platform_app.core.permissions import Permission
from platform_app.models.consent import ConsentKind, ConsentSource
from platform_app.models.contacts import AliasKind, Contact
from platform_app.models.plans import Metric
from platform_app.services import audit, consent, usage
from platform_app.services.contacts.heeding import heed_suppression
from platform_app.services.contacts.keys import find_by_alias, hold
from platform_app.services.contacts.phones import to_e164
from platform_app.services.contacts.variants import forms_of

NAME_CHARACTERS = 200
# Of the words that say where somebody agreed.
_LEAST, _LONGEST = 3, 200


def add(
    ctx: CompanyContext,
    phone: str,
    *,
    name: str = "",
    default_region: str = "",
    consent_source: str | None = None,
) -> UUID:
    """Add one contact and return its id; raises InvalidInput with its fields, or Conflict if known."""
    ctx.require(Permission.CONTACTS_EDIT)
    if len(name.strip()) > NAME_CHARACTERS:
        raise InvalidInput(
            "The name is too long.", {"name": f"Use at most {NAME_CHARACTERS} characters."}
        )
    _check_source(consent_source)
    usage.check(ctx, Metric.CONTACTS)
    number = to_e164(phone, default_region)
    hold(ctx)
    if find_by_alias(ctx, AliasKind.PHONE, forms_of(number)) is not None:
        raise Conflict("Somebody had this number before. Search for their name to change them.")
    contact = Contact(
        company_id=ctx.company_id,
        phone=number,
        phone_original=None if phone.strip() == number else phone.strip(),
        name=name.strip(),
    )
    ctx.db.add(contact)
    try:
        ctx.db.flush()
    except IntegrityError as error:
        raise Conflict(
            "There is a contact with this number already. Search for it to change it."
        ) from error
    heed_suppression(ctx, contact)
    if consent_source:
        agreed = consent.ConsentChange(
            ConsentKind.GRANTED, ConsentSource.AGENT, detail=consent_source.strip()
        )
        consent.record(ctx, contact, agreed, is_one_of_many=True)
    audit.record(
        ctx,
        audit.AuditAction.CONTACT_ADDED,
        contact.id,
        consent_source=consent_source,
    )
    ctx.nudge("contacts")
    return contact.id


def _check_source(source: str | None) -> None:
    if source is not None and not _LEAST <= len(source.strip()) <= _LONGEST:
        raise InvalidInput(
            "Say where and how this person agreed.",
            {"consent_source": f"Use {_LEAST} to {_LONGEST} characters."},
        )
