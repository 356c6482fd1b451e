"""What every keeper of watchlists promises."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.contracts.watchlists.conftest import Keeper
from trading.errors import FixInput, NotFound, VenueRejected
from trading.types import Watchlist, WatchlistName


def test_there_is_no_list_before_one_is_made_and_the_keeper_has_a_name(keeper: Keeper) -> None:
    assert list(keeper.lists.names()) == []
    assert keeper.lists.keeper.strip()


def test_a_list_is_made_filled_renamed_and_deleted_for_every_reader(keeper: Keeper) -> None:
    lists, elsewhere = keeper.lists, keeper.elsewhere
    made = lists.make("  Tech ", ["AAPL"])
    assert (made.name, made.symbols) == ("Tech", ("AAPL",))
    assert lists.add(made.id, "MSFT").symbols == ("AAPL", "MSFT")
    assert lists.rename(made.id, "Mine").symbols == ("AAPL", "MSFT")
    assert lists.remove(made.id, "AAPL").symbols == ("MSFT",)
    assert lists.one(made.id) == elsewhere.one(made.id) == Watchlist(id=made.id, name="Mine", symbols=("MSFT",))
    assert list(elsewhere.names()) == [WatchlistName(id=made.id, name="Mine")]
    lists.delete(made.id)
    assert list(lists.names()) == []


def test_lists_stand_by_name_whatever_their_case(keeper: Keeper) -> None:
    for name in ("beta", "Alpha", "gamma"):
        keeper.lists.make(name)
    assert [one.name for one in keeper.lists.names()] == ["Alpha", "beta", "gamma"]


def test_what_is_done_twice_is_done_once(keeper: Keeper) -> None:
    lists = keeper.lists
    made = lists.make("Tech", ["AAPL", "MSFT"])
    assert lists.add(made.id, "AAPL").symbols == ("AAPL", "MSFT"), "it stays where it is"
    assert lists.remove(made.id, "IBM").symbols == ("AAPL", "MSFT")
    assert lists.rename(made.id, "Tech").name == "Tech"
    lists.delete(made.id)
    lists.delete(made.id)


def test_a_symbol_stands_on_a_list_once(keeper: Keeper) -> None:
    assert keeper.lists.make("Tech", ["MSFT", "AAPL", "MSFT"]).symbols == ("MSFT", "AAPL")


def test_an_empty_list_is_a_list(keeper: Keeper) -> None:
    made = keeper.lists.make("Later")
    assert keeper.elsewhere.one(made.id).symbols == ()


def test_a_taken_name_or_an_unknown_symbol_is_refused_and_changes_nothing(keeper: Keeper) -> None:
    lists = keeper.lists
    tech, mine = lists.make("Tech", ["AAPL"]), lists.make("Mine")
    with pytest.raises(VenueRejected, match="choose another"):
        lists.make("Tech")
    with pytest.raises(VenueRejected, match="choose another"):
        lists.rename(mine.id, "Tech")
    with pytest.raises(VenueRejected, match="choose another"):
        lists.add(tech.id, "NOSUCH")
    with pytest.raises(VenueRejected, match="NOSUCH"):
        lists.make("Third", ["AAPL", "NOSUCH"])
    assert [one.name for one in keeper.elsewhere.names()] == ["Mine", "Tech"]
    assert keeper.elsewhere.one(tech.id).symbols == ("AAPL",)


@pytest.mark.parametrize("name", ["", "   ", "x" * 65])
def test_a_name_of_a_bad_length_says_how_long_it_may_be(keeper: Keeper, name: str) -> None:
    made = keeper.lists.make("x" * 64)
    for ask in (lambda: keeper.lists.make(name), lambda: keeper.lists.rename(made.id, name)):
        with pytest.raises(FixInput, match="1 to 64 characters and this one has"):
            ask()


def test_a_list_that_is_gone_is_a_sentence(keeper: Keeper) -> None:
    lists = keeper.lists
    gone = lists.make("Tech").id
    lists.delete(gone)
    for ask in (
        lambda: lists.one(gone),
        lambda: lists.add(gone, "AAPL"),
        lambda: lists.remove(gone, "AAPL"),
        lambda: lists.rename(gone, "Other"),
    ):
        with pytest.raises(NotFound, match="does not know this watchlist any more; choose another"):
            ask()


def test_changes_at_once_lose_none_of_each_other(keeper: Keeper) -> None:
    made = keeper.lists.make("Busy")
    symbols = ["AAPL", "MSFT", "IBM", "GOOG"]
    with ThreadPoolExecutor(4) as hands:
        list(hands.map(lambda symbol: keeper.lists.add(made.id, symbol), symbols))
    assert sorted(keeper.elsewhere.one(made.id).symbols) == sorted(symbols)
