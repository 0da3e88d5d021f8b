"""Everything fails at random for a minute, and the invariants hold. `make chaos` does it for longer."""

import os
import random
import sys
from pathlib import Path

import pytest

from tests.faults.chaos import run_chaos
from tests.faults.own_servers import OwnServers
from tests.faults.recording_graph import RecordingGraph

SECONDS = float(os.environ.get("CHAOS_SECONDS") or 60)
SEED = int(os.environ.get("CHAOS_SEED") or random.randrange(1_000_000))


@pytest.mark.timeout(SECONDS * 2 + 240)
def test_nobody_is_lost_and_nobody_gets_a_message_twice(
    servers: OwnServers, graph: RecordingGraph, tmp_path: Path
) -> None:
    outcome = run_chaos(servers, graph, tmp_path, seed=SEED, seconds=SECONDS)
    sys.stdout.write(f"\n{outcome}\n")
    assert outcome.broken == [], f"make chaos SEED={SEED} SECONDS={SECONDS:g}"
