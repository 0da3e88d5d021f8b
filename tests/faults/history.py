"""What happened in a run, one line of JSON each, written down by those who saw it."""

import json
import threading
import time
from pathlib import Path
from typing import Any

Entry = dict[str, Any]  # Any: JSON


class History:
    """A file that is added to by many threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._file = path.open("w")

    def add(self, kind: str, **facts: object) -> None:
        """Note something that happened now."""
        line = json.dumps({"at": time.time(), "kind": kind, **facts})
        with self._lock:
            self._file.write(line + "\n")

    def close(self) -> None:
        """Note nothing more."""
        self._file.close()

    def entries(self) -> list[Entry]:
        """Return everything, in its order."""
        with self._lock:
            if not self._file.closed:
                self._file.flush()
        return [json.loads(line) for line in self.path.read_text().splitlines()]
