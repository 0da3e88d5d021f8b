"""Suppression: people who are never written to for marketing, known by keyed digests of their numbers only."""

from platform_app.services.suppression.entries import (
    add,
    count,
    find,
    find_erased,
    has_any_erased,
    has_erased,
    is_empty,
)
from platform_app.services.suppression.lookups import lift, list_rows, look_up
from platform_app.services.suppression.views import SuppressionRow

__all__ = [
    "SuppressionRow",
    "add",
    "count",
    "find",
    "find_erased",
    "has_any_erased",
    "has_erased",
    "is_empty",
    "lift",
    "list_rows",
    "look_up",
]
