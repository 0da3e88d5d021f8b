"""The fake Graph server as a process of its own, and what it has counted."""

import json
import subprocess
import sys
import time
import urllib.request
from typing import Any

LATENCY_MS = 60


def start_fake_graph(port: int) -> subprocess.Popen[bytes]:
    """Start the fake Graph server and wait until it answers."""
    program = (sys.executable, "-m", "benchmarks.fake_graph")
    process = subprocess.Popen((*program, "--port", str(port), "--latency-ms", str(LATENCY_MS)))
    for _ in range(100):
        try:
            read_stats(port)
        except OSError:
            time.sleep(0.05)
        else:
            return process
    raise SystemExit("The fake Graph server did not start.")


def read_stats(port: int) -> dict[str, Any]:  # Any: JSON
    """Return what the fake Graph server has counted."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/__stats") as answer:
        return json.load(answer)


def clear_stats(port: int) -> None:
    """Have the fake Graph server count anew."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}/__stats", method="DELETE")
    urllib.request.urlopen(request).close()


def let_statuses_flow(port: int, *, to: int) -> None:
    """Have the statuses of every message posted to a port, from now on."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}/__flow/{to}", method="PUT")
    urllib.request.urlopen(request).close()
