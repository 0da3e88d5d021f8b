"""What a refused row stands on: the person, the campaign, its template, the number, the account."""

from dataclasses import dataclass
from uuid import UUID

from platform_app.core.context import CompanyContext
from platform_app.integrations.whatsapp.errors import Action, ErrorMeaning
from platform_app.services.sending import statements as sql
from platform_app.services.sending.outcomes import wait_s
from platform_app.services.sending.views import Source

_FIND = {Source.RECIPIENT: sql.FAILURES_OF_RECIPIENTS, Source.REPLY: sql.FAILURES_OF_REPLIES}
_TRY_AGAIN = {Source.RECIPIENT: sql.TRY_RECIPIENTS_AGAIN, Source.REPLY: sql.TRY_REPLIES_AGAIN}
# Failed by no fault of its own: sent anew once what stood in the way has been put right.
_NOT_FINAL = frozenset({Action.RETRY, Action.SLOW, Action.PAIR, Action.DEFER, Action.PAUSE})


@dataclass(frozen=True, slots=True)
class Failure:
    """A row that WhatsApp refused, and everything that may have to stop because of it."""

    id: UUID
    meaning: ErrorMeaning
    attempts: int
    contact_id: UUID
    campaign_id: UUID | None
    template_id: UUID | None
    number_id: UUID
    channel_id: UUID


def load_failures(
    ctx: CompanyContext, source: Source, meanings: dict[UUID, ErrorMeaning]
) -> list[Failure]:
    """Return what the rows stand on, in the order of their people, so that all lock these in one order."""
    if not meanings:
        return []
    values = {"company_id": ctx.company_id, "ids": list(meanings)}
    rows = ctx.db.connection().execute(_FIND[source], values)
    return [Failure(row_id, meanings[row_id], *rest) for row_id, *rest in rows]


def try_again(ctx: CompanyContext, source: Source, failures: list[Failure]) -> None:
    """Let rows wait once more that a status has called failed, unless their tries or their campaign are over.

    A status that says `failed` is proof that the message was not delivered, so none goes out twice.
    """
    again = [
        one
        for one in failures
        if one.meaning.action in _NOT_FINAL and one.attempts < one.meaning.tries
    ]
    if again:
        values = {
            "company_id": ctx.company_id,
            "ids": [one.id for one in again],
            "waits": [wait_s(one.meaning, one.attempts) for one in again],
        }
        ctx.db.connection().execute(_TRY_AGAIN[source], values)
