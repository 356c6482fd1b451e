"""What was drawn is kept by account and symbol, and nothing but drawings is."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from trading.errors import FixInput
from trading.market.clock import WallClock
from trading.store.accounts import ensure_account
from trading.store.database import Database
from trading.store.drawings import MOST_DRAWINGS, DrawingStore
from trading.store.migrate import upgrade
from trading.types import MarketMode

LEVEL = {"kind": "level", "price": 512.5}
TREND = {"kind": "trend", "from": {"time": 1330560000, "price": 500.0}, "to": {"time": 1338508800, "price": 560.0}}


@pytest.fixture
def database(tmp_path: Path):
    made = Database(f"sqlite:///{tmp_path / 'desk.db'}")
    upgrade(made)
    for account in ("mine", "other"):
        ensure_account(made, account, mode=MarketMode.REPLAY, venue="a test", at=datetime(2026, 1, 5, tzinfo=UTC))
    yield made
    made.close()


def test_the_last_list_of_a_symbol_is_kept_and_no_other_is_touched(database: Database) -> None:
    mine, other = (DrawingStore(database, account, WallClock()) for account in ("mine", "other"))
    mine.keep("AAPL", [LEVEL])
    mine.keep("IBM", [TREND])
    mine.keep("AAPL", [LEVEL, TREND])
    assert mine.of("AAPL") == [LEVEL, TREND]
    assert mine.of("IBM") == [TREND]
    assert other.of("AAPL") == []
    mine.keep("AAPL", [])
    assert mine.of("AAPL") == []
    assert mine.of("IBM") == [TREND]


@pytest.mark.parametrize(
    "given",
    [
        None,
        "level",
        [None],
        [{"kind": "circle"}],
        [{"kind": "level", "price": "500"}],
        [{"kind": "level", "price": float("nan")}],
        [{"kind": "level", "price": True}],
        [{"kind": "trend", "from": {"time": 1, "price": 1}}],
        [LEVEL] * (MOST_DRAWINGS + 1),
    ],
)
def test_what_is_no_drawing_is_refused_and_changes_nothing(database: Database, given: object) -> None:
    store = DrawingStore(database, "mine", WallClock())
    store.keep("AAPL", [LEVEL])
    with pytest.raises(FixInput):
        store.keep("AAPL", given)
    assert store.of("AAPL") == [LEVEL]


def test_unknown_fields_of_a_drawing_are_left_out(database: Database) -> None:
    store = DrawingStore(database, "mine", WallClock())
    store.keep("AAPL", [LEVEL | {"html": "<b>"}])
    assert store.of("AAPL") == [LEVEL]
