"""One paper book a test, closed at its end."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.broker.hand_tape import book
from trading.broker.paper import PaperBroker


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[..., PaperBroker]]:
    """Open paper books: `opened(tape, start=..., cash=...)`; a second call opens the same file beside the first."""
    made: list[PaperBroker] = []

    def make(*args: object, **more: object) -> PaperBroker:
        made.append(book(tmp_path, *args, **more))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for broker in made:
        broker.close()
