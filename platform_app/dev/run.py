"""`run`: starts the whole product in order, says where it is, ends it in reverse order."""

import asyncio
import json
import signal
from collections.abc import Iterator
from pathlib import Path

from platform_app.dev import front_end
from platform_app.dev.folder import AlreadyRunning, Folder, write_private
from platform_app.dev.processes import end_leftovers
from platform_app.dev.product import Product, is_free
from platform_app.dev.supervisor import StartFailed, Supervisor, say


class CannotStart(Exception):
    """The product cannot start here; the message says what to do."""


def run(data: Path, port: int) -> None:
    """Start everything, print the addresses, end everything at Ctrl-C or SIGTERM.

    Raises CannotStart with a sentence for the person at the terminal.
    """
    folder = Folder(data.resolve())
    folder.make()
    try:
        with folder.lock():
            _end_earlier_run(folder)
            if not is_free(port):
                raise CannotStart(
                    f"Port {port} is taken by another program. "
                    f"End that program, or take another port: PORT={port + 1} make run"
                )
            asyncio.run(_run(Product(folder, port)))
    except (AlreadyRunning, StartFailed) as error:
        raise CannotStart(str(error)) from error


def _end_earlier_run(folder: Folder) -> None:
    folder.product.unlink(missing_ok=True)
    left = end_leftovers(folder.processes)
    if left:
        say(f"ended {left} processes that a killed run had left behind")


async def _run(product: Product) -> None:
    supervisor = Supervisor(product.folder.logs, product.folder.processes)
    work = asyncio.create_task(_start_and_stay(product, supervisor))
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, work.cancel)
    try:
        await work
    except asyncio.CancelledError:
        say("ending")
    except ExceptionGroup as group:
        raise next(_leaves(group)) from None
    finally:
        product.folder.product.unlink(missing_ok=True)
        await supervisor.stop()
        say("ended")


async def _start_and_stay(product: Product, supervisor: Supervisor) -> None:
    async with asyncio.TaskGroup() as group:
        if not front_end.is_current():
            group.create_task(supervisor.run(product.build()))
        group.create_task(_start_below(product, supervisor))
    # First web: one of the workers' first jobs has WhatsApp call it.
    await supervisor.start(product.web())
    async with asyncio.TaskGroup() as group:
        for program in product.background():
            group.create_task(supervisor.start(program))
    write_private(product.folder.product, json.dumps(product.description(), indent=1))
    _print_addresses(product)
    await asyncio.Event().wait()


async def _start_below(product: Product, supervisor: Supervisor) -> None:
    """Start what web and workers stand on: servers, tables, the simulator, the demo's rows."""
    async with asyncio.TaskGroup() as group:
        for server in (product.postgres, product.redis):
            if server is not None:
                server.make()
                group.create_task(supervisor.start(server.program()))
    if product.postgres is not None:
        product.postgres.create_database()
    async with asyncio.TaskGroup() as group:
        group.create_task(supervisor.start(product.simulator()))
        group.create_task(supervisor.run(product.migrate()))
    await supervisor.run(product.seed())


def _print_addresses(product: Product) -> None:
    say("")
    say("The product is ready.")
    say("")
    for sign_in in product.sign_ins():
        say(f"  {sign_in['who']:<24} {sign_in['address']}")
        say(f"  {'':<24} {sign_in['email']}   {sign_in['password']}")
    for name, address in product.addresses.items():
        say(f"  {name.capitalize():<24} {address}")
    say("")
    say("Ctrl-C ends it.")
    say("")


def _leaves(group: BaseExceptionGroup[BaseException]) -> Iterator[BaseException]:
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _leaves(error)
        else:
            yield error
