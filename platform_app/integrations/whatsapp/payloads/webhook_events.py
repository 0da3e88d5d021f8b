"""What a webhook says about the account, its numbers and its customers, apart from messages and templates."""

from dataclasses import dataclass
from datetime import datetime

from platform_app.integrations.whatsapp.graph_json import JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class _Event:
    """Whose event it is, when it happened, and what it said."""

    waba_id: str
    at: datetime | None
    raw: JsonObject
    phone_number_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """Something that WhatsApp forbids an account for a while, or for good if there is no `expires_at`."""

    kind: str
    expires_at: datetime | None
    remediation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountUpdate(_Event):
    """A change of the account; `event` and `ban_state` are WhatsApp's words."""

    event: str
    restrictions: tuple[Restriction, ...] = ()
    violation: str = ""
    ban_state: str = ""
    ban_date: str = ""
    country: str = ""
    tier: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountAlert(_Event):
    """A warning or a hint of WhatsApp's about a business, an account or a number."""

    entity: str
    entity_id: str
    severity: str
    status: str
    kind: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountReview(_Event):
    """WhatsApp's decision about the account."""

    decision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberQuality(_Event):
    """A change of a number's throughput or quality; `limit` is a tier, or empty."""

    display_number: str
    event: str
    limit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberName(_Event):
    """WhatsApp's decision about the name a number wants to show."""

    display_number: str
    decision: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessCapability(_Event):
    """How many people the whole portfolio may open conversations with in 24 hours, as a tier; -1 is no limit."""

    limit: str
    most_numbers: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityEvent(_Event):
    """Somebody changed, or wants to reset, the PIN of a number."""

    display_number: str
    event: str
    requester: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessUsername(_Event):
    """What became of the name a number can be found by."""

    display_number: str
    username: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentConfiguration(_Event):
    """A change of how customers pay in chats."""

    name: str
    provider: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsChange(_Event):
    """Somebody changed a setting of the account or the business at WhatsApp; `what` are words for people."""

    field: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowEvent(_Event):
    """A form (flow) changed its status, or works badly; `message` are WhatsApp's own words."""

    event: str
    flow_id: str
    message: str
    old_status: str
    new_status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountError(_Event):
    """An error of the account or the system that belongs to no message."""

    code: int | None
    title: str
    details: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryProgress(_Event):
    """How much of the old messages has come, or the code with which they were refused."""

    progress: int | None
    error_code: int | None
    details: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketingPreference(_Event):
    """What somebody has set with WhatsApp's own control; at least one of phone and user id is known."""

    phone: str | None
    wa_user_id: str | None
    wants_marketing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UserIdChange(_Event):
    """A customer's user id was replaced by another one."""

    phone: str | None
    previous: str
    current: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressBookChange(_Event):
    """A contact was named or removed in the WhatsApp Business app."""

    phone: str
    name: str
    is_removed: bool


ChannelEvent = (
    AccountUpdate
    | AccountAlert
    | AccountReview
    | NumberQuality
    | NumberName
    | BusinessCapability
    | SecurityEvent
    | BusinessUsername
    | PaymentConfiguration
    | SettingsChange
    | FlowEvent
    | AccountError
    | HistoryProgress
)
PersonEvent = MarketingPreference | UserIdChange | AddressBookChange
