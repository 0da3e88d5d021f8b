"""From WhatsApp's answer to what becomes of the row."""

import random

from platform_app.integrations.whatsapp.client import (
    Accepted,
    GraphError,
    Refused,
    SendOutcome,
    Unsent,
)
from platform_app.integrations.whatsapp.errors import Action, explain
from platform_app.models.deliveries import DeliveryStatus
from platform_app.services.sending.views import Result, Started

MAX_ATTEMPTS = 5
_WAITS_S = (5.0, 30.0, 120.0, 600.0)
_DAY_S = 24 * 3600.0
# The row itself is fine; it waits until what stands in its way has been put right.
_WAITS_WITHOUT_BLAME = frozenset({Action.PAUSE_NUMBER, Action.PAUSE_CAMPAIGN, Action.PAUSE_COMPANY})
_TRIES_AGAIN = frozenset({Action.RETRY, Action.SLOW, Action.PAIR, Action.DEFER})


def judge(started: Started, outcome: SendOutcome) -> Result:
    """Return what to record; only what surely never reached WhatsApp, or was refused for now, waits again."""
    if isinstance(outcome, Accepted):
        return Result(started.id, started.attempt_id, DeliveryStatus.ACCEPTED, wamid=outcome.wamid)
    if isinstance(outcome, Refused):
        return _refused(started, outcome.error)
    if isinstance(outcome, Unsent):
        return _again(started, None, outcome.reason, _wait_s(started.attempts))
    return Result(
        started.id, started.attempt_id, DeliveryStatus.UNCONFIRMED, error_detail=outcome.reason
    )


def unrenderable(started: Started, problem: str) -> Result:
    """Return the result of a row that could not even be written as a message."""
    return Result(started.id, started.attempt_id, DeliveryStatus.FAILED, error_detail=problem)


def _refused(started: Started, error: GraphError) -> Result:
    action = explain(error.code).action
    detail = error.details or error.message
    if action in _WAITS_WITHOUT_BLAME:
        return Result(
            started.id,
            started.attempt_id,
            DeliveryStatus.PENDING,
            None,
            error.code,
            detail,
            retry_after_s=0,
        )
    if action in _TRIES_AGAIN:
        return _again(started, error.code, detail, _action_wait_s(action, started.attempts))
    return Result(started.id, started.attempt_id, DeliveryStatus.FAILED, None, error.code, detail)


def _again(started: Started, code: int | None, detail: str, wait_s: float) -> Result:
    if started.attempts >= MAX_ATTEMPTS:
        return Result(started.id, started.attempt_id, DeliveryStatus.FAILED, None, code, detail)
    return Result(
        started.id, started.attempt_id, DeliveryStatus.PENDING, None, code, detail, wait_s
    )


def _action_wait_s(action: Action, attempts: int) -> float:
    if action is Action.PAIR:
        return 4.0**attempts
    if action is Action.DEFER:
        return _DAY_S
    return _wait_s(attempts)


def _wait_s(attempts: int) -> float:
    # Jitter keeps a crowd of refused rows from coming back at the same moment.
    return _WAITS_S[min(attempts, len(_WAITS_S)) - 1] * random.uniform(0.8, 1.2)  # noqa: S311  not a secret
