"""Business portfolios: how many people they may write to first within 24 hours, and have."""

from platform_app.services.portfolios.limits import (
    LimitUse,
    count_reached,
    describe_limit,
    limit_use,
    read_limit,
    use_of_limit,
)

__all__ = [
    "LimitUse",
    "count_reached",
    "describe_limit",
    "limit_use",
    "read_limit",
    "use_of_limit",
]
