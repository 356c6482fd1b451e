"""A cancel takes back no more than its words name: by symbol, side and type, and only what they call an order."""

from dataclasses import dataclass
from typing import Any, cast

import pytest

from agent.resolve import cancels
from tests.agent.words import read
from trading.types import STOP_TYPES, Action, Intent, OrderClass, OrderType, Proposal, Side

LIMIT, TRAILING = OrderType.LIMIT, OrderType.TRAILING_STOP
NARROWED: dict[str, dict[str, Any]] = {
    "cancel all limit orders": {"types": {LIMIT}, "every": True},
    "cancel all my stop orders": {"types": STOP_TYPES, "every": True},
    "cancel my limit order on IBM": {"types": {LIMIT}, "symbol": "IBM", "every": False},
    "cancel my stop-limit order on IBM": {"types": {OrderType.STOP_LIMIT}, "symbol": "IBM"},
    "cancel my trailing stops": {"types": {TRAILING}, "every": True},
    "cancel the stop loss on IBM": {"types": STOP_TYPES, "symbol": "IBM"},
    "cancel all my limit and trailing orders": {"types": {LIMIT, TRAILING}, "every": True},
    "cancel all my limit buy orders": {"types": {LIMIT}, "side": Side.BUY, "every": True},
    "cancel all my buy and sell orders": {"types": None, "side": None, "every": True},
    "cancel my bracket on AAPL": {"bracket": True, "symbol": "AAPL"},
    "cancel the order to buy IBM": {"side": Side.BUY, "symbol": "IBM"},
    "cancel both orders": {"both": True, "types": None},
    "pull my IBM order": {"symbol": "IBM", "types": None},
    "pull all my orders": {"every": True, "symbol": None},
    "remove the stop loss from AAPL": {"types": STOP_TYPES, "symbol": "AAPL"},
    "kill all orders": {"every": True},
    "withdraw my buy order for Exxon": {"side": Side.BUY, "symbol": "XOM"},
    "cancel AAPL": {"symbol": "AAPL", "every": False},
    "cancel everything": {"every": True, "types": None},
}
NO_CANCELS = [
    "pull the latest on IBM",
    "pull IBM",
    "pull the last order",
    "pull up my orders",
    "remove AAPL",
    "kill it",
    "kill all",
    "delete everything",
    "withdraw everything",
    "discard AAPL",
    "take back AAPL",
    "cancel my order and sell AAPL",
    "cancel my order and buy AAPL",
    "cancel all orders and stop",
    "cancel all my limit buy and stop sell orders",
    "cancel my AAPL and IBM orders",
]


@dataclass
class _Ticket:
    symbol: str
    type: OrderType
    side: Side = Side.BUY
    order_class: OrderClass = OrderClass.SIMPLE
    action: Action = Action.ORDER


@dataclass
class _Resting:
    ticket: _Ticket


RESTING = [
    _Resting(_Ticket("IBM", OrderType.LIMIT)),
    _Resting(_Ticket("IBM", OrderType.STOP, Side.SELL)),
    _Resting(_Ticket("AAPL", OrderType.TRAILING_STOP, Side.SELL)),
    _Resting(_Ticket("GE", OrderType.LIMIT, order_class=OrderClass.BRACKET)),
]
MEANT = {
    "cancel all limit orders": [0, 3],
    "cancel all my stop orders": [1, 2],
    "cancel my limit order on IBM": [0],
    "cancel my stop on IBM": [1],
    "cancel my trailing stop": [2],
    "cancel my bracket order": [3],
    "cancel all my buy and sell orders": [0, 1, 2, 3],
    "cancel all IBM orders": [0, 1],
    "cancel both my IBM orders": [0, 1],
}


@pytest.mark.parametrize(("words", "fields"), NARROWED.items(), ids=list(NARROWED))
def test_side_and_type_narrow_a_cancel(words: str, fields: dict[str, Any]) -> None:
    reading = read(words)
    assert reading.intent is Intent.CANCEL and reading.cancel is not None
    assert {name: getattr(reading.cancel, name) for name in fields} == fields


@pytest.mark.parametrize("words", NO_CANCELS)
def test_words_that_call_nothing_an_order_or_ask_for_more_cancel_nothing(words: str) -> None:
    reading = read(words)
    assert reading.cancel is None and not reading.asks_for_order


@pytest.mark.parametrize(("words", "numbers"), MEANT.items(), ids=list(MEANT))
def test_only_the_orders_of_the_type_said_are_meant(words: str, numbers: list[int]) -> None:
    resting = cast(list[Proposal], RESTING)
    assert cancels(read(words), resting, [])[1] == tuple(resting[n] for n in numbers)


def test_both_means_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.resolve.ticket_text", lambda ticket: ticket.symbol)
    reading, meant = cancels(read("cancel both"), cast(list[Proposal], RESTING), [])
    assert meant == () and reading.settled and "Which order" in reading.reply


def test_a_type_that_rests_nowhere_cancels_nothing() -> None:
    reading, meant = cancels(read("cancel my limit order on AAPL"), cast(list[Proposal], RESTING), [])
    assert meant == () and reading.settled and "no open order of that kind for AAPL" in reading.reply
