"""The past of a request, read from the bundled recording."""

from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pytest

from tests.market.recording import market_at
from trading.backtest.engine import simulate
from trading.backtest.past import Past
from trading.backtest.reading import past_of
from trading.errors import NoData
from trading.strategies.base import Decision, Plan
from trading.types import BacktestRequest, Costs, Prices, Sizing, StrategyRef, Terms

SPLIT = date(2005, 2, 28)
"""AAPL, two for one; it paid no dividend in those years."""


def read(prices: Prices, symbols: tuple[str, ...], start: date, end: date) -> Past:
    terms = Terms(prices=prices, sizing=Sizing.ALL_IN, costs=Costs.none())
    request = BacktestRequest(
        strategy=StrategyRef(key="buy_and_hold"), symbols=symbols, start=start, end=end, terms=terms
    )
    return past_of(request, market_at(date(2012, 6, 1)))


def held(past: Past, prices: Prices) -> np.ndarray:
    action = np.zeros(past.traded.close.shape, np.int8)
    action[0] = Decision.LONG
    terms = Terms(cash=Decimal(10_000), prices=prices, sizing=Sizing.ALL_IN, costs=Costs.none())
    return simulate(past, Plan(action=action), terms).equity


def test_prices_as_traded_with_a_split_as_an_event_earn_what_adjusted_prices_do() -> None:
    start, end = date(2005, 2, 1), date(2005, 3, 31)
    adjusted = held(read(Prices.ADJUSTED, ("AAPL",), start, end), Prices.ADJUSTED)
    past = read(Prices.AS_TRADED, ("AAPL",), start, end)
    assert past.splits is not None and (past.splits != 1).sum() == 1
    assert past.splits[[day == SPLIT for day in days(past)]] == 2.0
    as_traded = held(past, Prices.AS_TRADED)
    assert as_traded[-1] == pytest.approx(adjusted[-1], rel=1e-6)
    raw = held(read(Prices.RAW, ("AAPL",), start, end), Prices.RAW)
    assert raw[-1] == pytest.approx(as_traded[-1] / 2, rel=1e-3), "at face value a split is a fall"


def test_dividends_are_paid_in_cash_on_the_ex_date() -> None:
    past = read(Prices.AS_TRADED, ("MSFT",), date(2011, 1, 3), date(2011, 12, 30))
    assert past.dividends is not None
    paid = past.dividends[past.dividends > 0]
    # what Microsoft's investor relations list for 2011
    assert paid.tolist() == [0.16, 0.16, 0.16, 0.2]
    growth = held(past, Prices.AS_TRADED)[-1] / 10_000
    adjusted = held(read(Prices.ADJUSTED, ("MSFT",), date(2011, 1, 3), date(2011, 12, 30)), Prices.ADJUSTED)
    assert growth == pytest.approx(adjusted[-1] / 10_000, rel=0.003), "all but what reinvesting them earns"


def test_symbols_of_different_lengths_stand_on_one_time_line() -> None:
    past = read(Prices.ADJUSTED, ("GOOG", "IBM"), date(2004, 8, 2), date(2004, 9, 30))
    first = np.isfinite(past.traded.close).argmax(axis=0)
    assert first[1] == 0 < first[0], "GOOG was listed on 2004-08-19"
    assert past.warnings == ()


def test_dates_without_a_bar_are_told() -> None:
    with pytest.raises(NoData, match="GOOG"):
        read(Prices.ADJUSTED, ("GOOG",), date(2001, 1, 1), date(2001, 2, 1))


def days(past: Past) -> list[date]:
    return [datetime.fromtimestamp(int(at) - 5 * 3_600, UTC).date() for at in past.traded.time]
