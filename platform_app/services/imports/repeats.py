"""Which numbers a file has had so far, and on which lines: 24 bytes a number, where a dictionary takes 150."""

from array import array

_FULLEST = 0.6


class FirstLines:
    """Remembers on which line each number stands first."""

    def __init__(self, expected: int) -> None:
        """Make room for so many numbers; more are taken, too."""
        self._make(max(1024, int(expected / _FULLEST)))

    def note(self, phone: str, line: int) -> int:
        """Return the line on which a number in E.164 stood first, which is this one for a new number."""
        # E.164 has at most fifteen digits, so a number fits, and none is 0.
        number = int(phone[1:])
        numbers, mask = self._numbers, self._mask
        slot = number * 0x9E3779B1 >> 7 & mask
        while held := numbers[slot]:
            if held == number:
                return self._lines[slot]
            slot = slot + 1 & mask
        numbers[slot], self._lines[slot] = number, line
        self._count += 1
        if self._count > _FULLEST * mask:
            self._grow()
        return line

    def _make(self, slots: int) -> None:
        size = 1 << slots.bit_length()
        self._mask, self._count = size - 1, 0
        self._numbers, self._lines = array("Q", bytes(8 * size)), array("I", bytes(4 * size))

    def _grow(self) -> None:
        numbers, lines = self._numbers, self._lines
        self._make(2 * self._mask)
        for number, line in zip(numbers, lines, strict=True):
            if number:
                self.note(f"+{number}", line)
