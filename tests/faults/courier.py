"""WhatsApp's side of the statuses: posts them signed, together, and again and again until they are taken."""

import json
import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import httpx

from platform_app.integrations.whatsapp.signature import sign
from tests.faults.recording_graph import Message

EVERY_S = 0.1
AGAIN_AFTER_S = 1.0
COPIES = 5


@dataclass(frozen=True, slots=True)
class Address:
    """Where a company's events go, and how they are signed."""

    key: str
    app_secret: str


@dataclass
class Courier:
    """Brings statuses to the product; its two switches make it as careless as WhatsApp may be."""

    web: str
    chance: random.Random
    on_taken: Callable[[dict[str, Any]], None]  # Any: a status as WhatsApp writes it
    repeats: bool = False
    shuffles: bool = False
    _due: list[tuple[float, Address, dict[str, Any]]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _ended: threading.Event = field(default_factory=threading.Event)
    _under_way: int = 0

    def bring(self, address: Address, wamid: str, message: Message, states: list[str]) -> None:
        """Bring the statuses of one message in the course of the next second or two."""
        waits = sorted(self.chance.uniform(0.0, 1.5) for _ in states)
        if self.shuffles:
            self.chance.shuffle(waits)
        with self._lock:
            for state, wait_s in zip(states, waits, strict=True):
                status = _status(wamid, message, state)
                self._due.append((time.monotonic() + wait_s, address, status))

    @property
    def is_done(self) -> bool:
        """Tell whether everything was brought and taken."""
        with self._lock:
            return not self._due and not self._under_way

    def run(self) -> None:
        """Bring what is due until told to end."""
        with ThreadPoolExecutor(8) as threads, httpx.Client(timeout=10) as http:
            while not self._ended.wait(EVERY_S):
                for address, statuses in self._take_due().items():
                    threads.submit(self._post, threads, http, address, statuses)

    def end(self) -> None:
        """Bring nothing more."""
        self._ended.set()

    def _take_due(self) -> dict[Address, list[dict[str, Any]]]:
        taken: defaultdict[Address, list[dict[str, Any]]] = defaultdict(list)
        with self._lock:
            later: list[tuple[float, Address, dict[str, Any]]] = []
            for one in self._due:
                if one[0] > time.monotonic():
                    later.append(one)
                else:
                    taken[one[1]].append(one[2])
            self._due = later
            self._under_way += len(taken)
        return taken

    def _post(
        self,
        threads: ThreadPoolExecutor,
        http: httpx.Client,
        address: Address,
        statuses: list[dict[str, Any]],
    ) -> None:
        body = _body(statuses)
        headers = {"host": "localhost:3000", "x-hub-signature-256": sign(address.app_secret, body)}

        def post() -> bool:
            try:
                url = f"{self.web}{address.key}"
                return http.post(url, content=body, headers=headers).status_code == 200
            except httpx.HTTPError:
                return False

        copies = [threads.submit(post) for _ in range(COPIES - 1)] if self.repeats else []
        is_taken = post()
        for copy in copies:
            copy.cancel()
        if is_taken:
            for status in statuses:
                self.on_taken(status)
        with self._lock:
            self._under_way -= 1
            if not is_taken:
                again = time.monotonic() + AGAIN_AFTER_S
                self._due += [(again, address, status) for status in statuses]


def _status(wamid: str, message: Message, state: str) -> dict[str, Any]:
    status: dict[str, Any] = {
        "id": wamid,
        "status": state,
        "timestamp": str(int(time.time())),
        "recipient_id": message["to"].removeprefix("+"),
        "biz_opaque_callback_data": message["biz_opaque_callback_data"],
    }
    if state == "failed":
        status["errors"] = [{"code": 130472, "title": "User is part of an experiment"}]
    return status


def _body(statuses: list[dict[str, Any]]) -> bytes:
    metadata = {"display_phone_number": "351210000000", "phone_number_id": "2"}
    value = {"messaging_product": "whatsapp", "metadata": metadata, "statuses": statuses}
    entry = {"id": "1", "changes": [{"field": "messages", "value": value}]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
