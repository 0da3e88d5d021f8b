"""`python -m platform_app.dev.whatsapp_simulator`: run the simulator until it is stopped."""

import argparse
import asyncio
import signal
from pathlib import Path

from granian.constants import Interfaces
from granian.server.embed import Server
from starlette.applications import Starlette

from platform_app.dev.whatsapp_simulator.accounts import DEMO_ACCOUNTS, load_accounts
from platform_app.dev.whatsapp_simulator.app import build_app


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(description="A stand-in for WhatsApp, on this computer only.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--public-prefix", default="/simulator", help="path of the phone page")
    parser.add_argument("--state", type=Path, help="file that keeps chats over a restart")
    parser.add_argument("--accounts", type=Path, help="JSON list of accounts to play")
    options = parser.parse_args()
    accounts = (
        load_accounts(options.accounts) if options.accounts else tuple(DEMO_ACCOUNTS.values())
    )
    app = build_app(accounts, prefix=options.public_prefix.rstrip("/"), state_file=options.state)
    asyncio.run(_serve(app, options.host, options.port))


async def _serve(app: Starlette, host: str, port: int) -> None:
    server = Server(app, address=host, port=port, interface=Interfaces.ASGI, log_enabled=False)
    loop = asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, server.stop)
    await server.serve()


if __name__ == "__main__":
    main()
