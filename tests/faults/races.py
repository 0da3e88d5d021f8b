"""Races: somebody stops what a lane is sending at full speed, again and again, and it is measured what still goes out."""

import json
import random
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import quantiles

from tests.faults.besieged import Besieged, Listener, besiege
from tests.faults.evidence import Evidence, gather
from tests.faults.history import Entry, History
from tests.faults.invariants import began_at, in_spite_of
from tests.faults.lanes import Lanes, wait_until
from tests.faults.own_servers import OwnServers

PEOPLE = 4_000
# A campaign with fewer left is no race any more.
LEFT = 600
AT_SPEED = 60
QUIET_S = 0.5


@dataclass(frozen=True, slots=True)
class Race:
    """What one stop has still let through."""

    why: str
    sent_after: int
    last_after_s: float
    begun_after_s: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What many races come to."""

    benchmark: str
    races: int
    p50_s: float
    p95_s: float
    max_s: float
    most_sent_after: int
    latest_begun_s: float

    def __str__(self) -> str:
        return json.dumps(asdict(self))


def run_races(servers: OwnServers, lanes: Lanes, folder: Path, *, each: int) -> list[Race]:
    """Let each kind of stop run against a lane so many times."""
    history = History(folder / "history.jsonl")
    (company,) = besiege(history, random.Random(0), people=PEOPLE, rate=1_000, names=("acme",))
    lanes.graph.on_heard = Listener(history, [company]).hear
    lanes.start()
    for race in (_pause, _suspend, _opt_out, _cancel):
        for _ in range(each):
            _at_full_speed(lanes, company)
            race(lanes, company)
    lanes.end()
    evidence = gather(history, servers.database)
    history.close()
    return [_result(evidence, stop) for stop in evidence.of("stop")]


def figures_of(races: list[Race]) -> Figures:
    """Return the percentiles and the worst."""
    seconds = [race.last_after_s for race in races]
    percentiles = quantiles(seconds, n=100, method="inclusive")
    return Figures(
        "races",
        len(races),
        round(percentiles[49], 3),
        round(percentiles[94], 3),
        round(max(seconds), 3),
        max(race.sent_after for race in races),
        round(max(race.begun_after_s for race in races), 3),
    )


def _pause(lanes: Lanes, company: Besieged) -> None:
    company.pause_all()
    _wait_for_quiet(lanes)
    company.resume_all()


def _suspend(lanes: Lanes, company: Besieged) -> None:
    company.suspend()
    _wait_for_quiet(lanes)
    company.restore()


def _cancel(lanes: Lanes, company: Besieged) -> None:
    company.cancel_latest()
    _wait_for_quiet(lanes)


def _opt_out(_lanes: Lanes, company: Besieged) -> None:
    """Let somebody say stop who is about to be written to."""
    company.opt_out_some(1)


def _at_full_speed(lanes: Lanes, company: Besieged) -> None:
    """Wait until the lane has sent some more, of a campaign that is far from its end."""
    sending = company.campaigns("sending")
    if not sending or len(company.next_in_line(LEFT)) < LEFT:
        for _ in sending:
            company.cancel_latest()
        company.launch_to_all()
        company.prepare_all()
    before = len(lanes.graph.heard)
    wait_until(lambda: len(lanes.graph.heard) >= before + AT_SPEED)


def _wait_for_quiet(lanes: Lanes) -> None:
    """Wait until nothing has been heard for a while; whatever comes later still counts as late."""
    deadline = time.monotonic() + 10
    while time.time() - lanes.graph.heard[-1].at < QUIET_S:
        assert time.monotonic() < deadline, "It goes on sending."
        time.sleep(0.02)


def _result(evidence: Evidence, stop: Entry) -> Race:
    after = in_spite_of(evidence, stop)
    return Race(
        stop["why"],
        len(after),
        max((entry["at"] - stop["at"] for entry in after), default=0.0),
        max((began_at(entry) - stop["at"] for entry in after), default=0.0),
    )
