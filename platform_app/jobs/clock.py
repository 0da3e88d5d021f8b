"""The clock: looks at the rows and starts what is due, so that a lost wake-up is only a delay."""

import signal
import time
from collections.abc import Callable
from threading import Event
from types import FrameType
from uuid import UUID

from redis.exceptions import RedisError

from platform_app.core import queue
from platform_app.core.context import Actor, PublicContext
from platform_app.core.db import DatabaseProblem, public_transaction
from platform_app.core.ids import NIL_ID
from platform_app.core.log import configure_logging, get_logger
from platform_app.services import (
    campaigns,
    channels,
    companies,
    contacts,
    exports,
    imports,
    mail,
    media,
    platform,
    sending,
    sweeps,
    templates,
    upkeep,
    webhooks,
)

log = get_logger(__name__)

TICK_S = 1.0
# Jobs other than shifts are started again only after this, because they may be under way.
REPEAT_AFTER_S = 60.0
# Silence is a matter of hours.
SILENCE_EVERY_S = 10 * 60.0
_SILENCE = ("silence.look", NIL_ID)
# A job, its company if it has one, what it is about, and its arguments.
Due = tuple[str, UUID | None, UUID, dict[str, str]]


def run_clock() -> None:
    """Tick until told to stop; a tick that fails is logged and the next one tries again."""
    configure_logging()
    stop = Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    started: dict[tuple[str, UUID], float] = {}
    while not stop.wait(TICK_S):
        try:
            tick(started)
            platform.note_tick()
        except (RedisError, DatabaseProblem):
            log.warning("the clock could not look", exc_info=True)


def tick(started: dict[tuple[str, UUID], float]) -> None:
    """Look once at everything that may be due."""
    with public_transaction() as ctx:
        if sending.find_work(ctx) or sending.companies_to_recover(ctx):
            queue.wake("sending.run_shift")
        if webhooks.companies_with_events(ctx):
            queue.wake("webhooks.run_shift")
        due: list[Due] = [
            *_due(ctx, "campaigns.start", "campaign_id", campaigns.list_due),
            *_due(ctx, "campaigns.prepare", "campaign_id", campaigns.list_unprepared),
            *_due(ctx, "channels.subscribe", "channel_id", channels.list_unsubscribed),
            *_due(ctx, "channels.check", "channel_id", channels.list_due_checks),
            *_due(ctx, "contacts.index", "debt_id", contacts.list_debts),
            *_due(ctx, "sweeps.run", "sweep_id", sweeps.list_unfinished),
            *_due(ctx, "imports.run", "import_id", imports.list_unfinished),
            *_due(ctx, "imports.forget", "import_id", imports.list_served),
            *_due(ctx, "exports.run", "export_id", exports.list_unfinished),
            *_due(ctx, "exports.expire", "export_id", exports.list_expired),
            *_due(ctx, "contacts.clear_traces", "erasure_id", contacts.list_erasures),
            *_due(ctx, "templates.pull", "channel_id", templates.list_due),
            *_due(ctx, "mail.deliver", "mail_id", mail.list_waiting),
            *_due(ctx, "media.fetch", "media_id", media.list_waiting),
            *_due(ctx, "domains.check", "domain_id", companies.list_due_domains),
        ]
        due += [
            ("mail.deliver_own", None, mail_id, {"mail_id": str(mail_id)})
            for mail_id in mail.list_waiting_own(ctx)
        ]
        if time.monotonic() - started.get(_SILENCE, -SILENCE_EVERY_S) >= SILENCE_EVERY_S:
            started[_SILENCE] = time.monotonic()
            due += _due(ctx, "silence.mark", "number_id", webhooks.list_silent)
        if upkeep.is_due(ctx):
            due.append(("upkeep.run", None, NIL_ID, {}))
        due += [
            ("sending.settle_parked", company_id, company_id, {})
            for company_id in sending.companies_with_parked(ctx)
        ]
        due += [
            ("companies.erase", company_id, company_id, {})
            for company_id in companies.list_due_deletions(ctx)
        ]
    for job, company_id, subject_id, arguments in due:
        if time.monotonic() - started.get((job, subject_id), -REPEAT_AFTER_S) >= REPEAT_AFTER_S:
            started[job, subject_id] = time.monotonic()
            actor = Actor.system(company_id) if company_id else None
            queue.enqueue_now(job, actor, arguments)


def _due(
    ctx: PublicContext,
    job: str,
    name: str,
    find: Callable[[PublicContext], list[tuple[UUID, UUID]]],
) -> list[Due]:
    return [(job, company_id, row_id, {name: str(row_id)}) for company_id, row_id in find(ctx)]
