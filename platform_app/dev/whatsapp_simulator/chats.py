"""What the simulator remembers: chats, sends, conditions, webhook addresses."""

import time
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from platform_app.dev.whatsapp_simulator.accounts import SimulatedAccount, SimulatedNumber
from platform_app.dev.whatsapp_simulator.conditions import Conditions
from platform_app.dev.whatsapp_simulator.media_store import MediaStore
from platform_app.dev.whatsapp_simulator.template_shelf import TemplateShelf
from platform_app.integrations.whatsapp.graph_json import JsonObject

WINDOW_S = 24 * 3600
FREE_ENTRY_S = 72 * 3600
_OPENS_NO_WINDOW = frozenset({"edit", "revoke", "system", "request_welcome"})
# Everything else always goes to the app's callback, whatever overrides there are.
OVERRIDABLE = frozenset(
    """messages message_echoes calls consumer_profile messaging_handovers group_lifecycle_update
    group_participants_update group_settings_update group_status_update smb_message_echoes
    smb_app_state_sync history account_settings_update""".split()
)


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
    kind: str = "text"
    media_kind: str = ""
    cards: list[JsonObject] = field(default_factory=list)
    rows: list[JsonObject] = field(default_factory=list)
    quoted: str = ""
    reaction: str = ""
    is_deleted: bool = False
    template_id: str = ""
    price_type: str = "regular"
    is_to_user_id: bool = False


@dataclass(slots=True)
class Webhook:
    """An address that passed the handshake; an app's may hear of some fields only."""

    url: str
    verify_token: str
    fields: list[str] = field(default_factory=list)  # none named: all


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
class EntryPoint:
    """A customer who came from an ad: 72 hours are free from the business's answer on."""

    came_at: float
    answered_at: float = 0.0

    def is_free(self, at: float) -> bool:
        """Tell whether messages cost nothing now."""
        return at - self.answered_at < FREE_ENTRY_S


@dataclass(slots=True)
class Memory:
    """Everything the simulator knows; single-threaded, owned by its event loop."""

    accounts: tuple[SimulatedAccount, ...]
    conditions: Conditions
    templates: TemplateShelf
    media: MediaStore
    bubbles: dict[str, Bubble] = field(default_factory=dict)
    chats: dict[tuple[str, str], list[Bubble]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    usernames: dict[str, str] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)  # people whose phone number nobody is told
    windows: dict[tuple[str, str], float] = field(default_factory=dict)
    entry_points: dict[tuple[str, str], EntryPoint] = field(default_factory=dict)
    typing_until: dict[tuple[str, str], float] = field(default_factory=dict)
    waba_webhooks: dict[str, Webhook] = field(default_factory=dict)
    number_webhooks: dict[str, Webhook] = field(default_factory=dict)
    app_webhooks: dict[str, Webhook] = field(default_factory=dict)
    subscribed: set[str] = field(default_factory=set)
    notices: dict[str, JsonObject] = field(default_factory=dict)  # not yet taken by the company
    sends: deque[SentRecord] = field(default_factory=lambda: deque(maxlen=200_000))
    service_messages: Counter[tuple[str, str]] = field(default_factory=Counter)  # number and month
    is_dirty: bool = False

    @classmethod
    def of(cls, accounts: Iterable[SimulatedAccount], state_file: Path | None = None) -> "Memory":
        """Return the memory of a simulator that begins."""
        accounts = tuple(accounts)
        return cls(
            accounts,
            Conditions.of(accounts),
            TemplateShelf.of(accounts),
            MediaStore.beside(state_file),
        )

    def account(self, waba_id: str) -> SimulatedAccount | None:
        """Find an account."""
        return next((one for one in self.accounts if one.waba_id == waba_id), None)

    def account_of(self, number_id: str) -> tuple[SimulatedAccount, SimulatedNumber] | None:
        """Find the account and the number behind a phone number id."""
        for account in self.accounts:
            number = account.number(number_id)
            if number is not None:
                return account, number
        return None

    def business_of(self, number_id: str) -> str:
        """Return the portfolio of a number's account."""
        found = self.account_of(number_id)
        return self.conditions.accounts[found[0].waba_id].business_id if found else ""

    def webhook_of(
        self, account: SimulatedAccount, number_id: str | None, kind: str = "messages"
    ) -> Webhook | None:
        """Return where an event goes: the number's address, the account's, or the app's."""
        if account.waba_id not in self.subscribed:
            return None
        if kind in OVERRIDABLE:
            own = self.number_webhooks.get(number_id or "")
            own = own or self.waba_webhooks.get(account.waba_id)
            if own is not None:
                return own
        return self.app_webhooks.get(account.app_id)

    def is_heard(self, account: SimulatedAccount, number_id: str | None, kind: str) -> bool:
        """Tell whether an address, once there is one, hears of a field at all."""
        webhook = self.webhook_of(account, number_id, kind)
        return webhook is None or not webhook.fields or kind in webhook.fields

    def add(self, bubble: Bubble) -> None:
        """Put a message into its chat."""
        self.bubbles[bubble.wamid] = bubble
        key = (bubble.number_id, bubble.customer)
        self.chats.setdefault(key, []).append(bubble)
        if not bubble.is_outbound and bubble.kind not in _OPENS_NO_WINDOW:
            self.windows[key] = bubble.at
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
        """Forget chats and sends; accounts, conditions and webhook addresses stay."""
        for remembered in (
            *(self.bubbles, self.chats, self.windows, self.typing_until, self.names),
            *(self.usernames, self.hidden, self.entry_points, self.notices, self.sends),
            self.service_messages,
        ):
            remembered.clear()
        for portfolio in self.conditions.portfolios.values():
            portfolio.openings.clear()
        self.is_dirty = True

    def restore(self) -> None:
        """Put accounts, numbers and templates back to how they began."""
        self.conditions = Conditions.of(self.accounts)
        self.templates = TemplateShelf.of(self.accounts)
        self.number_webhooks.clear()
        self.app_webhooks.clear()
        self.is_dirty = True

    def duplicates(self) -> list[JsonObject]:
        """List what was accepted more than once with the same callback for the same person."""
        counts = Counter((one.to, one.callback) for one in self.sends if one.callback)
        return [
            {"to": to, "callback": callback, "count": count}
            for (to, callback), count in counts.items()
            if count > 1
        ]
