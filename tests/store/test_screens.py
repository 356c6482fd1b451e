"""Screens are kept by their names, each account's apart."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.orders.market import SetClock
from trading.errors import FixInput
from trading.store.accounts import ensure_account
from trading.store.database import Database
from trading.store.migrate import upgrade
from trading.store.screens import MOST_SCREENS, StoredScreens
from trading.types import MarketMode

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database.in_folder(tmp_path)
    upgrade(made)
    for account in ("mine", "yours"):
        ensure_account(made, account, mode=MarketMode.REPLAY, venue="Paper", at=NOW)
    yield made
    made.close()


def test_a_screen_is_saved_replaced_and_deleted(database: Database) -> None:
    screens, yours = (StoredScreens(database, name, SetClock(NOW)) for name in ("mine", "yours"))
    first = screens.save(" Cheap ", "price<20")
    yours.save("Cheap", "price<1")
    assert (first.name, first.rules) == ("Cheap", "price<20")
    again = screens.save("Cheap", "price<10")
    assert again.id == first.id
    screens.save("active", "volume>1000000")
    assert [(one.name, one.rules) for one in screens.all()] == [("active", "volume>1000000"), ("Cheap", "price<10")]
    yours.delete(first.id)
    screens.delete(first.id)
    screens.delete(first.id)
    assert [one.name for one in screens.all()] == ["active"]
    assert [one.rules for one in yours.all()] == ["price<1"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 65])
def test_a_name_of_a_bad_length_is_a_sentence(database: Database, name: str) -> None:
    with pytest.raises(FixInput, match="a screen's name has 1 to 64 characters"):
        StoredScreens(database, "mine", SetClock(NOW)).save(name, "price<1")


def test_screens_are_bounded(database: Database) -> None:
    screens = StoredScreens(database, "mine", SetClock(NOW))
    for n in range(MOST_SCREENS):
        screens.save(f"{n}", "price<1")
    with pytest.raises(FixInput, match="the limit is 200; delete one first"):
        screens.save("one more", "price<1")
    assert screens.save("7", "price<2").rules == "price<2", "an old one can still be replaced"
