"""Ingest: the shifts that apply what the webhook address has stored."""

import os
import signal
import time
from threading import Event
from types import FrameType
from uuid import UUID

from redis.exceptions import RedisError

from platform_app.core import backoff, queue
from platform_app.core.context import Actor, Via
from platform_app.core.db import (
    DatabaseProblem,
    in_company,
    is_outage,
    public_transaction,
)
from platform_app.core.log import get_logger
from platform_app.services import webhooks

log = get_logger(__name__)

SHIFT_S = 60.0
IDLE_S = 15.0
WAKE_WITHIN_S = 2
# Without Redis nobody wakes us, so we look more often.
LOOK_S = 0.5
# Under load, what comes within this time is applied together: the statuses of one message are folded into one
# change, and the commits leave the disk to the webhook address. A lone message is not delayed.
GATHER_S = 0.2
# On a machine that has too much to do, answering WhatsApp goes first.
NICENESS = 5


def run_shift() -> None:
    """Apply waiting events of all companies until there have been none for a while, or the shift is over.

    Told to end, it finishes the batch that it has in hand.
    """
    told_to_end = Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        told_to_end.set()

    signal.signal(signal.SIGTERM, end)
    os.nice(max(0, NICENESS - os.nice(0)))
    ends_at = time.monotonic() + SHIFT_S
    idle_from = time.monotonic()
    failures = 0
    while (
        not told_to_end.is_set()
        and time.monotonic() < ends_at
        and time.monotonic() - idle_from < IDLE_S
    ):
        try:
            applied = apply_round()
        except DatabaseProblem as error:
            if not is_outage(error):
                raise
            log.warning("ingest waits for the database", exc_info=True)
            time.sleep(backoff.wait_s(failures))
            failures += 1
            continue
        failures = 0
        if applied:
            idle_from = time.monotonic()
            if applied < webhooks.BATCH_EVENTS:
                time.sleep(GATHER_S)
        else:
            _wait_for_events()


def apply_round() -> int:
    """Apply one batch of every company that has events, so that a busy one delays nobody; return how many."""
    with public_transaction() as ctx:
        company_ids = webhooks.companies_with_events(ctx)
    return sum(map(_apply, company_ids))


def _apply(company_id: UUID) -> int:
    """Apply one company's batch; one that fails as a whole waits, and holds nobody else up."""
    try:
        return in_company(Actor.system(company_id, Via.WEBHOOK), webhooks.apply_waiting)
    except Exception as error:
        if is_outage(error):
            raise
        log.exception("events could not be applied", extra={"company": str(company_id)})
        return 0


def _wait_for_events() -> None:
    try:
        queue.redis().blpop([queue.wake_key("ingest")], timeout=WAKE_WITHIN_S)
    except RedisError:
        time.sleep(LOOK_S)
