"""One paper book a test, closed at its end."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.broker.hand_tape import book
from tests.broker.set_market import CASH, MONDAY, Scene, SetMarket, live_book, ny
from tests.market.recording import SetClock
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


@pytest.fixture
def scenes(tmp_path: Path) -> Iterator[Callable[..., Scene]]:
    """Set live scenes: `scenes("11:00", day=..., cash=..., delay_s=...)`; ACME is quoted 100.00 to 100.02."""
    made: list[Scene] = []

    def make(time: str = "11:00", *, day: date = MONDAY, cash: Decimal = CASH, **more: Any) -> Scene:
        clock = SetClock(ny(day, time))
        market = SetMarket(clock, **more)
        market.quotes("100.00", "100.02")
        folder = tmp_path / f"scene-{len(made)}"
        folder.mkdir()
        made.append(Scene(broker=live_book(folder, market, clock, cash=cash), market=market, clock=clock))
        return made[-1]

    yield make
    for scene in made:
        scene.broker.close()
