"""What code of the user prints: it is thrown away, and too much of it is a fault."""

import io

from trading.errors import FixInput

MOST_PRINTED = 1_000_000


class Unread(io.TextIOBase):
    """A text stream that keeps nothing. Raises FixInput past a million characters."""

    def __init__(self) -> None:
        self._printed = 0

    def writable(self) -> bool:
        """Say yes."""
        return True

    def write(self, text: str) -> int:
        """Count the characters and forget them."""
        self._printed += len(text)
        if self._printed > MOST_PRINTED:
            raise FixInput(
                f"the strategy printed more than {MOST_PRINTED:,} characters, which nobody reads; "
                "remove its print calls"
            )
        return len(text)
