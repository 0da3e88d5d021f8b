"""Writing the ledger, and what it comes to into the contact: the one place that does."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, cast, delete, update
from sqlmodel import col, or_, select

from platform_app.core.clock import now
from platform_app.core.context import CompanyContext
from platform_app.models.campaigns import CampaignRecipient
from platform_app.models.consent import ConsentEvent, ConsentKind, ConsentPurpose, ConsentSource
from platform_app.models.contacts import AliasKind, Contact, ContactAlias
from platform_app.models.deliveries import DeliveryStatus
from platform_app.services import audit
from platform_app.services.consent.projection import ConsentState, project

# Whoever opts out so soon after a campaign is counted against it.
_BLAMED_FOR = timedelta(hours=72)
_THEIR_OWN = frozenset(
    {
        ConsentSource.KEYWORD,
        ConsentSource.BUTTON,
        ConsentSource.WHATSAPP_CONTROL,
        ConsentSource.REFUSED_BY_WHATSAPP,
    }
)


@dataclass(frozen=True, slots=True)
class ConsentChange:
    """What somebody agreed to or took back, how that is known, and when it happened (now, unless told)."""

    kind: ConsentKind
    source: ConsentSource
    purpose: ConsentPurpose = ConsentPurpose.MARKETING
    detail: str = ""
    wording: str = ""
    happened_at: datetime | None = None
    import_id: UUID | None = None


def record(
    ctx: CompanyContext, contact: Contact, change: ConsentChange, *, is_one_of_many: bool = False
) -> bool:
    """Write an entry, bring the contact up to date, and tell whether anything holds now that did not before.

    The contact must be in the database; it is locked. The same entry again is not written twice. Of one of many people
    the audit log hears from whoever acts on all of them.
    """
    _lock(ctx, contact)
    event = _event(ctx, contact, change)
    if _is_known(ctx, event):
        return False
    ctx.db.add(event)
    _blame(ctx, event)
    before = _state_of(contact)
    after = replay(ctx, contact)
    if before == after:
        return False
    if not is_one_of_many:
        _remember(ctx, contact, change)
    ctx.nudge("contacts")
    return True


def replay(ctx: CompanyContext, contact: Contact) -> ConsentState:
    """Bring a contact that is locked to what their ledger comes to, theirs and that of whoever they turned out to be."""
    ctx.db.flush()
    state = project(list_events(ctx, contact.id))
    for column, value in asdict(state).items():
        setattr(contact, column, value)
    return state


def list_events(ctx: CompanyContext, contact_id: UUID) -> Sequence[ConsentEvent]:
    """Return the whole ledger of one person, the oldest entry first."""
    of_person = (
        select(ConsentEvent)
        .where(col(ConsentEvent.company_id) == ctx.company_id)
        .where(is_about(ctx, contact_id))
    )
    return ctx.db.exec(
        of_person.order_by(col(ConsentEvent.happened_at), col(ConsentEvent.id))
    ).all()


def forget(ctx: CompanyContext, contact_id: UUID) -> None:
    """Delete the ledger of somebody, before the contact itself goes in the same transaction.

    The database refuses the commit for whoever is still a contact.
    """
    gone = delete(ConsentEvent).where(
        col(ConsentEvent.company_id) == ctx.company_id, is_about(ctx, contact_id)
    )
    ctx.db.connection().execute(gone)


def is_about(ctx: CompanyContext, contact_id: UUID) -> ColumnElement[bool]:
    """Return the condition that picks the entries about somebody, and about whoever they turned out to be."""
    merged = select(cast(ContactAlias.value, Uuid)).where(
        col(ContactAlias.company_id) == ctx.company_id,
        col(ContactAlias.contact_id) == contact_id,
        col(ContactAlias.kind) == AliasKind.CONTACT,
    )
    return or_(col(ConsentEvent.contact_id) == contact_id, col(ConsentEvent.contact_id).in_(merged))


def _lock(ctx: CompanyContext, contact: Contact) -> None:
    ctx.db.flush()
    ctx.db.refresh(contact, with_for_update={"key_share": True})


def _event(ctx: CompanyContext, contact: Contact, change: ConsentChange) -> ConsentEvent:
    happened_at = min(change.happened_at or now(), now())
    return ConsentEvent(
        company_id=ctx.company_id,
        contact_id=contact.id,
        kind=change.kind,
        purpose=change.purpose,
        source=change.source,
        detail=change.detail,
        wording=change.wording,
        actor_id=ctx.actor.user_id,
        actor_name=ctx.actor.name,
        happened_at=happened_at,
        import_id=change.import_id,
        campaign_id=_campaign_behind(ctx, contact, change, happened_at),
    )


def _campaign_behind(
    ctx: CompanyContext, contact: Contact, change: ConsentChange, at: datetime
) -> UUID | None:
    """Return the last campaign that somebody had got when they themselves took their consent back."""
    if change.kind is not ConsentKind.WITHDRAWN or change.source not in _THEIR_OWN:
        return None
    got = col(CampaignRecipient.accepted_at)
    last = (
        select(CampaignRecipient.campaign_id)
        .where(
            col(CampaignRecipient.company_id) == ctx.company_id,
            col(CampaignRecipient.contact_id) == contact.id,
            got.between(at - _BLAMED_FOR, at),
            col(CampaignRecipient.status) != DeliveryStatus.FAILED,
        )
        .order_by(got.desc())
    )
    return ctx.db.exec(last.limit(1)).first()


def _blame(ctx: CompanyContext, event: ConsentEvent) -> None:
    """Keep with the campaign behind it that somebody opted out, the first time."""
    if event.campaign_id is None:
        return
    blamed = update(CampaignRecipient).where(
        col(CampaignRecipient.company_id) == ctx.company_id,
        col(CampaignRecipient.campaign_id) == event.campaign_id,
        col(CampaignRecipient.contact_id) == event.contact_id,
        col(CampaignRecipient.opted_out_at).is_(None),
    )
    ctx.db.connection().execute(blamed.values(opted_out_at=event.happened_at))


def _is_known(ctx: CompanyContext, event: ConsentEvent) -> bool:
    same = select(ConsentEvent.id).where(
        col(ConsentEvent.company_id) == ctx.company_id,
        col(ConsentEvent.contact_id) == event.contact_id,
        col(ConsentEvent.kind) == event.kind,
        col(ConsentEvent.purpose) == event.purpose,
        col(ConsentEvent.source) == event.source,
        col(ConsentEvent.happened_at) == event.happened_at,
    )
    return ctx.db.exec(same.limit(1)).first() is not None


def _state_of(contact: Contact) -> ConsentState:
    return ConsentState(
        **{name: getattr(contact, name) for name in ConsentState.__dataclass_fields__}
    )


_ACTIONS = {
    (ConsentKind.GRANTED, ConsentPurpose.MARKETING): audit.AuditAction.CONTACT_OPTED_IN,
    (ConsentKind.WITHDRAWN, ConsentPurpose.MARKETING): audit.AuditAction.CONTACT_OPTED_OUT,
    (ConsentKind.GRANTED, ConsentPurpose.SERVICE): audit.AuditAction.CONTACT_HEARS_AGAIN,
    (ConsentKind.WITHDRAWN, ConsentPurpose.SERVICE): audit.AuditAction.CONTACT_WANTS_NOTHING,
}


def _remember(ctx: CompanyContext, contact: Contact, change: ConsentChange) -> None:
    # Blocking is an act of its own, remembered by whoever does it.
    action = _ACTIONS.get((change.kind, change.purpose))
    if action is not None:
        audit.record(ctx, action, contact.id)
