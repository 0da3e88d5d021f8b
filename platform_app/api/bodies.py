"""How much a request may carry, whether it says so beforehand or not."""

from starlette.types import Message, Receive, Scope, Send

from platform_app.api.answers import Refusal, Refused
from platform_app.services.imports import MAX_BYTES

ORDINARY_BYTES = 1_000_000
# The largest import, with room for what surrounds a file in a form.
UPLOAD_BYTES = MAX_BYTES + 100_000


class CappedBody:
    """Stands between a request and the application, and answers 413 in its place when too much comes.

    Raises Refused when the request says itself that it is too large.
    """

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._limit = UPLOAD_BYTES if scope["path"].startswith("/_upload") else ORDINARY_BYTES
        self._receive = receive
        self._send = send
        self._taken = 0
        self._has_answered = False
        self.is_refused = False
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > self._limit:
            raise Refused(Refusal.TOO_LARGE)

    async def receive(self) -> Message:
        """Pass a piece on, or end the request when the limit is passed."""
        message = await self._receive()
        self._taken += len(message.get("body", b""))
        if self._taken <= self._limit:
            return message
        if not self.is_refused and not self._has_answered:
            await Refusal.TOO_LARGE.answer(self._send)
        self.is_refused = True
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        """Pass the answer on, unless the request was refused."""
        if not self.is_refused:
            self._has_answered = True
            await self._send(message)
