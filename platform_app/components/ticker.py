"""A clock in the page: what depends on the time is asked for again while the page is open."""

from typing import Any

import reflex as rx
from reflex.vars import Var
from reflex_base.event import no_args_event_spec

from platform_app.components.theme import Act

EVERY_MS = 60_000


class Ticker(rx.Fragment):
    """Shows nothing; calls `on_tick` every minute while the page is in view."""

    on_tick: rx.EventHandler[no_args_event_spec]

    def add_hooks(self) -> list[str | Var[Any]]:  # Any: Reflex's own
        """Set the clock when the page opens, and stop it when it closes."""
        tick = Var.create(self.event_triggers["on_tick"])
        return [
            Var(
                "useEffect(() => { const tick = "
                f"{tick}; const clock = setInterval(() => document.hidden || tick(), {EVERY_MS});"
                " return () => clearInterval(clock); }, []);"
            )
        ]

    def _exclude_props(self) -> list[str]:
        return [*super()._exclude_props(), "on_tick"]


def every_minute(act: Act) -> rx.Component:
    """Call a handler every minute while somebody has the page before them."""
    return Ticker.create(on_tick=act)
