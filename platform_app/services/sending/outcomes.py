"""From WhatsApp's answer to what becomes of the row."""

import random

from platform_app.integrations.whatsapp.client import (
    Accepted,
    GraphError,
    Refused,
    SendOutcome,
    Unsent,
)
from platform_app.integrations.whatsapp.errors import Action, ErrorMeaning, explain
from platform_app.models.deliveries import DeliveryStatus
from platform_app.services.sending.views import Result, Started

MAX_ATTEMPTS = 5
_WAITS_S = (5.0, 30.0, 120.0, 600.0)
_TRIES_AGAIN = frozenset({Action.RETRY, Action.SLOW, Action.PAIR, Action.DEFER})


def judge(started: Started, outcome: SendOutcome) -> Result:
    """Return what to record; only what surely never reached WhatsApp, or was refused for now, waits again."""
    if isinstance(outcome, Accepted):
        # Its status tells later whether WhatsApp lets it go or drops it.
        status = DeliveryStatus.HELD if outcome.held else DeliveryStatus.ACCEPTED
        return Result(started.id, started.attempt_id, status, wamid=outcome.wamid)
    if isinstance(outcome, Refused):
        return _refused(started, outcome.error)
    if isinstance(outcome, Unsent):
        if started.attempts >= MAX_ATTEMPTS:
            return _failed(started, None, outcome.reason)
        return _waiting(started, None, outcome.reason, _growing_wait_s(started.attempts))
    return Result(
        started.id, started.attempt_id, DeliveryStatus.UNCONFIRMED, error_detail=outcome.reason
    )


def unrenderable(started: Started, problem: str) -> Result:
    """Return the result of a row that could not even be written as a message."""
    return _failed(started, None, problem)


def wait_s(meaning: ErrorMeaning, attempts: int) -> float:
    """Return how long a row waits before it is tried again."""
    match meaning.action:
        case Action.PAUSE:
            return 0.0
        case Action.PAIR:
            return 4.0**attempts
        case Action.DEFER:
            return meaning.wait_s * max(attempts, 1)
        case _:
            return max(meaning.wait_s, _growing_wait_s(attempts))


def _refused(started: Started, error: GraphError) -> Result:
    detail = error.details or error.message
    meaning = explain(error.code, detail)
    # The row itself is fine; it waits until what stands in its way has been put right.
    waits_without_blame = meaning.action is Action.PAUSE
    tries_again = meaning.action in _TRIES_AGAIN and started.attempts < meaning.tries
    if waits_without_blame or tries_again:
        return _waiting(started, error.code, detail, wait_s(meaning, started.attempts))
    return _failed(started, error.code, detail)


def _waiting(started: Started, code: int | None, detail: str, seconds: float) -> Result:
    return Result(
        started.id, started.attempt_id, DeliveryStatus.PENDING, None, code, detail, seconds
    )


def _failed(started: Started, code: int | None, detail: str) -> Result:
    return Result(started.id, started.attempt_id, DeliveryStatus.FAILED, None, code, detail)


def _growing_wait_s(attempts: int) -> float:
    # Jitter keeps a crowd of refused rows from coming back at the same moment.
    seconds = _WAITS_S[min(max(attempts, 1), len(_WAITS_S)) - 1]
    return seconds * random.uniform(0.8, 1.2)  # noqa: S311  not a secret
