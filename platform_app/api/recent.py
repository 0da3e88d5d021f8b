"""A small memory that forgets after seconds, so that no look-up is repeated for every event."""

import time
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """What was found lately, nothing as well; bounded, so that guessing fills no memory."""

    def __init__(self, seconds: float, *, most: int = 10_000) -> None:
        self._seconds = seconds
        self._most = most
        self._found: dict[Key, tuple[float, Value]] = {}

    def get(self, key: Key) -> tuple[Value] | None:
        """Return what was found, in a tuple, because nothing is an answer too."""
        found = self._found.get(key)
        if found is None or found[0] < time.monotonic():
            return None
        return (found[1],)

    def put(self, key: Key, value: Value) -> Value:
        """Remember a value, and return it."""
        if len(self._found) >= self._most:
            del self._found[next(iter(self._found))]
        self._found.pop(key, None)
        self._found[key] = (time.monotonic() + self._seconds, value)
        return value

    def clear(self) -> None:
        """Forget everything."""
        self._found.clear()
