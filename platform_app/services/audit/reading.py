"""Turning events into rows for people."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from platform_app.core.browsers import name_browser
from platform_app.core.clock import local_time
from platform_app.core.paging import PAGE_ROWS, cursor_after
from platform_app.models.audit import AuditEvent, PlatformAuditEvent
from platform_app.services.audit.customers import CONTACT
from platform_app.services.audit.events import ActorKind, Change
from platform_app.services.audit.views import Detail, EventRow
from platform_app.services.audit.words import label_of, say, say_value

Event = AuditEvent | PlatformAuditEvent
NAMELESS: dict[str, str] = {
    ActorKind.SYSTEM: "The product",
    ActorKind.VISITOR: "Somebody not signed in",
    ActorKind.ASSISTANT: "The assistant",
    ActorKind.API_KEY: "An API key",
    ActorKind.SUPER_ADMIN: "A super admin",
}


def cut(events: Sequence[Event]) -> tuple[Sequence[Event], str | None]:
    """Return one page of one row more than a page, and the cursor of what stands behind it."""
    shown = events[:PAGE_ROWS]
    if len(events) <= PAGE_ROWS:
        return shown, None
    return shown, cursor_after(shown[-1].created_at, shown[-1].id)


def as_row(
    event: Event,
    zone: str,
    *,
    shows_origin: bool = True,
    company: str = "",
    names: Mapping[UUID, str] | None = None,
) -> EventRow:
    """Return an event in words, at the time of a zone; `names` are those of customers, by subject."""
    about = event.about_company if isinstance(event, PlatformAuditEvent) else event.company_id
    return EventRow(
        id=str(event.id),
        when=local_time(event.created_at, zone),
        actor=event.actor_name or NAMELESS.get(event.actor_kind, "Somebody"),
        actor_kind=event.actor_kind,
        what=say(event.action),
        subject=event.subject_name or _customer(event, names or {}),
        subject_id=str(event.subject_id or ""),
        details=_details(event),
        address=event.address if shows_origin else "",
        browser=name_browser(event.user_agent) if shows_origin and event.user_agent else "",
        company=company,
        company_id=str(about or ""),
    )


def _customer(event: Event, names: Mapping[UUID, str]) -> str:
    return names.get(event.subject_id, "") if event.subject_id else ""


def _details(event: Event) -> list[Detail]:
    changed = [_change(one, is_bare=event.subject_kind == CONTACT) for one in event.changes]
    facts = [
        Detail(label_of(name), "", say_value(value), is_change=False)
        for name, value in event.facts.items()
        # A reason that was not asked for is no news.
        if value != ""
    ]
    return [*changed, *facts]


def _change(change: Change, *, is_bare: bool) -> Detail:
    label = label_of(change["field"])
    if is_bare:
        return Detail("Changed", "", label, is_change=False)
    return Detail(label, say_value(change["old"]), say_value(change["new"]), is_change=True)
