"""Token buckets in Redis, on Redis's own clock, shared by every process."""

from dataclasses import dataclass
from functools import cache
from typing import cast

from redis.commands.core import Script

from platform_app.core.queue import redis

# One call takes as many tokens as there are, up to what is wanted, and says how long until the next ones.
_TAKE = """
local rate, burst, want, overdraft = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local clock = redis.call('TIME')
local now = clock[1] * 1000 + clock[2] / 1000
local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
-- A bucket that nobody knows (a new number, or Redis lost its memory) starts half full.
local tokens = tonumber(bucket[1]) or burst / 2
local at = tonumber(bucket[2]) or now
tokens = math.min(burst, tokens + math.max(0, now - at) * rate / 1000)
local granted = math.max(0, math.min(want, math.floor(tokens + overdraft)))
tokens = tokens - granted
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', tostring(now))
redis.call('PEXPIRE', KEYS[1], 60000)
local wait = 0
if granted < want then wait = math.ceil((math.min(want - granted, burst) - tokens) * 1000 / rate) end
return {granted, wait}
"""


@dataclass(frozen=True, slots=True)
class Grant:
    """How many tokens were given, and how long to wait for more."""

    granted: int
    wait_s: float


@cache
def _take_script() -> Script:
    return redis().register_script(_TAKE)


def take(key: str, *, rate: float, burst: float, want: int, overdraft: float = 0) -> Grant:
    """Take up to `want` tokens of a bucket that fills at `rate` per second and holds `burst`.

    With an overdraft the bucket may go below zero, and those without one wait until it has filled again.
    """
    answer = _take_script()(keys=[f"bucket:{key}"], args=[rate, burst, want, overdraft])
    granted, wait_ms = cast(
        "list[int]", answer
    )  # redis-py types its commands for sync and async at once
    return Grant(int(granted), int(wait_ms) / 1000)
