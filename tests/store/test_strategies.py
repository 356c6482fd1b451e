"""Strategies are kept by their names, each account's apart."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.orders.market import SetClock
from trading.errors import FixInput, NotFound
from trading.store.accounts import ensure_account
from trading.store.database import Database
from trading.store.migrate import upgrade
from trading.store.strategies import LONGEST_RULES, MOST_STRATEGIES, StrategyStore
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


def test_a_strategy_is_saved_replaced_renamed_and_deleted(database: Database) -> None:
    clock = SetClock(NOW)
    mine, yours = (StrategyStore(database, name, clock) for name in ("mine", "yours"))
    first = mine.save(" Dips ", "{1}")
    assert (first.name, first.rules, first.created_at, first.updated_at) == ("Dips", "{1}", NOW, NOW)
    theirs = yours.save("Dips", "{9}")
    clock.go(minutes=1)
    again = mine.save("Dips", "{2}")
    assert (again.id, again.rules, again.created_at) == (first.id, "{2}", NOW)
    assert again.updated_at == clock.now()
    clock.go(minutes=1)
    other = mine.save("Tops", "{3}")
    assert [one.name for one in mine.all()] == ["Tops", "Dips"]
    with pytest.raises(FixInput, match="a strategy is named 'Tops' already; choose another name"):
        mine.rename(first.id, "Tops")
    clock.go(minutes=1)
    assert mine.rename(first.id, "Dips").name == "Dips"
    assert mine.rename(first.id, "Deep dips").id == first.id
    assert [one.name for one in mine.all()] == ["Deep dips", "Tops"]
    assert mine.find(theirs.id) is None
    with pytest.raises(NotFound, match="does not know this strategy any more"):
        mine.rename(theirs.id, "Stolen")
    mine.delete(theirs.id)
    mine.delete(other.id)
    mine.delete(other.id)
    assert [one.name for one in mine.all()] == ["Deep dips"]
    assert yours.find(theirs.id) == theirs


@pytest.mark.parametrize("name", ["", "  ", "x" * 65])
def test_a_name_of_a_bad_length_is_a_sentence(database: Database, name: str) -> None:
    with pytest.raises(FixInput, match="a strategy's name has 1 to 64 characters"):
        StrategyStore(database, "mine", SetClock(NOW)).save(name, "{}")


def test_strategies_are_bounded_in_number_and_length(database: Database) -> None:
    store = StrategyStore(database, "mine", SetClock(NOW))
    with pytest.raises(FixInput, match="the rules have 20001 characters, the limit is 20000; shorten them"):
        store.save("long", "x" * (LONGEST_RULES + 1))
    for n in range(MOST_STRATEGIES):
        store.save(f"{n}", "{}")
    with pytest.raises(FixInput, match="200 strategies are kept, the limit is 200; delete one first"):
        store.save("one more", "{}")
    assert store.save("7", "{2}").rules == "{2}", "an old one can still be replaced"
