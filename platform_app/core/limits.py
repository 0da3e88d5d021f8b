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
local slowed = redis.call('HMGET', KEYS[2], 'share', 'at')
if slowed[1] then
    local share = math.min(1, slowed[1] + (now - slowed[2]) / tonumber(ARGV[5]))
    rate, burst = rate * share, math.max(1, burst * share)
end
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

# Refusals of one moment are one: what was under way then says nothing about the new rate.
_HALVE = """
local clock = redis.call('TIME')
local now = clock[1] * 1000 + clock[2] / 1000
local climb, pause, least = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local slowed = redis.call('HMGET', KEYS[1], 'share', 'at')
local share = 1
if slowed[1] then
    if now - slowed[2] < pause then return tostring(slowed[1]) end
    share = math.min(1, slowed[1] + (now - slowed[2]) / climb)
end
share = math.max(least, share / 2)
redis.call('HSET', KEYS[1], 'share', tostring(share), 'at', tostring(now))
redis.call('PEXPIRE', KEYS[1], math.ceil(climb))
return tostring(share)
"""
# From a standstill to the whole rate; a rate that was halved once is whole again after half of it.
CLIMB_MS = 10 * 60_000
_HALVES_AGAIN_AFTER_MS = 2_000
_LEAST_SHARE = 1 / 32

# What was measured is handed out; where nobody has measured lately, nothing is known.
_DRAW = """
local left = tonumber(redis.call('GET', KEYS[1]))
if not left then return -1 end
local granted = math.max(0, math.min(tonumber(ARGV[1]), left))
if granted > 0 then redis.call('DECRBY', KEYS[1], granted) end
return granted
"""


@dataclass(frozen=True, slots=True)
class Grant:
    """How many tokens were given, and how long to wait for more."""

    granted: int
    wait_s: float


@cache
def _take_script() -> Script:
    return redis().register_script(_TAKE)


@cache
def _halve_script() -> Script:
    return redis().register_script(_HALVE)


@cache
def _draw_script() -> Script:
    return redis().register_script(_DRAW)


def draw(key: str, want: int) -> int | None:
    """Take up to `want` of what was measured, whoever asks; None when it has to be measured anew."""
    granted = int(cast("int", _draw_script()(keys=[f"room:{key}"], args=[want])))
    return None if granted < 0 else granted


def fill(key: str, amount: int, *, for_s: float) -> None:
    """Keep what was measured for a while, unless somebody else has."""
    redis().set(f"room:{key}", amount, nx=True, px=int(for_s * 1000))


def take(key: str, *, rate: float, burst: float, want: int, overdraft: float = 0) -> Grant:
    """Take up to `want` tokens of a bucket that fills at `rate` per second and holds `burst`.

    With an overdraft the bucket may go below zero, and those without one wait until it has filled again.
    """
    answer = _take_script()(
        keys=[f"bucket:{key}", f"slowed:{key}"], args=[rate, burst, want, overdraft, CLIMB_MS]
    )
    granted, wait_ms = cast(
        "list[int]", answer
    )  # redis-py types its commands for sync and async at once
    return Grant(int(granted), int(wait_ms) / 1000)


def halve(key: str) -> float:
    """Let a bucket fill at half its rate for everybody, climbing back slowly; return its share of the whole rate."""
    args = [CLIMB_MS, _HALVES_AGAIN_AFTER_MS, _LEAST_SHARE]
    return float(cast("bytes", _halve_script()(keys=[f"slowed:{key}"], args=args)))
