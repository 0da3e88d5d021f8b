"""Reading JSON from outside without trusting its shape."""

from typing import Any

JsonObject = dict[str, Any]  # Any: somebody else's JSON, narrowed by the functions below


def as_object(value: object) -> JsonObject:
    """Return `value` if it is a JSON object, otherwise an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list[object]:
    """Return `value` if it is a JSON array, otherwise an empty one."""
    return value if isinstance(value, list) else []


def as_objects(value: object) -> list[JsonObject]:
    """Return the objects of a JSON array, leaving out everything else."""
    return [item for item in as_list(value) if isinstance(item, dict)]


def as_text(value: object) -> str | None:
    """Return a non-empty string or a number as text, anything else as None."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return None


def as_number(value: object) -> int | None:
    """Return an integer given as a number or as digits, anything else as None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 18:
        return int(value)
    return None
