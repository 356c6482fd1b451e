"""The past of a request, read from the bundled recording."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest

from tests.market.recording import market_at
from trading.backtest.engine import simulate
from trading.backtest.past import Past
from trading.backtest.reading import enter, past_of
from trading.errors import NoData
from trading.strategies.base import Decision, Plan
from trading.types import (
    BacktestRequest,
    CashActionKind,
    CorporateAction,
    Costs,
    Prices,
    Sizing,
    StrategyRef,
    Terms,
    Timeframe,
)

SPLIT = date(2005, 2, 28)
"""AAPL, two for one; it paid no dividend in those years."""


def read(
    prices: Prices, symbols: tuple[str, ...], start: date, end: date, timeframe: Timeframe = Timeframe.DAY_1
) -> Past:
    terms = Terms(prices=prices, sizing=Sizing.ALL_IN, costs=Costs.none())
    request = BacktestRequest(
        strategy=StrategyRef(key="buy_and_hold"),
        symbols=symbols,
        timeframe=timeframe,
        start=start,
        end=end,
        terms=terms,
    )
    return past_of(request, market_at(date(2012, 6, 1)))


def held(past: Past, prices: Prices, since: int = 0) -> np.ndarray:
    action = np.zeros(past.traded.close.shape, np.int8)
    action[since] = Decision.LONG
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


def test_a_week_with_a_split_inside_it_is_in_the_shares_of_its_end() -> None:
    # AAPL went two for one on Wednesday, 2000-06-21: Monday and Tuesday were traded at about twice the price
    start, end, week = date(2000, 5, 1), date(2000, 7, 31), Timeframe.WEEK_1
    past = read(Prices.AS_TRADED, ("AAPL",), start, end, week)
    daily = read(Prices.RAW, ("AAPL",), date(2000, 6, 19), date(2000, 6, 23)).traded
    (bar,) = np.flatnonzero(past.splits != 1)
    assert days(past)[bar] == date(2000, 6, 23)
    traded = past.traded
    assert traded.open[bar, 0] == daily.open[0, 0] / 2
    assert traded.close[bar, 0] == daily.close[4, 0]
    assert traded.high[bar, 0] == max(daily.high[:2, 0].max() / 2, daily.high[2:, 0].max())
    assert traded.low[bar, 0] == min(daily.low[:2, 0].min() / 2, daily.low[2:, 0].min())
    assert traded.volume[bar, 0] == 2 * daily.volume[:2, 0].sum() + daily.volume[2:, 0].sum()
    # who holds through it, and who buys at the open of that week, earns what adjusted prices say
    adjusted = read(Prices.ADJUSTED, ("AAPL",), start, end, week)
    for since in (0, bar - 1):
        growth = [held(one, prices, since)[-1] for one, prices in
                  ((past, Prices.AS_TRADED), (adjusted, Prices.ADJUSTED))]  # fmt: skip
        assert growth[0] == pytest.approx(growth[1], rel=1e-3)
    assert past.seen.time.tolist() == traded.time.tolist()


def test_weeks_as_traded_pay_what_days_as_traded_pay() -> None:
    start, end = date(2011, 1, 3), date(2011, 12, 30)
    weekly = read(Prices.AS_TRADED, ("MSFT", "IBM"), start, end, Timeframe.WEEK_1)
    daily = read(Prices.AS_TRADED, ("MSFT", "IBM"), start, end)
    assert weekly.dividends is not None and daily.dividends is not None
    assert weekly.dividends.sum(axis=0).tolist() == pytest.approx(daily.dividends.sum(axis=0).tolist())
    assert weekly.traded.close[-1].tolist() == daily.traded.close[-1].tolist()


def test_a_dividend_after_a_split_of_the_same_week_is_paid_on_the_shares_before_it() -> None:
    # 10 shares at the start of the week are 20 on Wednesday, and Thursday pays 0.50 on each: 1.00 on each of the 10
    tape = [(SPLIT, {"ratio": Decimal(2)}), (SPLIT + timedelta(days=1), {"amount": Decimal("0.50")})]
    actions = [
        CorporateAction(
            symbol="A",
            kind=CashActionKind.SPLIT if "ratio" in more else CashActionKind.DIVIDEND,
            ex_date=day,
            **more,
        )
        for day, more in tape
    ]
    ends = np.array([day.toordinal() for day in (date(2005, 2, 25), date(2005, 3, 4), date(2005, 3, 11))])
    splits, dividends = np.ones(3), np.zeros(3)
    enter(actions, ends, splits, dividends)
    assert (splits.tolist(), dividends.tolist()) == ([1, 2, 1], [0, 1.0, 0])
    # on one and the same day the dividend is on the shares before the split
    splits, dividends = np.ones(3), np.zeros(3)
    enter([replace(one, ex_date=SPLIT) for one in actions], ends, splits, dividends)
    assert (splits.tolist(), dividends.tolist()) == ([1, 2, 1], [0, 0.5, 0])


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
