"""Movers, breadth and sectors, by hand; and which symbols are at hand."""

from collections.abc import Sequence
from datetime import UTC, datetime

from tests.analysis.hand_market import HandMarket, Line
from trading.analysis.at_hand import LARGE_COMPANIES, MOST_OF_MANY, symbols_at_hand
from trading.analysis.overview import Above, breadth, by_sector, distances, gainers, losers, most_active
from trading.analysis.scanned import Scanned
from trading.errors import Unavailable
from trading.types import Watchlist, WatchlistName

AT = datetime(2024, 3, 15, 20, 0, tzinfo=UTC)


def row(
    symbol: str, change: float | None, *, price: float = 10, volume: float | None = None, sector: str | None = None
):
    figures = {"price": price, "change": change, "volume": volume}
    return Scanned(
        symbol=symbol,
        name=symbol,
        sector=sector,
        closes_only=volume is None,
        partial_volume=False,
        at=AT,
        source="hand",
        figures=figures,
        missing={},
        closes=(),
    )


ROWS = [
    row("A", 1.0, volume=5, sector="Energy"),
    row("B", -2.0, volume=50, sector="Energy"),
    row("C", 3.0, sector="Health Care"),
    row("D", 0.0, volume=0, sector="Health Care"),
    row("E", -0.5, volume=7),
    row("F", None, volume=9, sector="Energy"),
]


def names(rows: Sequence[Scanned]) -> list[str]:
    return [each.symbol for each in rows]


def test_movers_are_those_that_moved_and_the_most_come_first() -> None:
    assert names(gainers(ROWS, 5)) == ["C", "A"]
    assert names(losers(ROWS, 5)) == ["B", "E"]
    assert names(losers(ROWS, 1)) == ["B"]
    assert names(most_active(ROWS, 3)) == ["B", "F", "E"], "no volume recorded is not a volume of 0"


def test_equal_moves_stand_by_symbol() -> None:
    assert names(gainers([row("Z", 1.0), row("Y", 1.0)], 2)) == ["Y", "Z"]


def test_breadth_counts_each_symbol_that_has_the_figure() -> None:
    values = {
        "A": {"sma_50": 9.0, "sma_200": 11.0},
        "B": {"sma_50": 10.0, "sma_200": 8.0},
        "C": {"sma_50": "too few bars", "sma_200": "too few bars"},
    }
    found = breadth(ROWS, values)
    assert (found.advancers, found.decliners, found.unchanged) == (2, 2, 1)
    assert found.above_short == Above(count=1, known=2), "a price at its average is not above it"
    assert found.above_long == Above(count=1, known=2)
    assert found.above_short.percent == 50
    assert breadth([], {}).above_long.percent is None
    # A: 10 / 11 - 1 = -9.0909 %, B: 10 / 8 - 1 = 25 %
    assert [round(each, 4) for each in distances(ROWS, values, "sma_200")] == [-9.0909, 25.0]


def test_sectors_weigh_their_symbols_alike_and_the_unknown_stands_last() -> None:
    found = by_sector(ROWS)
    assert [(each.name, each.symbols, each.change_pct) for each in found] == [
        ("Health Care", ("C", "D"), 1.5),
        ("Energy", ("A", "B"), -0.5),
        ("Not known", ("E",), -0.5),
    ]
    assert (found[1].advancers, found[1].decliners) == (1, 1)


class Lists:
    keeper = "the test"

    def __init__(self, *symbols: str, fault: bool = False) -> None:
        self._symbols, self._fault = symbols, fault

    def names(self) -> list[WatchlistName]:
        if self._fault:
            raise Unavailable("away")
        return [WatchlistName(id="1", name="Mine")]

    def one(self, list_id: str) -> Watchlist:
        return Watchlist(id=list_id, name="Mine", symbols=self._symbols)


def held_is_not_asked() -> list[str]:
    raise AssertionError("a small market is looked at whole")


def test_a_small_market_is_looked_at_whole() -> None:
    found = symbols_at_hand(HandMarket({"B": Line([1.0], 1.0), "A": Line([1.0], 1.0)}), None, held_is_not_asked)
    assert found.symbols == ("A", "B")
    assert found.said == "all 2 symbols that Made by hand has now"


def test_a_large_market_is_what_is_held_and_watched_and_large_companies_and_never_more_than_the_bound() -> None:
    many = {f"S{n}": Line([1.0], 1.0) for n in range(300)} | {name: Line([1.0], 1.0) for name in LARGE_COMPANIES[:50]}
    market = HandMarket(many)
    found = symbols_at_hand(market, Lists("S1", "NOSUCH", "AAPL"), lambda: ["S2"])
    assert found.symbols[:3] == ("S2", "S1", "AAPL")
    assert len(found.symbols) == len(set(found.symbols)) == MOST_OF_MANY
    assert found.said.startswith(f"{MOST_OF_MANY} of 340 symbols: 3 from your positions and watchlists and 37 large")
    full = symbols_at_hand(market, Lists(*(f"S{n}" for n in range(60))), list)
    assert len(full.symbols) == MOST_OF_MANY and "20 more of yours are left out" in full.said
    broken = symbols_at_hand(market, Lists(fault=True), list)
    assert len(broken.symbols) == MOST_OF_MANY and "watchlists could not be read" in broken.said
