"""WhatsApp's sizes, checked before it would refuse: every problem is said at its field."""

from collections.abc import Iterable

from platform_app.core.errors import InvalidInput

TEXT = 4_096
CAPTION = 1_024
INTERACTIVE_BODY = 1_024
LIST_BODY = 4_096
HEADER = 60
FOOTER = 60
CALLBACK = 512


class Checks:
    """Collects what is wrong with a message, so that people see all of it at once."""

    def __init__(self) -> None:
        self._problems: dict[str, str] = {}

    def text(self, field: str, value: str, most: int, *, least: int = 1) -> None:
        """Check the length of a text; `least=0` means that it may be empty."""
        if len(value) > most:
            self.fail(field, f"At most {most:,} characters; these are {len(value):,}.")
        elif len(value.strip()) < least:
            self.fail(field, "WhatsApp needs a text here.")

    def count(self, field: str, number: int, most: int, what: str) -> None:
        """Check how many there are, from one on."""
        if not 1 <= number <= most:
            self.fail(field, f"From 1 to {most} {what}; these are {number}.")

    def distinct(self, field: str, values: Iterable[str], what: str) -> None:
        """Check that no two are alike."""
        listed = list(values)
        if len(set(listed)) < len(listed):
            self.fail(field, f"Two {what} are alike.")

    def address(self, field: str, value: str) -> None:
        """Check that this is an address on the web."""
        if not value.startswith(("https://", "http://")) or any(one.isspace() for one in value):
            self.fail(field, "This is no web address. It starts with https://.")

    def fail(self, field: str, sentence: str) -> None:
        """Note a problem; the first one of a field counts."""
        self._problems.setdefault(field, sentence)

    def done(self) -> None:
        """Raise InvalidInput if anything is wrong."""
        if self._problems:
            raise InvalidInput("WhatsApp would not take this message.", self._problems)
