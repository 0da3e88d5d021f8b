"""What a webhook body holds once it is parsed: messages, statuses, templates, and what came of the rest."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from platform_app.integrations.whatsapp.graph_json import JsonObject
from platform_app.integrations.whatsapp.payloads.webhook_events import ChannelEvent, PersonEvent


class InboundKind(StrEnum):
    """The kinds of messages a customer can send; anything new is `unknown`."""

    TEXT = "text"
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    DOCUMENT = "document"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACTS = "contacts"
    REACTION = "reaction"
    INTERACTIVE = "interactive"
    BUTTON = "button"
    ORDER = "order"
    SYSTEM = "system"
    EDIT = "edit"
    REVOKE = "revoke"
    UNSUPPORTED = "unsupported"
    REQUEST_WELCOME = "request_welcome"
    # Only in a history: a file that follows later, under the same message id, or never.
    MEDIA_PLACEHOLDER = "media_placeholder"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file that waits at WhatsApp; `sha256` is hexadecimal, or empty if none was given."""

    id: str
    mime_type: str
    sha256: str
    filename: str


@dataclass(frozen=True, slots=True)
class SystemChange:
    """What a notice says about the customer; `what` is WhatsApp's word for it."""

    what: str
    phone: str | None
    user_id: str | None


@dataclass(frozen=True, slots=True)
class Referral:
    """The advertisement or post through which somebody came."""

    source: str
    headline: str
    url: str
    click_id: str


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """A message from a customer; at least one of phone (`+351…`) and user id is known.

    `reply_id` is the payload of a tapped button or list row; `target_wamid` is the message that
    a reaction, an edit or a deletion is about; `timestamp` is None when WhatsApp's was unusable.
    """

    waba_id: str
    phone_number_id: str
    wamid: str
    from_phone: str | None
    from_user_id: str | None
    profile_name: str | None
    timestamp: datetime | None
    kind: InboundKind
    text: str
    context_wamid: str | None
    reply_id: str | None
    target_wamid: str | None
    raw: JsonObject
    media: MediaFile | None = None
    change: SystemChange | None = None
    referral: Referral | None = None


class ArchiveSource(StrEnum):
    """Where a message comes from that did not pass through the product."""

    APP = "app"
    HISTORY = "history"


@dataclass(frozen=True, slots=True)
class ArchivedMessage:
    """A message of the WhatsApp Business app: written there just now, or long ago.

    In `message` the sender is always the customer, also where `is_ours`.
    """

    message: InboundMessage
    source: ArchiveSource
    is_ours: bool
    status: str

    @property
    def waba_id(self) -> str:
        return self.message.waba_id

    @property
    def phone_number_id(self) -> str:
        return self.message.phone_number_id


@dataclass(frozen=True, slots=True)
class StatusError:
    """Why a message failed, in WhatsApp's own words."""

    code: int | None
    title: str | None
    details: str | None


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    """What became of a message; `status` is WhatsApp's word, known or not.

    `callback` is our own `biz_opaque_callback_data`.
    """

    waba_id: str
    phone_number_id: str
    wamid: str
    status: str
    at: datetime | None
    recipient_phone: str | None
    recipient_user_id: str | None
    callback: str | None
    error: StatusError | None
    pricing_type: str | None
    pricing_category: str | None
    raw: JsonObject


@dataclass(frozen=True, slots=True)
class TemplateUpdate:
    """A change of a template: its status, quality, category or components, as `field` says.

    In an announcement `category` is today's, `future_category` the one to come, and `changes_at` the moment
    it does. `title`, `explanation` and `advice` are WhatsApp's own words about a pause or a rejection.
    """

    waba_id: str
    field: str
    template_id: str
    name: str | None
    language: str | None
    status: str | None
    reason: str | None
    category: str | None
    future_category: str | None
    quality: str | None
    at: datetime | None
    raw: JsonObject
    title: str | None = None
    explanation: str | None = None
    advice: str | None = None
    disable_at: datetime | None = None
    previous_category: str | None = None
    previous_quality: str | None = None
    changes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OtherEvent:
    """A change that nobody here has any use for, kept as it came; one that we don't know is in `unknown` too."""

    waba_id: str
    phone_number_id: str | None
    field: str
    at: datetime | None
    value: object


@dataclass(frozen=True, slots=True)
class Problem:
    """An element that could not be understood, with what it was."""

    path: str
    reason: str
    raw: object
    field: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something WhatsApp sent that the product does not know; `shape` tells its form and none of its content."""

    field: str
    what: str
    shape: str


@dataclass(frozen=True, slots=True)
class ParsedWebhook:
    """One body, element by element; nothing of it is dropped."""

    messages: tuple[InboundMessage, ...] = ()
    statuses: tuple[StatusUpdate, ...] = ()
    template_updates: tuple[TemplateUpdate, ...] = ()
    archived: tuple[ArchivedMessage, ...] = ()
    channel_events: tuple[ChannelEvent, ...] = ()
    person_events: tuple[PersonEvent, ...] = ()
    others: tuple[OtherEvent, ...] = ()
    problems: tuple[Problem, ...] = ()
    unknown: tuple[Unknown, ...] = field(default=())
