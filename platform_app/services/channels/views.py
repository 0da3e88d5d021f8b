"""What leaves the database about channels; never a token, never an app secret."""

from dataclasses import dataclass

# What a business does, by WhatsApp's reference, "Business profile".
VERTICALS = (
    ("", "Not told"), ("AUTO", "Automotive"), ("BEAUTY", "Beauty, spa and salon"), ("APPAREL", "Clothing"),
    ("EDU", "Education"), ("ENTERTAIN", "Entertainment"), ("EVENT_PLAN", "Event planning"), ("FINANCE", "Finance"),
    ("GROCERY", "Groceries"), ("GOVT", "Government"), ("HOTEL", "Hotel"), ("HEALTH", "Health"),
    ("NONPROFIT", "Non-profit"), ("PROF_SERVICES", "Professional services"), ("RETAIL", "Shopping and retail"),
    ("TRAVEL", "Travel"), ("RESTAURANT", "Restaurant"), ("OTHER", "Other"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A number in the list; `left` is how many more people its portfolio may write to first today, in words."""

    id: str
    account: str
    display_number: str
    verified_name: str
    status: str
    quality: str
    messaging_limit: str
    left: str
    messages_per_second: int
    last_event: str
    problem: str


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A WABA; the token is told apart by its last four characters, moments are words or empty.

    `missing_scopes` is what the token may not do, in words. `subscription` is `ours`, `elsewhere`, `missing` or empty
    while it has not been looked at; `callback` says the same of the app's own address for news of the account.
    """

    id: str
    waba_id: str
    name: str
    business_name: str
    status: str
    problem: str
    review_status: str
    verification_status: str
    currency: str
    token_ending: str
    token_expires: str
    token_problem: str
    missing_scopes: str
    subscription: str
    callback: str
    callback_address: str
    webhook_address: str
    verify_token: str
    verified: str
    first_event: str
    last_event: str
    checked: str


NO_ACCOUNT = AccountRow(
    id="",
    waba_id="",
    name="",
    business_name="",
    status="",
    problem="",
    review_status="",
    verification_status="",
    currency="",
    token_ending="",
    token_expires="",
    token_problem="",
    missing_scopes="",
    subscription="",
    callback="",
    callback_address="",
    webhook_address="",
    verify_token="",
    verified="",
    first_event="",
    last_event="",
    checked="",
)


@dataclass(frozen=True, slots=True)
class HealthRow:
    """Whether one part of the way to customers works, with WhatsApp's own reasons and remedies."""

    part: str
    state: str
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class DayReading:
    """How a number stood on one day; `level` is the limit's step from 0 (unknown) to 5 (none)."""

    day: str
    quality: str
    messaging_limit: str
    level: int


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change of a number's quality, limit, rate or state, in words."""

    id: str
    words: str
    happened: str


@dataclass(frozen=True, slots=True)
class NumberDetail:
    """Everything about one number; moments are words or empty, `limit` is 0 without a known one."""

    row: NumberRow
    channel: AccountRow
    name_status: str
    new_name: str
    new_name_status: str
    username: str
    throughput: str
    code_verification: str
    platform_type: str
    account_mode: str
    is_official: bool
    override_address: str
    campaigns_pause: str
    limit: int
    used: int
    used_percent: int
    is_silent: bool
    checked: str
    can_send: str
    health: list[HealthRow]
    days: list[DayReading]
    changes: list[ChangeRow]


NO_NUMBER = NumberDetail(
    row=NumberRow("", "", "", "", "", "", "", "", 0, "", ""),
    channel=NO_ACCOUNT,
    name_status="",
    new_name="",
    new_name_status="",
    username="",
    throughput="",
    code_verification="",
    platform_type="",
    account_mode="",
    is_official=False,
    override_address="",
    campaigns_pause="",
    limit=0,
    used=0,
    used_percent=0,
    is_silent=False,
    checked="",
    can_send="",
    health=[],
    days=[],
    changes=[],
)


@dataclass(frozen=True, slots=True)
class ProfileView:
    """What customers see when they open a chat's details."""

    about: str = ""
    address: str = ""
    description: str = ""
    email: str = ""
    website: str = ""
    second_website: str = ""
    vertical: str = ""
    picture_url: str = ""


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A short link with its QR code, a picture as a data address."""

    code: str
    message: str
    url: str
    qr: str


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """Something about an account or a number that people should know; `resolved` is empty while it is open."""

    id: str
    severity: str
    title: str
    text: str
    advice: str
    number: str
    happened: str
    resolved: str


@dataclass(frozen=True, slots=True)
class Headline:
    """The number in the header: how it is doing, in one line."""

    number: str
    quality: str
    is_healthy: bool
    # Why sending is held back; empty when it is not.
    problem: str
