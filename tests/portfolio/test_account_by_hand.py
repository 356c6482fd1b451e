from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.portfolio.paper_account import CALENDAR, account_at
from trading.errors import NoData, NotFound, Unavailable, UnknownSymbol
from trading.portfolio.portfolio import Portfolio
from trading.portfolio.views import PositionSide
from trading.risk.limits import Limits
from trading.types import MarketMode, VenueAccount, WorstCase

JUNE_1, JUNE_4 = date(2012, 6, 1), date(2012, 6, 4)
# AAPL as traded: closes 560.99 on 2012-06-01 and 564.29 on 2012-06-04; 430.47 on its last recorded day 2013-03-01.


def test_an_empty_account_is_all_cash_and_risks_nothing(tmp_path: Path) -> None:
    with account_at(tmp_path, JUNE_1) as account:
        found = account.portfolio.snapshot()
    assert found.mode is MarketMode.REPLAY
    assert found.as_of == datetime(2012, 6, 1, 20, tzinfo=UTC)
    assert found.positions == ()
    assert found.account.equity == found.account.cash == found.account.buying_power == Decimal(100_000)
    assert found.exposure.gross == 0 and found.exposure.cash_pct == 100.0 and found.exposure.largest_weight == 0.0
    assert (found.risk.var_95, found.risk.cvar_95, found.risk.volatility, found.risk.beta) == (0.0, 0.0, 0.0, 0.0)


def test_buying_at_the_close_changes_neither_worth_nor_the_day(tmp_path: Path) -> None:
    with account_at(tmp_path, JUNE_1) as account:
        account.buy("AAPL", "10", order_id="a")
        found = account.portfolio.snapshot()
    [held] = found.positions
    assert found.account.equity == Decimal(100_000)
    assert found.account.cash == Decimal("94390.10")  # 100000 - 10 x 560.99
    assert (held.qty, held.side, held.avg_entry_price) == (Decimal(10), PositionSide.LONG, Decimal("560.99"))
    assert held.day_change == 0
    assert held.weight == pytest.approx(0.056099)
    assert held.as_of == found.as_of and not held.stale


def test_the_days_changes_of_positions_add_up_to_the_accounts(tmp_path: Path) -> None:
    with account_at(tmp_path, JUNE_1) as account:
        account.buy("AAPL", "10", order_id="a")
        account.buy("MSFT", "100", order_id="b")
        account.play_to(JUNE_4)
        account.buy("AAPL", "5", order_id="c")
        account.sell("MSFT", "40", order_id="d")
        found = account.portfolio.snapshot()
    by_symbol = {view.symbol: view for view in found.positions}
    assert by_symbol["AAPL"].day_change == Decimal("33.00")  # 10 x (564.29 - 560.99); the 5 bought at the close add 0
    assert sum(view.day_change or 0 for view in found.positions) == found.account.day_change
    assert found.account.day_change_pct == pytest.approx(float(found.account.day_change) / 100_000 * 100)


def test_a_book_begun_anew_forgets_what_the_old_one_traded_today(tmp_path: Path) -> None:
    with account_at(tmp_path, JUNE_1) as account:
        account.buy("AAPL", "10", order_id="a")
        account.play_to(JUNE_4)
        account.buy("AAPL", "7", order_id="b")
        account.broker.reset(JUNE_1)
        account.buy("AAPL", "3", order_id="c")
        begun = account.portfolio.snapshot().positions
        account.play_to(JUNE_4)
        played = account.portfolio.snapshot().positions
    assert [held.day_change for held in begun] == [0]
    assert [held.day_change for held in played] == [Decimal("9.90")]  # 3 x 3.30


def test_the_days_change_over_a_split_counts_the_old_close_in_new_shares(tmp_path: Path) -> None:
    # AAPL split 2:1 on 2005-02-28: 88.99 the session before, 44.86 on the day; 88.99 / 2 = 44.495.
    with account_at(tmp_path, date(2005, 2, 25)) as account:
        account.buy("AAPL", "10", order_id="a")
        account.play_to(date(2005, 2, 28))
        [held] = account.portfolio.snapshot().positions
        account_change = account.portfolio.brief().day_change
    assert held.qty == 20
    assert held.day_change == account_change == Decimal("7.30")  # 20 x (44.86 - 44.495)


def test_a_symbol_without_a_price_any_more_keeps_its_last_close_and_says_so(tmp_path: Path) -> None:
    with account_at(tmp_path, date(2013, 2, 28)) as account:
        account.buy("AAPL", "10", order_id="a")
        account.play_to(date(2013, 3, 5))
        found = account.portfolio.snapshot()
    [held] = found.positions
    assert held.last_price == Decimal("430.47")
    assert held.stale and held.as_of == datetime(2013, 3, 1, 21, tzinfo=UTC) < found.as_of
    assert held.day_change is None
    assert found.risk.var_95 is None and found.risk.beta is None


def test_the_brief_says_what_can_still_be_lost_before_the_halt(tmp_path: Path) -> None:
    limits = Limits(max_daily_loss_pct=Decimal(2))
    with account_at(tmp_path, JUNE_1, limits=limits) as account:
        assert account.portfolio.brief().worst_case_today == 0  # nothing is held and nothing rests
        account.buy("AAPL", "100", order_id="a")
        account.play_to(JUNE_4)
        brief = account.portfolio.brief()
        figures = account.portfolio.snapshot().risk
    assert brief.day_change == Decimal("330.00")
    # 2 % of 100000 and the day's gain on top are 2330; then one jump of 10 % of 100 x 564.29 is 5642.90
    assert brief.worst_case_today == Decimal("7972.90")
    assert figures.worst_case_today == 7972.90


def test_past_the_halt_one_more_jump_of_what_is_held_can_be_lost(tmp_path: Path) -> None:
    with account_at(tmp_path, JUNE_4, limits=Limits(max_daily_loss_pct=Decimal(0))) as account:
        account.buy("AAPL", "100", order_id="a")
        account.play_to(date(2012, 6, 8))
        account.play_to(date(2012, 6, 11))
        brief = account.portfolio.brief()
    # AAPL closed at 571.17 on 2012-06-11: 10 % of 57117
    assert brief.day_change < 0 and brief.worst_case_today == Decimal("5711.70")


def test_a_worst_case_that_is_not_known_leaves_the_rest_of_the_account(tmp_path: Path) -> None:
    with account_at(tmp_path, JUNE_1) as account:
        account.buy("AAPL", "1", order_id="a")

        def silent(_account: VenueAccount) -> WorstCase:
            raise Unavailable("an order has no known price")

        blind = Portfolio(
            broker=account.broker,
            market=account.market,
            calendar=CALENDAR,
            market_clock=account.clock,
            worst_case=silent,
        )
        brief, risk = blind.brief(), blind.snapshot().risk
    assert (brief.equity, brief.worst_case_today, risk.worst_case_today) == (Decimal(100_000), None, None)


def test_risk_of_one_holding_is_its_own_scaled_by_its_weight(tmp_path: Path) -> None:
    with account_at(tmp_path, JUNE_1) as account:
        account.buy("AAPL", "80", order_id="a")
        half = account.portfolio.snapshot()
        account.buy("AAPL", "80", order_id="b")
        whole = account.portfolio.snapshot()
    assert half.risk.var_95 and half.risk.cvar_95 and half.risk.volatility and half.risk.beta
    assert half.risk.cvar_95 > half.risk.var_95 > 0
    assert whole.risk.var_95 == pytest.approx(2 * half.risk.var_95)
    assert whole.risk.volatility == pytest.approx(2 * half.risk.volatility)
    assert whole.risk.beta == pytest.approx(2 * half.risk.beta)


def test_a_young_listing_has_no_risk_figures_yet(tmp_path: Path) -> None:
    with account_at(tmp_path, JUNE_1) as account:  # FB has traded for eleven sessions
        account.buy("FB", "10", order_id="a")
        found = account.portfolio.snapshot()
    assert found.risk.var_95 is None and found.risk.volatility is None


def test_a_position_that_is_not_held_is_not_found(tmp_path: Path) -> None:
    with account_at(tmp_path, JUNE_1) as account:
        account.buy("IBM", "1", order_id="a")
        assert account.portfolio.position("ibm").qty == 1
        with pytest.raises(NotFound, match="holds no AAPL; it holds IBM"):
            account.portfolio.position("AAPL")


def test_sparklines_end_at_now_and_have_no_more_than_asked(tmp_path: Path) -> None:
    with account_at(tmp_path, JUNE_1) as account:
        closes = account.portfolio.history("AAPL", 60)
        assert len(closes) == 60 and closes[-1] == pytest.approx(560.99)
        with pytest.raises((UnknownSymbol, NoData)):
            account.portfolio.history("NOPE", 60)


def test_the_curve_has_a_point_a_session_and_can_be_cut(tmp_path: Path) -> None:
    with account_at(tmp_path, JUNE_1) as account:
        account.buy("AAPL", "10", order_id="a")
        account.play_to(date(2012, 6, 8))
        points = account.portfolio.equity_curve()
        assert len(points) == 6
        assert points[1].equity == Decimal("100033.00")
        cut = account.portfolio.equity_curve(JUNE_4, date(2012, 6, 5))
    assert [point.at.date() for point in cut] == [JUNE_4, date(2012, 6, 5)]
