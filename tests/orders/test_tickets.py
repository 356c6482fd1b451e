"""Closing, cancelling and replacing are tickets like any other."""

from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.orders.rig import Rig, form
from trading.errors import FixInput, InvalidTicket, OutcomeUnknown, Unavailable
from trading.types import OWNER, OrderClass, OrderType, Proposal, Side, Status, StopLoss, TakeProfit, Ticket

LIMIT = {"type": OrderType.LIMIT, "limit_price": Decimal(90)}


def answer(rig: Rig, ticket: object) -> Proposal:
    return rig.approve(rig.desk.propose(ticket, form()))  # type: ignore[arg-type]


def test_closing_sells_the_exact_quantity_and_only_reduces(rig: Rig) -> None:
    rig.approve(rig.buy(qty="10"))
    ticket = rig.desk.close_ticket("aapl")
    assert (ticket.side, ticket.qty, ticket.reduce_only) == (Side.SELL, Decimal(10), True)
    assert answer(rig, ticket).status is Status.FILLED
    assert rig.venue.positions() == []


def test_a_position_bought_for_an_amount_of_money_can_be_closed_to_the_last(rig: Rig) -> None:
    """Alpaca fills an amount of USD in parts of a share with nine decimals."""
    part = Decimal("0.333333333")
    rig.venue.add_foreign("by-hand", Ticket(symbol="AAPL", side=Side.BUY, qty=Decimal(1)))
    rig.venue.fill("by-hand", part)
    rig.approve(rig.buy("IBM", "2"))
    closing = rig.desk.close_ticket("AAPL")
    assert (closing.qty, closing.reduce_only) == (part, True)
    assert [ticket.qty for ticket in rig.desk.close_tickets()] == [part, Decimal(2)]
    with pytest.raises(InvalidTicket, match="has 9 decimals, the limit is 6"):
        Ticket(symbol="AAPL", side=Side.BUY, qty=part)


@pytest.mark.parametrize(
    ("held", "percentage", "size"), [("10", "50", "5"), ("11", "50", "5"), ("2.5", "50", "1.25"), ("7", "100", "7")]
)
def test_a_part_of_a_whole_position_rounds_down_to_whole_shares(
    rig: Rig, held: str, percentage: str, size: str
) -> None:
    rig.approve(rig.buy(qty=held))
    assert rig.desk.close_ticket("AAPL", percentage=Decimal(percentage)).qty == Decimal(size)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"percentage": Decimal(5)}, "less than 1"),
        ({"percentage": Decimal(0)}, "more than 0"),
        ({"percentage": Decimal(101)}, "at most 100"),
        ({"percentage": Decimal("NaN")}, "more than 0"),
        ({"qty": Decimal(11)}, "exceeds the 10 shares held"),
        ({"qty": Decimal(0)}, "more than 0"),
        ({"qty": Decimal(1), "percentage": Decimal(1)}, "not both"),
    ],
)
def test_a_close_that_makes_no_sense_is_a_sentence(rig: Rig, changes: dict[str, Decimal], sentence: str) -> None:
    rig.approve(rig.buy(qty="10"))
    with pytest.raises(FixInput, match=sentence):
        rig.desk.close_ticket("AAPL", **changes)


def test_closing_what_is_not_held_is_a_sentence(rig: Rig) -> None:
    with pytest.raises(FixInput, match="no position in AAPL"):
        rig.desk.close_ticket("AAPL")


def test_a_cancel_is_written_down_first_and_ends_when_the_venue_says_so(rig: Rig) -> None:
    resting = rig.approve(rig.buy(**LIMIT))
    cancel = answer(rig, rig.desk.cancel_ticket(resting.id))
    assert cancel.status is Status.CANCELLED
    assert rig.desk.proposal(resting.id).status is Status.CANCELLED
    assert [order.id for order in rig.desk.orders(statuses=None).items] == [resting.id]
    assert rig.venue.posts == [resting.id]


def test_an_order_that_fills_before_its_cancel_makes_the_cancel_rejected(rig: Rig) -> None:
    resting = rig.approve(rig.buy(**LIMIT))
    ticket = rig.desk.cancel_ticket(resting.id)
    proposal = rig.desk.propose(ticket, form())
    rig.venue.fill(resting.id)
    assert rig.approve(proposal).status is Status.REJECTED
    assert rig.desk.proposal(resting.id).status is Status.FILLED, "what came instead is read at once"
    rig.desk.reconcile()
    assert len(rig.desk.fills().items) == 1


def test_a_cancel_without_an_answer_is_repeated_until_the_venue_says_it_ended(rig: Rig) -> None:
    resting = rig.approve(rig.buy(**LIMIT))
    cancel, calls = rig.venue.cancel, []

    def flaky(order_id: str) -> None:
        calls.append(order_id)
        if len(calls) < 3:
            raise OutcomeUnknown("no answer")
        cancel(order_id)

    rig.venue.cancel = flaky  # type: ignore[method-assign]
    doubted = answer(rig, rig.desk.cancel_ticket(resting.id))
    assert doubted.status is Status.UNKNOWN
    assert rig.buy().status is Status.OPEN, "a cancel in doubt does not hold its symbol"
    for _ in range(2):
        rig.wall.go(seconds=5)
        with suppress(Unavailable):
            rig.desk.reconcile()
    assert len(calls) == 3
    assert rig.desk.proposal(doubted.id).status is Status.CANCELLED
    assert rig.desk.proposal(resting.id).status is Status.CANCELLED


def test_a_cancel_works_while_trading_is_stopped(rig: Rig) -> None:
    resting = rig.approve(rig.buy(**LIMIT))
    cancel = rig.venue.cancel
    rig.venue.cancel = lambda _id: None  # type: ignore[method-assign]
    rig.desk.stop_trading(actor=OWNER)
    rig.venue.cancel = cancel  # type: ignore[method-assign]
    assert answer(rig, rig.desk.cancel_ticket(resting.id)).status is Status.CANCELLED


def test_a_filled_brackets_exits_can_be_cancelled(rig: Rig) -> None:
    bracket = rig.approve(
        rig.buy(
            order_class=OrderClass.BRACKET,
            take_profit=TakeProfit(limit_price=Decimal(120)),
            stop_loss=StopLoss(stop_price=Decimal(80)),
        )
    )
    assert answer(rig, rig.desk.cancel_ticket(bracket.id)).status is Status.CANCELLED
    assert rig.desk.orders().items == ()
    assert rig.desk.proposal(bracket.id).status is Status.FILLED


def test_a_replace_is_a_new_order_under_its_own_id_and_the_old_one_is_replaced(rig: Rig) -> None:
    old = rig.approve(rig.buy(qty="10", **LIMIT))
    new = answer(rig, rig.desk.replace_ticket(old.id, {"limit_price": "91", "qty": "12"}))
    assert (new.status, new.ticket.target_id) == (Status.SENT, old.id)
    replaced = rig.desk.proposal(old.id)
    assert replaced.order is not None
    assert (replaced.status, replaced.order.replaced_by) == (Status.REPLACED, new.id)
    assert [order.id for order in rig.desk.orders().items] == [new.id]


def test_a_replace_is_gated_on_the_larger_of_both_and_not_on_their_sum(rig: Rig) -> None:
    rig.limits.update({"max_symbol_notional": "1500"}, actor=OWNER)
    old = rig.approve(rig.buy(qty="10", **LIMIT))
    assert rig.desk.propose(rig.desk.replace_ticket(old.id, {"qty": "12"}), form()).status is Status.OPEN
    too_big = rig.desk.propose(rig.desk.replace_ticket(old.id, {"qty": "16"}), form())
    assert "exposure in AAPL of 1600.00 USD exceeds" in too_big.reason
    rig.limits.update({"max_order_notional": "950"}, actor=OWNER)
    smaller = rig.desk.propose(rig.desk.replace_ticket(old.id, {"qty": "5"}), form())
    assert "order worth 1000.00 USD exceeds" in smaller.reason, "until it is replaced the old order may still fill"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"side": "sell"}, "keeps the side"), ({"type": "market", "limit_price": None}, "keeps the type")],
)
def test_a_replace_keeps_side_and_type(rig: Rig, changes: dict[str, str], sentence: str) -> None:
    old = rig.approve(rig.buy(qty="10", **LIMIT))
    assert sentence in rig.desk.propose(rig.desk.replace_ticket(old.id, changes), form()).reason


def test_what_has_ended_can_be_neither_cancelled_nor_replaced(rig: Rig) -> None:
    filled = rig.approve(rig.buy())
    assert "cannot be changed" in rig.desk.propose(rig.desk.cancel_ticket(filled.id), form()).reason
    ticket = replace(rig.desk.cancel_ticket(filled.id), target_id="no-such-order")
    assert "there is no order" in rig.desk.propose(ticket, form()).reason
    with pytest.raises(InvalidTicket):
        rig.desk.replace_ticket(filled.id, {"qty": "-1"})


def test_a_sale_beyond_what_is_free_that_makes_no_promise_to_reduce_is_refused_with_what_holds_it(rig: Rig) -> None:
    rig.approve(rig.buy(qty="10"))
    rig.approve(rig.sell(qty="6", type=OrderType.LIMIT, limit_price=Decimal(120)))
    assert "exceeds the 4 that are free" in rig.sell(qty="10").reason


def test_a_replace_in_doubt_and_its_target_count_as_the_larger_of_both(rig: Rig) -> None:
    rig.limits.update({"max_gross_notional": "1250"}, actor=OWNER)
    old = rig.approve(rig.buy(qty="10", **LIMIT))

    def lose(_id: str) -> None:
        raise OutcomeUnknown("no answer")

    rig.venue.before_accepting = lose
    assert answer(rig, rig.desk.replace_ticket(old.id, {"qty": "12"})).status is Status.UNKNOWN
    assert rig.desk.proposal(old.id).status is Status.SENT
    assert rig.buy("MSFT", "1").status is Status.OPEN, "12 shares at 100 and one at 50"
    assert "gross exposure of 1300.00 USD" in rig.buy("MSFT", "2").reason


def _short(rig: Rig, symbol: str, qty: str) -> None:
    rig.market.assets_by_symbol[symbol] = replace(rig.market.asset(symbol), shortable=True)
    rig.approve(rig.sell(symbol, qty=qty))


def test_every_position_has_its_closing_ticket_and_a_short_one_is_bought_back(rig: Rig) -> None:
    rig.approve(rig.buy("MSFT", qty="2"))
    _short(rig, "AAPL", "3")
    assert [(one.symbol, one.side, one.qty, one.reduce_only) for one in rig.desk.close_tickets()] == [
        ("AAPL", Side.BUY, Decimal(3), True),
        ("MSFT", Side.SELL, Decimal(2), True),
    ]
    assert [answer(rig, ticket).status for ticket in rig.desk.close_tickets()] == [Status.FILLED] * 2
    assert rig.desk.close_tickets() == []


def test_a_short_position_that_a_resting_order_buys_back_is_not_bought_back_twice(rig: Rig) -> None:
    """A close ends the resting order first; a pair of exits, which may end nothing, is refused."""
    _short(rig, "AAPL", "3")
    resting = rig.approve(rig.buy(qty="3", **LIMIT))
    (ticket,) = rig.desk.close_tickets()
    pair = replace(
        ticket, type=OrderType.LIMIT, limit_price=Decimal(90), order_class=OrderClass.OCO,
        take_profit=TakeProfit(limit_price=Decimal(90)), stop_loss=StopLoss(stop_price=Decimal(110)),
    )  # fmt: skip
    refused = rig.desk.propose(pair, form())
    assert refused.status is Status.REFUSED
    assert "resting orders already buy back shares of the -3 AAPL; cancel those first" in refused.reason
    assert answer(rig, ticket).status is Status.FILLED
    assert rig.desk.proposal(resting.id).status is Status.CANCELLED
    assert rig.venue.positions() == []


def test_a_ticket_is_found_by_the_intent_that_it_was_written_for(rig: Rig) -> None:
    assert rig.desk.proposal_for("close-all/1") is None
    rig.approve(rig.buy(qty="10"))
    made = rig.desk.propose(rig.desk.close_ticket("AAPL"), form(), intent_key="close-all/1")
    assert rig.desk.proposal_for("close-all/1") == made
