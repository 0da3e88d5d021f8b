"""What a launch would do: people, cost, time."""

from dataclasses import dataclass, field
from decimal import Decimal

from platform_app.services.campaigns.views.building import Problem


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many people share a reason, in words, and what can be done about it."""

    key: str
    label: str
    advice: str
    total: int


@dataclass(frozen=True, slots=True)
class MarketCost:
    """What one market costs; `price` and `cost` are empty where the card names no price."""

    market: str
    people: int
    free: int
    price: str
    cost: str


@dataclass(frozen=True, slots=True)
class DayShare:
    """How many people are written to on a day, when the messaging limit spreads a campaign over several."""

    day: str
    people: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """Cost and time of a campaign before it is launched.

    `seconds` is the time of sending at the number's rate alone; `days` is empty when everybody fits into today's limit.
    """

    currency: str = ""
    total: str = ""
    amount: Decimal = Decimal(0)
    card_from: str = ""
    is_own_currency: bool = True
    free: int = 0
    without_price: int = 0
    markets: list[MarketCost] = field(default_factory=list)
    seconds: int = 0
    duration: str = ""
    limit: str = ""
    days: list[DayShare] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SampleMessage:
    """The campaign as one real person will see it."""

    name: str
    header: str
    body: str
    footer: str
    buttons: list[str]


@dataclass(frozen=True, slots=True)
class Preflight:
    """What a launch would do; `problems` is empty when it can go."""

    problems: list[Problem]
    audience: int
    will_receive: int
    skipped: list[ReasonCount]
    # Up to five people who get it; without any, the template with nobody's name.
    samples: list[SampleMessage]
    summary: str
    # Whom the audience would have if it excluded nobody, less those it has.
    excluded: int = 0
    audience_words: str = ""
    # How WhatsApp judges the number and the template, in its words.
    number_quality: str = ""
    template_quality: str = ""
    forecast: Forecast = field(default_factory=Forecast)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person behind a number of the pre-flight."""

    id: str
    name: str
    phone: str


NOTHING_CHECKED = Preflight([], 0, 0, [], [], "")
