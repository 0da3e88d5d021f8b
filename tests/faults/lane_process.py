"""A lane in a process of its own that kills itself, without mercy, the first time it reaches a step."""

import asyncio
import os
import signal
import sys

from platform_app.core.config import settings
from platform_app.integrations.whatsapp.client import GraphClient
from platform_app.jobs.lane import Lane


def main() -> None:
    fatal_step = sys.argv[1]

    def die(step: str) -> None:
        if step == fatal_step:
            os.kill(os.getpid(), signal.SIGKILL)

    async def shift() -> None:
        async with GraphClient(settings().graph_base_url, settings().graph_version) as graph:
            await Lane(graph, on_step=die).run(for_s=20, idle_s=0)

    asyncio.run(shift())


if __name__ == "__main__":
    main()
