"""What leaves the database about tags."""

from dataclasses import dataclass

# Names of colours that read well on either ground; their values stand in the style sheet.
COLOURS = ("slate", "blue", "green", "amber", "red", "violet", "teal", "pink")


@dataclass(frozen=True, slots=True)
class TagRow:
    """A tag of the company's; `people` is counted only where it is asked for."""

    id: str
    name: str
    colour: str
    people: int = 0
