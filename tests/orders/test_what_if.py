"""What a change of limits would have meant: read from real proposals that the real gate has judged."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.orders.rig import ACCOUNT, Rig
from tests.orders.risk_rig import risk_desk
from trading.orders.what_if import Change, WhatIf, what_if
from trading.risk.limits import Limits
from trading.store.judged import judged_since
from trading.types import OWNER, Status


def _asked(rig: Rig, *, days: int = 30, **changes: Any) -> WhatIf:
    risk = risk_desk(rig)
    return risk.would_have_refused(replace(rig.limits.current(), **changes), days=days)


def _ids(found: WhatIf) -> tuple[list[str], list[str]]:
    return [one.proposal_id for one in found.refused], [one.proposal_id for one in found.allowed]


def test_a_narrower_limit_names_the_orders_it_would_have_refused_newest_first(rig: Rig) -> None:
    # AAPL stands at 100 USD: 1, 3 and 6 shares are worth 100, 300 and 600 USD
    made = []
    for qty in ("1", "3", "6"):
        made.append(rig.buy(qty=qty))
        rig.wall.go(seconds=1)
    _, three, six = made
    found = _asked(rig, max_order_notional=Decimal(250))
    assert (found.checked, found.whole, _ids(found)) == (3, True, ([six.id, three.id], []))
    assert found.refused[0].said == "Size of the order: 600.00 USD exceeds the limit of 250 USD"
    assert (found.refused[0].symbol, found.refused[0].at) == ("AAPL", six.created_at)


def test_asking_changes_nothing(rig: Rig) -> None:
    rig.buy()
    before = rig.kinds()
    _asked(rig, max_order_notional=Decimal(0))
    assert (rig.kinds(), rig.limits.current()) == (before, Limits())


def test_the_limits_that_hold_refuse_nothing_that_they_let_through(rig: Rig) -> None:
    rig.buy()
    assert _ids(_asked(rig)) == ([], [])


def test_sent_and_cancelled_orders_count_alike_and_cancels_do_not(rig: Rig) -> None:
    sent = rig.approve(rig.buy(qty="5"))
    left = rig.desk.cancel(rig.buy(qty="5").id, actor=OWNER)
    assert (sent.status, left.status) == (Status.FILLED, Status.CANCELLED)
    resting = rig.approve(rig.buy(qty="5", limit_price=Decimal(90), type="limit"))
    cancel = rig.desk.propose(rig.desk.cancel_ticket(resting.id), resting.origin)
    found = _asked(rig, max_order_notional=Decimal(400))
    assert cancel.id not in _ids(found)[0]
    assert (found.checked, set(_ids(found)[0])) == (3, {sent.id, left.id, resting.id})


def test_what_was_refused_for_a_limit_that_is_lifted_would_have_been_let_through(rig: Rig) -> None:
    rig.limits.update({"max_order_notional": "200"}, actor=OWNER)
    refused = rig.buy(qty="5")
    assert refused.status is Status.REFUSED
    found = _asked(rig, max_order_notional=Decimal(500))
    assert _ids(found) == ([], [refused.id])
    assert found.allowed[0].said == "Size of the order: 500.00 USD exceeds the limit of 200 USD"
    assert _ids(_asked(rig, max_order_notional=Decimal(499))) == ([], [])


def test_a_refusal_with_a_second_cause_is_not_lifted(rig: Rig) -> None:
    rig.limits.update({"max_order_notional": "200", "max_symbol_notional": "300"}, actor=OWNER)
    both = rig.buy(qty="5")
    assert {rule.name for rule in both.gate.rules if not rule.ok} == {"order_cap", "symbol_cap"}
    assert _ids(_asked(rig, max_order_notional=Decimal(500))) == ([], [])
    assert _ids(_asked(rig, max_order_notional=Decimal(500), max_symbol_notional=Decimal(500))) == ([], [both.id])


def test_an_order_that_falls_to_a_limit_that_already_holds_is_not_laid_to_the_change(rig: Rig) -> None:
    rig.buy(qty="5")
    rig.limits.update({"max_order_notional": "200"}, actor=OWNER)
    assert _ids(_asked(rig, max_gross_notional=Decimal(100))) == ([], [])


def test_no_cap_would_have_refused_an_exit(rig: Rig) -> None:
    rig.approve(rig.buy(qty="5"))
    sale = rig.sell(qty="5")
    found = _asked(rig, max_order_notional=Decimal(0), max_daily_loss_pct=Decimal(0))
    assert sale.id not in _ids(found)[0]
    assert found.checked == 2


def test_a_list_of_symbols_refuses_the_others(rig: Rig) -> None:
    rig.buy("AAPL")
    other = rig.buy("IBM")
    assert _ids(_asked(rig, allowed_symbols=("AAPL",))) == ([other.id], [])


def test_days_are_of_the_wall_clock_and_older_orders_are_left_alone(rig: Rig) -> None:
    rig.buy(qty="5")
    rig.wall.go(seconds=30 * 86_400 + 1)
    young = rig.buy(qty="5")
    found = _asked(rig, max_order_notional=Decimal(100))
    assert (found.checked, _ids(found)) == (1, ([young.id], []))
    assert found.since == rig.wall.now() - timedelta(days=30)
    assert _asked(rig, days=31, max_order_notional=Decimal(100)).checked == 2


def test_a_limit_of_which_the_log_does_not_tell_is_named_and_never_guessed(rig: Rig) -> None:
    rig.buy()
    found = _asked(rig, max_drift_bps=Decimal(1), stop_streak=1, cooldown_s=60, gap_pct=Decimal(20))
    assert found.not_known == ("cooldown_s", "max_drift_bps", "stop_streak")
    assert _ids(found) == ([], [])


def test_orders_that_a_stop_refused_after_the_gate_let_them_through_are_left_out(rig: Rig) -> None:
    proposal = rig.buy(qty="5")
    rig.desk.stop_trading(actor=OWNER)
    stopped = rig.buy(qty="5")
    assert stopped.status is Status.REFUSED
    found = _asked(rig, max_order_notional=Decimal(100))
    assert _ids(found) == ([proposal.id], [])


def test_nothing_proposed_is_nothing_checked(rig: Rig) -> None:
    found = _asked(rig, max_order_notional=Decimal(0))
    assert (found.checked, found.refused, found.allowed, found.whole) == (0, (), (), True)


def test_more_orders_than_a_page_are_all_read_once_newest_first(rig: Rig) -> None:
    made = [rig.buy().id for _ in range(3)]  # all in the same moment: the id parts them
    rig.wall.go(seconds=1)
    newest = [rig.buy().id, rig.buy().id]
    with rig.database.read() as connection:
        found = [one.id for one in judged_since(connection, ACCOUNT, rig.wall.now() - timedelta(days=1), page=2)]
    assert found == [*sorted(newest, reverse=True), *sorted(made, reverse=True)]


def test_beyond_the_most_the_newest_are_judged_and_it_says_so(rig: Rig) -> None:
    rig.buy(qty="5")
    rig.wall.go(seconds=1)
    newer = [rig.buy(qty="5").id, rig.buy(qty="5").id]
    narrow = replace(Limits(), max_order_notional=Decimal(100))
    change = Change(before=Limits(), after=narrow, since=rig.wall.now() - timedelta(days=1))
    with rig.database.read() as connection:
        found = what_if(connection, ACCOUNT, change, most=2)
    assert (found.checked, found.whole, sorted(_ids(found)[0])) == (2, False, sorted(newer))
