"""The store says what the source says at every now: before, on and after a split, with one folder all along."""

from datetime import date, timedelta

import pandas as pd
import pytest

from tests.alpaca_data import DataState
from tests.market.alpaca.test_alpaca_equals_replay import FIRST, LAST, SPLIT_DAY, TAPE, same, serve_recording
from tests.market.barstore.conftest import BARS, MakeStore
from tests.market.recording import CALENDAR, SetClock, close_of
from trading.market.alpaca import market as alpaca_market
from trading.market.replay import ReplayMarket
from trading.types import Timeframe

BOTH = (Timeframe.DAY_1, Timeframe.WEEK_1)
NOWS = [
    close_of(date(2000, 3, 10)),
    close_of(SPLIT_DAY) - timedelta(seconds=1),
    close_of(SPLIT_DAY),
    close_of(date(2000, 7, 3)) + timedelta(hours=20),
    close_of(date(2000, 12, 28)),
]


@pytest.mark.parametrize("restarted", [False, True], ids=["one process", "a new process each time"])
def test_stored_bars_are_those_of_the_replay_while_a_split_passes(
    make_store: MakeStore, state: DataState, clock: SetClock, monkeypatch: pytest.MonkeyPatch, restarted: bool
) -> None:
    monkeypatch.setattr(alpaca_market, "FIRST_DAY", FIRST)
    clock.at = NOWS[0]
    store, replay = make_store(), ReplayMarket(TAPE, clock, CALENDAR)
    for now in NOWS:
        clock.at = state.now = now
        serve_recording(state, now.date())
        store = make_store() if restarted else store
        for timeframe in BOTH:
            for start, end in ((FIRST, None), (date(2000, 2, 9), date(2000, 3, 8)), (date(2000, 3, 1), LAST)):
                for adjusted in (True, False):
                    asked = {"start": start, "end": end, "adjusted": adjusted}
                    same(store.bars("AAPL", timeframe, **asked), replay.bars("AAPL", timeframe, **asked))


def test_a_second_look_costs_no_network_not_even_after_a_restart(
    make_store: MakeStore, state: DataState, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alpaca_market, "FIRST_DAY", FIRST)
    clock.at = state.now = close_of(date(2000, 12, 28)) + timedelta(hours=1)
    serve_recording(state, clock.at.date())
    store = make_store()
    first = [store.bars("AAPL", t, start=FIRST, adjusted=a).frame for t in BOTH for a in (True, False)]
    asked = len(state.asked(BARS))
    assert asked > 0
    clock.at += timedelta(minutes=30)
    for again in (store, make_store()):
        second = [again.bars("AAPL", t, start=FIRST, adjusted=a).frame for t in BOTH for a in (True, False)]
        for one, other in zip(first, second, strict=True):
            pd.testing.assert_frame_equal(one, other, check_index_type=False)
    assert len(state.asked(BARS)) == asked
    assert len(state.seen) == asked, "nothing else was asked either"
