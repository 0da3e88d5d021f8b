"""What a crowd that signs in at once does to everybody else, and whether a guesser can tell who is here by the time it takes.

The web process is the real one, with bcrypt at its real cost. The probe asks a question that no database and no
thread answers, so that its latency is the event loop's lag and the machine's own; it runs before, for comparison,
and during the storm.
"""

import argparse
import asyncio
import json
import os
import statistics
import time
from collections.abc import Awaitable, Callable
from itertools import count

import httpx

from benchmarks.house import house, running
from benchmarks.ingest import web
from platform_app.dev.product import free_port

PROBE_EVERY_S = 0.005
PASSWORD = "a quiet pass phrase"
LAG_BAR_MS = 50.0
# How far the medians of the two kinds may lie apart.
RATIO_BAR = 0.10


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=50, help="sign-ins at once")
    options.add_argument("--samples", type=int, default=40, help="sign-ins of each kind")
    given = options.parse_args()
    with house():
        os.environ |= {"ENVIRONMENT": "development", "TRUSTED_PROXIES": "1"}
        people = make_people(given.people)
        port = free_port()
        with running(web(port)):
            report = asyncio.run(measure(port, people, given.samples))
    print(json.dumps(report, indent=1))


def make_people(number: int) -> list[str]:
    """Make a company with so many people; return their addresses."""
    from uuid import UUID

    from platform_app.core.context import Actor, PlatformActor
    from platform_app.core.db import company_transaction, platform_transaction
    from platform_app.core.passwords import hash_password
    from platform_app.core.permissions import Role
    from platform_app.models.accounts import AccountStatus, UserAccount
    from platform_app.services import companies

    with platform_transaction(PlatformActor(None)) as platform:
        row = companies.create(
            platform, name="Bench", subdomain="bench", admin_email="ana@bench.example"
        )
    emails, hashed = [f"person-{n}@bench.example" for n in range(number)], hash_password(PASSWORD)
    with company_transaction(Actor.system(UUID(row.id))) as ctx:
        ctx.db.add_all(
            UserAccount(
                company_id=ctx.company_id,
                email=email,
                role=Role.AGENT,
                status=AccountStatus.ACTIVE,
                password_hash=hashed,
            )
            for email in emails
        )
    return emails


async def measure(port: int, people: list[str], samples: int) -> dict[str, object]:
    """Run the storm and the comparison; return all figures."""
    limits = httpx.Limits(max_connections=len(people) + 10)
    base = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=base, timeout=120, limits=limits) as http:
        door = Door(http, f"bench.localhost:{port}")
        await door.sign_in(people[0], PASSWORD)
        calm = await probe(http, lambda: asyncio.sleep(3))
        storm, took = [0], time.perf_counter()

        async def crowd() -> None:
            codes = await asyncio.gather(*(door.sign_in(one, PASSWORD) for one in people))
            storm[0] = sum(location == "/" for location in codes)

        lag = await probe(http, crowd)
        seconds = time.perf_counter() - took
        timing = await compare(door, people, samples)
    return {
        "signed_in_of": [storm[0], len(people)],
        "storm_s": round(seconds, 2),
        "calm_ms": calm,
        "lag_ms": lag,
        "lag_holds": lag["max"] <= LAG_BAR_MS,
        **timing,
    }


class Door:
    """The sign-in form of one company; each try comes from another address, so that none is throttled."""

    def __init__(self, http: httpx.AsyncClient, host: str) -> None:
        self._http = http
        self._headers = {"host": host, "origin": f"http://{host}"}
        self._number = count()

    async def sign_in(self, email: str, password: str) -> str:
        """Post the form; return where it leads."""
        number = next(self._number)
        headers = {**self._headers, "x-forwarded-for": f"10.0.{number // 250}.{number % 250}"}
        form = {"email": email, "password": password}
        answer = await self._http.post("/auth/sign-in", data=form, headers=headers)
        return answer.headers["location"]


async def probe(http: httpx.AsyncClient, during: Callable[[], Awaitable[None]]) -> dict[str, float]:
    """Ask every few milliseconds while something goes on; return the latencies in milliseconds."""
    is_over, latencies = asyncio.Event(), list[float]()

    async def ask() -> None:
        while not is_over.is_set():
            begun = time.perf_counter()
            await http.get("/ping")
            latencies.append((time.perf_counter() - begun) * 1000)
            await asyncio.sleep(PROBE_EVERY_S)

    asking = asyncio.create_task(ask())
    await during()
    is_over.set()
    await asking
    ordered = sorted(latencies)
    return {
        "samples": len(ordered),
        "p50": round(statistics.median(ordered), 2),
        "p99": round(ordered[int(len(ordered) * 0.99)], 2),
        "max": round(ordered[-1], 2),
    }


async def compare(door: Door, people: list[str], samples: int) -> dict[str, object]:
    """Time an unknown address against a wrong password, in turns, one at a time."""
    times: dict[str, list[float]] = {"unknown": [], "wrong": []}
    # An account each, because five wrong passwords are all that one takes.
    for number, known in enumerate(people[:samples]):
        for kind, email in (("unknown", f"nobody-{number}@bench.example"), ("wrong", known)):
            begun = time.perf_counter()
            await door.sign_in(email, "a wrong pass phrase")
            times[kind].append((time.perf_counter() - begun) * 1000)
    unknown, wrong = (statistics.median(times[kind]) for kind in ("unknown", "wrong"))
    ratio = unknown / wrong
    return {
        "unknown_ms": round(unknown, 1),
        "wrong_ms": round(wrong, 1),
        "ratio": round(ratio, 3),
        "ratio_holds": abs(ratio - 1) <= RATIO_BAR,
    }


if __name__ == "__main__":
    main()
