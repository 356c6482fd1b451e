"""Daily and weekly bars out of Yahoo's shapes: as traded, adjusted as of now, and nothing unfinished."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pandas as pd
import pytest

from tests.market.recording import CALENDAR, SetClock, close_of
from tests.market.yahoo.charting import at, daily, flat
from tests.yahoo_server import Fault, YahooState
from tests.yahoo_server.recorded import fill
from trading.errors import NoData, Unavailable, UnknownSymbol
from trading.market.replay import ReplayMarket, ReplayTape
from trading.market.yahoo import YahooMarket
from trading.types import CashActionKind, Timeframe

MON, TUE, WED = date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 18)
SPLIT_DAY = date(2000, 6, 21)  # AAPL of the recording, two for one
DIVIDEND_DAY = date(2012, 8, 9)  # AAPL of the recording, 2.65 USD


def closes(market: YahooMarket, **asked: object) -> dict[date, float]:
    frame = market.bars("AAPL", **asked).frame  # type: ignore[arg-type]
    return {time.date(): close for time, close in frame["close"].items()}


@pytest.mark.parametrize(
    "now",
    [
        close_of(date(2000, 3, 10)) + timedelta(minutes=15),
        close_of(SPLIT_DAY) - timedelta(seconds=1),
        close_of(SPLIT_DAY) + timedelta(minutes=15),
        close_of(date(2003, 7, 3)) + timedelta(hours=20),  # the afternoon of a holiday after a half day
        close_of(DIVIDEND_DAY) - timedelta(hours=6),
        close_of(DIVIDEND_DAY) + timedelta(hours=2),
    ],
    ids=str,
)
@pytest.mark.parametrize("timeframe", [Timeframe.DAY_1, Timeframe.WEEK_1])
@pytest.mark.parametrize("adjusted", [True, False])
def test_bars_are_those_of_the_replay(
    market: YahooMarket, state: YahooState, clock: SetClock, now: datetime, timeframe: Timeframe, adjusted: bool
) -> None:
    clock.at = now
    fill(state, ReplayTape(), "AAPL", now)
    replay = ReplayMarket(ReplayTape(), clock, CALENDAR)
    for start, end in ((None, None), (date(2000, 3, 1), date(2000, 3, 8)), (date(2000, 1, 5), now.date())):
        asked = {"start": start, "end": end, "adjusted": adjusted}
        ours, theirs = market.bars("AAPL", timeframe, **asked), replay.bars("AAPL", timeframe, **asked)
        # Yahoo sends single precision, whose relative error is 6e-8 at most for each of two prices of a factor
        pd.testing.assert_frame_equal(ours.frame, theirs.frame, rtol=3e-7, check_index_type=False, check_freq=False)
        assert ours.as_of == theirs.as_of


def test_the_running_session_is_no_bar_until_it_is_over(
    market: YahooMarket, state: YahooState, clock: SetClock
) -> None:
    chart = daily(state, {MON: 10.0, TUE: 11.0})
    chart.rows[at(WED, 14, 59)] = flat(12.0)  # Yahoo stamps the running session at its newest price

    assert list(closes(market)) == [MON, TUE]

    clock.at = close_of(WED) + timedelta(minutes=5)
    state.meta["AAPL"]["regularMarketTime"] = int(close_of(WED).timestamp()) - 60
    assert list(closes(market)) == [MON, TUE]  # a price of 15:59 does not end the session
    clock.at += timedelta(minutes=10)
    assert list(closes(market)) == [MON, TUE, WED]


def test_a_session_that_stands_there_twice_is_one_bar(market: YahooMarket, state: YahooState, clock: SetClock) -> None:
    chart = daily(state, {TUE: 11.0, WED: 11.5})
    chart.rows[at(WED, 16, 0)] = flat(12.0, 900.0)
    clock.at = close_of(WED) + timedelta(hours=1)

    frame = market.bars("AAPL").frame

    assert frame["close"].tolist() == [11.0, 12.0]
    assert frame["volume"].tolist() == [100.0, 900.0]


def test_a_bar_with_a_hole_is_left_out(market: YahooMarket, state: YahooState) -> None:
    chart = daily(state, {date(2026, 11, 13): 9.0, MON: 10.0, TUE: 11.0})
    chart.rows[at(MON)] = (None, None, None, None, None)
    assert closes(market) == {date(2026, 11, 13): 9.0, TUE: 11.0}


@pytest.mark.parametrize(
    "row", [(0.0, 10.0, 9.0, 10.0, 5.0), (10.0, 9.0, 8.0, 10.0, 5.0), (10.0, 11.0, 10.5, 10.0, 5.0)]
)
def test_a_bar_that_contradicts_itself_is_left_out(
    market: YahooMarket, state: YahooState, row: tuple[float, ...]
) -> None:
    chart = daily(state, {MON: 10.0, TUE: 11.0})
    chart.rows[at(MON)] = row  # type: ignore[assignment]
    assert closes(market) == {TUE: 11.0}


def test_single_precision_is_mended_to_a_hundredth_of_a_cent(market: YahooMarket, state: YahooState) -> None:
    daily(state, {TUE: 189.9499969482422})  # what 189.95 is in single precision
    assert closes(market) == {TUE: 189.95}


def test_split_today_is_known_before_the_open(market: YahooMarket, state: YahooState, clock: SetClock) -> None:
    # ten for one: 1000.00 of Tuesday stands at Yahoo as 100.00, with ten times the volume
    daily(state, {MON: 90.0, TUE: 100.0})
    state.splits["AAPL"] = {at(WED): (10, 1)}
    clock.at = at(WED, 8, 0).astimezone(UTC)

    assert closes(market, adjusted=False) == {MON: 900.0, TUE: 1000.0}
    assert closes(market, adjusted=True) == {MON: 900.0, TUE: 1000.0}
    assert market.bars("AAPL").frame["volume"].tolist() == [10.0, 10.0]
    actions = market.corporate_actions("AAPL")
    assert [(one.kind, one.ex_date, one.ratio) for one in actions] == [(CashActionKind.SPLIT, WED, 10)]


def test_after_a_split_the_adjusted_past_is_divided(market: YahooMarket, state: YahooState, clock: SetClock) -> None:
    daily(state, {MON: 90.0, TUE: 100.0, WED: 101.0})
    state.splits["AAPL"] = {at(WED): (10, 1)}
    clock.at = close_of(WED) + timedelta(minutes=15)

    assert closes(market, adjusted=False) == {MON: 900.0, TUE: 1000.0, WED: 101.0}
    assert closes(market, adjusted=True) == pytest.approx({MON: 90.0, TUE: 100.0, WED: 101.0}, rel=1e-11)


def test_dividend_today_leaves_the_last_close_as_it_is(market: YahooMarket, state: YahooState, clock: SetClock) -> None:
    # 1.00 after a close of 100.00: Yahoo takes 1 % off the past from the morning of the ex-date on
    daily(state, {MON: 50.0, TUE: 100.0}, adjusted={MON: 49.5, TUE: 99.0})
    state.dividends["AAPL"] = {at(WED): 1.0}

    assert closes(market, adjusted=True) == {MON: 50.0, TUE: 100.0}
    assert [(one.ex_date, one.amount) for one in market.corporate_actions("AAPL")] == [(WED, Decimal(1))]

    state.charts["AAPL", "1d"].rows[at(WED)] = flat(99.5)
    clock.at = close_of(WED) + timedelta(minutes=15)
    assert closes(market, adjusted=True) == pytest.approx({MON: 49.5, TUE: 99.0, WED: 99.5}, rel=1e-11)


def test_a_dividend_before_a_split_is_what_was_paid_then(market: YahooMarket, state: YahooState) -> None:
    # Apple paid 2.65 in August 2012 and has split 7:1 and 4:1 since: Yahoo says 0.094643
    daily(state, {TUE: 100.0})
    state.dividends["AAPL"] = {at(date(2012, 8, 9)): 2.65 / 28}
    state.splits["AAPL"] = {at(date(2014, 6, 9)): (7, 1), at(date(2020, 8, 31)): (4, 1)}

    assert market.corporate_actions("AAPL", end=date(2013, 1, 1))[0].amount == Decimal("2.65")


def test_a_delisted_symbol_is_unknown_with_its_neighbours(market: YahooMarket, state: YahooState) -> None:
    with pytest.raises(UnknownSymbol, match=r"'APPL' is not known to Yahoo Finance; the nearest are .*AAPL"):
        market.bars("APPL")


def test_a_renamed_symbol_is_told_and_not_followed(market: YahooMarket, state: YahooState) -> None:
    state.list_stock("FB", "Meta Platforms, Inc.", symbol="META")

    for ask in (market.bars, market.asset, market.quote):
        with pytest.raises(UnknownSymbol, match="FB is called META at Yahoo Finance now; ask for that symbol"):
            ask("FB")


def test_an_empty_answer_is_no_data(market: YahooMarket, state: YahooState) -> None:
    with pytest.raises(NoData, match="AAPL has no finished 1Day bar from its beginning to 2026-11-18"):
        market.bars("AAPL")
    state.faults.append(Fault(body='{"chart": {"result": [], "error": null}}', path="/v8"))
    with pytest.raises(NoData, match="Yahoo Finance has no prices of AAPL"):
        market.bars("AAPL", start=date(2020, 1, 2))


@pytest.mark.parametrize(
    "body",
    [
        '{"chart": {"result": [{"meta": {}, "timestamp": [1], "indicators": {"quote": [{"open": [1, 2]}]}}]}}',
        '{"chart": {"result": [{"meta": {}, "timestamp": ["x"], "indicators": {"quote": [{}]}}]}}',
    ],
)
def test_a_broken_answer_is_unavailable(market: YahooMarket, state: YahooState, body: str) -> None:
    state.faults.append(Fault(body=body, path="/v8"))
    with pytest.raises(Unavailable, match="Yahoo Finance's bars of AAPL cannot be read; try again in 10 s"):
        market.bars("AAPL")


def test_html_and_429_are_told_and_nothing_else_takes_their_place(market: YahooMarket, state: YahooState) -> None:
    daily(state, {TUE: 11.0})
    state.faults.append(Fault(body="<html>consent</html>", content_type="text/html", path="/v8"))
    with pytest.raises(Unavailable, match="a web page instead of data"):
        market.bars("AAPL")
    state.faults.append(Fault(status=429, path="/v8"))
    with pytest.raises(Unavailable, match="try again in 60 s"):
        market.bars("AAPL")
    with pytest.raises(Unavailable, match="try again in 60 s"):
        market.quote("AAPL")


def test_days_weeks_and_actions_share_one_question(market: YahooMarket, state: YahooState) -> None:
    daily(state, {MON: 10.0, TUE: 11.0})
    market.bars("AAPL", start=MON)
    asked = len(state.seen)

    market.bars("AAPL", start=TUE)
    market.bars("AAPL", Timeframe.WEEK_1, start=MON)
    market.bars("AAPL", start=MON, adjusted=False)

    assert len(state.seen) == asked
