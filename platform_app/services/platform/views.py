"""What leaves the database for the platform's console: states and counts, never a word of a customer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One number and what it is of."""

    key: str
    label: str
    value: int
    note: str


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """A step of the onboarding, and how many companies have taken it."""

    key: str
    title: str
    companies: int
    percent: int


@dataclass(frozen=True, slots=True)
class ConsoleCompany:
    """A company in the platform's list."""

    id: str
    name: str
    subdomain: str
    status: str
    plan: str
    numbers: int
    quality: str
    # Of its campaign messages this month; -1 where its plan has no limit.
    usage_percent: int
    last_activity: str
    steps_done: int
    steps: int
    created: str


@dataclass(frozen=True, slots=True)
class CompanyDetail:
    """A company as the platform sees it."""

    id: str = ""
    name: str = ""
    subdomain: str = ""
    address: str = ""
    status: str = ""
    suspend_reason: str = ""
    suspended: str = ""
    deletion_due: str = ""
    time_zone: str = ""
    website: str = ""
    industry: str = ""
    size: str = ""
    created: str = ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One of a company's people."""

    id: str
    name: str
    email: str
    role: str
    status: str
    last_seen: str
    has_second_factor: bool


@dataclass(frozen=True, slots=True)
class NumberHealth:
    """A company's number and how it is doing; no token, no secret."""

    id: str
    number: str
    name: str
    status: str
    quality: str
    limit: str
    held: str
    channel: str
    problem: str
    last_event: str


@dataclass(frozen=True, slots=True)
class RunningCampaign:
    """A campaign that is preparing, sending or paused, of any company."""

    id: str
    company_id: str
    company: str
    name: str
    status: str
    note: str
    people: int
    waiting: int
    failed: int
    launched: str


@dataclass(frozen=True, slots=True)
class StuckRow:
    """Work of one company that has stood still for ten minutes."""

    key: str
    company_id: str
    company: str
    what: str
    total: int
    since: str


@dataclass(frozen=True, slots=True)
class WebhookProblem:
    """A WhatsApp account that has stopped telling us, or never began."""

    key: str
    company_id: str
    company: str
    account: str
    what: str
    last_event: str


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A queue of jobs."""

    name: str
    waiting: int
    running: int
    failed: int
    oldest_s: int


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """A worker process."""

    name: str
    queues: str
    state: str
    job: str
    heartbeat: str


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job that has failed, with its error in one line."""

    id: str
    queue: str
    name: str
    company_id: str
    error: str
    ended: str


@dataclass(frozen=True, slots=True)
class HealthRow:
    """One thing that must be right: whether it is, and in words how."""

    key: str
    title: str
    state: str
    words: str
