"""What leaves the database about templates."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A template in the list, with the text that customers will see."""

    id: str
    name: str
    language: str
    category: str
    status: str
    rejected_reason: str
    header: str
    body: str
    footer: str
    buttons: list[str]
    synced: str
