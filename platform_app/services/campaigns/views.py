"""What leaves the database about campaigns."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from uuid import UUID


class Step(StrEnum):
    """The steps in which a campaign is built."""

    GOAL = "goal"
    TEMPLATE = "template"
    AUDIENCE = "audience"
    TIMING = "timing"
    REVIEW = "review"


# Pages know the rows of services by their views alone.
from platform_app.services.campaigns.groups import NO_CONTROL as NO_CONTROL
from platform_app.services.campaigns.groups import Comparison as Comparison
from platform_app.services.campaigns.groups import ControlResult as ControlResult


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a campaign from being launched, and the step in which it is mended."""

    step: str
    words: str


@dataclass(frozen=True, slots=True)
class Brief:
    """What a campaign is for, and what assistant and agents should know when somebody answers; tags by commas."""

    goal: str = ""
    brief: str = ""
    offer: str = ""
    offer_until: str = ""
    tags: str = ""


@dataclass(frozen=True, slots=True)
class Timing:
    """When and how fast, as fields of a form: days such as 2026-11-25, times such as 09:00, both by the company's clocks."""

    day: str = ""
    clock: str = ""
    quiet_from: str = ""
    quiet_to: str = ""
    in_recipient_zone: bool = False
    rate: str = ""
    ramp_people: str = ""
    ramp_percent: str = ""


@dataclass(frozen=True, slots=True)
class VariableDraft:
    """Where one variable of the template gets its value from.

    `source` is `name`, `first_name`, `phone`, `attribute` (then `value` names it) or `text` (then it is `value`).
    """

    id: str
    label: str
    example: str
    source: str
    value: str
    fallback: str


@dataclass(frozen=True, slots=True)
class TemplateChoice:
    """A template that can be sent, with the text that customers will see."""

    id: str
    label: str
    category: str
    header: str
    body: str
    footer: str
    buttons: list[str]


@dataclass(frozen=True, slots=True)
class NumberChoice:
    """A number to send from."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class AudienceChoice:
    """Who can be included or excluded; `key` is `all`, `tag:NAME`, `segment:ID` or `campaign:ID`."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class CampaignChoices:
    """What the builder offers."""

    templates: list[TemplateChoice]
    numbers: list[NumberChoice]
    inclusions: list[AudienceChoice]
    exclusions: list[AudienceChoice]
    attributes: list[str]
    # How often one person is written to at most, in words, and the zone of all times.
    cap: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True)
class CampaignDraft:
    """A campaign as the builder edits it."""

    id: str
    name: str
    status: str
    # Why it was sent back, if it was.
    note: str
    template_id: str
    phone_number_id: str
    include: list[AudienceChoice]
    exclude: list[AudienceChoice]
    variables: list[VariableDraft]
    brief: Brief
    timing: Timing
    control_percent: str
    # Which save this is; the next one has to know it.
    version: int


@dataclass(frozen=True, slots=True)
class DraftChanges:
    """What the builder wants to keep; anything but the name may be missing.

    With a version, nothing is kept if somebody else has saved since.
    """

    name: str
    template_id: UUID | None
    phone_number_id: UUID | None
    include: list[str]
    variables: list[VariableDraft]
    exclude: list[str] = field(default_factory=list)
    brief: Brief = field(default_factory=Brief)
    timing: Timing = field(default_factory=Timing)
    control_percent: str = ""
    version: int | None = None


@dataclass(frozen=True, slots=True)
class VariantDraft:
    """Another template that a share of the audience gets, with where its values come from."""

    template_id: UUID
    variables: list[VariableDraft]


@dataclass(frozen=True, slots=True)
class VariantRow:
    """One of the templates that are compared; the campaign's own is A, and has no row."""

    position: int
    letter: str
    template_id: str
    template: str
    variables: list[VariableDraft]
    is_stopped: bool


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
class CampaignFilters:
    """What the list is narrowed down to; `whose` is empty or `mine`, `kept` is empty or `archived`."""

    search: str = ""
    status: str = ""
    tag: str = ""
    number: str = ""
    whose: str = ""
    kept: str = ""


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """A campaign in the list; shares are per cent of the audience, each person counted in the furthest state only."""

    id: str
    name: str
    status: str
    template: str
    audience: int
    sent: int
    delivered: int
    read: int
    failed: int
    skipped: int
    percent_done: int
    created: str
    pause_reason: str
    can_pause: bool
    can_resume: bool
    percent_read: float = 0
    percent_delivered: float = 0
    percent_accepted: float = 0
    percent_failed: float = 0
    # Accepted by WhatsApp within the last minute.
    rate: int = 0
    author: str = ""
    # When it starts by itself, was launched, or was begun: the latest of these that there is.
    moment: str = ""
    tags: list[str] = field(default_factory=list)
    is_archived: bool = False
    can_archive: bool = False


@dataclass(frozen=True, slots=True)
class WaitingCampaign:
    """A draft that waits for approval."""

    id: str
    name: str
    asked_by: str
    asked: str


@dataclass(frozen=True, slots=True)
class CampaignReport:
    """A campaign with figures that always add up to its audience.

    `accepted`, `sent`, `delivered` and `read` count everybody who got that far.
    """

    id: str
    name: str
    status: str
    template: str
    number: str
    launched: str
    finished: str
    pause_reason: str
    audience: int
    waiting: int
    accepted: int
    sent: int
    delivered: int
    read: int
    failed: int
    skipped: int
    unconfirmed: int
    percent_done: int
    percent_read: float
    percent_delivered: float
    percent_accepted: float
    percent_failed: float
    failures: list[ReasonCount]
    skips: list[ReasonCount]
    can_pause: bool
    can_resume: bool
    can_cancel: bool
    # Filled while it waits for approval: who asked, when, and which wish it is.
    asked_by: str = ""
    asked: str = ""
    asked_at: str = ""
    can_approve: bool = False
    # Until when it can be granted; then it has to be asked for again.
    approval_until: str = ""
    audience_words: str = ""
    # When it starts, or goes on, by itself; why it has paused, as `PauseKind` names it.
    starts: str = ""
    resumes: str = ""
    pause_kind: str = ""
    # Not started yet: it can be taken back, and given another time while it is scheduled.
    can_unschedule: bool = False


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person behind a number of the pre-flight."""

    id: str
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """One person of a campaign and what came of it."""

    id: str
    name: str
    phone: str
    status: str
    reason: str
    changed: str


NOTHING_CHECKED = Preflight([], 0, 0, [], [], "")
EMPTY_REPORT = CampaignReport(
    id="", name="", status="", template="", number="", launched="", finished="", pause_reason="",
    audience=0, waiting=0, accepted=0, sent=0, delivered=0, read=0, failed=0, skipped=0, unconfirmed=0,
    percent_done=0, percent_read=0, percent_delivered=0, percent_accepted=0, percent_failed=0,
    failures=[], skips=[], can_pause=False, can_resume=False, can_cancel=False,
)  # fmt: skip
