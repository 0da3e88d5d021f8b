"""Real processes of the product around one fake Graph, and waiting for what they do."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from platform_app.core.db import in_company
from platform_app.services import campaigns
from tests.faults.recording_graph import RecordingGraph
from tests.support.campaigns import SendingCampaign

Process = subprocess.Popen[bytes]
SHIFTS = "from platform_app.jobs.sending import run_shift\nwhile True: run_shift()"
PATIENCE_S = 60


@dataclass
class Lanes:
    """The lanes of one test; all of them end with it."""

    graph: RecordingGraph
    processes: list[Process] = field(default_factory=list)

    def start(self, code: str = SHIFTS) -> Process:
        """Start a lane in a process of its own, working shift after shift."""
        environment = {**os.environ, "GRAPH_BASE_URL": self.graph.address}
        self.processes.append(subprocess.Popen((sys.executable, "-c", code), env=environment))
        return self.processes[-1]

    def have_sent(self, messages: int) -> None:
        """Wait until WhatsApp has taken so many messages."""
        wait_until(lambda: len(self.graph.taken) >= messages)

    def end(self) -> None:
        """Kill those that still run."""
        for process in self.processes:
            process.kill()
            process.wait()


def wait_until(condition: Callable[[], object], patience_s: float = PATIENCE_S) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < deadline, "It did not come to that."
        time.sleep(0.02)


def status_of(campaign: SendingCampaign) -> str:
    """Return where the campaign stands."""
    return in_company(campaign.actor, lambda ctx: campaigns.get_report(ctx, campaign.id)).status


def is_complete(campaign: SendingCampaign) -> bool:
    """Tell whether the campaign is over."""
    return status_of(campaign) == "completed"


def everybody_once(campaign: SendingCampaign, graph: RecordingGraph, people: int) -> bool:
    """Tell whether everybody was written to once, and the rows and counters say so."""
    sends = Counter(message["to"] for message in graph.taken)
    return (
        len(sends) == people
        and set(sends.values()) == {1}
        and campaign.states() == campaign.counters() == {"accepted": people}
    )
