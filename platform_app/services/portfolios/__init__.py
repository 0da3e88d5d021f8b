"""Business portfolios: how many people they may write to first within 24 hours, and have."""

from platform_app.services.portfolios.limits import (
    LimitUse,
    Room,
    count_reached,
    describe_limit,
    find_room,
    limit_use,
    read_limit,
    room_returns_at,
    use_of_limit,
)

__all__ = [
    "LimitUse",
    "Room",
    "count_reached",
    "describe_limit",
    "find_room",
    "limit_use",
    "read_limit",
    "room_returns_at",
    "use_of_limit",
]
