"""Bars within a day: stamped at their close, cut by the session, marked outside of it, as far back as Yahoo goes."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.market.recording import SetClock, close_of
from tests.market.yahoo.charting import at, daily, flat, minutes
from tests.yahoo_server import Chart, YahooState
from trading.errors import NoData
from trading.market.yahoo import YahooMarket
from trading.types import Timeframe

MON, TUE, WED = date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 18)
HALF_DAY = date(2026, 11, 27)  # the Friday after Thanksgiving, closes at 13:00 in New York


@pytest.mark.parametrize(
    ("timeframe", "interval", "length", "count"),
    [
        (Timeframe.MIN_1, "1m", 1, 390),
        (Timeframe.MIN_5, "5m", 5, 78),
        (Timeframe.MIN_15, "15m", 15, 26),
        (Timeframe.MIN_30, "15m", 15, 13),
        (Timeframe.HOUR_1, "60m", 60, 7),
    ],
)
def test_a_session_has_its_bars(
    market: YahooMarket, state: YahooState, timeframe: Timeframe, interval: str, length: int, count: int
) -> None:
    sent = -(-390 // length)  # six and a half hours, the last hour of which Yahoo cuts to half an hour
    state.charts["AAPL", interval] = Chart(rows=minutes(at(TUE), sent, length))
    state.charts["AAPL", interval].rows[at(TUE, 16, 0)] = flat(99.0)  # Yahoo's print of the close is no bar

    frame = market.bars("AAPL", timeframe, start=TUE, end=TUE, adjusted=False).frame

    assert len(frame) == count
    first = timedelta(minutes=30 if timeframe is Timeframe.MIN_30 else length)
    assert (frame.index[0], frame.index[-1]) == (at(TUE) + first, close_of(TUE))
    assert frame["volume"].sum() == 100.0 * sent


def test_half_an_hour_is_made_of_two_quarters(market: YahooMarket, state: YahooState) -> None:
    rows = {at(TUE, 10, 0): (10.0, 12.0, 9.5, 11.0, 70.0), at(TUE, 10, 15): (11.0, 13.0, 10.0, 12.5, 30.0)}
    state.charts["AAPL", "15m"] = Chart(rows=rows)

    frame = market.bars("AAPL", Timeframe.MIN_30, start=TUE, end=TUE, adjusted=False).frame

    assert frame.iloc[0].tolist() == [10.0, 13.0, 9.5, 12.5, 100.0]
    assert frame.index[0] == at(TUE, 10, 30)


def test_the_running_bar_and_the_price_of_now_are_left_out(market: YahooMarket, state: YahooState) -> None:
    # now is 15:00: the bar of 14:55 has just ended, that of 15:00 runs, and 15:00:00 + 13 s is Yahoo's newest price
    rows = minutes(at(WED, 14, 50), 3, 5) | {at(WED, 14, 58) + timedelta(seconds=13): flat(10.5)}
    state.charts["AAPL", "5m"] = Chart(rows=rows)

    frame = market.bars("AAPL", Timeframe.MIN_5, start=WED).frame

    assert list(frame.index) == [at(WED, 14, 55), at(WED, 15, 0)]


def test_a_bar_is_not_finished_before_yahoo_has_told_its_end(market: YahooMarket, state: YahooState) -> None:
    # the exchange of this stock is told 10 minutes late: at 15:00 Yahoo stands at 14:50
    state.meta["AAPL"]["regularMarketTime"] = int(at(WED, 14, 50).timestamp())
    state.charts["AAPL", "5m"] = Chart(rows=minutes(at(WED, 14, 40), 4, 5))

    frame = market.bars("AAPL", Timeframe.MIN_5, start=WED).frame

    assert frame.index[-1] == at(WED, 14, 50)


def test_hours_outside_of_the_session_are_marked_and_only_on_demand(market: YahooMarket, state: YahooState) -> None:
    before, after = [at(TUE, 8, 0), at(TUE, 9, 0)], [at(TUE, 16, 0), at(TUE, 19, 0)]
    regular = minutes(at(TUE), 7, 60)
    state.charts["AAPL", "60m"] = Chart(
        rows={moment: flat(9.0) for moment in (*before, *after)} | regular, outside=frozenset((*before, *after))
    )

    usual = market.bars("AAPL", Timeframe.HOUR_1, start=TUE, end=TUE)
    whole = market.bars("AAPL", Timeframe.HOUR_1, start=TUE, end=TUE, extended=True)

    assert (usual.outside, len(usual.frame)) == (None, 7)
    assert whole.outside is not None
    assert whole.outside.tolist() == [True, True, *[False] * 7, True, True]
    # the hour that begins at 9:00 ends with the open, that of 15:30 with the close
    assert list(whole.frame.index[[1, 8, 10]]) == [at(TUE, 9, 30), at(TUE, 16, 0), at(TUE, 20, 0)]


def test_a_half_day_ends_at_one(market: YahooMarket, state: YahooState, clock: SetClock) -> None:
    clock.at = close_of(HALF_DAY) + timedelta(hours=5)
    after = {at(HALF_DAY, 13, 0): flat(11.0)}
    state.charts["AAPL", "60m"] = Chart(rows=minutes(at(HALF_DAY), 4, 60) | after, outside=frozenset(after))
    daily(state, {HALF_DAY: 10.0})

    usual = market.bars("AAPL", Timeframe.HOUR_1, start=HALF_DAY)
    whole = market.bars("AAPL", Timeframe.HOUR_1, start=HALF_DAY, extended=True)

    assert usual.frame.index[-1] == datetime(2026, 11, 27, 18, 0, tzinfo=UTC)  # 13:00 in New York
    assert whole.outside is not None and whole.outside.tolist() == [False] * 4 + [True]
    assert market.bars("AAPL").as_of == datetime(2026, 11, 27, 18, 0, tzinfo=UTC)


def test_the_change_of_clocks_moves_the_session_in_utc(market: YahooMarket, state: YahooState) -> None:
    # New York went back to standard time on Sunday, 2026-11-01: Friday opens at 13:30 UTC, Monday at 14:30
    friday, monday = date(2026, 10, 30), date(2026, 11, 2)
    state.charts["AAPL", "60m"] = Chart(rows=minutes(at(friday), 7, 60) | minutes(at(monday), 7, 60))
    daily(state, {friday: 10.0, monday: 11.0})

    hours = market.bars("AAPL", Timeframe.HOUR_1, start=friday, end=monday).frame.index
    days = market.bars("AAPL").frame.index

    assert [hours[0], hours[7]] == [
        datetime(2026, 10, 30, 14, 30, tzinfo=UTC),
        datetime(2026, 11, 2, 15, 30, tzinfo=UTC),
    ]
    assert list(days) == [datetime(2026, 10, 30, 20, tzinfo=UTC), datetime(2026, 11, 2, 21, tzinfo=UTC)]
    assert len(hours) == 14


def test_minutes_with_nulls_are_left_out(market: YahooMarket, state: YahooState) -> None:
    rows = minutes(at(TUE), 3, 1)
    rows[at(TUE, 9, 31)] = (None, None, None, None, None)
    state.charts["AAPL", "1m"] = Chart(rows=rows)

    frame = market.bars("AAPL", Timeframe.MIN_1, start=TUE, end=TUE).frame

    assert list(frame.index) == [at(TUE, 9, 31), at(TUE, 9, 33)]


def test_prices_within_a_day_are_adjusted_by_their_day(market: YahooMarket, state: YahooState) -> None:
    # two for one on Tuesday and 1 % of dividend on Wednesday: Monday's 100.00 as traded is 49.50 of today's
    daily(state, {MON: 50.0, TUE: 51.0}, adjusted={MON: 49.5, TUE: 50.49})
    state.splits["AAPL"] = {at(TUE): (2, 1)}
    state.dividends["AAPL"] = {at(WED): 0.51}
    state.charts["AAPL", "60m"] = Chart(rows={at(MON): flat(50.0), at(TUE): flat(51.0), at(WED): flat(50.5)})

    raw = market.bars("AAPL", Timeframe.HOUR_1, start=MON, adjusted=False).frame
    adjusted = market.bars("AAPL", Timeframe.HOUR_1, start=MON, adjusted=True).frame

    assert raw["close"].tolist() == [100.0, 51.0, 50.5]
    assert raw["volume"].tolist() == [50.0, 100.0, 100.0]
    assert adjusted["close"].tolist() == pytest.approx([49.5, 50.49, 50.5], rel=1e-11)


def test_what_lies_before_yahoos_reach_is_clipped_or_told(market: YahooMarket, state: YahooState) -> None:
    state.charts["AAPL", "1m"] = Chart(rows=minutes(at(date(2026, 11, 10)), 2, 1) | minutes(at(TUE), 2, 1))

    clipped = market.bars("AAPL", Timeframe.MIN_1, start=date(2026, 10, 1)).frame
    assert clipped.index[0].date() == TUE
    period = next(asked for path, asked in reversed(state.seen) if asked.get("interval") == "1m")["period1"]
    # midnight in New York 7 days before, 7 days and 15 hours ago: Yahoo gives 8 days of minutes a question
    assert int(period) == datetime(2026, 11, 11, 5, 0, tzinfo=UTC).timestamp()
    with pytest.raises(NoData, match="has 1Min bars of the last 7 days only and AAPL was asked for until 2026-11-10"):
        market.bars("AAPL", Timeframe.MIN_1, end=date(2026, 11, 10))


@pytest.mark.parametrize(("timeframe", "interval", "days"), [(Timeframe.MIN_1, "1m", 7), (Timeframe.MIN_15, "15m", 59)])
def test_the_farthest_day_is_there_whole(
    market: YahooMarket, state: YahooState, timeframe: Timeframe, interval: str, days: int
) -> None:
    farthest = WED - timedelta(days=days)  # 2026-11-11, a Wednesday, and 2026-09-20, a Sunday: the Monday after it
    session = farthest if farthest.weekday() < 5 else date(2026, 9, 21)
    length = 1 if interval == "1m" else 15
    state.charts["AAPL", interval] = Chart(rows=minutes(at(session), 390 // length, length))

    assert len(market.bars("AAPL", timeframe, start=farthest, end=session).frame) == 390 // length
    assert market.capabilities.reach_days(timeframe) == days


def test_the_reach_is_declared_by_length(market: YahooMarket) -> None:
    able = market.capabilities

    assert [able.reach_days(one) for one in (Timeframe.MIN_1, Timeframe.MIN_30, Timeframe.HOUR_1)] == [7, 59, 729]
    assert (able.reach_days(Timeframe.DAY_1), able.intraday_days, able.delay_s) == (None, 7, 900)


def test_a_weekend_has_no_bars(market: YahooMarket) -> None:
    with pytest.raises(NoData, match="AAPL has no finished 5Min bar from 2026-11-14 to 2026-11-15"):
        market.bars("AAPL", Timeframe.MIN_5, start=date(2026, 11, 14), end=date(2026, 11, 15))
    with pytest.raises(NoData, match="no finished 5Min bar from 2026-11-20"):
        market.bars("AAPL", Timeframe.MIN_5, start=date(2026, 11, 20))
