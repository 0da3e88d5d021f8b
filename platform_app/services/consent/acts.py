"""What the team takes down by hand for one person, and the proof of one person's consent as a file."""

from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from platform_app.core.clock import local_time, now
from platform_app.core.context import CompanyContext
from platform_app.core.csv_cells import csv_text
from platform_app.core.errors import Conflict, InvalidInput, NotFound
from platform_app.core.masking import shown_in
from platform_app.core.permissions import Permission
from platform_app.core.reasons import check_reason
from platform_app.models.consent import ConsentKind, ConsentPurpose, ConsentSource
from platform_app.models.contacts import Contact
from platform_app.services import audit, companies
from platform_app.services.consent.projection import words_of
from platform_app.services.consent.recording import ConsentChange, list_events, record
from platform_app.services.consent.views import ConsentByHand

_WHERE_CHARACTERS = 200
_WORDING_CHARACTERS = 2_000
_PURPOSES = tuple(str(one) for one in ConsentPurpose)
_HEADER = (
    "happened (UTC)", "recorded (UTC)", "what", "purpose", "channel", "source", "where and how", "text shown",
    "recorded by", "entry",
)  # fmt: skip


def grant_by_hand(ctx: CompanyContext, contact_id: UUID, given: ConsentByHand) -> None:
    """Take down that somebody agreed; raises InvalidInput with its fields, Conflict when they opted out since."""
    ctx.require(Permission.CONTACTS_EDIT)
    happened_at = _check(ctx, given)
    contact = _find(ctx, contact_id)
    out = contact.opted_out_at
    if given.purpose == ConsentPurpose.MARKETING and out is not None and happened_at <= out:
        zone = companies.get_profile(ctx).time_zone
        raise Conflict(
            f"They opted out on {local_time(out, zone)}, after that. Only what they agree to from now on counts."
        )
    change = ConsentChange(
        ConsentKind.GRANTED,
        ConsentSource.AGENT,
        ConsentPurpose(given.purpose),
        detail=given.where.strip(),
        wording=given.wording.strip(),
        happened_at=happened_at,
    )
    record(ctx, contact, change)


def withdraw_by_hand(
    ctx: CompanyContext, contact_id: UUID, *, purpose: ConsentPurpose, reason: str
) -> None:
    """Take down that somebody wants no marketing, or with the purpose of service no messages at all."""
    ctx.require(Permission.CONTACTS_EDIT)
    why = check_reason(reason, request="Say how they asked for it.")
    change = ConsentChange(ConsentKind.WITHDRAWN, ConsentSource.AGENT, purpose, detail=why)
    record(ctx, _find(ctx, contact_id), change)


def begin_proof(ctx: CompanyContext, contact_id: UUID) -> str:
    """Return one person's whole ledger as CSV, the oldest entry first, and remember that it was taken."""
    ctx.require(Permission.CONTACTS_EDIT)
    contact = _find(ctx, contact_id)
    audit.record(ctx, audit.AuditAction.CONSENT_PROOF_TAKEN, contact.id)
    lines = [
        (
            one.happened_at.isoformat(timespec="seconds"),
            one.created_at.isoformat(timespec="seconds"),
            *(one.kind, one.purpose, one.channel, one.source),
            shown_in(ctx, words_of(one), contact.phone),
            shown_in(ctx, one.wording, contact.phone),
            one.actor_name,
            one.id,
        )
        for one in list_events(ctx, contact_id)
    ]
    return csv_text([_HEADER, *lines])


def _find(ctx: CompanyContext, contact_id: UUID) -> Contact:
    contact = ctx.db.get(Contact, (ctx.company_id, contact_id))
    if contact is None:
        raise NotFound("This contact does not exist, or no longer does.")
    return contact


def _check(ctx: CompanyContext, given: ConsentByHand) -> datetime:
    """Return when it happened: today is now, an earlier day counts from its beginning."""
    fields = {
        "where": _length(given.where, _WHERE_CHARACTERS, "Say where they agreed."),
        "wording": _length(given.wording, _WORDING_CHARACTERS, "Write the text they were shown."),
        "purpose": "" if given.purpose in _PURPOSES else "Choose one of the two.",
    }
    zone = ZoneInfo(companies.get_profile(ctx).time_zone)
    today = now().astimezone(zone).date()
    try:
        day = date.fromisoformat(given.day)
    except ValueError:
        day = None
    if day is None or not day.year >= 2009 or day > today:
        fields["day"] = "Choose the day, today or before."
    problems = {name: problem for name, problem in fields.items() if problem}
    if problems or day is None:
        raise InvalidInput("Consent needs its proof: where, when, and the text shown.", problems)
    return now() if day == today else datetime.combine(day, time(), zone)


def _length(text: str, most: int, request: str) -> str:
    if not text.strip():
        return request
    return f"Use at most {most:,} characters." if len(text.strip()) > most else ""
