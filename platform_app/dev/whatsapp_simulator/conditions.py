"""What people and tests can change of an account, a number or a portfolio while it runs."""

import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from typing import Self, TypeVar

from platform_app.dev.whatsapp_simulator.accounts import SimulatedAccount, SimulatedNumber
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_object

MESSAGING = "whatsapp_business_messaging"
MANAGEMENT = "whatsapp_business_management"
DAY_S = 24 * 3600
# People a portfolio may begin a conversation with in 24 hours; -1 is as many as it likes.
LIMITS = {
    "TIER_50": 50,
    "TIER_250": 250,
    "TIER_1K": 1_000,
    "TIER_2K": 2_000,
    "TIER_10K": 10_000,
    "TIER_100K": 100_000,
    "TIER_UNLIMITED": -1,
}


class _Saved:
    """A dataclass that is kept as JSON."""

    @classmethod
    def read(cls, state: JsonObject) -> Self:
        """Read what a run wrote, whatever an older one did not know."""
        known = {one.name for one in fields(cls)}  # pyright: ignore[reportArgumentType] - subclasses are dataclasses
        return cls(**{name: value for name, value in state.items() if name in known})


T = TypeVar("T", bound=_Saved)


@dataclass(slots=True)
class AccountConditions(_Saved):
    """How a WABA and its token stand."""

    business_id: str
    review: str = "APPROVED"
    verification: str = "verified"
    ban_state: str = ""  # SCHEDULE_FOR_DISABLE or DISABLE
    restrictions: list[JsonObject] = field(default_factory=list)
    has_payment: bool = True
    has_insights: bool = False
    problems: list[JsonObject] = field(
        default_factory=list
    )  # health errors, as WhatsApp words them
    token_is_valid: bool = True
    token_expires_at: int = 0
    scopes: list[str] = field(default_factory=lambda: [MANAGEMENT, MESSAGING])
    target_ids: list[str] | None = None  # the WABAs that the token was given; None: its own

    def is_restricted(self, kind: str) -> bool:
        """Tell whether a restriction of this kind is in force."""
        now = time.time()
        return any(
            one.get("restriction_type") == kind and float(one.get("expiration") or now + 1) > now
            for one in self.restrictions
        )

    def has_living_token(self) -> bool:
        """Tell whether the token still opens anything."""
        return self.token_is_valid and not 0 < self.token_expires_at <= time.time()


@dataclass(slots=True)
class NumberConditions(_Saved):
    """How a business phone number stands, and what was set on it."""

    status: str
    quality: str
    throughput: str
    verified_name: str
    name_status: str = "APPROVED"
    new_name: str = ""
    new_name_status: str = "NONE"
    code_verification: str = "VERIFIED"
    account_mode: str = "LIVE"
    allowed: list[str] = field(default_factory=list)  # a test number's recipients
    pin: str = ""
    pin_guesses: int = 0
    code: str = ""  # the digits of a verification SMS
    registrations: list[float] = field(default_factory=list)
    deregistered_at: float = 0.0
    profile: JsonObject = field(default_factory=lambda: as_object({"vertical": "UNDEFINED"}))
    settings: JsonObject = field(default_factory=lambda: as_object({}))
    automation: JsonObject = field(default_factory=lambda: as_object({}))
    blocked: list[str] = field(default_factory=list)
    short_links: dict[str, str] = field(default_factory=dict)
    problems: list[JsonObject] = field(default_factory=list)

    @classmethod
    def of(cls, number: SimulatedNumber) -> Self:
        """Return how a number stands at the beginning."""
        return cls(number.status, number.quality, number.throughput, number.verified_name)


@dataclass(slots=True)
class PortfolioConditions(_Saved):
    """The messaging limit that all numbers of a business share, and who counts against it."""

    limit: str = "TIER_250"
    openings: dict[str, float] = field(default_factory=dict)  # by person, the oldest first

    def may_open(self, person: str, *, at: float) -> bool:
        """Tell whether a conversation with this person may begin now."""
        self._drop_old(at)
        allowed = LIMITS.get(self.limit, -1)
        return person in self.openings or allowed < 0 or len(self.openings) < allowed

    def open(self, person: str, *, at: float) -> None:
        """Count a person; another message within 24 hours does not count again."""
        self.openings.setdefault(person, at)

    def _drop_old(self, at: float) -> None:
        while self.openings:
            oldest = next(iter(self.openings))
            if self.openings[oldest] > at - DAY_S:
                break
            del self.openings[oldest]


@dataclass(slots=True)
class Conditions:
    """Everything changeable, by WABA id, phone number id and business id."""

    accounts: dict[str, AccountConditions]
    numbers: dict[str, NumberConditions]
    portfolios: dict[str, PortfolioConditions]

    @classmethod
    def of(cls, accounts: Iterable[SimulatedAccount]) -> Self:
        """Return how things stand at the beginning."""
        made = cls({}, {}, {})
        for account in accounts:
            made.accounts[account.waba_id] = AccountConditions(account.portfolio_id)
            made.numbers |= {one.id: NumberConditions.of(one) for one in account.numbers}
            limit = account.numbers[0].messaging_limit if account.numbers else "TIER_250"
            made.portfolios.setdefault(account.portfolio_id, PortfolioConditions(limit))
        return made

    def portfolio(self, waba_id: str) -> PortfolioConditions:
        """Return the portfolio that an account belongs to now."""
        return self.portfolios.setdefault(self.accounts[waba_id].business_id, PortfolioConditions())

    def save(self) -> JsonObject:
        """Return everything as JSON."""
        return asdict(self)

    def load(self, state: JsonObject) -> None:
        """Read what `save` wrote, for the accounts that are still played."""
        _read(self.accounts, AccountConditions, as_object(state.get("accounts")))
        _read(self.numbers, NumberConditions, as_object(state.get("numbers")))
        portfolios = as_object(state.get("portfolios"))
        self.portfolios |= {key: PortfolioConditions.read(one) for key, one in portfolios.items()}


def _read(into: dict[str, T], kind: type[T], state: JsonObject) -> None:
    into.update({key: kind.read(one) for key, one in state.items() if key in into})
