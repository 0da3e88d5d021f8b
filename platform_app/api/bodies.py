"""How much a request may carry, whether it says so beforehand or not, and how long that may take."""

import asyncio

from starlette.types import Message, Receive, Scope, Send

from platform_app.api.answers import Refusal, Refused
from platform_app.services.imports import MAX_BYTES

ORDINARY_BYTES = 1_000_000
# A form is there at once; a body that trickles in holds memory and a place.
ORDINARY_S = 30.0
# The largest import, with room for what surrounds a file in a form.
UPLOAD_BYTES = MAX_BYTES + 100_000
# That file over half a megabit a second.
UPLOAD_S = 830.0


class CappedBody:
    """Stands between a request and the application, and answers in its place when too much comes, or too slowly.

    Raises Refused when the request says itself that it is too large.
    """

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_upload = scope["path"].startswith("/_upload")
        self._limit = UPLOAD_BYTES if is_upload else ORDINARY_BYTES
        self._ends_at = _clock() + (UPLOAD_S if is_upload else ORDINARY_S)
        self._receive = receive
        self._send = send
        self._taken = 0
        self._is_whole = False
        self._has_answered = False
        self.is_refused = False
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > self._limit:
            raise Refused(Refusal.TOO_LARGE)

    async def receive(self) -> Message:
        """Pass a piece on, or end the request when a limit is passed."""
        if self._is_whole:
            # What comes after a body is only the news that the browser has gone.
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._ends_at):
                message = await self._receive()
        except TimeoutError:
            return await self._refuse(Refusal.TOO_SLOW)
        self._taken += len(message.get("body", b""))
        if self._taken > self._limit:
            return await self._refuse(Refusal.TOO_LARGE)
        self._is_whole = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        """Pass the answer on, unless the request was refused."""
        if not self.is_refused:
            self._has_answered = True
            await self._send(message)

    async def _refuse(self, refusal: Refusal) -> Message:
        if not self.is_refused and not self._has_answered:
            await refusal.answer(self._send)
        self.is_refused = True
        return {"type": "http.disconnect"}


def _clock() -> float:
    return asyncio.get_running_loop().time()
