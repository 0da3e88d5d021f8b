"""What WhatsApp still says about people who were erased: applied, and then not kept."""

from collections.abc import Iterable, Iterator

from sqlmodel import col, delete

from platform_app.core.context import CompanyContext
from platform_app.integrations.whatsapp.payloads import AddressBookChange, UserIdChange
from platform_app.models.webhooks import ParkedStatus, WebhookEvent
from platform_app.services import contacts, suppression
from platform_app.services.webhooks.arrivals import Arrival

Keys = tuple[str | None, ...]


def forget_erased(ctx: CompanyContext, arrivals: Iterable[Arrival]) -> None:
    """Delete what says something about somebody who was erased and has not written since, before it is kept for weeks."""
    told = [(arrival, keys) for arrival in arrivals for keys in _named_in(arrival)]
    if not told or not suppression.has_any_erased(ctx):
        return
    everybody = {_canonical(key) for _, keys in told for key in keys if key}
    gone = {
        key for key in suppression.find_erased(ctx, sorted(everybody)) if not _is_back(ctx, key)
    }
    events = [
        arrival for arrival, keys in told if any(_canonical(key) in gone for key in keys if key)
    ]
    if events:
        _delete(ctx, events)


def _named_in(arrival: Arrival) -> Iterator[Keys]:
    for status in arrival.parsed.statuses:
        yield status.recipient_phone, status.recipient_user_id
    for news in arrival.parsed.person_events:
        if isinstance(news, UserIdChange):
            yield news.phone, news.previous, news.current
        elif isinstance(news, AddressBookChange):
            yield (news.phone,)


def _canonical(key: str) -> str:
    return contacts.forms_of(key)[0] if key.startswith("+") else key


def _is_back(ctx: CompanyContext, key: str) -> bool:
    is_phone = key.startswith("+")
    return contacts.is_known(ctx, key if is_phone else None, None if is_phone else key)


def _delete(ctx: CompanyContext, events: list[Arrival]) -> None:
    ids = [event.id for event in events]
    wamids = [status.wamid for event in events for status in event.parsed.statuses]
    bodies = delete(WebhookEvent).where(
        col(WebhookEvent.company_id) == ctx.company_id, col(WebhookEvent.id).in_(ids)
    )
    parked = delete(ParkedStatus).where(
        col(ParkedStatus.company_id) == ctx.company_id,
        col(ParkedStatus.wamid).in_(wamids),
    )
    for gone in (bodies, parked):
        ctx.db.connection().execute(gone)
