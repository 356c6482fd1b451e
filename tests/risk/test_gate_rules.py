"""Each rule of the gate says no where it must: a test a rule, through a real desk, that fails without the rule."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import update

from tests.orders.market import WALL
from tests.orders.rig import ACCOUNT, Rig, form
from trading.errors import Unavailable, VenueRejected
from trading.risk.checks import RULES
from trading.store.tables import PROPOSAL
from trading.types import (
    OWNER,
    OrderClass,
    OrderType,
    Proposal,
    Side,
    Status,
    StopLoss,
    TakeProfit,
    Ticket,
    TimeInForce,
)


def failing(proposal: Proposal) -> list[str]:
    """Return the names of the rules that say no; the ticket must then be refused, and be open without one."""
    names = [rule.name for rule in proposal.gate.rules if not rule.ok]
    assert proposal.status is (Status.REFUSED if names else Status.OPEN)
    return names


def ticket(**more: Any) -> Ticket:
    return Ticket(**({"symbol": "AAPL", "side": Side.BUY, "qty": Decimal(1)} | more))


def test_every_rule_has_its_own_name_and_a_title_for_people() -> None:
    names = [rule.name for rule in RULES]
    assert len(names) == len(set(names)) == 32
    assert all(rule.title[0].isupper() and "_" not in rule.title for rule in RULES)


def test_a_plain_ticket_passes_every_rule(rig: Rig) -> None:
    proposal = rig.buy()
    assert failing(proposal) == []
    assert {rule.name for rule in RULES} - {rule.name for rule in proposal.gate.rules} == {"target"}


def stop(rig: Rig) -> None:
    rig.desk.stop_trading(actor=OWNER)


def read_only(rig: Rig) -> None:
    rig.desk = rig.again(read_only=True)
    rig.desk.start()


def not_started(rig: Rig) -> None:
    rig.desk = rig.again()


def block(rig: Rig) -> None:
    rig.venue.blocked = "account restricted to liquidation"


def limit(**patch: Any) -> Callable[[Rig], None]:
    return lambda rig: rig.limits.update(patch, actor=OWNER) and None


def age(rig: Rig) -> None:
    rig.market.quoted_at = rig.market_clock.now() - timedelta(seconds=61)


def future(rig: Rig) -> None:
    rig.market.quoted_at = rig.market_clock.now() + timedelta(minutes=1)


def no_price(rig: Rig) -> None:
    rig.market.prices["AAPL"] = Decimal(0)


def widen(rig: Rig) -> None:
    rig.market.spread = Decimal("1.02")


def asset(**changes: Any) -> Callable[[Rig], None]:
    def change(rig: Rig) -> None:
        rig.market.assets_by_symbol["AAPL"] = replace(rig.market.asset("AAPL"), **changes)

    return change


def lose_six_percent(rig: Rig) -> None:
    rig.venue.last_equity = Decimal(106_400)


def fall_from_peak(rig: Rig) -> None:
    rig.venue.equity_points = [Decimal(134_000)]


def reject_five(rig: Rig) -> None:
    def no(_id: str) -> None:
        raise VenueRejected("no")

    rig.venue.before_accepting = no
    for _ in range(5):
        assert rig.approve(rig.buy("MSFT")).status is Status.REJECTED


def spend(rig: Rig) -> None:
    wide = {"max_order_notional": "200000", "max_symbol_notional": "200000", "max_symbol_weight_pct": "1000"}
    rig.limits.update({**wide, "max_daily_loss_pct": "100"}, actor=OWNER)


def one_sent(rig: Rig) -> None:
    rig.limits.update({"max_orders_per_day": 1, "cooldown_s": 0}, actor=OWNER)
    rig.approve(rig.buy("MSFT"))


def pause(rig: Rig) -> None:
    rig.limits.update({"cooldown_s": 10}, actor=OWNER)
    rig.approve(rig.buy("MSFT"))


CASES: list[tuple[str, Callable[[Rig], None], Ticket]] = [
    ("kill_switch", stop, ticket()),
    ("read_only", read_only, ticket()),
    ("agreement", not_started, ticket()),
    ("venue", block, ticket()),
    ("orders_per_day", one_sent, ticket()),
    ("cooldown", pause, ticket()),
    ("rejections", reject_five, ticket()),
    ("symbol", asset(tradable=False), ticket()),
    ("symbol", limit(allowed_symbols=["MSFT"]), ticket()),
    ("fractions", asset(fractionable=False), ticket(qty=Decimal("0.5"))),
    ("fractions", lambda rig: None, ticket(qty=Decimal("0.005"))),
    ("quote_age", age, ticket()),
    ("quote_age", future, ticket()),
    ("spread", widen, ticket()),
    (
        "extended_hours",
        lambda rig: None,
        ticket(extended_hours=True, type=OrderType.LIMIT, limit_price=Decimal(90)),
    ),
    ("stop_prices", lambda rig: None, ticket(type=OrderType.STOP, stop_price=Decimal(99))),
    ("position", lambda rig: None, ticket(side=Side.SELL)),
    ("position", lambda rig: None, ticket(reduce_only=True)),
    ("order_cap", limit(max_order_notional="99.99"), ticket()),
    ("symbol_cap", limit(max_symbol_notional="99.99"), ticket()),
    ("gross_cap", limit(max_gross_notional="99.99"), ticket()),
    ("symbol_weight", limit(max_symbol_weight_pct="0.09"), ticket()),
    ("daily_loss", lose_six_percent, ticket()),
    ("drawdown", fall_from_peak, ticket()),
    ("buying_power", spend, ticket(qty=Decimal(1001))),
]


@pytest.mark.parametrize(("rule", "arrange", "asked"), CASES, ids=lambda value: value if isinstance(value, str) else "")
def test_the_rule_alone_refuses_with_its_sentence(
    rig: Rig, rule: str, arrange: Callable[[Rig], None], asked: Ticket
) -> None:
    arrange(rig)
    refused = rig.desk.propose(asked, form())
    assert failing(refused) == [rule]
    sentence = next(result.reason for result in refused.gate.rules if result.name == rule)
    assert len(sentence.split()) > 5


def test_a_price_of_zero_is_no_price(rig: Rig) -> None:
    no_price(rig)
    assert "quote_age" in failing(rig.buy())


def test_a_symbol_in_doubt_is_refused(rig: Rig) -> None:
    def lose(_id: str) -> None:
        raise ConnectionError

    rig.venue.before_accepting = lose
    rig.approve(rig.buy())
    assert failing(rig.buy()) == ["in_doubt"]


def test_a_venue_takes_only_quotes_stamped_by_the_wall_clock(venue_rig: Rig) -> None:
    assert "mode" not in failing(venue_rig.buy())
    venue_rig.market_clock.go(days=-1)
    assert "mode" in failing(venue_rig.buy())


def test_a_target_that_is_not_there_is_refused(rig: Rig) -> None:
    asked = replace(rig.desk.cancel_ticket(rig.approve(rig.buy()).id), target_id="nothing")
    assert failing(rig.desk.propose(asked, form())) == ["target"]


@pytest.mark.parametrize(
    "attribute", ["account", "positions", "equity"], ids=["account", "positions", "history of equity"]
)
def test_what_the_venue_does_not_say_is_a_no(rig: Rig, attribute: str) -> None:
    def silent(*_: object, **__: object) -> None:
        raise Unavailable("the venue does not answer; try again")

    setattr(rig.venue, attribute, silent)
    refused = rig.buy()
    assert refused.status is Status.REFUSED
    assert "the venue does not answer" in refused.reason


def test_an_adapter_that_breaks_is_a_no_and_not_a_crash(rig: Rig) -> None:
    rig.market.fault = ZeroDivisionError()
    assert "quote could not be read" in rig.buy().reason


def test_an_unknown_symbol_is_refused_with_what_is_known(rig: Rig) -> None:
    refused = rig.buy("ZZZZ")
    assert refused.status is Status.REFUSED
    assert "ZZZZ is not known; try AAPL" in refused.reason


def test_losses_halt_new_risk_and_leave_exits_open(rig: Rig) -> None:
    rig.approve(rig.buy(qty="10"))
    lose_six_percent(rig)
    fall_from_peak(rig)
    rig.limits.update({"max_order_notional": "1", "max_symbol_notional": "1", "max_gross_notional": "1"}, actor=OWNER)
    assert rig.buy().status is Status.REFUSED
    assert rig.approve(rig.desk.propose(rig.desk.close_ticket("AAPL"), form())).status is Status.FILLED


def test_the_loss_halts_at_the_limit_itself(rig: Rig) -> None:
    rig.limits.update({"max_daily_loss_pct": "5"}, actor=OWNER)
    rig.venue.last_equity = Decimal(100_000) / Decimal("0.95")
    assert "has reached the limit of 5 percent" in rig.buy().reason or "exceeds" in rig.buy().reason
    rig.venue.last_equity = Decimal(100_000) / Decimal("0.951")
    assert rig.buy().status is Status.OPEN


def test_a_limit_order_is_valued_at_the_worse_of_quote_and_limit(rig: Rig) -> None:
    rig.limits.update({"max_order_notional": "1000"}, actor=OWNER)
    cheap = rig.buy(qty="11", type=OrderType.LIMIT, limit_price=Decimal(10))
    assert "order worth 1100.00 USD" in cheap.reason
    dear = rig.buy(qty="9", type=OrderType.LIMIT, limit_price=Decimal(120))
    assert "order worth 1080.00 USD" in dear.reason


def test_resting_buys_and_their_brackets_count_as_exposure_once(rig: Rig) -> None:
    rig.limits.update({"max_symbol_notional": "1500"}, actor=OWNER)
    exits = {"take_profit": TakeProfit(limit_price=Decimal(120)), "stop_loss": StopLoss(stop_price=Decimal(80))}
    limit_order = {"type": OrderType.LIMIT, "limit_price": Decimal(90)}
    rig.approve(rig.buy(qty="10", order_class=OrderClass.BRACKET, **exits, **limit_order))
    assert "exposure in AAPL of 1600.00 USD exceeds" in rig.buy(qty="6").reason
    assert rig.buy(qty="5").status is Status.OPEN


def test_a_short_is_not_an_exit_and_needs_a_shortable_asset(rig: Rig) -> None:
    rig.approve(rig.buy(qty="5"))
    assert failing(rig.sell(qty="6")) == ["position"]
    assert failing(rig.sell("MSFT")) == ["position"]
    asset(shortable=True)(rig)
    rig.approve(rig.sell(qty="5"))
    assert failing(rig.sell(qty="6")) == []
    rig.limits.update({"max_order_notional": "500"}, actor=OWNER)
    assert failing(rig.sell(qty="6")) == ["order_cap"]


@pytest.mark.parametrize("only_reduces", [True, False])
def test_a_sale_whose_exits_would_buy_again_is_no_exit(rig: Rig, only_reduces: bool) -> None:
    """Its legs outlive the sale: resting buys that no cap, halt or reduce_only would hold."""
    rig.approve(rig.buy(qty="5"))
    exits = {"take_profit": TakeProfit(limit_price=Decimal(90)), "stop_loss": StopLoss(stop_price=Decimal(120))}
    sale = rig.sell(qty="5", order_class=OrderClass.BRACKET, reduce_only=only_reduces, **exits)
    assert failing(sale) == ["position"]
    assert "would buy AAPL again" in sale.reason


def test_while_the_exchange_is_closed_the_age_counts_from_the_sessions_end(venue_rig: Rig) -> None:
    friday_close = WALL.replace(day=20, hour=20)
    venue_rig.market.quoted_at = friday_close - timedelta(seconds=30)
    queued = venue_rig.buy()
    assert failing(queued) == []
    assert queued.impact.session == "the exchange is closed: queues for the open of 2026-11-23"
    venue_rig.market.quoted_at = friday_close - timedelta(seconds=61)
    assert failing(venue_rig.buy()) == ["quote_age"]


@pytest.mark.parametrize(
    ("kind", "hour", "minute", "ok"),
    [
        (TimeInForce.OPG, 14, 27, True),
        (TimeInForce.OPG, 14, 28, False),
        (TimeInForce.CLS, 19, 54, True),
        (TimeInForce.CLS, 19, 55, False),
        (TimeInForce.IOC, 15, 0, True),
        (TimeInForce.IOC, 21, 0, False),
    ],
)
def test_the_venues_hours_for_time_in_force(
    venue_rig: Rig, kind: TimeInForce, hour: int, minute: int, ok: bool
) -> None:
    """Monday 23 November 2026, New York is 5 hours behind UTC."""
    for clock in (venue_rig.wall, venue_rig.market_clock):
        clock.set(WALL.replace(day=23, hour=hour, minute=minute))
    proposal = venue_rig.buy(time_in_force=kind)
    assert failing(proposal) == ([] if ok else ["session"])


@pytest.mark.parametrize(
    ("profit", "loss"), [("100", "80"), ("99", "80"), ("120", "100"), ("120", "101")], ids=["tp=", "tp<", "sl=", "sl>"]
)
def test_exits_on_the_wrong_side_of_the_price_are_refused(rig: Rig, profit: str, loss: str) -> None:
    proposal = rig.buy(
        order_class=OrderClass.BRACKET,
        take_profit=TakeProfit(limit_price=Decimal(profit)),
        stop_loss=StopLoss(stop_price=Decimal(loss)),
    )
    assert failing(proposal) == ["stop_prices"]


def test_shares_of_a_sale_that_is_approved_are_not_free_for_another(rig: Rig) -> None:
    rig.approve(rig.buy(qty="100"))
    first = rig.sell(qty="60")
    with rig.database.write(ACCOUNT) as connection:
        connection.execute(update(PROPOSAL).where(PROPOSAL.c.id == first.id).values(status="approved"))
    second = rig.sell(qty="60")
    assert failing(second) == ["position"]
    assert "exceeds the 40 that are free" in second.reason


def _bracket(rig: Rig, qty: str) -> None:
    exits = {"take_profit": TakeProfit(limit_price=Decimal(120)), "stop_loss": StopLoss(stop_price=Decimal(80))}
    rig.approve(rig.buy(qty=qty, order_class=OrderClass.BRACKET, **exits))


@pytest.mark.parametrize(
    ("qty", "shares"), [("2", "all 2 shares of AAPL are"), ("1", "the 1 share of AAPL is")], ids=["several", "one"]
)
def test_a_sale_of_shares_that_exits_have_reserved_says_to_cancel_that_order(rig: Rig, qty: str, shares: str) -> None:
    _bracket(rig, qty)
    sale = rig.sell(qty="1")
    assert failing(sale) == ["position"]
    assert sale.reason == f"{shares} reserved by the exits of a resting order; cancel that order first"


def test_a_sale_that_only_reduces_may_end_the_exits_that_hold_its_shares_and_says_which(rig: Rig) -> None:
    _bracket(rig, "2")
    sale = rig.sell(qty="1", reduce_only=True)
    assert failing(sale) == []
    position = next(rule for rule in sale.gate.rules if rule.name == "position")
    assert position.reason == "cancels first: the stop at 80 USD; then the order only reduces the 2 shares held"
    assert failing(rig.sell(qty="3", reduce_only=True)) == ["position"]


def test_a_sale_beyond_what_exits_leave_free_says_how_much_is_free(rig: Rig) -> None:
    _bracket(rig, "2")
    rig.approve(rig.buy(qty="3"))
    assert failing(rig.sell(qty="3")) == []
    sale = rig.sell(qty="4")
    assert failing(sale) == ["position"]
    assert "exceeds the 3 that are free" in sale.reason and "sell 3 or cancel those orders first" in sale.reason


def test_a_sale_of_shares_that_are_on_their_way_says_to_wait(rig: Rig) -> None:
    rig.approve(rig.buy(qty="5"))
    first = rig.sell(qty="5")
    with rig.database.write(ACCOUNT) as connection:
        connection.execute(update(PROPOSAL).where(PROPOSAL.c.id == first.id).values(status="approved"))
    assert "all 5 shares of AAPL are in sales that are on their way to the venue" in rig.sell(qty="5").reason
