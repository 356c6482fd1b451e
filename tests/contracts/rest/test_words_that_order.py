"""A user's words that are orders become exactly the ticket that they say, and missing words are asked for."""

from decimal import Decimal
from typing import Any

import pytest

from .desk_client import Api

# In replay at 2012-06-01 the closes are AAPL 560.99, IBM 189.08, MSFT 28.45, GOOG 570.98, FB 27.72.
MARKET = {"type": "market", "time_in_force": "day", "order_class": "simple", "limit_price": None, "stop_price": None}
ORDERS: list[tuple[str, dict[str, Any]]] = [
    ("Buy 1 share of AAPL at market price", {"symbol": "AAPL", "side": "buy", "qty": "1", **MARKET}),
    ("buy 3 ibm", {"symbol": "IBM", "side": "buy", "qty": "3", **MARKET}),
    ("please purchase five shares of Microsoft", {"symbol": "MSFT", "side": "buy", "qty": "5", **MARKET}),
    ("get me 2 google", {"symbol": "GOOG", "side": "buy", "qty": "2", **MARKET}),
    ("I'd like to buy 10 shares of facebook.", {"symbol": "FB", "side": "buy", "qty": "10", **MARKET}),
    ("BUY 2 MSFT NOW!", {"symbol": "MSFT", "side": "buy", "qty": "2", **MARKET}),
    ("Buy 0.5 AAPL", {"symbol": "AAPL", "side": "buy", "qty": "0.5", **MARKET}),
    ("buy 1,000 shares of MSFT", {"symbol": "MSFT", "side": "buy", "qty": "1000", **MARKET}),
    ("buy 2 aapl limit 550", {"symbol": "AAPL", "side": "buy", "qty": "2", "type": "limit", "limit_price": "550"}),
    ("Buy 2 AAPL at 550", {"symbol": "AAPL", "side": "buy", "qty": "2", "type": "limit", "limit_price": "550"}),
    (
        "buy 2 shares of apple at $550.50 or better",
        {"symbol": "AAPL", "side": "buy", "qty": "2", "type": "limit", "limit_price": "550.50"},
    ),
    (
        "Buy 1 AAPL with a limit of 540, good till cancelled",
        {"symbol": "AAPL", "qty": "1", "type": "limit", "limit_price": "540", "time_in_force": "gtc"},
    ),
    (
        "buy 4 IBM, limit 185, gtc",
        {"symbol": "IBM", "side": "buy", "qty": "4", "type": "limit", "limit_price": "185", "time_in_force": "gtc"},
    ),
    (
        "buy 1 AAPL stop 570",
        {"symbol": "AAPL", "side": "buy", "qty": "1", "type": "stop", "stop_price": "570", "limit_price": None},
    ),
    (
        "sell 2 IBM with a stop at 180",
        {"symbol": "IBM", "side": "sell", "qty": "2", "type": "stop", "stop_price": "180", "limit_price": None},
    ),
    (
        "buy 1 AAPL stop 570 limit 572",
        {"symbol": "AAPL", "qty": "1", "type": "stop_limit", "stop_price": "570", "limit_price": "572"},
    ),
    (
        "sell 2 IBM with a trailing stop of 5%",
        {"symbol": "IBM", "side": "sell", "qty": "2", "type": "trailing_stop", "trail_percent": "5"},
    ),
    ("buy 2 MSFT at the open", {"symbol": "MSFT", "qty": "2", "type": "market", "time_in_force": "opg"}),
    ("Buy $500 of Microsoft", {"symbol": "MSFT", "side": "buy", "qty": None, "notional": "500", "type": "market"}),
    ("buy 250 dollars of IBM", {"symbol": "IBM", "side": "buy", "qty": None, "notional": "250"}),
    ("buy 500 USD worth of aapl", {"symbol": "AAPL", "side": "buy", "qty": None, "notional": "500"}),
    ("sell 2 ibm", {"symbol": "IBM", "side": "sell", "qty": "2", **MARKET}),
    ("Sell 3 of my Facebook shares", {"symbol": "FB", "side": "sell", "qty": "3", **MARKET}),
    ("sell half my IBM", {"symbol": "IBM", "side": "sell", "qty": "2", **MARKET}),
    ("Sell 50% of my IBM position", {"symbol": "IBM", "side": "sell", "qty": "2", **MARKET}),
    ("sell a third of my FB", {"symbol": "FB", "side": "sell", "qty": "3", **MARKET}),
    ("sell half of my MSFT", {"symbol": "MSFT", "side": "sell", "qty": "0.75", **MARKET}),
    ("put 250 dollars into IBM", {"symbol": "IBM", "side": "buy", "qty": None, "notional": "250"}),
    ("invest $300 in Apple", {"symbol": "AAPL", "side": "buy", "qty": None, "notional": "300"}),
    (
        "place a limit order for 4 IBM at 185 gtc, buy",
        {"symbol": "IBM", "side": "buy", "qty": "4", "type": "limit", "limit_price": "185", "time_in_force": "gtc"},
    ),
    ("reduce my IBM by 2", {"symbol": "IBM", "side": "sell", "qty": "2", **MARKET}),
    ("trim my IBM by 2 shares", {"symbol": "IBM", "side": "sell", "qty": "2", **MARKET}),
    ("trim 25% of my FB", {"symbol": "FB", "side": "sell", "qty": "2", **MARKET}),
    ("buy 2 AAPL at once", {"symbol": "AAPL", "side": "buy", "qty": "2", **MARKET}),
    ("stop loss at 180 on my IBM", {"symbol": "IBM", "side": "sell", "qty": "5", "type": "stop", "stop_price": "180"}),
    ("put a stop at 180 on my IBM", {"symbol": "IBM", "side": "sell", "qty": "5", "time_in_force": "day"}),
    (
        "trailing stop 5% on my IBM",
        {"symbol": "IBM", "side": "sell", "qty": "5", "type": "trailing_stop", "trail_percent": "5"},
    ),
]
CLOSES = [
    ("close my IBM position", "IBM", "5"),
    ("Close IBM", "IBM", "5"),
    ("close facebook", "FB", "10"),
    ("close my microsoft position", "MSFT", "1.5"),
    ("sell all my IBM", "IBM", "5"),
    ("sell all of my MSFT", "MSFT", "1.5"),
    ("get me out of facebook", "FB", "10"),
    ("sell everything I have in MSFT", "MSFT", "1.5"),
    ("dump my IBM", "IBM", "5"),
    ("liquidate IBM", "IBM", "5"),
]
BRACKETS = [
    # The ask is 560.99: 10 % above is 617.089 and 5 % below 532.9405, rounded to the tick of one cent.
    ("Buy 1 AAPL, take profit 10% above, stop 5% below", "617.09", "532.94"),
    ("buy 1 apple with a stop loss 5% below and take profit 10% above", "617.09", "532.94"),
    ("Buy 1 AAPL with take profit at 600 and stop loss at 540", "600", "540"),
    ("buy 1 AAPL, take profit 600, stop loss 540", "600", "540"),
    ("bracket order: buy 1 AAPL, target 600, stop 540", "600", "540"),
    ("buy 1 AAPL with a target of 600 and a stop of 540", "600", "540"),
]
FREE_WORDS: list[tuple[str, dict[str, Any]]] = [
    ("buy 3 IBM at the close", {"symbol": "IBM", "side": "buy", "qty": "3", "time_in_force": "cls"}),
    ("buy one AAPL and sell it at 600", {"symbol": "AAPL", "qty": "1"}),
    ("I'd take another 3 IBM", {"symbol": "IBM", "side": "buy", "qty": "3"}),
    ("double my IBM position", {"symbol": "IBM", "side": "buy", "qty": "5"}),
    ("buy 1 AAPL at 12:00", {"symbol": "AAPL", "side": "buy", "qty": "1", "type": "market"}),
]
ASKED_BACK = [
    "buy 10", "buy", "sell some", "Buy AAPL", "buy some apple", "sell 5 shares", "buy 10 AAPL with a limit",
    "buy 2 IBM stop order", "buy 5 shares of that", "I want to buy shares", "sell IBM",
    "$500 of Microsoft", "invest 300 in Apple", "put 300 into IBM", "close some of my IBM", "trim my IBM",
    "place a limit order for 4 IBM at 185 gtc", "put a stop at 180 on IBM", "put a stop on my IBM",
]  # fmt: skip


@pytest.fixture(scope="module")
def api(api: Api) -> Api:
    """Hold 5 IBM, 10 FB and 1.5 MSFT."""
    for symbol, qty in (("IBM", "5"), ("FB", "10"), ("MSFT", "1.5")):
        assert api.buy(symbol, qty)["status"] == "filled"
    return api


def the_ticket(api: Api, words: str) -> Any:
    """Return the one ticket that these words make, open and waiting for a person."""
    run = api.run(words)
    assert (run["status"], run["error"]) == ("awaiting_approval", None), run
    assert len(run["proposals"]) == 1, run
    assert run["result"]
    proposal = api.proposal(run["proposals"][0])
    assert (proposal["status"], proposal["gate"]["allowed"]) == ("open", True), proposal
    run["ticket"] = proposal["ticket"]
    return run


def assert_says(ticket: Any, said: dict[str, Any]) -> None:
    for name, value in said.items():
        is_figure = name in ("qty", "notional", "limit_price", "stop_price", "trail_percent") and value is not None
        shown = Decimal(ticket[name]) if is_figure and ticket[name] is not None else ticket[name]
        assert shown == (Decimal(value) if is_figure else value), f"{name}: {ticket}"


@pytest.mark.parametrize(("words", "said"), ORDERS, ids=[words for words, _ in ORDERS])
def test_an_order_in_words_becomes_its_ticket(api: Api, words: str, said: dict[str, Any]) -> None:
    run = the_ticket(api, words)
    assert run["intent"] == "order"
    assert_says(run["ticket"], said)
    assert run["ticket"]["order_class"] == "simple"
    assert run["ticket"]["extended_hours"] is False


@pytest.mark.parametrize(("words", "symbol", "qty"), CLOSES, ids=[words for words, _, _ in CLOSES])
def test_closing_is_the_exact_quantity_that_is_held(api: Api, words: str, symbol: str, qty: str) -> None:
    run = the_ticket(api, words)
    assert run["intent"] in ("close", "order")
    assert_says(run["ticket"], {"symbol": symbol, "side": "sell", "qty": qty, **MARKET})
    if "close" in words.lower():
        assert run["intent"] == "close"
        assert run["ticket"]["reduce_only"] is True


@pytest.mark.parametrize(("words", "target", "stop"), BRACKETS, ids=[words for words, _, _ in BRACKETS])
def test_a_bracket_has_both_exits_to_the_tick(api: Api, words: str, target: str, stop: str) -> None:
    ticket = the_ticket(api, words)["ticket"]
    assert_says(ticket, {"symbol": "AAPL", "side": "buy", "qty": "1", "type": "market", "order_class": "bracket"})
    assert Decimal(ticket["take_profit"]["limit_price"]) == Decimal(target)
    assert Decimal(ticket["stop_loss"]["stop_price"]) == Decimal(stop)


@pytest.mark.parametrize("words", ASKED_BACK)
def test_what_is_missing_is_asked_and_never_assumed(api: Api, words: str) -> None:
    run = api.run(words)
    assert run["proposals"] == []
    assert (run["status"], run["intent"]) == ("done", "unclear"), run
    assert "?" in run["result"]


@pytest.mark.parametrize(("words", "said"), FREE_WORDS, ids=[words for words, _ in FREE_WORDS])
def test_free_words_become_their_exact_ticket_or_none(api: Api, words: str, said: dict[str, Any]) -> None:
    run = api.run(words)
    assert run["result"]
    for id in run["proposals"]:
        assert_says(api.proposal(id)["ticket"], said)
    if not run["proposals"]:
        assert run["status"] == "done" and run["intent"] not in ("order", "close"), run


@pytest.mark.parametrize("words", ["buy 2 shares each of AAPL and GOOG", "buy AAPL and GOOG, 2 shares each"])
def test_a_size_of_each_is_one_ticket_for_each(api: Api, words: str) -> None:
    tickets = [api.proposal(id)["ticket"] for id in api.run(words)["proposals"]]
    assert sorted((t["symbol"], Decimal(t["qty"])) for t in tickets) == [("AAPL", 2), ("GOOG", 2)]


def test_two_orders_in_one_request_are_two_tickets(api: Api) -> None:
    run = api.run("Buy 1 AAPL and 2 GOOG")
    tickets = [api.proposal(id)["ticket"] for id in run["proposals"]]
    assert sorted((t["symbol"], Decimal(t["qty"])) for t in tickets) == [("AAPL", 1), ("GOOG", 2)]
    assert run["status"] == "awaiting_approval"


def test_a_run_with_two_tickets_waits_for_both_answers(api: Api) -> None:
    run = api.run("Buy 1 MSFT and buy 1 FB")
    first, second = (api.proposal(id) for id in run["proposals"])
    assert api.approve(first).status_code == 200
    assert api.settled(run["task_id"])["status"] == "awaiting_approval"
    assert api.post(f"/api/proposals/{second['id']}/cancel").status_code == 200
    assert api.settled(run["task_id"], "done")["proposals"] == run["proposals"]


def test_a_refused_order_is_told_with_its_reason_and_its_ticket_answers(api: Api) -> None:
    run = api.run("Buy 900000 shares of AAPL at market price")
    assert run["status"] == "done", run
    (id,) = run["proposals"]
    refused = api.proposal(id)
    assert refused["status"] == "refused"
    assert refused["gate"]["allowed"] is False
    assert any(not rule["ok"] and rule["reason"] for rule in refused["gate"]["rules"])
    assert id not in [p["id"] for p in api.items("/api/proposals")]


def test_an_unknown_symbol_makes_no_open_ticket(api: Api) -> None:
    run = api.run("Buy 1 share of ZZZZQ at market price")
    assert run["status"] == "done", run
    assert all(api.proposal(id)["status"] == "refused" for id in run["proposals"])
    assert "ZZZZQ" in run["result"]


def test_selling_more_than_is_held_as_my_shares_is_never_shrunk_silently(api: Api) -> None:
    run = api.run("Sell 500 of my IBM shares")
    for id in run["proposals"]:
        ticket = api.proposal(id)["ticket"]
        assert Decimal(ticket["qty"]) == 500


def test_closing_what_is_not_held_makes_no_open_ticket(api: Api) -> None:
    run = api.run("close my GOOG position")
    assert run["status"] == "done", run
    assert all(api.proposal(id)["status"] == "refused" for id in run["proposals"])
    assert "GOOG" in run["result"]


def test_an_agent_cancels_an_order_only_as_a_proposal_that_a_person_approves(api: Api) -> None:
    resting = api.buy("AAPL", "1", type="limit", limit_price="500", time_in_force="gtc")
    run = api.run("Cancel my AAPL order")
    assert (run["intent"], run["status"]) == ("cancel", "awaiting_approval"), run
    (id,) = run["proposals"]
    ticket = api.proposal(id)["ticket"]
    assert (ticket["action"], ticket["target_id"]) == ("cancel", resting["id"])
    assert api.order(resting["id"])["status"] == "sent", "nothing is cancelled before a person approves"
    assert api.approve(api.proposal(id)).status_code == 200
    api.order_becomes(resting["id"], "cancelled")
    assert api.settled(run["task_id"], "done")["result"]
