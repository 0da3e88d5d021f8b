"""Moments that travel as ISO 8601, shown as people read them."""

import reflex as rx
from reflex.vars import FunctionVar

from platform_app.components.theme import Words
from platform_app.state.base import AppState

# In the reader's own zone, which the browser alone knows, and in the style that they have chosen.
_READ = rx.Var(
    "((iso, style) => iso ? new Date(iso).toLocaleString(style || 'en-GB', {dateStyle: 'medium', timeStyle: 'short'}) : '')"
).to(FunctionVar)


def moment(iso: Words) -> rx.Component:
    """Return a moment in the reader's time zone; for pages of the platform, which has none of its own."""
    return rx.el.time(_READ.call(iso, AppState.date_style), date_time=iso, class_name="number")
