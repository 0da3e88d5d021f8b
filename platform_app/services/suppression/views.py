"""What leaves the database about the suppression list."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SuppressionRow:
    """An entry; `hint` are a number's last digits, empty for people who were erased. Times are the company's."""

    id: str
    kind: str
    hint: str
    source: str
    added: str
