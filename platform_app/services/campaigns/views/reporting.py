"""Campaigns in lists and reports, and what came of them."""

from dataclasses import dataclass, field

from platform_app.services.campaigns.views.checking import ReasonCount


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
    # Of those accepted: looked at by WhatsApp first; and what people did because of it.
    held: int = 0
    replied: int = 0
    opted_out: int = 0


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """One person of a campaign and what came of it."""

    id: str
    name: str
    phone: str
    status: str
    reason: str
    changed: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing that people do, in both groups, and what may be said of the difference."""

    label: str
    reached: str
    held_out: str
    difference: str
    verdict: str
    is_certain: bool


@dataclass(frozen=True, slots=True)
class ControlResult:
    """Both groups of a campaign; `until` is filled while answers still count."""

    reached: int = 0
    held_out: int = 0
    until: str = ""
    comparisons: list[Comparison] = field(default_factory=list)


EMPTY_REPORT = CampaignReport(
    id="", name="", status="", template="", number="", launched="", finished="", pause_reason="",
    audience=0, waiting=0, accepted=0, sent=0, delivered=0, read=0, failed=0, skipped=0, unconfirmed=0,
    percent_done=0, percent_read=0, percent_delivered=0, percent_accepted=0, percent_failed=0,
    failures=[], skips=[], can_pause=False, can_resume=False, can_cancel=False,
)  # fmt: skip
NO_CONTROL = ControlResult()
