"""What the builder shows and saves."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class Step(StrEnum):
    """The steps in which a campaign is built."""

    GOAL = "goal"
    TEMPLATE = "template"
    AUDIENCE = "audience"
    TIMING = "timing"
    REVIEW = "review"


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
