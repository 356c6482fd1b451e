"""Snapshots: many symbols by one question, of the session that the price belongs to, and nothing made up."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.alpaca_data import DataState, bar_of_day, refuse
from tests.alpaca_data.app import Record
from tests.market.alpaca.conftest import utc
from tests.market.recording import SetClock
from trading.errors import Unavailable
from trading.market.alpaca import AlpacaMarket

SNAPSHOTS = "/v2/stocks/snapshots"
TODAY, BEFORE, EARLIER = date(2025, 6, 20), date(2025, 6, 18), date(2025, 6, 17)
"""The 19th was a holiday; the state's now is the 20th at 11:00 New York."""


def fill(state: DataState, symbol: str = "AAPL", **members: Record | None) -> None:
    state.set_price(symbol, bid=101, ask=101.02, last=101.01)
    state.prices[symbol] |= {
        "dailyBar": bar_of_day(TODAY, 101, open_=99, volume=5000),
        "prevDailyBar": bar_of_day(BEFORE, 100),
    } | members


def test_a_snapshot_holds_todays_range_and_yesterdays_close(
    make_market: Callable[..., AlpacaMarket], state: DataState
) -> None:
    fill(state)
    state.free_plan = False
    one = make_market(feed="sip").snapshots(["AAPL"])["AAPL"]
    assert (one.last, one.previous_close) == (Decimal("101.01"), Decimal(100))
    assert (one.open, one.high, one.low, one.volume) == (Decimal(99), Decimal(101), Decimal(99), 5000.0)
    assert one.change_pct == pytest.approx(1.01)  # 101.01 / 100 - 1
    assert one.at == state.now and one.source == "Alpaca, SIP feed"


def test_the_volume_of_one_exchange_is_not_told_as_that_of_the_stock(market: AlpacaMarket, state: DataState) -> None:
    fill(state)
    assert market.snapshots(["AAPL"])["AAPL"].volume is None


def test_a_hundred_symbols_are_one_question_and_the_order_is_the_askers(market: AlpacaMarket, state: DataState) -> None:
    names = [f"S{number}" for number in range(250)]
    for name in names:
        fill(state, name)
    assert list(market.snapshots(names[::-1])) == names[::-1]
    assert [len(asked["symbols"].split(",")) for asked in state.asked(SNAPSHOTS)] == [100, 100, 50]


def test_equal_lists_share_an_answer_for_a_moment(market: AlpacaMarket, state: DataState, clock: SetClock) -> None:
    fill(state)
    for _ in range(5):
        market.snapshots(["AAPL", "BRK.B"])
    assert len(state.asked(SNAPSHOTS)) == 1
    clock.at += timedelta(seconds=3)
    market.snapshots(["AAPL", "BRK.B"])
    assert len(state.asked(SNAPSHOTS)) == 2


def test_a_symbol_without_a_price_or_of_no_form_is_left_out(market: AlpacaMarket, state: DataState) -> None:
    fill(state)
    state.prices["BRK.B"] = {"latestTrade": None, "latestQuote": {"bp": 0}}
    assert list(market.snapshots(["NONE", "aapl", "../etc", "BTC/USD", "BRK.B", "AAPL"])) == ["AAPL"]
    assert state.asked(SNAPSHOTS)[0]["symbols"] == "AAPL,BRK.B,NONE"
    assert market.snapshots([]) == {}


def test_one_refused_symbol_does_not_take_the_others_with_it(market: AlpacaMarket, state: DataState) -> None:
    for name in ("AAPL", "MSFT", "ODD.X", "IBM"):
        fill(state, name)
    state.refused_symbols.add("ODD.X")
    assert list(market.snapshots(["AAPL", "MSFT", "ODD.X", "IBM"])) == ["AAPL", "MSFT", "IBM"]


def test_before_the_first_trade_of_a_session_the_bar_that_is_told_is_yesterdays(
    market: AlpacaMarket, state: DataState, clock: SetClock
) -> None:
    clock.at = state.now = utc("2025-06-20T12:30:00")
    fill(state, dailyBar=bar_of_day(BEFORE, 100), prevDailyBar=bar_of_day(EARLIER, 90))
    one = market.snapshots(["AAPL"])["AAPL"]
    assert one.previous_close == 100 and (one.open, one.high, one.low) == (None, None, None)


def test_on_a_weekend_the_newest_session_is_fridays(market: AlpacaMarket, state: DataState, clock: SetClock) -> None:
    fill(state)
    state.prices["AAPL"]["latestTrade"]["t"] = "2025-06-20T19:59:59Z"
    clock.at = state.now = utc("2025-06-21T15:00:00")
    one = market.snapshots(["AAPL"])["AAPL"]
    assert one.previous_close == 100 and one.open == 99 and one.at == utc("2025-06-20T19:59:59")


@pytest.mark.parametrize("missing", ["dailyBar", "prevDailyBar"])
def test_a_member_that_is_missing_leaves_its_fields_unknown(
    market: AlpacaMarket, state: DataState, missing: str
) -> None:
    fill(state, **{missing: None})
    one = market.snapshots(["AAPL"])["AAPL"]
    assert one.last == Decimal("101.01")
    assert (one.open is None) == (missing == "dailyBar")
    assert (one.change_pct is None) == (missing == "prevDailyBar")


def test_a_split_of_today_leaves_the_change_unknown(market: AlpacaMarket, state: DataState) -> None:
    # 2 for 1 on the 20th: whether the 202 before it are told as 202 or 101 is not documented.
    fill(state, prevDailyBar=bar_of_day(BEFORE, 202))
    fill(state, "BRK.B")
    state.actions["forward_splits"] = [
        {"id": symbol, "symbol": symbol, "ex_date": day, "process_date": day, "new_rate": 2, "old_rate": 1}
        for symbol, day in (("AAPL", "2025-06-20"), ("BRK.B", "2025-06-23"))
    ]
    found = market.snapshots(["AAPL", "BRK.B"])
    assert found["AAPL"].change_pct is None and found["AAPL"].open == 99
    assert found["BRK.B"].change_pct == pytest.approx(1.01)


def test_a_source_that_is_busy_is_a_sentence_with_the_wait(market: AlpacaMarket, state: DataState) -> None:
    state.faults += [refuse(429, None, {"Retry-After": "7"})]
    with pytest.raises(Unavailable, match="used up; try again in 7 s") as told:
        market.snapshots(["AAPL"])
    assert told.value.retry_in_s == 7
