"""The feed is a choice: what it is asked by, how late it is, and hours before the open and after the close."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from tests.alpaca_data import DataState, bar, bar_of_day
from tests.market.alpaca.conftest import utc
from tests.market.recording import SetClock, close_of
from trading.errors import Unavailable
from trading.market.alpaca import AlpacaMarket
from trading.types import Timeframe

Make = Callable[..., AlpacaMarket]
BARS, SNAPSHOTS = "/v2/stocks/bars", "/v2/stocks/snapshots"
DAY, BEFORE = date(2025, 6, 20), date(2025, 6, 18)


def at(clock: SetClock, state: DataState, text: str) -> None:
    clock.at = state.now = utc(text)


@pytest.mark.parametrize(
    ("feed", "of_bars", "source", "delay_s"),
    [
        ("iex", "iex", "Alpaca, IEX feed", 0),
        ("sip", "sip", "Alpaca, SIP feed", 0),
        ("delayed_sip", "sip", "Alpaca, SIP feed, 15 min delayed", 900),
    ],
)
def test_each_question_names_the_feed(
    make_market: Make, state: DataState, feed: str, of_bars: str, source: str, delay_s: int
) -> None:
    state.free_plan = False
    state.set_price("AAPL", bid=200, ask=201, last=200)
    state.bars["AAPL", "1Day", "raw"] = [bar_of_day(BEFORE, 100)]
    market = make_market(feed=feed)
    bars = market.bars("AAPL")
    assert {row["feed"] for row in state.asked(BARS)} == {of_bars}
    assert market.quote("AAPL").source == market.snapshots(["AAPL"])["AAPL"].source == bars.source == source
    assert {row["feed"] for row in state.asked(SNAPSHOTS)} == {feed}
    assert market.capabilities.delay_s == delay_s and market.capabilities.extended_hours
    assert bars.partial_volume == (feed == "iex")


def test_a_plan_without_recent_sip_refuses_sip_with_a_sentence_and_serves_delayed(
    make_market: Make, state: DataState, clock: SetClock
) -> None:
    at(clock, state, "2025-06-20T15:00:30")
    state.bars["AAPL", "1Min", "raw"] = [bar(utc("2025-06-20T13:30:00") + timedelta(minutes=n), 100) for n in range(90)]
    ask = {"timeframe": Timeframe.MIN_1, "start": DAY, "adjusted": False}
    state.set_price("AAPL", bid=200, ask=201, last=200)
    beyond = make_market(feed="sip")
    for question in (
        lambda: beyond.bars("AAPL", **ask),
        lambda: beyond.quote("AAPL"),
        lambda: beyond.snapshots(["AAPL"]),
    ):
        with pytest.raises(Unavailable, match=r"plan does not include .*; set APCA_DATA_FEED to iex or delayed_sip"):
            question()
    assert make_market(feed="delayed_sip").quote("AAPL").bid == 200
    bars = make_market(feed="delayed_sip").bars("AAPL", **ask)
    assert bars.as_of == utc("2025-06-20T14:44:00")  # the newest minute that ended 16 minutes ago
    assert datetime.fromisoformat(state.asked(BARS)[-1]["end"]) <= state.now - timedelta(minutes=15)


def test_a_delayed_day_is_finished_when_its_close_may_be_read(
    make_market: Make, state: DataState, clock: SetClock
) -> None:
    state.bars["AAPL", "1Day", "raw"] = [bar_of_day(BEFORE, 100), bar_of_day(DAY, 101)]
    market = make_market(feed="delayed_sip")
    at(clock, state, "2025-06-20T20:15:59")
    assert market.bars("AAPL", adjusted=False).as_of == close_of(BEFORE)
    at(clock, state, "2025-06-20T20:16:00")
    assert market.bars("AAPL", adjusted=False).as_of == close_of(DAY)


def test_extended_hours_are_there_when_asked_for_and_marked(
    market: AlpacaMarket, state: DataState, clock: SetClock
) -> None:
    # New York is UTC-4: 03:30, 04:00, 09:00, 09:30, 15:30, 16:00, 19:30 and 20:00 of the 20th, and a holiday.
    begins = ["07:30", "08:00", "13:00", "13:30", "19:30", "20:00", "23:30"]
    times = [utc(f"2025-06-20T{text}:00") for text in begins]
    holiday, night = utc("2025-06-19T15:00:00"), utc("2025-06-21T00:00:00")
    state.bars["AAPL", "30Min", "raw"] = [bar(time, 100.0) for time in [holiday, *times, night]]
    at(clock, state, "2025-06-21T15:00:00")
    regular = market.bars("AAPL", Timeframe.MIN_30, start=date(2025, 6, 19), adjusted=False)
    assert [time.strftime("%H:%M") for time in regular.frame.index] == ["14:00", "20:00"]
    assert regular.outside is None
    whole = market.bars("AAPL", Timeframe.MIN_30, start=date(2025, 6, 19), adjusted=False, extended=True)
    ends = ["08:30", "13:30", "14:00", "20:00", "20:30", "00:00"]
    assert [time.strftime("%H:%M") for time in whole.frame.index] == ends
    assert whole.outside is not None and whole.outside.tolist() == [True, True, False, False, True, True]
    adjusted = market.bars("AAPL", Timeframe.MIN_30, start=date(2025, 6, 19), extended=True)
    assert adjusted.outside is not None and adjusted.outside.tolist() == whole.outside.tolist()


@pytest.mark.parametrize(
    ("day", "opens", "closes"),
    [
        ("2025-03-07", "14:30", "21:00"),  # Friday, still winter time
        ("2025-03-10", "13:30", "20:00"),  # Monday, the first session of summer time
        ("2025-11-28", "14:30", "18:00"),  # the half day after Thanksgiving
    ],
)
def test_the_marks_follow_summer_time_and_half_days(
    market: AlpacaMarket, state: DataState, clock: SetClock, day: str, opens: str, closes: str
) -> None:
    first, last = utc(f"{day}T{opens}:00"), utc(f"{day}T{closes}:00")
    five = timedelta(minutes=5)
    state.bars["AAPL", "5Min", "raw"] = [bar(begin, 100.0) for begin in (first - five, first, last - five, last)]
    at(clock, state, f"{day}T23:59:00")
    bars = market.bars("AAPL", Timeframe.MIN_5, adjusted=False, extended=True)
    assert bars.outside is not None and bars.outside.tolist() == [True, False, False, True]


def test_days_and_weeks_have_no_hours_to_mark(market: AlpacaMarket, state: DataState) -> None:
    state.bars["AAPL", "1Day", "raw"] = [bar_of_day(BEFORE, 100)]
    for timeframe in (Timeframe.DAY_1, Timeframe.WEEK_1):
        assert market.bars("AAPL", timeframe, extended=True).outside is None


@pytest.mark.parametrize("timeframe", list(Timeframe))
def test_every_length_of_a_bar_that_is_declared_is_served(
    market: AlpacaMarket, state: DataState, timeframe: Timeframe
) -> None:
    asked = "1Day" if timeframe is Timeframe.WEEK_1 else str(timeframe)
    state.bars["AAPL", asked, "raw"] = [
        bar_of_day(BEFORE, 100) if asked == "1Day" else bar(utc("2025-06-18T14:00:00"), 100)
    ]
    assert timeframe in market.capabilities.timeframes
    assert list(market.bars("AAPL", timeframe, adjusted=False).frame["close"]) == [100.0]
