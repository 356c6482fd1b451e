"""A backtest in an address: what is written is read again, and what cannot be read is a sentence."""

from datetime import date
from decimal import Decimal

import pytest

from trading.backtest.address import address_of, request_of
from trading.errors import FixInput
from trading.types import BacktestRequest, Costs, Prices, Sizing, StrategyRef, Terms, Timeframe

EVERYTHING = BacktestRequest(
    strategy=StrategyRef(key="sma_cross", params={"fast": 20, "slow": 50.5}),
    symbols=("AAPL", "MSFT"),
    timeframe=Timeframe.WEEK_1,
    start=date(2004, 10, 1),
    end=date(2012, 6, 1),
    benchmark="SPX",
    terms=Terms(
        cash=Decimal("50000.50"),
        prices=Prices.RAW,
        sizing=Sizing.EQUITY,
        size=12.5,
        whole_shares=True,
        shorts=True,
        leverage=2.0,
        costs=Costs(commission_bps=10.0, spread_bps=0.0, slippage_bps=0.0, borrow_pct=0.0),
        limits={"max_drawdown_pct": 20.0},
    ),
)


def test_everything_that_is_asked_comes_back_from_its_address() -> None:
    assert request_of(address_of(EVERYTHING)) == EVERYTHING


def test_what_is_usual_is_left_out_of_the_address() -> None:
    plain = BacktestRequest(strategy=StrategyRef(key="buy_and_hold"), symbols=("AAPL",))
    assert address_of(plain) == {"strategy": "buy_and_hold", "symbols": "AAPL"}
    assert request_of(address_of(plain)) == plain


def test_rules_that_are_not_saved_travel_with_the_address() -> None:
    rules = '{"version":1,"entry":{"conditions":[]}}'
    asked = BacktestRequest(strategy=StrategyRef(key="rules", rules=rules), symbols=("AAPL",))
    assert request_of(address_of(asked)) == asked


def test_an_address_without_a_strategy_names_no_backtest() -> None:
    assert request_of({"symbols": "AAPL", "tab": "Compare"}) is None


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"params": "fast"}, "'fast' in params of the address is no pair; write it like fast:20"),
        ({"params": "fast:x"}, "fast 'x' in the address is no number; write it like 20 or 0.5"),
        ({"start": "soon"}, "start 'soon' in the address is no date; write it like 2004-10-01"),
        ({"bars": "3Day"}, "bars '3Day' in the address is no length; choose "),
        ({"terms": "luck:7"}, "'luck' in the address is no term of a backtest; take it out"),
        ({"terms": "sizing:much"}, "sizing 'much' in the address is not known; choose "),
        ({"terms": "cash:lots"}, "cash 'lots' in the address is no amount; write it like 100000"),
        ({"rules": "x" * 9_000}, "rules in the address has more than 8000 characters; shorten it"),
    ],
)
def test_what_cannot_be_read_is_said_with_the_next_step(params: dict[str, str], said: str) -> None:
    with pytest.raises(FixInput) as fault:
        request_of({"strategy": "sma_cross", "symbols": "AAPL"} | params)
    assert str(fault.value).startswith(said)
