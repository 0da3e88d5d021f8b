"""Sending: how a waiting row becomes a message exactly once, and how a status finds its row again.

A row goes `pending → claimed → sending(attempt) → accepted | failed | unconfirmed`. `sending` is committed before
HTTP, and the attempt travels with the message; so after a crash a status tells what happened, and nobody guesses.
"""

from platform_app.services.sending.attempts import claim, recover, release, start
from platform_app.services.sending.outcomes import judge, unrenderable
from platform_app.services.sending.records import record
from platform_app.services.sending.rooms import measure_room
from platform_app.services.sending.statuses import apply_statuses, settle_parked
from platform_app.services.sending.views import Claim, Result, Route, Source, Started, Work
from platform_app.services.sending.work import (
    MOST_WORK,
    companies_to_recover,
    companies_with_parked,
    find_work,
    load_route,
)

__all__ = [
    "MOST_WORK",
    "Claim",
    "Result",
    "Route",
    "Source",
    "Started",
    "Work",
    "apply_statuses",
    "claim",
    "companies_to_recover",
    "companies_with_parked",
    "find_work",
    "judge",
    "load_route",
    "measure_room",
    "record",
    "recover",
    "release",
    "settle_parked",
    "start",
    "unrenderable",
]
