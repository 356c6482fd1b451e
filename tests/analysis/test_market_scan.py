"""Many symbols looked at together: one session for all, the figures by hand, read once for one moment."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pytest

from tests.analysis.hand_market import TODAY, HandMarket, Line, close_of
from tests.orders.market import SetClock
from trading.analysis.market_scan import MarketScan
from trading.analysis.screen_fields import Field, Unit, field_named
from trading.errors import NoData
from trading.indicators import read
from trading.market.calendar import ExchangeCalendar
from trading.market.clock import ReplayClock
from trading.market.replay import ReplayMarket, ReplayTape


def scan_of(market: HandMarket, **more: object) -> MarketScan:
    return MarketScan(market, SetClock(close_of(TODAY)), **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def recorded() -> tuple[ReplayMarket, ReplayClock]:
    calendar = ExchangeCalendar()
    clock = ReplayClock(lambda: date(2012, 6, 1), calendar)
    return ReplayMarket(ReplayTape(), clock, calendar), clock


def test_the_recorded_apple_has_the_figures_that_the_exchange_published(
    recorded: tuple[ReplayMarket, ReplayClock],
) -> None:
    (row,) = MarketScan(*recorded).scan(["AAPL"]).rows
    # closes of 31 May and 1 June 2012: 577.73 and 560.99; 560.99 / 577.73 - 1 = -2.89755 %
    assert row.figures["price"] == 560.99
    assert row.change == pytest.approx(-2.89755, abs=1e-5)
    assert (row.volume, row.sector) == (18_606_700, "Information Technology")
    assert len(row.closes) == 60 and row.closes[-2:] == pytest.approx((577.73, 560.99))


def test_returns_volume_and_the_place_in_the_range_are_those_of_the_hand() -> None:
    # 252 sessions before: 100 each, but 150 once and 50 once; volumes 1000 each; today 125 on 2500 shares
    closes = [100.0] * 252
    closes[10], closes[20] = 150.0, 50.0
    market = HandMarket({"AAA": Line(closes, 125.0, volumes=[1000.0] * 252, volume=2500.0)})
    (row,) = scan_of(market).scan(["AAA"]).rows
    figures = row.figures
    assert figures["change"] == figures["return_1m"] == figures["return_1y"] == pytest.approx(25.0)
    assert figures["volume_ratio"] == pytest.approx(2.5)
    assert figures["range_52w"] == pytest.approx(75.0), "(125 - 50) / (150 - 50)"
    assert row.missing == {}


def test_what_lies_more_than_a_year_back_is_not_in_the_range() -> None:
    closes = [500.0, *[100.0] * 251]
    (row,) = scan_of(HandMarket({"AAA": Line(closes, 150.0)})).scan(["AAA"]).rows
    assert row.figures["range_52w"] == pytest.approx(100.0)


def test_a_short_history_leaves_figures_open_and_says_why() -> None:
    (row,) = scan_of(HandMarket({"NEW": Line([10.0] * 30, 11.0)})).scan(["NEW"]).rows
    assert row.figures["return_1m"] == pytest.approx(10.0)
    assert row.figures["return_3m"] is None and row.figures["range_52w"] is None
    assert "30 sessions" in row.missing["return_3m"]


def test_closes_only_say_that_volume_is_not_recorded() -> None:
    (row,) = scan_of(HandMarket({"OLD": Line([10.0] * 30, 11.0, closes_only=True)})).scan(["OLD"]).rows
    assert row.volume is None
    assert row.missing["volume"] == "the volume of OLD is not recorded, it has closes only"


def test_every_row_is_of_the_newest_session_and_the_others_are_named() -> None:
    stale = TODAY - timedelta(days=1)
    market = HandMarket({
        "NOW": Line([10.0, 10.0], 11.0),
        "OLD": Line([10.0, 10.0], 11.0, day=stale),
        "NONE": Line([10.0], None),
    })  # fmt: skip
    found = scan_of(market).scan(["OLD", "NOW", "NONE", "WHO"])
    assert [row.symbol for row in found.rows] == ["NOW"]
    assert (found.session, found.at) == (TODAY, close_of(TODAY))
    assert found.unread["OLD"] == f"the newest price of OLD is of {stale}, not of {TODAY}"
    assert "no price since" in found.unread["NONE"] and "no symbol of the test" in found.unread["WHO"]


def test_a_split_of_today_is_no_fall() -> None:
    # ten for one today: 1200 before is 120 now, and 126 is 5 % more; yesterday's 1000 shares are 10,000 now
    split = Line([1200.0] * 30, 126.0, volumes=[1000.0] * 30, volume=20_000.0, split_today="10")
    (row,) = scan_of(HandMarket({"SPL": split})).scan(["SPL"]).rows
    assert row.change == pytest.approx(5.0)
    assert row.figures["volume_ratio"] == pytest.approx(2.0)
    assert row.closes[-2:] == pytest.approx((120.0, 126.0))


def test_a_crash_without_a_split_stays_a_crash_and_small_moves_ask_for_no_split() -> None:
    market = HandMarket({"BAD": Line([100.0] * 30, 40.0), "OK": Line([100.0] * 30, 99.0)})
    rows = scan_of(market).scan(["BAD", "OK"]).rows
    assert [row.change for row in rows] == pytest.approx([-60.0, -1.0])
    assert [each for each in market.asked if each.startswith("actions")] == ["actions of BAD"]


def test_a_symbol_that_cannot_be_read_takes_no_other_with_it() -> None:
    market = HandMarket({"AAA": Line([1.0] * 3, 1.0), "BBB": Line([1.0], 1.0, fault="the source is away; try in 5 s")})
    found = scan_of(market).scan(["AAA", "BBB"])
    assert [row.symbol for row in found.rows] == ["AAA"]
    assert found.unread == {"BBB": "the source is away; try in 5 s"}


@pytest.mark.parametrize("live", [False, True])
def test_one_moment_is_read_once_and_the_next_one_anew(live: bool) -> None:
    market = HandMarket({name: Line([1.0] * 30, 1.0) for name in ("AAA", "BBB")}, live=live)
    clock = SetClock(close_of(TODAY))
    scan = MarketScan(market, clock)
    for _ in range(3):
        rows = scan.scan(["AAA", "BBB"]).rows
        scan.values(rows, [field_named("rsi_14"), field_named("sma_20")])
    assert sorted(market.asked) == ["AAA", "AAA", "AAA BBB", "BBB", "BBB"], (
        "one question, then bars for rows and values"
    )
    market.asked.clear()
    clock.go(seconds=20)
    scan.scan(["AAA", "BBB"])
    assert market.asked == [], "20 s later it is the same moment"
    clock.go(seconds=20)
    scan.scan(["AAA", "BBB"])
    assert "AAA BBB" in market.asked


def test_indicators_are_those_that_the_analyst_reads(recorded: tuple[ReplayMarket, ReplayClock]) -> None:
    scan = MarketScan(*recorded)
    rows = scan.scan(["AAPL", "FB"]).rows
    names = ["rsi_14", "macd_12_26_9.signal", "bbands_20_2.5.upper"]
    told = scan.values(rows, [field_named(name) for name in names])
    bars = recorded[0].bars("AAPL")
    macd, bands = read(bars, "macd_12_26_9"), read(bars, "bbands_20_2.5")
    assert isinstance(macd, dict) and isinstance(bands, dict)
    assert [told["AAPL"][name] for name in names] == [read(bars, "rsi_14"), macd["signal"], bands["upper"]]
    assert "needs 15 bars and there are 10" in str(told["FB"]["rsi_14"])


class Reports:
    """Figures of companies, for one symbol only."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def fields(self) -> Sequence[Field]:
        return [Field(key="pe", label="P/E", unit=Unit.NUMBER), Field(key="eps", label="EPS", unit=Unit.PRICE)]

    def figures(self, symbol: str) -> Mapping[str, float | None]:
        self.asked.append(symbol)
        if symbol == "BBB":
            raise NoData("BBB has no report; choose another")
        return {"pe": 12.5, "eps": None}


def test_figures_from_elsewhere_stand_beside_our_own_and_are_asked_once() -> None:
    reports = Reports()
    market = HandMarket({name: Line([1.0] * 3, 1.0) for name in ("AAA", "BBB")})
    scan = scan_of(market, others=[reports])
    rows = scan.scan(["AAA", "BBB"]).rows
    for _ in range(2):
        told = scan.values(rows, [field_named(name, scan.other_fields()) for name in ("pe", "eps", "price")])
    assert told["AAA"] == {"pe": 12.5, "eps": "EPS of AAA is not reported", "price": 1.0}
    assert told["BBB"]["pe"] == "BBB has no report; choose another"
    assert reports.asked == ["AAA", "BBB"]


def test_too_many_symbols_are_refused() -> None:
    with pytest.raises(NoData, match="201 symbols are more than the 200"):
        scan_of(HandMarket({})).scan([f"S{n}" for n in range(201)])
