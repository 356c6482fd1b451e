"""Each method of sizing by hand, what has no size, and what holds for every size."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trading.errors import FixInput, NoData
from trading.indicators.core import atr
from trading.portfolio.lots import ClosedTrade
from trading.risk.kelly import kelly
from trading.risk.limits import Limits
from trading.risk.sizing import Sizing, SizingFacts, sized
from trading.risk.sizing_request import SizingMethod, SizingRequest
from trading.types import Side

EQUITY = Decimal(100_000)
D = Decimal


def request(method: SizingMethod, **more: object) -> SizingRequest:
    return SizingRequest(**({"symbol": "AAPL", "side": Side.BUY, "method": method} | more))  # type: ignore[arg-type]


def facts(quoted: str = "50", **more: object) -> SizingFacts:
    return SizingFacts(**({"quoted": D(quoted), "equity": EQUITY, "limits": Limits()} | more))  # type: ignore[arg-type]


def trades(*returns: str) -> tuple[ClosedTrade, ...]:
    """Return trades that each put 1,000 USD in and earned that percent of it."""
    start = datetime(2012, 1, 3, 21, tzinfo=UTC)
    return tuple(
        ClosedTrade(
            symbol="AAPL",
            is_long=True,
            qty=D(10),
            cost=D(1_000),
            profit=D(10) * D(percent),
            opened_at=start + timedelta(days=n),
            closed_at=start + timedelta(days=n + 1),
            exit_order_id=f"exit-{n}",
        )
        for n, percent in enumerate(returns)
    )


# 12 of 20 won 3 percent each, 8 lost 2 percent each
TWENTY = trades(*["3"] * 12, *["-2"] * 8)


def test_a_fixed_amount_buys_what_it_pays_for() -> None:
    # 1,000 / 300 = 3.33
    found = sized(request(SizingMethod.FIXED), facts("300"))
    assert (found.qty, found.price, found.capped_by) == (D(3), D(300), ())
    assert found.reason == "Fixed amount: 1000.00 USD; at 300 USD a share that is 3.33 shares, rounded down to 3."


def test_a_percent_of_equity_is_that_part_of_the_account() -> None:
    # 5 % of 100,000 = 5,000; 5,000 / 60 = 83.33
    assert sized(request(SizingMethod.EQUITY), facts("60")).qty == 83
    # 2 % = 2,000; 2,000 / 60 = 33.33
    own = sized(request(SizingMethod.EQUITY, percent=D(2)), facts("60"))
    assert own.qty == 33
    assert own.basis == "2 percent of equity, 100000.00 USD"


def test_a_volatility_target_divides_by_wilders_average_true_range() -> None:
    # ranges of 2.00 around 50, then one of 4.00: Wilder's average is (13 x 2 + 4) / 14 = 2.142857
    high = pd.Series([51.0] * 15 + [52.0])
    low = pd.Series([49.0] * 15 + [48.0])
    close = pd.Series([50.0] * 16)
    range_ = D(f"{atr(high, low, close, 14).iloc[-1]:.6f}")
    assert range_ == D("2.142857")
    # 0.5 % of 100,000 = 500; 500 / 2.142857 = 233.33
    found = sized(request(SizingMethod.VOLATILITY), facts(atr=range_))
    assert found.qty == 233
    assert "500.00 USD; with a usual day's move of 2.14 USD a share (ATR 14)" in found.reason


def test_half_kelly_is_half_of_what_twenty_trades_say() -> None:
    # p = 12 / 20 = 0.6, b = 3 / 2 = 1.5, f = 0.6 - 0.4 / 1.5 = 0.3333
    assert kelly(TWENTY).fraction == pytest.approx(1 / 3)
    # half of 33.3333 % is 16.66 %, over the cap of 10 %: 10,000 / 50 = 200
    found = sized(request(SizingMethod.KELLY), facts(trades=TWENTY))
    assert found.qty == 200
    assert "so f = p - (1 - p) / b is 0.3333; half of it is 16.66 percent, which is more than the cap" in found.reason
    # a cap of 50 % does not bind: 16.66 % of 100,000 = 16,660; / 50 = 333.2
    wide = Limits(size_kelly_cap_pct=D(50))
    assert sized(request(SizingMethod.KELLY), facts(trades=TWENTY, limits=wide)).qty == 333


def test_trades_that_lose_say_not_to_trade() -> None:
    # p = 8 / 20 = 0.4, b = 2 / 3, f = 0.4 - 0.6 / (2 / 3) = -0.5
    losing = trades(*["2"] * 8, *["-3"] * 12)
    assert kelly(losing).fraction == pytest.approx(-0.5)
    found = sized(request(SizingMethod.KELLY), facts(trades=losing))
    assert found.qty == 0
    assert "say not to trade, so the size is 0; choose another method" in found.reason
    assert sized(request(SizingMethod.KELLY), facts(trades=trades(*["-1"] * 20))).qty == 0


def test_half_kelly_needs_twenty_trades_and_a_loss_among_them() -> None:
    with pytest.raises(NoData, match="needs 20 closed trades of this account and there are 19"):
        sized(request(SizingMethod.KELLY), facts(trades=TWENTY[:19]))
    with pytest.raises(NoData, match="none of the 20 closed trades lost"):
        kelly(trades(*["1"] * 20))


def test_what_one_order_closed_in_parts_is_one_trade() -> None:
    parts = tuple(replace(one, exit_order_id="one exit") for one in TWENTY)
    with pytest.raises(NoData, match="there are 1;"):
        kelly(parts)


def test_equal_risk_divides_by_the_distance_to_the_stop() -> None:
    # 1 % of 100,000 = 1,000; 50 - 46 = 4; 1,000 / 4 = 250
    found = sized(request(SizingMethod.RISK, stop_price=D(46)), facts())
    assert found.qty == 250
    assert "4.00 USD a share from 50 USD to the stop at 46 USD that is 250.00 shares" in found.reason
    # 2.5 % = 2,500; / 4 = 625
    assert sized(request(SizingMethod.RISK, stop_price=D(46), percent=D("2.5")), facts()).qty == 625
    # a short sale's stop stands above: 53 - 50 = 3; 1,000 / 3 = 333.33
    assert sized(request(SizingMethod.RISK, stop_price=D(53), side=Side.SELL), facts()).qty == 333


def test_equal_risk_without_a_stop_takes_the_default_one_and_says_so() -> None:
    # 5 % below 50 is 47.50; 1,000 / 2.50 = 400
    found = sized(request(SizingMethod.RISK), facts())
    assert found.qty == 400
    assert "the default stop of 5 percent at 47.5 USD" in found.reason
    with pytest.raises(NoData, match="give a stop price"):
        sized(request(SizingMethod.RISK), facts(limits=Limits(default_stop_pct=D(0))))


def test_a_stop_on_the_wrong_side_has_no_size() -> None:
    for side, stop in ((Side.BUY, "50"), (Side.BUY, "51"), (Side.SELL, "50"), (Side.SELL, "49")):
        with pytest.raises(FixInput, match="move the stop"):
            sized(request(SizingMethod.RISK, side=side, stop_price=D(stop)), facts())


def test_the_entrys_own_price_counts_before_the_quote() -> None:
    # a limit of 45: 1,000 / 45 = 22.22; a trigger of 55: 1,000 / 55 = 18.18
    assert sized(request(SizingMethod.FIXED, limit_price=D(45)), facts()).qty == 22
    assert sized(request(SizingMethod.FIXED, trigger_price=D(55)), facts()).qty == 18
    # a sale with a limit of 1 fills at the quote of 50, not at 1
    assert sized(request(SizingMethod.FIXED, limit_price=D(1), side=Side.SELL), facts()).qty == 20


def test_less_than_one_share_is_none_with_the_next_step() -> None:
    found = sized(request(SizingMethod.FIXED), facts("1000.50"))
    assert found.qty == 0
    assert found.reason.endswith("0.9995 shares, less than one, so the size is 0; raise the fixed amount in Settings "
                                 "or choose another method.")  # fmt: skip


@pytest.mark.parametrize("price", ["0", "-1", "NaN"])
def test_without_a_price_there_is_no_size(price: str) -> None:
    for method in SizingMethod:
        with pytest.raises(NoData, match="no price"):
            sized(request(method), facts(price, atr=D(2), trades=TWENTY))


@pytest.mark.parametrize("equity", ["0", "-5"])
def test_an_account_worth_nothing_has_no_size(equity: str) -> None:
    for method in SizingMethod:
        with pytest.raises(NoData, match="the account is worth"):
            sized(request(method), facts(equity=D(equity), atr=D(2), trades=TWENTY))


@pytest.mark.parametrize("unknown", [None, D(0), D("NaN")])
def test_without_a_true_range_there_is_no_volatility_size(unknown: Decimal | None) -> None:
    with pytest.raises(NoData, match="average true range of AAPL"):
        sized(request(SizingMethod.VOLATILITY), facts(atr=unknown))


def test_a_percent_that_is_no_part_of_the_account_is_refused() -> None:
    for percent in ("0", "-1", "101", "NaN"):
        with pytest.raises(FixInput, match="is no size"):
            request(SizingMethod.RISK, percent=D(percent))
    for method in (SizingMethod.FIXED, SizingMethod.KELLY):
        with pytest.raises(FixInput, match="takes no percent"):
            request(method, percent=D(1))


prices = st.decimals(min_value="0.01", max_value="5000", places=2)
percents = st.decimals(min_value="0.01", max_value="50", places=2)
methods = st.sampled_from(SizingMethod)
accounts = st.decimals(min_value=1, max_value=10_000_000, places=2)


def by(method: SizingMethod, price: Decimal, equity: Decimal, **more: object) -> Sizing:
    # the default stop lies 5 percent away, so the distance to it moves with the price
    return sized(request(method, **more), facts(equity=equity, quoted=price, atr=price / 25, trades=TWENTY))


@given(methods, prices, accounts)
def test_a_doubled_price_never_buys_more_shares(method: SizingMethod, price: Decimal, equity: Decimal) -> None:
    assert by(method, 2 * price, equity).qty <= by(method, price, equity).qty


@given(st.sampled_from([SizingMethod.EQUITY, SizingMethod.VOLATILITY, SizingMethod.RISK]), prices, percents, percents)
def test_a_larger_percent_never_buys_fewer_shares(
    method: SizingMethod, price: Decimal, one: Decimal, other: Decimal
) -> None:
    small, large = sorted((one, other))
    assert by(method, price, EQUITY, percent=small).qty <= by(method, price, EQUITY, percent=large).qty


@given(prices, prices, percents)
def test_what_is_lost_at_the_stop_is_never_more_than_was_asked_for(
    price: Decimal, stop: Decimal, percent: Decimal
) -> None:
    if stop >= price:
        return
    found = by(SizingMethod.RISK, price, EQUITY, percent=percent, stop_price=stop)
    assert found.qty * (price - stop) <= EQUITY * percent / 100


@given(methods, prices, accounts)
def test_a_size_is_whole_shares_and_never_below_none(method: SizingMethod, price: Decimal, equity: Decimal) -> None:
    found = by(method, price, equity)
    assert found.qty == found.qty.to_integral_value() >= 0
    assert (found.qty == 0) == ("the size is 0" in found.reason)
