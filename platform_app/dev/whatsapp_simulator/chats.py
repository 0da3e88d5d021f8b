"""What the simulator remembers: chats, sends, webhook addresses; kept in a file if wanted."""

import json
import time
from collections import Counter, deque
from dataclasses import asdict, dataclass, field
from pathlib import Path

from platform_app.dev.whatsapp_simulator.accounts import SimulatedAccount, SimulatedNumber
from platform_app.integrations.whatsapp.graph_json import JsonObject

WINDOW_S = 24 * 3600
# What a restart remembers; a phone shows the latest chats, and the file is rewritten often.
_SAVED_BUBBLES = 5_000


@dataclass(slots=True)
class Bubble:
    """One message of a chat as the phone shows it, and what WhatsApp still has to report of it."""

    wamid: str
    number_id: str
    customer: str
    is_outbound: bool
    at: float
    body: str
    header: str = ""
    media: str = ""
    footer: str = ""
    buttons: list[JsonObject] = field(default_factory=list)
    callback: str | None = None
    category: str = "service"
    status: str = "accepted"
    # Statuses (or, inbound, the message) that the company has not confirmed yet.
    unconfirmed: list[JsonObject] = field(default_factory=list)


@dataclass(slots=True)
class Webhook:
    """An address that passed the handshake."""

    url: str
    verify_token: str


@dataclass(slots=True)
class SentRecord:
    """One accepted send, for tests that count."""

    wamid: str
    phone_number_id: str
    to: str
    callback: str | None
    payload: JsonObject
    at: float


@dataclass(slots=True)
class Memory:
    """Everything the simulator knows; single-threaded, owned by its event loop."""

    accounts: tuple[SimulatedAccount, ...]
    bubbles: dict[str, Bubble] = field(default_factory=dict)
    chats: dict[tuple[str, str], list[Bubble]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    windows: dict[tuple[str, str], float] = field(default_factory=dict)
    typing_until: dict[tuple[str, str], float] = field(default_factory=dict)
    waba_webhooks: dict[str, Webhook] = field(default_factory=dict)
    app_webhooks: dict[str, Webhook] = field(default_factory=dict)
    subscribed: set[str] = field(default_factory=set)
    sends: deque[SentRecord] = field(default_factory=lambda: deque(maxlen=200_000))
    is_dirty: bool = False

    def account_of(self, number_id: str) -> tuple[SimulatedAccount, SimulatedNumber] | None:
        """Find the account and the number behind a phone number id."""
        for account in self.accounts:
            number = account.number(number_id)
            if number is not None:
                return account, number
        return None

    def webhook_of(self, account: SimulatedAccount) -> Webhook | None:
        """Return where the account's messages go: its own address before the app's."""
        if account.waba_id not in self.subscribed:
            return None
        own = self.waba_webhooks.get(account.waba_id)
        return own or self.app_webhooks.get(account.app_id)

    def add(self, bubble: Bubble) -> None:
        """Put a message into its chat."""
        self.bubbles[bubble.wamid] = bubble
        self.chats.setdefault((bubble.number_id, bubble.customer), []).append(bubble)
        if not bubble.is_outbound:
            self.windows[bubble.number_id, bubble.customer] = bubble.at
        self.is_dirty = True

    def has_open_window(self, number_id: str, customer: str) -> bool:
        """Tell whether the customer wrote to this number in the last 24 hours."""
        return time.time() - self.windows.get((number_id, customer), 0.0) < WINDOW_S

    def customers_of(self, number_id: str) -> list[str]:
        """List the people of a number's chats, the latest first."""
        latest = {
            customer: chat[-1].at
            for (owner, customer), chat in self.chats.items()
            if owner == number_id
        }
        return sorted(latest, key=latest.__getitem__, reverse=True)

    def forget(self) -> None:
        """Forget chats and sends; accounts and webhook addresses stay."""
        for remembered in (self.bubbles, self.chats, self.windows, self.typing_until, self.names):
            remembered.clear()
        self.sends.clear()
        self.is_dirty = True

    def duplicates(self) -> list[JsonObject]:
        """List what was accepted more than once with the same callback for the same person."""
        counts = Counter((one.to, one.callback) for one in self.sends if one.callback)
        return [
            {"to": to, "callback": callback, "count": count}
            for (to, callback), count in counts.items()
            if count > 1
        ]

    def save(self, file: Path) -> None:
        """Write what a restart needs; the file is replaced as a whole or not at all."""
        bubbles = list(self.bubbles.values())[-_SAVED_BUBBLES:]
        state = {
            "bubbles": [asdict(bubble) for bubble in bubbles],
            "names": self.names,
            "waba_webhooks": {key: asdict(one) for key, one in self.waba_webhooks.items()},
            "app_webhooks": {key: asdict(one) for key, one in self.app_webhooks.items()},
            "subscribed": sorted(self.subscribed),
        }
        draft = file.with_suffix(".new")
        draft.write_text(json.dumps(state))
        draft.replace(file)
        self.is_dirty = False

    def load(self, file: Path) -> None:
        """Read what an earlier run wrote."""
        state = json.loads(file.read_text())
        for bubble in state["bubbles"]:
            self.add(Bubble(**bubble))
        self.names = state["names"]
        self.waba_webhooks = {key: Webhook(**one) for key, one in state["waba_webhooks"].items()}
        self.app_webhooks = {key: Webhook(**one) for key, one in state["app_webhooks"].items()}
        self.subscribed = set(state["subscribed"])
        self.is_dirty = False
