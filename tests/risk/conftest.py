"""The rig of each test of the gate."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.orders.rig import Rig, make_rig
from trading.types import MarketMode


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_rig(tmp_path / "desk")
    yield made
    made.close()


@pytest.fixture
def venue_rig(tmp_path: Path) -> Iterator[Rig]:
    """A desk at a venue: both clocks equal, Sunday 22 November 2026."""
    made = make_rig(tmp_path / "venue", mode=MarketMode.PAPER)
    yield made
    made.close()
