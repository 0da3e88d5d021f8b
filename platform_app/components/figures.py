"""Counts as people read them."""

import reflex as rx
from reflex.vars import FunctionVar, StringVar

_GROUPED = rx.Var("((count) => (count ?? 0).toLocaleString('en-GB'))").to(FunctionVar)


def count(value: int | rx.Var[int]) -> StringVar[str]:
    """Return a count with its thousands apart: 4,812."""
    return _GROUPED.call(value).to(StringVar)
