"""What a webhook body holds once it is parsed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from platform_app.integrations.whatsapp.graph_json import JsonObject


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
    UNKNOWN = "unknown"


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
    media_id: str | None
    raw: JsonObject


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

    In an announcement `category` is today's and `future_category` the one to come.
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


@dataclass(frozen=True, slots=True)
class OtherEvent:
    """A change that has no type of its own here, kept as it came."""

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


@dataclass(frozen=True, slots=True)
class ParsedWebhook:
    """One body, element by element; nothing of it is dropped."""

    messages: tuple[InboundMessage, ...] = ()
    statuses: tuple[StatusUpdate, ...] = ()
    template_updates: tuple[TemplateUpdate, ...] = ()
    others: tuple[OtherEvent, ...] = ()
    problems: tuple[Problem, ...] = ()
