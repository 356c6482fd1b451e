"""The posture of a desk over a venue with executions: held, let go, told once, and the same after a restart."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from tests.orders.market import START
from tests.orders.rig import ACCOUNT, Rig, form, make_rig
from tests.orders.risk_rig import risk_desk
from trading.errors import Refused, Unavailable, VenueRejected
from trading.store.tables import LIMITS
from trading.types import (
    OWNER,
    CashActionKind,
    CorporateAction,
    EquityPoint,
    MarketMode,
    OrderClass,
    OrderType,
    PostureState,
    Proposal,
    Status,
    StopLoss,
    TakeProfit,
)

MONDAY_CLOSE = datetime(2012, 6, 4, 20, 0, tzinfo=UTC)
OTHERS_OFF = {"stop_streak": 0, "recent_drawdown_pct": "0", "low_profit_trades": 0}


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_rig(tmp_path / "desk")
    yield made
    made.close()


def refusals(proposal: Proposal) -> list[str]:
    return [rule.name for rule in proposal.gate.rules if not rule.ok]


def lose_by_a_stop(rig: Rig, symbol: str = "MSFT") -> None:
    """Buy 2 at 50 with a bracket, whose stop fills at 45: a loss of 10."""
    exits = {"take_profit": TakeProfit(limit_price=Decimal(60)), "stop_loss": StopLoss(stop_price=Decimal(45))}
    entry = rig.approve(rig.buy(symbol, "2", order_class=OrderClass.BRACKET, **exits))
    assert entry.status is Status.FILLED
    rig.venue.fill_stop_leg(entry.id, Decimal(45))
    rig.desk.reconcile()


def set_limits(rig: Rig, **patch: Any) -> None:
    rig.limits.update({**OTHERS_OFF, **patch}, actor=OWNER)


def risk_entries(rig: Rig) -> list[tuple[str, str]]:
    kinds = ("risk.held", "risk.lifted")
    return [(entry.kind, entry.subject) for entry in reversed(rig.desk.audit(kinds=kinds, limit=500).items)]


def test_a_quiet_desk_is_active_and_logs_nothing(rig: Rig) -> None:
    desk = risk_desk(rig)
    assert desk.posture().state is PostureState.ACTIVE and desk.posture().causes == ()
    desk.log_posture()
    assert risk_entries(rig) == []


def test_losing_stops_refuse_new_risk_and_pass_exits_until_the_pause_is_over(rig: Rig) -> None:
    """Two stops on Friday 1 June with a pause of one session: until the close of Monday 4 June."""
    rig.approve(rig.buy("AAPL", "1"))
    set_limits(rig, stop_streak=2, stop_streak_sessions=10, stop_streak_pause_sessions=1)
    lose_by_a_stop(rig)
    assert refusals(rig.buy()) == []
    lose_by_a_stop(rig)
    refused = rig.buy()
    assert refusals(refused) == ["stop_streak"]
    assert "2 losing trades were closed by a stop within 10 sessions, the limit is 2" in refused.reason
    assert "until 2012-06-04 16:00 in New York" in refused.reason
    found = risk_desk(rig).posture()
    assert found.state is PostureState.REDUCING
    assert [(c.name, c.until) for c in found.causes] == [("stop_streak", MONDAY_CLOSE)]
    assert rig.approve(rig.desk.propose(rig.desk.close_ticket("AAPL"), form())).status is Status.FILLED
    rig.market_clock.set(MONDAY_CLOSE)
    assert refusals(rig.buy()) == []
    assert risk_desk(rig).posture().state is PostureState.ACTIVE


def test_a_ticket_that_was_open_before_the_streak_is_refused_at_its_approval(rig: Rig) -> None:
    set_limits(rig, stop_streak=1)
    waiting = rig.buy()
    lose_by_a_stop(rig)
    with pytest.raises(Refused, match="closed by a stop within"):
        rig.approve(waiting)
    assert waiting.id not in rig.venue.posts


def test_a_plain_stop_counts_and_a_limit_that_lost_does_not(rig: Rig) -> None:
    set_limits(rig, stop_streak=1)
    rig.approve(rig.buy("IBM", "2"))
    target = rig.approve(rig.sell("IBM", "1", type=OrderType.LIMIT, limit_price=Decimal(210)))
    rig.venue.fill(target.id, price=Decimal(190))
    rig.desk.reconcile()
    assert risk_desk(rig).posture().causes == ()
    stop = rig.approve(rig.sell("IBM", "1", type=OrderType.STOP, stop_price=Decimal(190)))
    rig.venue.fill(stop.id, price=Decimal(190))
    rig.desk.reconcile()
    assert [cause.name for cause in risk_desk(rig).posture().causes] == ["stop_streak"]


def test_a_closed_symbol_pauses_alone_and_the_account_stays_active(rig: Rig) -> None:
    set_limits(rig, symbol_cooldown_sessions=1)
    rig.approve(rig.buy("AAPL", "1"))
    rig.approve(rig.sell("AAPL", "1"))
    assert refusals(rig.buy("AAPL")) == ["symbol_cooldown"]
    assert refusals(rig.buy("MSFT")) == []
    found = risk_desk(rig).posture()
    assert found.state is PostureState.ACTIVE
    assert [cause.name for cause in found.holding("AAPL")] == ["symbol_cooldown"]
    assert found.holding("MSFT") == ()


def test_a_symbol_that_earns_too_little_is_locked_by_the_gate(rig: Rig) -> None:
    """Bought at 100, sold at 99, twice: -2 of 200 USD is -1 percent."""
    set_limits(rig, low_profit_trades=2, low_profit_pct="0")
    for _ in range(2):
        rig.approve(rig.buy("AAPL", "1"))
        rig.market.prices["AAPL"] = Decimal(99)
        rig.approve(rig.sell("AAPL", "1"))
        rig.market.prices["AAPL"] = Decimal(100)
    refused = rig.buy("AAPL")
    assert refusals(refused) == ["low_profit"]
    assert "2 trades in AAPL within 20 sessions earned -1.00 percent" in refused.reason
    assert refusals(rig.buy("MSFT")) == []


def test_a_recent_fall_lets_only_exits_pass(rig: Rig) -> None:
    """From a close of 120,000 on 31 May to 100,000 is 16.67 percent, and less than the 25 of the peak's limit."""
    set_limits(rig, recent_drawdown_pct="15")
    rig.approve(rig.buy("AAPL", "1"))
    worth = Decimal(120_000)
    rig.venue.equity_history = [EquityPoint(at=START - timedelta(days=1), equity=worth, cash=worth)]
    refused = rig.buy()
    assert refusals(refused) == ["recent_drawdown"]
    assert "fell 16.67 percent from its highest close of 20 sessions" in refused.reason
    assert risk_desk(rig).posture().state is PostureState.REDUCING
    assert refusals(rig.sell("AAPL", "1")) == []


def test_the_days_loss_and_the_fall_from_the_peak_let_only_exits_pass(rig: Rig) -> None:
    set_limits(rig)
    rig.venue.last_equity = Decimal(106_400)
    rig.venue.equity_points = [Decimal(134_000)]
    found = risk_desk(rig).posture()
    assert found.state is PostureState.REDUCING
    assert [cause.name for cause in found.causes] == ["daily_loss", "drawdown"]
    assert {cause.name for cause in found.causes} == set(refusals(rig.buy()))


def test_a_stopped_desk_is_halted_with_who_and_when(rig: Rig) -> None:
    rig.desk.stop_trading(actor=OWNER)
    found = risk_desk(rig).posture()
    assert found.state is PostureState.HALTED
    assert found.causes[0].name == "kill_switch"
    assert "trading is stopped since 2026-11-22 15:00:00 UTC by " in found.causes[0].reason


def test_what_the_venue_does_not_say_halts_and_lifts_nothing_in_the_log(rig: Rig) -> None:
    set_limits(rig, stop_streak=1)
    lose_by_a_stop(rig)
    desk = risk_desk(rig)
    desk.log_posture()
    rig.venue.fault = Unavailable("the venue does not answer; try again")
    found = desk.posture()
    assert found.state is PostureState.HALTED
    assert [cause.name for cause in found.causes] == ["not_known"]
    assert "the venue does not answer" in found.causes[0].reason
    desk.log_posture()
    assert risk_entries(rig) == [("risk.held", "risk/stop_streak"), ("risk.held", "risk/not_known")]
    rig.venue.fault = None
    desk.log_posture()
    assert risk_entries(rig)[2:] == [("risk.lifted", "risk/not_known")]


def test_limits_that_do_not_hold_halt(rig: Rig) -> None:
    set_limits(rig, cooldown_s=1)
    with rig.database.write(ACCOUNT) as connection:
        connection.execute(update(LIMITS).values(body={"max_order_notionall": "1"}))
    found = risk_desk(rig).posture()
    assert found.state is PostureState.HALTED
    assert [cause.name for cause in found.causes] == ["limits"]
    assert rig.buy().status is Status.REFUSED


def test_a_restart_keeps_what_holds_and_tells_it_only_once(rig: Rig) -> None:
    set_limits(rig, stop_streak=1, stop_streak_pause_sessions=1)
    lose_by_a_stop(rig)
    first = risk_desk(rig)
    first.log_posture()
    first.log_posture()
    rig.desk = rig.again_started()
    assert refusals(rig.buy()) == ["stop_streak"]
    second = risk_desk(rig)
    assert second.posture() == first.posture()
    second.log_posture()
    assert risk_entries(rig) == [("risk.held", "risk/stop_streak")]
    rig.market_clock.set(MONDAY_CLOSE)
    first.log_posture()
    second.log_posture()
    assert risk_entries(rig) == [("risk.held", "risk/stop_streak"), ("risk.lifted", "risk/stop_streak")]
    assert rig.desk.verify().fault is None


def test_an_entry_of_the_log_says_why_and_until_when(rig: Rig) -> None:
    set_limits(rig, stop_streak=1, stop_streak_pause_sessions=1)
    lose_by_a_stop(rig)
    risk_desk(rig).log_posture()
    body = rig.desk.audit(kinds=("risk.held",)).items[0].body
    assert body["name"] == "stop_streak" and body["symbol"] is None
    assert body["reason"].startswith("1 losing trade was closed by a stop")
    assert datetime.fromisoformat(body["until"]) == MONDAY_CLOSE
    assert datetime.fromisoformat(body["since"]) == START


def test_a_longer_pause_is_told_again(rig: Rig) -> None:
    set_limits(rig, stop_streak=1, stop_streak_pause_sessions=1)
    lose_by_a_stop(rig)
    desk = risk_desk(rig)
    desk.log_posture()
    set_limits(rig, stop_streak=1, stop_streak_pause_sessions=3)
    desk.log_posture()
    desk.log_posture()
    assert risk_entries(rig) == [("risk.held", "risk/stop_streak")] * 2


def test_executions_are_matched_over_a_split(rig: Rig) -> None:
    """Bought 1 at 100, which are 2 at 50 after 2 for 1; one sold at 51 earned 1. Without the split it lost 49."""
    set_limits(rig, low_profit_trades=1, low_profit_pct="0")
    rig.approve(rig.buy("AAPL", "1"))
    split = CorporateAction(
        symbol="AAPL", kind=CashActionKind.SPLIT, ex_date=MONDAY_CLOSE.date(), ratio=Decimal(2), source="set"
    )
    rig.market.actions = [split]
    rig.market_clock.set(MONDAY_CLOSE)
    rig.market.prices["AAPL"] = Decimal(51)
    rig.venue.add_foreign("split-sale", rig.sell("AAPL", "1").ticket)
    rig.venue.fill("split-sale", qty=Decimal(1), price=Decimal(51))
    rig.desk.reconcile()
    assert risk_desk(rig).posture().causes == ()
    rig.market.actions = []
    assert [cause.name for cause in risk_desk(rig).posture().causes] == ["low_profit"]


def test_splits_that_cannot_be_read_are_a_no_for_new_risk_and_none_for_exits(rig: Rig) -> None:
    rig.approve(rig.buy("AAPL", "2"))
    rig.market_clock.set(MONDAY_CLOSE)
    rig.market.actions_fault = Unavailable("the market does not answer; try again")
    rig.approve(rig.sell("AAPL", "1"))
    refused = rig.buy("MSFT")
    assert set(refusals(refused)) == {"stop_streak", "recent_drawdown", "low_profit"}
    assert "the market does not answer" in refused.reason
    assert refusals(rig.sell("AAPL", "1")) == []
    rig.market.actions_fault = None
    assert refusals(rig.buy("MSFT")) == []


def test_the_pause_after_rejections_is_the_limits_own(rig: Rig) -> None:
    def no(_id: str) -> None:
        raise VenueRejected("no")

    rig.limits.update({"rejection_streak": 2, "rejection_pause_s": 30}, actor=OWNER)
    rig.venue.before_accepting = no
    for _ in range(2):
        rig.approve(rig.buy("MSFT"))
    refused = rig.buy()
    assert refusals(refused) == ["rejections"]
    assert "rejected 2 orders in a row, the limit is 2" in refused.reason and "wait 30 s after" in refused.reason
    rig.wall.go(seconds=30)
    assert refusals(rig.buy()) == []


def test_at_a_venue_the_same_history_gives_the_same_posture(tmp_path: Path) -> None:
    made = make_rig(tmp_path / "venue", mode=MarketMode.PAPER)
    set_limits(made, stop_streak=1)
    lose_by_a_stop(made)
    assert refusals(made.buy()) == ["stop_streak"]
    made.close()
