"""Whoever stops something while a lane sends at full speed is obeyed at once. `make races` does it 200 times."""

import os
import sys
from pathlib import Path

import pytest

from platform_app.core.config import settings
from tests.faults.lanes import Lanes
from tests.faults.own_servers import OwnServers
from tests.faults.races import figures_of, run_races

EACH = int(os.environ.get("RACES_EACH") or 2)
EFFECTIVE_WITHIN_S = 2.0


@pytest.mark.timeout(120 + EACH * 15)
def test_a_stop_lets_through_what_was_in_flight_and_nothing_else(
    servers: OwnServers, lanes: Lanes, tmp_path: Path
) -> None:
    races = run_races(servers, lanes, tmp_path, each=EACH)
    figures = figures_of(races)
    sys.stdout.write(f"\n{figures}\n")
    assert {race.why for race in races} == {"pause", "suspension", "opt-out", "cancellation"}
    assert figures.max_s <= EFFECTIVE_WITHIN_S
    assert figures.most_sent_after <= settings().lane_concurrency
