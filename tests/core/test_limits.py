"""Token buckets: a bucket that is too fast for WhatsApp fills at half its rate, for everybody, and climbs back."""

from uuid import uuid4

import pytest

from platform_app.core import limits
from platform_app.core.queue import redis
from tests.support.servers import TestDatabase


@pytest.fixture
def key(database: TestDatabase) -> str:
    return str(uuid4())


def wait_for_one(key: str) -> float:
    """Return how long the next token takes to come, at one a second in good times."""
    limits.take(key, rate=1, burst=2, want=2)
    return limits.take(key, rate=1, burst=2, want=1).wait_s


def let_pass(key: str, seconds: float) -> None:
    at = float(redis().hget(f"slowed:{key}", "at") or 0)  # pyright: ignore[reportArgumentType]  redis-py types its commands for sync and async at once
    redis().hset(f"slowed:{key}", "at", str(at - 1_000 * seconds))


def test_a_halved_bucket_fills_half_as_fast(key: str) -> None:
    assert wait_for_one(key) <= 1
    assert limits.halve(key) == 0.5
    assert wait_for_one(key) > 1.5


def test_refusals_of_one_moment_count_once(key: str) -> None:
    assert [limits.halve(key) for _ in range(20)] == [0.5] * 20


def test_a_bucket_that_is_still_too_fast_is_halved_again(key: str) -> None:
    limits.halve(key)
    let_pass(key, 3)
    assert 0.25 <= limits.halve(key) < 0.26


def test_the_rate_climbs_back_slowly(key: str) -> None:
    limits.halve(key)
    let_pass(key, 150)
    assert limits.halve(key) == pytest.approx(0.375, abs=0.01)
    let_pass(key, 600)
    assert limits.halve(key) == 0.5


def test_no_bucket_comes_to_a_standstill(key: str) -> None:
    for _ in range(20):
        limits.halve(key)
        let_pass(key, 3)
    assert limits.halve(key) == pytest.approx(1 / 32, abs=0.01)
    assert limits.take(key, rate=80, burst=8, want=1).wait_s < 1


def test_only_the_bucket_that_was_named_slows_down(key: str) -> None:
    limits.halve(key)
    assert wait_for_one(str(uuid4())) <= 1


def test_what_was_measured_is_handed_out_once_by_whoever_measured_first(key: str) -> None:
    assert limits.draw(key, 5) is None
    limits.fill(key, 8, for_s=60)
    limits.fill(key, 8, for_s=60)
    assert [limits.draw(key, 5) for _ in range(3)] == [5, 3, 0]
