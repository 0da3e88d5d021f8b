"""What leaves the database about attributes."""

from dataclasses import dataclass, field

from platform_app.models.attributes import AttributeKind


@dataclass(frozen=True, slots=True)
class Definition:
    """An attribute of the company's: the key of its values, its name for people, and what they may be."""

    id: str
    key: str
    label: str
    kind: AttributeKind = AttributeKind.TEXT
    choices: list[str] = field(default_factory=list)
    position: int = 0
