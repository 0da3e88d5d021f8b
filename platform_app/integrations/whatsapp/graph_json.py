"""Reading JSON from outside without trusting its shape."""

from typing import Any, TypeGuard

JsonObject = dict[str, Any]  # Any: somebody else's JSON, narrowed by the functions below


def is_object(value: object) -> TypeGuard[JsonObject]:
    """Tell whether `value` is a JSON object."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[object]]:
    """Tell whether `value` is a JSON array."""
    return isinstance(value, list)


def as_object(value: object) -> JsonObject:
    """Return `value` if it is a JSON object, otherwise an empty one."""
    return value if is_object(value) else {}


def as_list(value: object) -> list[object]:
    """Return `value` if it is a JSON array, otherwise an empty one."""
    return value if is_list(value) else []


def as_objects(value: object) -> list[JsonObject]:
    """Return the objects of a JSON array, leaving out everything else."""
    return [item for item in as_list(value) if is_object(item)]


def first_object(value: object) -> JsonObject:
    """Return the first object of a JSON array, or an empty one."""
    return next(iter(as_objects(value)), as_object(None))


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
