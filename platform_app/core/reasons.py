"""Reasons: what people say for an act that others will want to understand."""

from platform_app.core.errors import InvalidInput

_LEAST = 10
_LONGEST = 300


def check_reason(reason: str, *, request: str) -> str:
    """Return a reason on one line; raises InvalidInput, with `request` as its sentence, when it is none."""
    reason = " ".join(reason.split())
    if not _LEAST <= len(reason) <= _LONGEST:
        raise InvalidInput(request, {"reason": f"Use {_LEAST} to {_LONGEST} characters."})
    return reason
