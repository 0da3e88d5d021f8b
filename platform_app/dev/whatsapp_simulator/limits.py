"""How fast a number may send, and how often to one person."""

import time
from collections import defaultdict
from dataclasses import dataclass, field

from platform_app.dev.whatsapp_simulator.accounts import SimulatedNumber
from platform_app.dev.whatsapp_simulator.behaviour import Behaviour
from platform_app.dev.whatsapp_simulator.conditions import NumberConditions

_PAIR_BURST = 45
_PAIR_EVERY_S = 6.0
_HIGH_PER_SECOND = 1_000


@dataclass(slots=True)
class Bucket:
    """A token bucket."""

    tokens: float
    filled_at: float

    def take(self, *, per_second: float, burst: float) -> bool:
        """Take one token if there is one."""
        now = time.monotonic()
        self.tokens = min(burst, self.tokens + (now - self.filled_at) * per_second)
        self.filled_at = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


@dataclass(slots=True)
class Limits:
    """What every number has left this moment."""

    behaviour: Behaviour
    _numbers: dict[str, Bucket] = field(default_factory=dict)
    _pairs: defaultdict[tuple[str, str], Bucket] = field(
        default_factory=lambda: defaultdict(lambda: Bucket(_PAIR_BURST, time.monotonic()))
    )

    def has_throughput(self, number: SimulatedNumber, conditions: NumberConditions) -> bool:
        """Tell whether the number may send one more message this moment."""
        own = _HIGH_PER_SECOND if conditions.throughput == "HIGH" else number.messages_per_second
        rate = self.behaviour.messages_per_second or own
        bucket = self._numbers.setdefault(number.id, Bucket(rate, time.monotonic()))
        return bucket.take(per_second=rate, burst=rate)

    def may_write_again(self, number: SimulatedNumber, customer: str) -> bool:
        """Tell whether the number may write to this one person again: 45 at once, then 10/min."""
        if not self.behaviour.pair_limit:
            return True
        pair = self._pairs[number.id, customer]
        return pair.take(per_second=1 / _PAIR_EVERY_S, burst=_PAIR_BURST)

    def forget(self) -> None:
        """Begin anew."""
        self._numbers.clear()
        self._pairs.clear()
