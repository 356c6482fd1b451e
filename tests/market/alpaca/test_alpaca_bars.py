"""Bars: stamped at their close, finished at now, of whole pages, and tied to the raw price of now."""

from datetime import date, datetime, timedelta

import pytest

from tests.alpaca_data import DataState, bar, bar_of_day, iso
from tests.market.alpaca.conftest import utc
from tests.market.recording import CALENDAR, SetClock, close_of
from trading.errors import FixInput, NoData, Unavailable, UnknownSymbol
from trading.market.alpaca import AlpacaMarket
from trading.types import Timeframe

WEEK = [date(2025, 6, day) for day in (16, 17, 18, 20)]
"""2025-06-19 was a holiday."""


def daily(state: DataState, closes: dict[date, float], adjustment: str = "raw", symbol: str = "AAPL") -> None:
    state.bars[symbol, "1Day", adjustment] = [bar_of_day(day, close) for day, close in closes.items()]


def set_now(state: DataState, clock: SetClock, at: datetime) -> None:
    state.now = clock.at = at


def test_a_daily_bar_is_stamped_at_its_sessions_close_in_summer_winter_and_on_a_half_day(
    market: AlpacaMarket, state: DataState
) -> None:
    # Summer time begins on 2025-03-09 and ended on 2024-11-03; 2024-11-29 closed at 13:00.
    days = [date(2024, 11, 1), date(2024, 11, 4), date(2024, 11, 29), date(2025, 3, 7), date(2025, 3, 10)]
    daily(state, dict.fromkeys(days, 100.0))
    stamps = [row["t"] for row in state.bars["AAPL", "1Day", "raw"]]
    assert stamps[0] == "2024-11-01T04:00:00Z" and stamps[1] == "2024-11-04T05:00:00Z"  # midnight in New York
    frame = market.bars("AAPL", adjusted=False).frame
    assert [at.isoformat() for at in frame.index] == [
        "2024-11-01T20:00:00+00:00",
        "2024-11-04T21:00:00+00:00",
        "2024-11-29T18:00:00+00:00",
        "2025-03-07T21:00:00+00:00",
        "2025-03-10T20:00:00+00:00",
    ]


@pytest.mark.parametrize(
    ("now", "newest"),
    [
        ("2025-06-18T19:59:59", date(2025, 6, 17)),
        ("2025-06-18T20:00:00", date(2025, 6, 18)),
        ("2025-06-19T15:00:00", date(2025, 6, 18)),
        ("2025-06-20T03:00:00", date(2025, 6, 18)),
        ("2025-06-20T15:00:00", date(2025, 6, 18)),
        ("2025-06-21T01:00:00", date(2025, 6, 20)),
    ],
)
@pytest.mark.parametrize("adjusted", [True, False])
def test_nothing_that_closes_after_now_is_read(
    market: AlpacaMarket, state: DataState, clock: SetClock, now: str, newest: date, adjusted: bool
) -> None:
    daily(state, dict.fromkeys(WEEK, 100.0))
    set_now(state, clock, utc(now))
    state.now = utc("2025-06-25T00:00:00")  # the server's own clock and data are far ahead
    for end in (None, date(2030, 1, 1)):
        bars = market.bars("AAPL", end=end, adjusted=adjusted)
        assert bars.as_of == close_of(newest) <= clock.at
    for row in state.asked("/v2/stocks/bars"):
        assert datetime.fromisoformat(row["end"]) <= clock.at


def test_a_minute_bar_is_stamped_at_its_end_and_the_forming_one_is_left_out(
    market: AlpacaMarket, state: DataState, clock: SetClock
) -> None:
    begin = utc("2025-06-20T13:30:00")
    state.bars["AAPL", "5Min", "raw"] = [bar(begin + timedelta(minutes=5 * n), 100 + n) for n in range(4)]
    set_now(state, clock, utc("2025-06-20T13:47:30"))
    frame = market.bars("AAPL", Timeframe.MIN_5, adjusted=False).frame
    assert [at.strftime("%H:%M") for at in frame.index] == ["13:35", "13:40", "13:45"]
    assert list(frame["close"]) == [100.0, 101.0, 102.0]
    clock.at = utc("2025-06-20T13:50:00")
    assert market.bars("AAPL", Timeframe.MIN_5, adjusted=False).as_of == clock.at


def test_intraday_bars_are_those_of_regular_hours(market: AlpacaMarket, state: DataState, clock: SetClock) -> None:
    hours = [utc(f"2025-07-03T{hour:02}:00:00") for hour in range(11, 20)]  # a half day: 13:30 to 17:00 UTC
    state.bars["AAPL", "1Hour", "raw"] = [bar(at, 100.0) for at in [*hours, utc("2025-07-04T15:00:00")]]
    set_now(state, clock, utc("2025-07-07T12:00:00"))
    frame = market.bars("AAPL", Timeframe.HOUR_1, adjusted=False).frame
    assert [at.strftime("%d %H:%M") for at in frame.index] == ["03 14:00", "03 15:00", "03 16:00", "03 17:00"]


def test_weeks_are_made_of_days_and_the_running_one_is_cut_at_now(
    market: AlpacaMarket, state: DataState, clock: SetClock
) -> None:
    days = [session.day for session in CALENDAR.sessions(date(2025, 6, 2), date(2025, 6, 20))]
    daily(state, {day: float(100 + n) for n, day in enumerate(days)})
    set_now(state, clock, utc("2025-06-18T21:00:00"))
    bars = market.bars("AAPL", Timeframe.WEEK_1, start=date(2025, 6, 4), adjusted=False)
    assert [at.date() for at in bars.frame.index] == [date(2025, 6, 6), date(2025, 6, 13), date(2025, 6, 18)]
    assert list(bars.frame["open"]) == [100.0, 105.0, 110.0]  # whole weeks, though the range begins on a Wednesday
    assert list(bars.frame["close"]) == [104.0, 109.0, 112.0]
    assert bars.timeframe is Timeframe.WEEK_1


def test_every_page_is_read_also_a_short_one(market: AlpacaMarket, state: DataState) -> None:
    days = [session.day for session in CALENDAR.sessions(date(2025, 5, 1), date(2025, 6, 13))]
    daily(state, {day: float(n + 1) for n, day in enumerate(days)})
    state.page_limit = 7
    assert list(market.bars("AAPL", adjusted=False).frame["close"]) == [float(n + 1) for n in range(len(days))]
    asked = state.asked("/v2/stocks/bars")
    assert len(asked) == 5 and "page_token" not in asked[0] and all("page_token" in row for row in asked[1:])


def test_a_question_of_too_many_pages_is_refused(market: AlpacaMarket, state: DataState) -> None:
    days = [session.day for session in CALENDAR.sessions(date(2025, 5, 1), date(2025, 6, 13))]
    daily(state, dict.fromkeys(days, 1.0))
    state.page_limit = 1
    with pytest.raises(NoData, match=r"more than 12 pages .*; ask for fewer days or longer bars"):
        market.bars("AAPL", adjusted=False)
    assert len(state.asked("/v2/stocks/bars")) == 12


def test_every_question_names_feed_adjustment_and_times_with_a_zone(market: AlpacaMarket, state: DataState) -> None:
    daily(state, dict.fromkeys(WEEK, 100.0))
    market.bars("AAPL", start=date(2025, 6, 16), end=date(2025, 6, 17))
    asked = state.asked("/v2/stocks/bars")
    assert {row["feed"] for row in asked} == {"iex"}
    assert {row["adjustment"] for row in asked} == {"raw", "all"}
    assert asked[0]["start"] == "2025-06-16T00:00:00-04:00"
    assert asked[0]["end"] == "2025-06-17T23:59:59-04:00"


def test_both_dates_are_inclusive(market: AlpacaMarket, state: DataState) -> None:
    daily(state, dict.fromkeys(WEEK, 100.0))
    frame = market.bars("AAPL", start=date(2025, 6, 17), end=date(2025, 6, 18), adjusted=False).frame
    assert [at.date() for at in frame.index] == [date(2025, 6, 17), date(2025, 6, 18)]


def test_adjusted_prices_are_tied_to_the_raw_close_of_now_while_an_ex_date_is_not_yet_closed(
    market: AlpacaMarket, state: DataState, clock: SetClock
) -> None:
    # A split of 2 for 1 on the 20th: from that morning on Alpaca halves every earlier price, and doubles the volume.
    raw = {WEEK[0]: 98.0, WEEK[1]: 100.0, WEEK[2]: 102.0}
    daily(state, raw | {WEEK[3]: 51.5})
    state.bars["AAPL", "1Day", "all"] = [
        bar_of_day(day, close, volume=volume)
        for day, close, volume in zip(WEEK, [49.0, 50.0, 51.0, 51.5], [2000, 2000, 2000, 1000], strict=True)
    ]
    frame = market.bars("AAPL").frame  # in the middle of the session of the 20th
    assert list(frame["close"]) == pytest.approx(list(raw.values()), rel=1e-12)
    assert list(frame["volume"]) == [1000.0] * 3
    past = market.bars("AAPL", end=WEEK[1]).frame
    assert list(past["close"]) == pytest.approx([98.0, 100.0], rel=1e-12)
    clock.at = state.now = close_of(WEEK[3])
    assert list(market.bars("AAPL").frame["close"]) == pytest.approx([49.0, 50.0, 51.0, 51.5], rel=1e-12)
    assert list(market.bars("AAPL", end=WEEK[1]).frame["close"]) == pytest.approx([49.0, 50.0], rel=1e-12)
    assert list(market.bars("AAPL", adjusted=False).frame["close"]) == [98.0, 100.0, 102.0, 51.5]


def test_minutes_are_tied_by_the_daily_closes(market: AlpacaMarket, state: DataState) -> None:
    daily(state, {WEEK[2]: 102.0})
    daily(state, {WEEK[2]: 51.0}, "all")
    at = utc("2025-06-18T19:59:00")
    state.bars["AAPL", "1Min", "raw"] = [bar(at, 102.0)]
    state.bars["AAPL", "1Min", "all"] = [bar(at, 51.0)]
    assert list(market.bars("AAPL", Timeframe.MIN_1).frame["close"]) == pytest.approx([102.0])


def test_a_range_without_a_start_is_bounded(market: AlpacaMarket, state: DataState) -> None:
    daily(state, dict.fromkeys(WEEK, 100.0))
    state.bars["AAPL", "1Min", "raw"] = [bar(utc("2025-06-18T19:59:00"), 100.0)]
    market.bars("AAPL", adjusted=False)
    market.bars("AAPL", Timeframe.MIN_1, adjusted=False)
    daily_asked, minutes_asked = state.asked("/v2/stocks/bars")
    assert daily_asked["start"][:10] == "2020-06-21"
    assert minutes_asked["start"][:10] == "2025-05-21"


def test_a_range_before_alpacas_history_begins_with_it(market: AlpacaMarket, state: DataState) -> None:
    daily(state, {date(2016, 1, 4): 100.0})
    assert market.bars("AAPL", start=date(1990, 1, 1), adjusted=False).as_of == close_of(date(2016, 1, 4))
    with pytest.raises(NoData, match="no finished 1Day bar"):
        market.bars("AAPL", start=date(1990, 1, 1), end=date(2000, 1, 1))


def test_no_bars_is_no_data_and_an_unknown_symbol_is_unknown(market: AlpacaMarket, state: DataState) -> None:
    with pytest.raises(NoData, match=r"AAPL has no finished 1Day bar from .* at Alpaca, IEX feed; ask for"):
        market.bars("AAPL")
    with pytest.raises(UnknownSymbol, match=r"'APPL' is no stock .* nearest are AAPL"):
        market.bars("APPL")
    with pytest.raises(FixInput, match="start 2025-06-02 is after end 2025-06-01"):
        market.bars("AAPL", start=date(2025, 6, 2), end=date(2025, 6, 1))


def test_a_range_that_lies_in_the_future_asks_for_no_prices(market: AlpacaMarket, state: DataState) -> None:
    with pytest.raises(NoData):
        market.bars("AAPL", start=date(2026, 1, 1))
    assert not state.asked("/v2/stocks/bars")


def test_a_broken_bar_is_a_sentence(market: AlpacaMarket, state: DataState) -> None:
    state.bars["AAPL", "1Day", "raw"] = [bar_of_day(WEEK[0], 100.0) | {"c": None}]
    with pytest.raises(Unavailable, match="a bar of AAPL with a price missing"):
        market.bars("AAPL", adjusted=False)
    state.bars["AAPL", "1Day", "raw"] = [bar_of_day(WEEK[0], 100.0) | {"l": 0}]
    with pytest.raises(Unavailable, match="the 1Day bars of AAPL from Alpaca, IEX feed cannot be used: low is 0"):
        market.bars("AAPL", adjusted=False)


def test_rows_with_unknown_fields_or_no_time_do_no_harm(market: AlpacaMarket, state: DataState) -> None:
    state.bars["AAPL", "1Day", "raw"] = [bar_of_day(WEEK[0], 100.0) | {"new": {"x": [1]}, "vw": "?"}]
    assert market.bars("AAPL", adjusted=False).as_of == close_of(WEEK[0])
    assert iso(utc("2025-06-16T04:00:00.5")) == "2025-06-16T04:00:00.500000000Z"


def test_equal_questions_share_an_answer_until_the_next_bar_can_exist(
    market: AlpacaMarket, state: DataState, clock: SetClock
) -> None:
    daily(state, dict.fromkeys(WEEK, 100.0))
    assert market.bars("AAPL", adjusted=False) is market.bars("AAPL", adjusted=False)
    assert len(state.asked("/v2/stocks/bars")) == 1
    clock.at += timedelta(seconds=300)
    market.bars("AAPL", adjusted=False)
    assert len(state.asked("/v2/stocks/bars")) == 2
