"""The dialog's tables: what is sent is read from the ticket, what is not known is never 0, rules by nearness."""

import doctest
from decimal import Decimal

from components import confirm_tables
from components.confirm_tables import figure_and_limit, nearest
from components.ticket_fields import fields
from tests.components.proposals import proposal, rule
from trading.types import (
    Action,
    GateVerdict,
    OrderClass,
    OrderType,
    RuleResult,
    Side,
    StopLoss,
    TakeProfit,
    Ticket,
    TimeInForce,
)


def test_a_market_order_shows_only_the_fields_that_apply() -> None:
    rows = fields(proposal().ticket, name="Apple Inc.", account="replay")
    assert list(rows) == ["Side", "Symbol", "Quantity", "Type", "Extended hours", "Account"]
    assert rows["Side"] == "**Buy**"
    assert rows["Symbol"] == "**AAPL** · Apple Inc\\."
    assert rows["Quantity"] == "**1** share"


def test_a_bracket_shows_each_exit_with_its_price() -> None:
    ticket = Ticket(
        symbol="AAPL",
        side=Side.BUY,
        qty=Decimal(10),
        type=OrderType.LIMIT,
        limit_price=Decimal(432),
        time_in_force=TimeInForce.GTC,
        order_class=OrderClass.BRACKET,
        take_profit=TakeProfit(limit_price=Decimal("480.50")),
        stop_loss=StopLoss(stop_price=Decimal(400), limit_price=Decimal(399)),
    )
    rows = fields(ticket)
    assert rows["Limit price"] == "**\\$432\\.00**"
    assert rows["Take profit"] == "**\\$480\\.50**"
    assert rows["Stop loss"] == "**\\$400\\.00**, limit **\\$399\\.00**"


def test_an_order_for_dollars_shows_the_amount_and_no_quantity() -> None:
    rows = fields(Ticket(symbol="MSFT", side=Side.BUY, notional=Decimal(500)))
    assert rows["Amount"] == "**\\$500\\.00**"
    assert "Quantity" not in rows


def test_a_trail_and_a_cancel_say_what_they_are() -> None:
    trail = Ticket(
        symbol="IBM",
        side=Side.SELL,
        qty=Decimal(2),
        type=OrderType.TRAILING_STOP,
        trail_percent=Decimal(5),
        reduce_only=True,
    )
    assert fields(trail)["Trail"].startswith("5")
    assert fields(trail)["Only closes"] == "Yes"
    cancel = Ticket(symbol="IBM", action=Action.CANCEL, target_id="0123456789abcdef")
    assert fields(cancel)["Order"] == "0123…cdef"


def test_a_symbol_from_outside_cannot_carry_markup_into_the_dialog() -> None:
    rows = fields(Ticket(symbol="[X](HTTPS://EVIL.EXAMPLE)", side=Side.BUY, qty=Decimal(1)), name="<b>Evil</b>")
    assert "](" not in rows["Symbol"].replace("\\", "").replace("\u2060", "") or "\\]\\(" in rows["Symbol"]
    assert "\\<b\\>" in rows["Symbol"]


def test_a_rules_limit_is_said_once_and_its_money_is_written_as_money() -> None:
    assert doctest.testmod(confirm_tables).failed == 0
    seconds = RuleResult(name="n", title="t", ok=True, reason="", figure="0 of 60 s", limit="60 s")
    assert figure_and_limit(seconds) == ("0", "60 s")
    words = RuleResult(name="n", title="t", ok=True, reason="", figure="trading is on")
    assert figure_and_limit(words) == ("trading is on", "")


def test_the_rules_nearest_to_their_limit_come_first() -> None:
    gate = GateVerdict(rules=(rule("none"), rule("a", share=0.2), rule("b", share=0.8), rule("c", share=0.5)))
    assert [r.name for r in nearest(gate)] == ["b", "c", "a"]


def test_a_change_names_the_order_that_it_is_about() -> None:
    resting = Ticket(symbol="IBM", side=Side.BUY, qty=Decimal(5), type=OrderType.LIMIT, limit_price=Decimal(150))
    cancel = Ticket(symbol="IBM", action=Action.CANCEL, target_id="e43b0616d4c9f8888b89f3f7b0edd10c")
    assert fields(cancel, target=resting)["Order"] == "Buy 5 IBM, limit \\$150\\.00"
    assert fields(cancel)["Order"] == "e43b…d10c"


def test_exits_that_end_with_the_day_say_so() -> None:
    ticket = Ticket(
        symbol="AAPL",
        side=Side.BUY,
        qty=Decimal(1),
        time_in_force=TimeInForce.DAY,
        order_class=OrderClass.BRACKET,
        take_profit=TakeProfit(limit_price=Decimal(600)),
        stop_loss=StopLoss(stop_price=Decimal(500)),
    )
    assert "end with the day" in fields(ticket)["Exits"]
