"""Sweeps: changes of tags and attributes on their way to everybody who has them; campaigns wait for their end."""

from platform_app.services.sweeps.guarding import (
    hold,
    refuse_launch,
    refuse_while_swept,
    under_way,
)
from platform_app.services.sweeps.running import (
    begin,
    begin_for,
    claim,
    list_unfinished,
    move_on,
    next_part,
)
from platform_app.services.sweeps.views import Sweep

__all__ = [
    "Sweep",
    "begin",
    "begin_for",
    "claim",
    "hold",
    "list_unfinished",
    "move_on",
    "next_part",
    "refuse_launch",
    "refuse_while_swept",
    "under_way",
]
