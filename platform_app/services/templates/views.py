"""What leaves the database about templates."""

from dataclasses import dataclass, field

from platform_app.integrations.whatsapp.payloads.template_forms import (
    ButtonForm,
    CardForm,
    Sample,
    TemplateForm,
)

__all__ = [
    "NOTHING",
    "NO_DETAIL",
    "ButtonForm",
    "CardForm",
    "Editing",
    "Figures",
    "LibraryRow",
    "PhoneButton",
    "PhoneCard",
    "PhoneMessage",
    "Run",
    "Sample",
    "TemplateDetail",
    "TemplateFilters",
    "TemplateForm",
    "TemplateRow",
    "Use",
]


@dataclass(frozen=True, slots=True)
class PhoneButton:
    """A button as the phone shows it."""

    icon: str
    text: str


@dataclass(frozen=True, slots=True)
class PhoneCard:
    """A card of a carousel as the phone shows it."""

    media: str
    media_name: str
    body: str
    buttons: list[PhoneButton]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a text in one style: bold, italic, struck, mono, or none."""

    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class PhoneMessage:
    """A template as the customer sees it; `media` is IMAGE, VIDEO, DOCUMENT or LOCATION."""

    header: str = ""
    media: str = ""
    media_name: str = ""
    offer: str = ""
    body: list[Run] = field(default_factory=list[Run])
    footer: str = ""
    buttons: list[PhoneButton] = field(default_factory=list[PhoneButton])
    cards: list[PhoneCard] = field(default_factory=list[PhoneCard])


@dataclass(frozen=True, slots=True)
class TemplateFilters:
    """What the list is narrowed down to; empty words narrow nothing."""

    search: str = ""
    status: str = ""
    category: str = ""
    language: str = ""
    quality: str = ""
    channel_id: str = ""
    visibility: str = ""


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A template in the list."""

    id: str
    name: str
    language: str
    category: str
    status: str
    quality: str
    body: str
    is_hidden: bool
    has_changes: bool
    channel: str


@dataclass(frozen=True, slots=True)
class Use:
    """A campaign that used a template, with what came of it."""

    id: str
    name: str
    status: str
    created: str
    sent: int
    delivered: int
    read: int
    failed: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What WhatsApp itself has counted of a template; `problem` says why there is nothing."""

    sent: int = 0
    delivered: int = 0
    read: int = 0
    clicks: list[str] = field(default_factory=list[str])
    cost: str = ""
    problem: str = ""
    # Whether the account has to allow it first, which cannot be undone.
    can_enable: bool = False


@dataclass(frozen=True, slots=True)
class TemplateDetail:
    """Everything about one template, in words, with what may be done about it."""

    id: str
    name: str
    language: str
    category: str
    status: str
    quality: str
    quality_since: str
    status_since: str
    # Why it is so and what to do next; empty when all is well.
    status_words: str
    status_advice: str
    # What has become, or will become, of its category, and what that means for money.
    category_words: str
    category_advice: str
    lifetime: str
    format: str
    source: str
    wa_template_id: str
    channel: str
    synced: str
    message: PhoneMessage
    is_hidden: bool
    # A change that somebody has written and WhatsApp has not taken yet.
    has_changes: bool
    can_edit: bool
    edit_words: str
    can_delete: bool
    can_unpause: bool
    languages: int


@dataclass(frozen=True, slots=True)
class Editing:
    """A template as it is being written: its form, how the phone shows it, and what stands against submitting it."""

    id: str
    form: TemplateForm
    message: PhoneMessage
    # By field: what breaks a rule, what is only missing yet, what WhatsApp said when it was submitted.
    wrong: dict[str, str]
    missing: dict[str, str]
    refused: dict[str, str]
    advice: list[str]
    is_known: bool
    is_approved: bool
    edit_words: str
    saved: str


@dataclass(frozen=True, slots=True)
class LibraryRow:
    """A template that WhatsApp has written and approved beforehand."""

    id: str
    name: str
    language: str
    category: str
    topic: str
    usecase: str
    industries: str
    # As it is written, its variables as placeholders.
    body: str
    message: PhoneMessage
    # Labels and kinds of the buttons that want an address or a number.
    inputs: list[str]


NOTHING = PhoneMessage()
NO_DETAIL = TemplateDetail(
    id="", name="", language="", category="", status="", quality="", quality_since="", status_since="",
    status_words="", status_advice="", category_words="", category_advice="", lifetime="", format="", source="",
    wa_template_id="", channel="", synced="", message=NOTHING, is_hidden=False, has_changes=False, can_edit=False,
    edit_words="", can_delete=False, can_unpause=False, languages=0,
)  # fmt: skip
