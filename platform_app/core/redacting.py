"""Taking somebody out of a JSON body that speaks of others too."""

import json
from collections.abc import Sequence
from typing import TypeGuard


def without(body: bytes, keys: Sequence[str]) -> bytes | None:
    """Return a body without the elements of its lists that hold one of the keys; None when it says nothing any more.

    What is no JSON, or holds a key outside of every list, goes whole.
    """
    try:
        told: object = json.loads(body)
    except ValueError:
        return None
    left = _prune(told, keys)
    if not _says_something(left) or _holds(left, keys):
        return None
    return json.dumps(left, ensure_ascii=False, separators=(",", ":")).encode()


def _prune(node: object, keys: Sequence[str]) -> object:
    if _is_dict(node):
        return {name: _prune(value, keys) for name, value in node.items()}
    if _is_list(node):
        return [kept for item in node for kept in _kept(item, keys)]
    return node


def _kept(item: object, keys: Sequence[str]) -> list[object]:
    if not _holds(item, keys):
        return [item]
    # The innermost list decides: one change goes, the others of the same account stay.
    left = _prune(item, keys)
    return [left] if _says_something(left) and not _holds(left, keys) else []


def _says_something(node: object) -> bool:
    """Tell whether anything is left in any list."""
    if _is_dict(node):
        return any(_says_something(value) for value in node.values())
    return _is_list(node) and bool(node)


def _holds(node: object, keys: Sequence[str]) -> bool:
    words = json.dumps(node, ensure_ascii=False)
    return any(key in words for key in keys)


def _is_dict(node: object) -> TypeGuard[dict[str, object]]:
    return isinstance(node, dict)


def _is_list(node: object) -> TypeGuard[list[object]]:
    return isinstance(node, list)
