"""What WhatsApp still says about people who were erased: applied, and then not kept."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Text, cast
from sqlmodel import col, delete, or_, select

from platform_app.core.context import CompanyContext
from platform_app.integrations.whatsapp.payloads import AddressBookChange, UserIdChange
from platform_app.models.webhooks import ParkedStatus, WebhookEvent
from platform_app.services import contacts, suppression
from platform_app.services.webhooks.arrivals import Arrival

Keys = tuple[str | None, ...]


def forget_erased(ctx: CompanyContext, arrivals: Iterable[Arrival]) -> None:
    """Take out of bodies and parked statuses who was erased and has not written since, before they are kept for weeks.

    What the same bodies say about others stays: it may be waited for, or applied once more.
    """
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
        _take_out(ctx, events, [form.lstrip("+") for key in gone for form in _forms(key)])


def _named_in(arrival: Arrival) -> Iterator[Keys]:
    for status in arrival.parsed.statuses:
        yield status.recipient_phone, status.recipient_user_id
    for news in arrival.parsed.person_events:
        if isinstance(news, UserIdChange):
            yield news.phone, news.previous, news.current
        elif isinstance(news, AddressBookChange):
            yield (news.phone,)


def _forms(key: str) -> list[str]:
    return contacts.forms_of(key) if key.startswith("+") else [key]


def _canonical(key: str) -> str:
    return _forms(key)[0]


def _is_back(ctx: CompanyContext, key: str) -> bool:
    is_phone = key.startswith("+")
    return contacts.is_known(ctx, key if is_phone else None, None if is_phone else key)


def _take_out(ctx: CompanyContext, events: list[Arrival], keys: list[str]) -> None:
    kept = select(WebhookEvent.id, WebhookEvent.body).where(
        col(WebhookEvent.company_id) == ctx.company_id,
        col(WebhookEvent.id).in_({event.id for event in events}),
    )
    contacts.take_out_of_events(ctx, dict(ctx.db.exec(kept).all()), keys)
    wamids = {status.wamid for event in events for status in event.parsed.statuses}
    told = cast(col(ParkedStatus.status), Text)
    parked = delete(ParkedStatus).where(
        col(ParkedStatus.company_id) == ctx.company_id,
        col(ParkedStatus.wamid).in_(wamids),
        or_(*(told.contains(key, autoescape=True) for key in keys)),
    )
    ctx.db.connection().execute(parked)
