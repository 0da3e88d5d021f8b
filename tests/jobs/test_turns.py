"""Places go to whoever holds the fewest, so that nobody waits for a large company."""

import asyncio

from platform_app.core.ids import new_id
from platform_app.jobs.turns import Turns

LARGE, SMALL = new_id(), new_id()


async def _take(turns: Turns, order: list[str], name: str, *, first: bool = False) -> None:
    await turns.take(LARGE if name == "large" else SMALL, first=first)
    order.append(name)


def test_a_place_that_is_free_goes_to_who_holds_the_fewest() -> None:
    order: list[str] = []

    async def run() -> None:
        turns = Turns(4)
        assert await turns.take(LARGE, 1) == 1
        for _ in range(3):
            await turns.take(LARGE)
        waiting = [asyncio.create_task(_take(turns, order, "large")) for _ in range(3)]
        await asyncio.sleep(0)
        waiting += [asyncio.create_task(_take(turns, order, "small")) for _ in range(2)]
        await asyncio.sleep(0)
        for _ in range(3):
            turns.give_back(LARGE)
            await asyncio.sleep(0)
        for task in waiting:
            task.cancel()

    asyncio.run(run())
    assert order == ["small", "small", "large"]


def test_answers_to_people_come_before_everything_else() -> None:
    order: list[str] = []

    async def run() -> None:
        turns = Turns(1)
        await turns.take(SMALL)
        tasks = [asyncio.create_task(_take(turns, order, "small"))]
        await asyncio.sleep(0)
        tasks.append(asyncio.create_task(_take(turns, order, "large", first=True)))
        await asyncio.sleep(0)
        turns.give_back(SMALL)
        await asyncio.sleep(0)
        tasks[0].cancel()

    asyncio.run(run())
    assert order == ["large"]


def test_places_are_given_in_lots() -> None:
    async def run() -> list[int]:
        turns = Turns(200)
        large = await turns.take(LARGE, 200)
        rest = [await turns.take(LARGE, 200) for _ in range(200 // large - 1)]
        waiting = asyncio.create_task(turns.take(SMALL, 80))
        for _ in range(49):
            turns.give_back(LARGE)
            await asyncio.sleep(0)
        assert not waiting.done()
        turns.give_back(LARGE)
        return [large, *rest, await waiting]

    assert set(asyncio.run(run())) == {50}
