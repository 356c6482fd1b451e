"""One recording read by both markets: Alpaca's answers about bars are those of the replay, at any now."""

from datetime import date, timedelta

import pandas as pd
import pytest

from tests.alpaca_data import DataState, bar_of_day
from tests.market.recording import CALENDAR, SetClock, close_of
from trading.market.alpaca import AlpacaMarket, market
from trading.market.replay import ReplayMarket, ReplayTape
from trading.types import Bars, Timeframe

TAPE = ReplayTape()
FIRST, LAST = date(2000, 1, 3), date(2000, 12, 29)
SPLIT_DAY = date(2000, 6, 21)  # AAPL, 2 for 1


def serve_recording(state: DataState, known_until: date) -> None:
    """Put AAPL's year into the server as Alpaca would have adjusted it on that day, ex-dates of the day included."""
    history = TAPE.history("AAPL")
    anchor = history.count_until(known_until) - 1
    scale = float(history.close[anchor] / history.adjusted[anchor])
    for adjustment in ("raw", "all"):
        rows = []
        for row in range(history.count_before(FIRST), history.count_until(LAST)):
            factor = 1.0 if adjustment == "raw" else float(history.adjusted[row] / history.close[row]) * scale
            day = bar_of_day(date.fromordinal(history.days[row]), 1.0, volume=int(history.volume[row]))
            names = {"o": history.open, "h": history.high, "l": history.low, "c": history.close}
            rows.append(day | {name: float(values[row]) * factor for name, values in names.items()})
        state.bars["AAPL", "1Day", adjustment] = rows


def same(one: Bars, other: Bars) -> None:
    assert (one.symbol, one.timeframe, one.adjusted, one.closes_only, one.as_of) == (
        other.symbol, other.timeframe, other.adjusted, other.closes_only, other.as_of,
    )  # fmt: skip
    pd.testing.assert_frame_equal(one.frame, other.frame, rtol=1e-9, check_index_type=False)


@pytest.mark.parametrize(
    "now",
    [
        close_of(date(2000, 3, 10)),
        close_of(SPLIT_DAY) - timedelta(seconds=1),
        close_of(SPLIT_DAY),
        close_of(date(2000, 7, 3)) + timedelta(hours=20),  # the afternoon of a holiday after a half day
        close_of(date(2000, 12, 29)) - timedelta(days=1, hours=12),
    ],
    ids=str,
)
@pytest.mark.parametrize("timeframe", [Timeframe.DAY_1, Timeframe.WEEK_1])
@pytest.mark.parametrize("adjusted", [True, False])
def test_bars_are_those_of_the_replay(
    make_market,
    state: DataState,
    clock: SetClock,
    monkeypatch: pytest.MonkeyPatch,
    now,
    timeframe: Timeframe,
    adjusted: bool,
) -> None:
    monkeypatch.setattr(market, "FIRST_DAY", FIRST)
    clock.at = state.now = now
    serve_recording(state, now.date())
    state.page_limit = 100
    alpaca: AlpacaMarket = make_market()
    replay = ReplayMarket(TAPE, clock, CALENDAR)
    for start, end in ((FIRST, None), (date(2000, 2, 9), date(2000, 3, 8)), (date(2000, 3, 1), LAST)):
        asked = {"start": start, "end": end, "adjusted": adjusted}
        same(alpaca.bars("AAPL", timeframe, **asked), replay.bars("AAPL", timeframe, **asked))
