"""Whose webhook address a key belongs to, and with which secret WhatsApp signs for it; remembered for seconds."""

import asyncio
import re
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID

from platform_app.core.context import Actor, Via
from platform_app.core.crypto import Secret
from platform_app.core.db import company_transaction, public_transaction
from platform_app.core.errors import Unavailable
from platform_app.core.log import get_logger
from platform_app.services import webhooks

log = get_logger(__name__)

# A new secret or a removed channel counts after this long; under load it is loaded again a little sooner.
FRESH_S = 5.0
RENEW_AFTER_S = 4.0
PATIENCE_S = 2.5
# A flood of keys that nobody has must not fill the memory.
MOST_LOADING = 1_000
_KEY = re.compile(r"[A-Za-z0-9_-]{1,128}")


@dataclass(frozen=True, slots=True)
class KnownChannel:
    """A channel that may receive events."""

    company_id: UUID
    channel_id: UUID
    app_secret: Secret
    loaded_at: float


class WebhookChannels:
    """Finds channels by the key in their address, off the event loop, each key once at a time."""

    def __init__(self) -> None:
        self._known: dict[str, KnownChannel] = {}
        self._loading: dict[str, Future[KnownChannel | None]] = {}
        # Threads of its own: whatever is sent to this address, the pages keep theirs.
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="webhook-channels")

    async def find(self, key: str) -> KnownChannel | None:
        """Return the channel, or None for an unknown key; raises Unavailable without the database."""
        if _KEY.fullmatch(key) is None:
            return None
        known = self._known.get(key)
        if known is not None:
            age = time.monotonic() - known.loaded_at
            if age > RENEW_AFTER_S:
                self._load(key)
            if age < FRESH_S:
                return known
        if len(self._loading) >= MOST_LOADING:
            raise Unavailable("Too many unknown addresses are being looked up.")
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await asyncio.shield(asyncio.wrap_future(self._load(key)))
        except TimeoutError as error:
            raise Unavailable("The database did not answer in time.") from error

    def _load(self, key: str) -> Future[KnownChannel | None]:
        loading = self._loading.get(key)
        if loading is None:
            loading = self._loading[key] = self._threads.submit(self._fetch, key)
            loading.add_done_callback(lambda _: self._loading.pop(key, None))
        return loading

    def _fetch(self, key: str) -> KnownChannel | None:
        try:
            known = _look_up(key)
        except Exception as error:
            log.warning("a webhook address could not be looked up", exc_info=True)
            raise Unavailable("The database is away.") from error
        if known is None:
            self._known.pop(key, None)
        else:
            self._known[key] = known
        return known


def _look_up(key: str) -> KnownChannel | None:
    with public_transaction() as ctx:
        destination = webhooks.find_destination(ctx, key)
    if destination is None:
        return None
    actor = Actor.system(destination.company_id, Via.WEBHOOK)
    with company_transaction(actor) as ctx:
        secret = webhooks.load_app_secret(ctx, destination.channel_id)
    if secret is None:
        return None
    return KnownChannel(
        destination.company_id, destination.channel_id, secret, loaded_at=time.monotonic()
    )
