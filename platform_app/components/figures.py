"""Counts as people read them."""

import reflex as rx
from reflex.vars import FunctionVar, StringVar

_GROUPED = rx.Var("((count) => (count ?? 0).toLocaleString('en-GB'))").to(FunctionVar)


_PERCENT = rx.Var(
    "((part, whole) => (100 * part / whole).toLocaleString('en-GB', { maximumFractionDigits: 1 }) + ' %')"
).to(FunctionVar)


def count(value: int | rx.Var[int]) -> StringVar[str]:
    """Return a count with its thousands apart: 4,812."""
    return _GROUPED.call(value).to(StringVar)


def share(part: int | rx.Var[int], whole: int | rx.Var[int], of: str) -> rx.Component:
    """Return what part of a whole something is: 86.5 % of accepted; without a whole, nothing."""
    words = rx.el.span(_PERCENT.call(part, whole).to(StringVar), f" of {of}")
    return rx.cond(rx.Var.create(whole).to(int) > 0, words, "–")
