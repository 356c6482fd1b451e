"""What happens to an account, on prices that can be reckoned by hand."""

from decimal import Decimal

import numpy as np
import pytest

from tests.backtest.made import by_hand, panel, walk
from trading.backtest.engine import simulate
from trading.backtest.past import Past
from trading.backtest.played import Played, Why
from trading.backtest.ranges import atr_of
from trading.errors import FixInput
from trading.strategies.base import Decision, Plan
from trading.types import Costs, Prices, Sizing, Terms

L, S, F = Decision.LONG, Decision.SHORT, Decision.FLAT
FREE = Costs.none()


def play(past: Past, decisions: dict[int, int], terms: Terms | None = None, **tables: float) -> Played:
    """Play decisions by bar; `tables` are numbers that hold on every bar."""
    shape = past.traded.close.shape
    action = np.zeros(shape, np.int8)
    for bar, decision in decisions.items():
        action[bar] = decision
    filled = {name: np.full(shape, number) for name, number in tables.items()}
    return simulate(past, Plan(action=action, **filled), terms or fixed())


def fixed(**more: object) -> Terms:
    """Return terms of 1,000 USD an entry, without costs, unless said."""
    values: dict[str, object] = {"sizing": Sizing.FIXED, "size": 1_000.0, "costs": FREE, "prices": Prices.RAW}
    return Terms(**(values | more))  # type: ignore[arg-type]


def fills(played: Played) -> list[tuple[int, float, float, Why]]:
    table = zip(played.fills.bar, played.fills.qty, played.fills.price, played.fills.why, strict=True)
    return [(int(bar), round(float(qty), 9), round(float(price), 9), Why(why)) for bar, qty, price, why in table]


FLAT_DAY = "100 100 100 100\n"


def test_a_stop_works_from_the_bar_after_the_entry_and_a_gap_fills_at_the_open() -> None:
    # decided on bar 0 at 100, stop 95; bar 1 enters at 100 and falls to 94, which the stop does not see
    past = by_hand(FLAT_DAY + "100 100 94 96\n93 97 92 96\n" + FLAT_DAY)
    assert fills(play(past, {0: L}, stop=0.05)) == [(1, 10, 100, Why.DECISION), (2, -10, 93, Why.STOP)]


def test_of_a_stop_and_a_target_in_one_bar_the_stop_is_hit() -> None:
    past = by_hand(2 * FLAT_DAY + "100 112 94 100\n" + FLAT_DAY)
    assert fills(play(past, {0: L}, stop=0.05, take=0.1))[1] == (2, -10, 95, Why.STOP)


def test_a_short_ends_at_its_target_below_and_its_stop_above() -> None:
    past = by_hand(2 * FLAT_DAY + "100 101 89 95\n" + FLAT_DAY)
    terms = fixed(shorts=True)
    assert fills(play(past, {0: S}, terms, stop=0.05, take=0.1))[1] == (2, 10, 90, Why.TAKE)
    past = by_hand(2 * FLAT_DAY + "100 106 89 95\n" + FLAT_DAY)
    assert fills(play(past, {0: S}, terms, stop=0.05, take=0.1))[1] == (2, 10, 105, Why.STOP)


def test_a_short_pays_borrow_for_every_calendar_day_and_dividends() -> None:
    past = by_hand(4 * FLAT_DAY)
    dividends = np.zeros((4, 1))
    dividends[3] = 0.5
    past = Past(seen=past.seen, traded=past.traded, dividends=dividends)
    played = play(past, {0: S}, fixed(shorts=True, costs=Costs(spread_bps=0, slippage_bps=0, borrow_pct=3.65)))
    # 10 shares short at 100 from bar 1: 1000 x 0.0365 / 365 = 0.10 a day on bars 2 and 3; 10 x 0.5 on bar 3
    assert played.paid["borrow"] == pytest.approx(0.2)
    assert played.paid["dividends"] == pytest.approx(-5.0)
    assert played.equity[-1] == pytest.approx(100_000 - 0.2 - 5)


def test_shorts_that_are_off_are_flat_and_counted() -> None:
    played = play(by_hand(6 * FLAT_DAY), {0: L, 2: S, 3: S})
    assert fills(played) == [(1, 10, 100, Why.DECISION), (3, -10, 100, Why.DECISION)]
    assert played.refused == {"shorts": 1}


def test_a_split_multiplies_shares_and_exits_and_pays_what_is_left_over() -> None:
    past = by_hand(2 * FLAT_DAY + "66 67 65 66\n66 66 62 63\n")
    splits = np.ones((4, 1))
    splits[2] = 1.5
    past = Past(seen=past.seen, traded=past.traded, splits=splits)
    played = play(past, {0: L}, fixed(size=700.0, whole_shares=True), stop=0.05)
    # 7 shares become 10.5: half a share is paid at the open of 66; the stop of 95 becomes 63.33
    assert fills(played) == [(1, 7, 100, Why.DECISION), (2, -0.5, 66, Why.LEFTOVER), (3, -10, 63.33, Why.STOP)]
    assert played.equity[-1] == pytest.approx(100_000 - 700 + 33 + 633.3)
    assert played.trades.pnl.sum() == pytest.approx(33 + 633.3 - 700)


def test_costs_are_half_the_spread_slippage_and_commission_on_each_side() -> None:
    costs = Costs(commission_bps=10, spread_bps=20, slippage_bps=5, borrow_pct=0)
    played = play(by_hand(4 * FLAT_DAY), {0: L, 1: F}, fixed(costs=costs))
    # bought at 100 x 1.0015, sold at 100 x 0.9985; 10 bps of 1001.5 and of 998.5
    assert fills(played) == [(1, 10, 100.15, Why.DECISION), (2, -10, 99.85, Why.DECISION)]
    assert played.fills.fee.round(6).tolist() == [1.0015, 0.9985]
    assert {name: round(usd, 9) for name, usd in played.paid.items()} == {
        "fees": 2.0, "spread": 2.0, "slippage": 1.0, "borrow": 0.0, "interest": 0.0, "dividends": 0.0,
    }  # fmt: skip


def test_a_commission_has_a_least_and_a_part_a_share() -> None:
    costs = Costs(commission_per_share=0.05, commission_least=1.0, spread_bps=0, slippage_bps=0)
    played = play(by_hand(4 * FLAT_DAY), {0: L}, fixed(costs=costs, size=5_000.0))
    assert played.fills.fee.tolist() == [2.5]  # 50 shares at 0.05
    played = play(by_hand(4 * FLAT_DAY), {0: L}, fixed(costs=costs))
    assert played.fills.fee.tolist() == [1.0]  # 10 shares would be 0.50


def test_a_limit_is_never_paid_more_than_and_pays_no_slippage() -> None:
    costs = Costs(spread_bps=200, slippage_bps=100)
    past = by_hand(FLAT_DAY + "98 99 97 98\n" + FLAT_DAY)
    played = play(past, {0: L}, fixed(costs=costs), limit=0.985)
    # the open of 98 and half a spread of 2 percent is 98.98; the limit is 98.50
    assert fills(played)[0][2] == 98.5


def test_an_entry_that_rests_ends_after_its_bars() -> None:
    past = by_hand(3 * FLAT_DAY + "97 97 94 95\n")
    action = np.array([[L], [0], [0], [0]], np.int8)
    limit = np.full((4, 1), 0.96)
    for rests, count in ((1, 0), (2, 0), (3, 1)):
        assert len(simulate(past, Plan(action=action, limit=limit, rests=rests), fixed()).fills.qty) == count


def test_a_missing_bar_is_marked_at_the_last_close_and_ends_the_order_that_waited_for_its_open() -> None:
    past = by_hand("100 100 100 100\n-\n102 104 102 104\n-\n104 104 104 104\n")
    played = play(past, {0: L, 1: L})
    # what was decided on bar 0 ended with bar 1; on bar 1 it is decided anew
    assert fills(played) == [(2, 10, 102, Why.DECISION)]
    assert played.gross.tolist() == [0, 0, 1040, 1040, 1040]
    assert played.refused == {"expired": 1}
    kept = play(past, {0: L, 1: L, 2: F})
    assert [bar for bar, *_ in fills(kept)] == [2], "the sale ended with bar 3, and the position stays"
    assert kept.refused == {"expired": 2}


def test_within_a_day_an_order_waits_for_the_first_bar_of_its_symbol() -> None:
    past = by_hand("100 100 100 100\n-\n-\n102 102 102 102\n-\n-\n103 103 103 103\n")
    # 15:58, 15:59 and 16:00 in New York on a Friday, 9:31 on the Monday; 9:32 and 16:00, then Tuesday's first
    friday, monday, tuesday = 1_704_488_280, 1_704_724_260, 1_704_810_660
    past.traded.time[:] = [friday, friday + 60, friday + 120, monday, monday + 60, monday + 23_340, tuesday]
    assert fills(play(past, {0: L})) == [(3, 10, 102, Why.DECISION)]
    assert fills(play(past, {3: L}, fixed(whole_shares=True))) == [(6, 9, 103, Why.DECISION)]
    # decided on a bar that is Friday's last, it ends with Monday's last where Monday has none
    past = by_hand("100 100 100 100\n-\n-\n102 102 102 102\n")
    past.traded.time[:] = [friday, monday, monday + 23_340, tuesday]
    played = play(past, {0: L})
    assert fills(played) == []
    assert played.refused == {"expired": 1}


def test_a_bar_without_volume_fills_nothing_where_volume_is_told() -> None:
    rows = 4 * FLAT_DAY
    past = by_hand(rows)
    past.traded.volume[1] = 0
    assert fills(play(past, {0: L, 1: L})) == [(2, 10, 100, Why.DECISION)]
    assert fills(play(by_hand(rows, volume=0.0), {0: L})) == [(1, 10, 100, Why.DECISION)]


def test_a_decision_that_is_said_on_every_bar_is_refused_once() -> None:
    past = by_hand(6 * FLAT_DAY)
    poor = fixed(cash=Decimal(50), whole_shares=True)
    assert play(past, dict.fromkeys(range(5), L), poor).refused == {"cash": 1}
    assert play(past, {0: L, 1: L, 2: F, 3: L}, poor).refused == {"cash": 2}
    held = fixed(limits={"max_order_notional": 999.0})
    assert play(past, dict.fromkeys(range(5), L), held).refused == {"order_cap": 1}
    # each purchase of a savings plan is one of its own
    assert play(past, {0: Decision.SPEND, 2: Decision.SPEND}, poor, value=60.0).refused == {"cash": 2}


def test_a_symbol_that_stops_trading_is_closed_at_its_last_price() -> None:
    made = walk(30, 2)
    for name in ("open", "high", "low", "close", "volume"):
        getattr(made, name)[10:, 1] = np.nan
    past = Past(seen=made, traded=made)
    played = play(past, {2: L})
    last = [(bar, qty, price, why) for bar, qty, price, why in fills(played) if why is Why.DELISTED]
    # its last bar is 9, and it counts as gone at the eleventh bar without one
    assert [(bar, price) for bar, _, price, _ in last] == [(20, made.close[9, 1])]


def test_a_symbol_that_is_gone_takes_no_decision_any_more() -> None:
    made = walk(40, 2)
    for name in ("open", "high", "low", "close", "volume"):
        getattr(made, name)[10:, 1] = np.nan
    past = Past(seen=made, traded=made)
    # its last bar is 9 and it counts as gone from bar 20 on; what is decided before that waits for a bar that never is
    assert play(past, {15: L}).refused == {"expired": 1}
    played = play(past, dict.fromkeys(range(20, 40), L))
    assert played.refused == {}
    assert set(played.fills.symbol.tolist()) == {0}


def test_sales_pay_for_purchases_of_the_same_open() -> None:
    flat = np.full((5, 2), 100.0)
    made = panel(open=flat, high=flat, low=flat, close=flat, volume=flat)
    action = np.zeros((5, 2), np.int8)
    action[0, 1], action[2] = L, [L, F]
    played = simulate(Past(seen=made, traded=made), Plan(action=action), fixed(cash=Decimal(1_000)))
    assert fills(played)[1:] == [(3, -10, 100, Why.DECISION), (3, 10, 100, Why.DECISION)]
    assert played.refused == {}


def test_what_cash_cannot_pay_is_reduced_and_counted() -> None:
    played = play(by_hand(FLAT_DAY + "125 125 125 125\n"), {0: L}, fixed(cash=Decimal(1_000), whole_shares=True))
    # 10 shares were sized at 100; at 125 cash pays 8
    assert fills(played) == [(1, 8, 125, Why.DECISION)]
    assert played.refused == {"cash": 1}


def test_leverage_lets_gross_exposure_be_a_multiple_of_equity() -> None:
    played = play(by_hand(3 * FLAT_DAY), {0: L}, Terms(sizing=Sizing.ALL_IN, leverage=2.0, costs=FREE))
    assert played.gross[1] == pytest.approx(200_000)
    assert played.cash[1] == pytest.approx(-100_000)


def test_an_account_that_loses_everything_ends() -> None:
    past = by_hand(2 * FLAT_DAY + "40 40 40 40\n90 90 90 90\n90 90 90 90\n")
    played = play(past, {0: L, 3: L}, Terms(sizing=Sizing.ALL_IN, leverage=2.0, costs=FREE))
    # 2000 shares at 100 on 100,000 owed: at 40 the account stands at -20,000
    assert [why for *_, why in fills(played)] == [Why.DECISION, Why.RUINED]
    assert played.equity[2:].tolist() == [-20_000, -20_000, -20_000]


def test_sizes_are_those_of_the_risk_desk() -> None:
    past = by_hand(3 * FLAT_DAY)

    def bought(terms: Terms, **tables: float) -> float:
        return fills(play(past, {0: L}, terms, **tables))[0][1]

    assert bought(fixed(size=2_050.0)) == 20.5
    assert bought(fixed(size=2_050.0, whole_shares=True)) == 20
    assert bought(fixed(sizing=Sizing.EQUITY, size=5.0)) == 50  # 5 % of 100,000 at 100
    assert bought(fixed(sizing=Sizing.EQUITY, size=None)) == 50  # the limits' own 5 %
    assert bought(fixed(sizing=Sizing.RISK, size=1.0), stop=0.04) == 250  # 1,000 lost at 4 a share
    assert bought(fixed(sizing=Sizing.RISK, size=1.0)) == 200  # the default stop, 5 % away


def test_a_volatility_target_is_a_part_of_equity_by_the_true_range() -> None:
    made = walk(40)
    past = Past(seen=made, traded=made)
    played = play(past, {20: L}, fixed(sizing=Sizing.VOLATILITY, size=0.5))
    assert played.fills.qty[0] == pytest.approx(500 / atr_of(past)[20, 0])
    assert play(past, {5: L}, fixed(sizing=Sizing.VOLATILITY, size=0.5)).refused == {"size": 1}, (
        "14 ranges are not there yet"
    )


def test_half_kelly_takes_the_desks_part_of_equity_until_twenty_trades_are_closed() -> None:
    # bought at 100 on odd bars, sold at 110 or 95 in turns on even ones: p = 1/2, b = 10 / 5, f = 1/2 - 1/2 / 2 = 0.25
    opens = np.where(np.arange(43) % 2 == 1, 100.0, np.where(np.arange(43) % 4 == 2, 110.0, 95.0))[:, None]
    close = np.full_like(opens, 100.0)
    made = panel(open=opens, high=np.maximum(opens, close), low=np.minimum(opens, close), close=close, volume=close)
    action = np.where(np.arange(43) % 2 == 0, L, F).astype(np.int8)[:, None]
    terms = Terms(sizing=Sizing.KELLY, size=50, costs=FREE)
    played = simulate(Past(seen=made, traded=made), Plan(action=action), terms)
    bought = played.fills.qty[played.fills.qty > 0]
    assert bought[0] == pytest.approx(0.05 * 100_000 / 100)
    assert bought[19] == pytest.approx(0.05 * played.equity[38] / 100)
    assert bought[20] == pytest.approx(0.125 * played.equity[40] / 100), "half of 0.25"


def test_limits_of_the_gate_refuse_entries_by_their_names_and_let_exits_pass() -> None:
    past = by_hand(6 * FLAT_DAY)
    for name, value, rule in (
        ("max_order_notional", 999.0, "order_cap"),
        ("max_symbol_notional", 999.0, "symbol_cap"),
        ("max_gross_notional", 999.0, "gross_cap"),
        ("max_symbol_weight_pct", 0.9, "symbol_weight"),
        ("max_orders_per_day", 0.0, "orders_per_day"),
    ):
        assert play(past, {0: L}, fixed(limits={name: value})).refused == {rule: 1}, name
        assert play(past, {0: L}, fixed(limits={name: value + 1_001})).refused == {}, name


def test_a_loss_of_the_day_or_from_the_peak_halts_entries_only() -> None:
    past = by_hand(2 * FLAT_DAY + "100 100 90 90\n" + 3 * "90 90 90 90\n")
    terms = Terms(sizing=Sizing.ALL_IN, costs=FREE, limits={"max_daily_loss_pct": 10.0})
    # bar 2 loses 10 percent, the limit itself: the entry decided there is refused, the one a day later is not
    assert play(past, {0: L, 1: F, 2: L}, terms).refused == {}
    held = play(past, {0: L, 2: F, 3: L}, terms)
    assert [bar for bar, *_ in fills(held)] == [1, 3, 4]
    fallen = Terms(sizing=Sizing.ALL_IN, costs=FREE, limits={"max_drawdown_pct": 10.0})
    played = play(past, {0: L, 2: F, 3: L}, fallen)
    assert [bar for bar, *_ in fills(played)] == [1, 3]
    assert played.refused == {"drawdown": 1}


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        (Terms(cash=Decimal(0)), "cannot begin with 0 USD"),
        (Terms(leverage=11), "leverage 11 is outside 1 to 10"),
        (Terms(sizing=Sizing.EQUITY, size=150), "150 percent of equity is more than 100"),
        (Terms(costs=Costs(spread_bps=-1)), "spread_bps -1 is outside 0 to 2000"),
        (Terms(limits={"max_fun": 1}), "max_fun is no limit that a backtest can apply"),
    ],
)
def test_terms_that_no_account_can_have_are_a_sentence(terms: Terms, said: str) -> None:
    with pytest.raises(FixInput, match=said):
        play(by_hand(3 * FLAT_DAY), {0: L}, terms)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (FLAT_DAY, "have 1 bars and a backtest needs 2"),
        (FLAT_DAY + "100 100 -5 100\n", "the low of A is -5 at 2024-01-03 21:00Z and a price is above 0"),
        (FLAT_DAY + "0 100 100 100\n", "the open of A is 0"),
        (FLAT_DAY + "nan 100 100 100\n", "the open of A is nan at 2024-01-03 21:00Z while the close"),
        ("-\n-\n", "A has no bar in that range"),
    ],
)
def test_prices_that_cannot_be_are_a_sentence(rows: str, said: str) -> None:
    with pytest.raises(FixInput, match=said):
        by_hand(rows)


def test_a_plan_that_does_not_fit_is_a_sentence() -> None:
    past = by_hand(3 * FLAT_DAY)
    with pytest.raises(FixInput, match="3 bars of 1 symbols"):
        simulate(past, Plan(action=np.zeros((2, 1), np.int8)), fixed())
    with pytest.raises(FixInput, match="actions from 0 to 9"):
        simulate(past, Plan(action=np.array([[0], [9], [0]], np.int8)), fixed())
    with pytest.raises(FixInput, match="WEIGHT or SPEND on a bar without a value"):
        simulate(past, Plan(action=np.array([[4], [0], [0]], np.int8)), fixed())


def test_weights_move_a_position_and_spending_enlarges_it() -> None:
    past = by_hand(6 * FLAT_DAY)
    action = np.array([[4], [4], [5], [4], [0], [0]], np.int8)
    value = np.array([[0.5], [0.2], [100.0], [0.0], [0.0], [0.0]])
    played = simulate(past, Plan(action=action, value=value), fixed())
    # half of 100,000 at 100 is 500 shares, a fifth 200; then 1 share for 100 USD; then none
    assert [(bar, qty) for bar, qty, *_ in fills(played)] == [(1, 500), (2, -300), (3, 1), (4, -201)]
