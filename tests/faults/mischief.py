"""The faults of the chaos run, by their numbers in the fault matrix (docs/faults.md)."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.faults import manners
from tests.faults.besieged import Besieged
from tests.faults.courier import Courier
from tests.faults.crew import LANES, Crew
from tests.faults.history import History
from tests.faults.manners import Manner
from tests.faults.own_servers import OwnServers
from tests.faults.recording_graph import Message, RecordingGraph

SLOW_DOWN = (4, 130429, 131056, 80007)


@dataclass
class Mischief:
    """Everything that can go wrong in a run; chance decides what does, and to whom."""

    chance: random.Random
    servers: OwnServers
    crew: Crew
    graph: RecordingGraph
    courier: Courier
    companies: list[Besieged]
    history: History

    @property
    def faults(self) -> dict[int, Callable[[], None]]:
        """Return what each fault does; whatever it has switched on it switches off again."""
        return {
            8: self._kill_a_worker,
            9: self._deploy,
            10: self.servers.flush_redis,
            11: self._take_redis_away,
            13: self._crash_postgres,
            18: self._repeat_events,
            19: self._shuffle_events,
            24: self._refuse_for_now,
            26: self._break_connections,
            30: self._suspend,
            31: self._opt_out,
            32: self._change_minds,
            34: self._launch_twice,
        }

    def _kill_a_worker(self) -> None:
        victim = self.chance.choice((*LANES, "ingest", "default", "clock"))
        self.crew.kill(victim)
        if victim in LANES:
            self.history.add("death", who=victim)

    def _deploy(self) -> None:
        self.crew.ask_to_end(self.chance.choice((*LANES, "ingest")))

    def _take_redis_away(self) -> None:
        with self.servers.redis.away():
            self._wait(1, 4)

    def _crash_postgres(self) -> None:
        self.servers.crash_postgres()
        self.history.add("death", who="PostgreSQL")
        self._wait(0, 2)
        self.servers.postgres.start()

    def _repeat_events(self) -> None:
        self.courier.repeats = True
        self._wait(2, 4)
        self.courier.repeats = False

    def _shuffle_events(self) -> None:
        self.courier.shuffles = True
        self._wait(2, 4)
        self.courier.shuffles = False

    def _refuse_for_now(self) -> None:
        code = self.chance.choice(SLOW_DOWN)
        self._answer_with(lambda _message: manners.refusal(code))

    def _break_connections(self) -> None:
        bad = (*manners.UNKNOWN, manners.LATE)
        self._answer_with(
            lambda _message: (
                self.chance.choice(bad) if self.chance.random() < 0.3 else manners.ACCEPTED
            )
        )

    def _answer_with(self, manner: Callable[[Message], Manner]) -> None:
        calm, self.graph.manner = self.graph.manner, manner
        self._wait(1, 3)
        self.graph.manner = calm

    def _suspend(self) -> None:
        company = self._somebody()
        company.suspend()
        self._wait(3, 5)
        company.restore()

    def _opt_out(self) -> None:
        self._somebody().opt_out_some(20)

    def _change_minds(self) -> None:
        company = self._somebody()
        if len(company.campaigns("sending")) > 1:
            company.cancel_latest()
        company.pause_all()
        self._wait(3, 5)
        company.resume_all()

    def _launch_twice(self) -> None:
        self._somebody().launch_twice()

    def _somebody(self) -> Besieged:
        return self.chance.choice(self.companies)

    def _wait(self, shortest_s: float, longest_s: float) -> None:
        time.sleep(self.chance.uniform(shortest_s, longest_s))
