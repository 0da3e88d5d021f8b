"""Large and hostile webhooks: a thousand changes, megabytes, strangers among good elements."""

import time
from dataclasses import dataclass
from itertools import count

from platform_app.dev.whatsapp_simulator.accounts import SimulatedAccount
from platform_app.dev.whatsapp_simulator.courier import envelope, escaped_like_meta, metadata
from platform_app.dev.whatsapp_simulator.people import digits, user_id
from platform_app.dev.whatsapp_simulator.world import new_wamid
from platform_app.integrations.whatsapp.graph_json import JsonObject

_FIRST_PHONE = 351_919_000_000
_BAD: tuple[object, ...] = (
    None,
    "not an object",
    {"type": "text", "text": "not an object either"},
    {"id": 17, "from": ["+351"], "timestamp": "soon", "type": "text"},
    {"id": "wamid.BAD", "type": {"kind": "text"}},
)


@dataclass(frozen=True, slots=True)
class Batch:
    """What is wanted: good changes, bad and unknown ones, and a size in bytes to fill up to."""

    changes: int = 1
    bad: int = 0
    unknown: int = 0
    size: int = 0

    def made(self, accounts: list[SimulatedAccount]) -> tuple[bytes, list[str]]:
        """Return one body for all accounts, and the ids of the good messages in it."""
        wamids: list[str] = []
        people = count(_FIRST_PHONE)
        per_account: dict[str, list[object]] = {one.waba_id: [] for one in accounts}
        for index in range(self.changes):
            account = accounts[index % len(accounts)]
            change, wamid = _good(account, next(people), text=f"Message {index + 1}")
            per_account[account.waba_id].append(change)
            wamids.append(wamid)
        first = per_account[accounts[0].waba_id]
        # Among the good ones, so that whatever stops at a bad one loses a neighbour.
        for index in range(self.bad):
            first.insert((2 * index + 1) % (len(first) + 1), _bad(accounts[0], index))
        for index in range(self.unknown):
            first.insert((3 * index + 1) % (len(first) + 1), _unknown(accounts[0], index))
        body = self._body(per_account)
        if len(body) < self.size:
            padding = "x" * (self.size - len(body))
            change, wamid = _good(accounts[0], next(people), text="Big")
            change["value"]["messages"][0]["text"]["body"] = padding
            wamids.append(wamid)
            first.append(change)
            body = self._body(per_account)
        return body, wamids

    def _body(self, per_account: dict[str, list[object]]) -> bytes:
        entries: list[JsonObject] = [
            {"id": waba_id, "changes": changes} for waba_id, changes in per_account.items()
        ]
        return escaped_like_meta(envelope(entries))


def _good(account: SimulatedAccount, person: int, *, text: str) -> tuple[JsonObject, str]:
    phone = f"+{person}"
    wamid = new_wamid()
    message = {
        "from": digits(phone),
        "from_user_id": user_id(phone, account.portfolio_id),
        "id": wamid,
        "timestamp": str(int(time.time())),
        "type": "text",
        "text": {"body": text},
    }
    contact = {"profile": {"name": f"Person {person % 10_000}"}, "wa_id": digits(phone)}
    value = {**metadata(account.numbers[0]), "contacts": [contact], "messages": [message]}
    return {"field": "messages", "value": value}, wamid


def _bad(account: SimulatedAccount, index: int) -> object:
    element = _BAD[index % len(_BAD)]
    if index % 3 == 2:
        return element
    value = {**metadata(account.numbers[0]), "messages": [element], "statuses": [element]}
    return {"field": "messages", "value": value}


def _unknown(account: SimulatedAccount, index: int) -> JsonObject:
    if index % 2:
        message = {"id": new_wamid(), "from": str(_FIRST_PHONE), "type": "hologram"}
        message |= {"timestamp": str(int(time.time())), "hologram": {"beam": 7}}
        value = {**metadata(account.numbers[0]), "messages": [message]}
        return {"field": "messages", "value": value}
    return {"field": "telepathy_update", "value": {"thought": "new", "strength": index}}
