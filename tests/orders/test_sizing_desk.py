"""What the desk suggests as a size passes its own gate, one share more does not, and nothing is ordered by it."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.orders.paper import Paper, open_paper
from tests.orders.rig import Rig, form, make_rig
from tests.orders.risk_rig import risk_desk
from trading.errors import FixInput, NoData, Unavailable, UnknownSymbol
from trading.market.clock import ReplayClock
from trading.market.replay import ReplayMarket, ReplayTape
from trading.orders.risk_desk import RiskDesk
from trading.risk.limits_book import LimitsBook
from trading.risk.sizing import Sizing
from trading.risk.sizing_request import SizingMethod, SizingRequest
from trading.store.ledger import Ledger
from trading.types import OWNER, MarketMode, Side, Ticket

D = Decimal


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_rig(tmp_path / "desk")
    yield made
    made.close()


def size(rig: Rig, method: SizingMethod = SizingMethod.EQUITY, **more: object) -> Sizing:
    asked = {"symbol": "AAPL", "side": Side.BUY, "method": method} | more
    return risk_desk(rig).size(SizingRequest(**asked))  # type: ignore[arg-type]


def allows(rig: Rig, qty: Decimal, side: Side = Side.BUY) -> bool:
    return rig.desk.check(Ticket(symbol="AAPL", side=side, qty=qty), form()).verdict.allowed


def test_a_size_within_every_limit_is_the_methods_own(rig: Rig) -> None:
    # 5 % of 100,000 = 5,000; AAPL at 100: 50 shares
    found = size(rig)
    assert (found.qty, found.price, found.capped_by) == (D(50), D(100), ())


def test_the_side_of_the_quote_that_would_fill_is_the_price(rig: Rig) -> None:
    rig.market.spread = D("0.50")
    assert size(rig).price == D("100.25")
    assert size(rig, side=Side.SELL).price == D("99.75")


@pytest.mark.parametrize(
    ("patch", "rule", "most"),
    [
        ({"max_order_notional": "1999"}, "order_cap", 19),
        ({"max_symbol_notional": "2500"}, "symbol_cap", 25),
        ({"max_gross_notional": "3050"}, "gross_cap", 30),
        ({"max_symbol_weight_pct": "4"}, "symbol_weight", 40),
    ],
)
def test_a_size_over_a_limit_is_held_to_it_and_says_so(rig: Rig, patch: dict[str, str], rule: str, most: int) -> None:
    rig.limits.update(patch, actor=OWNER)
    found = size(rig)
    assert (found.qty, found.capped_by) == (D(most), (rule,))
    assert f"Limited by the gate, the most that passes is {most}: " in found.reason
    assert "exceeds the limit" in found.reason
    assert allows(rig, D(most))
    assert not allows(rig, D(most + 1))


def test_what_is_in_flight_counts_before_a_size_is_suggested(rig: Rig) -> None:
    rig.limits.update({"max_symbol_notional": "6000"}, actor=OWNER)
    rig.approve(rig.buy(qty="30"))
    # 60 shares in all may be held at 100, 30 are: 30 more
    assert size(rig).qty == 30


def test_the_buying_power_holds_a_size_down(rig: Rig) -> None:
    wide = {"max_order_notional": "1000000", "max_symbol_notional": "1000000", "max_gross_notional": "1000000"}
    rig.limits.update(wide | {"max_symbol_weight_pct": "1000", "size_equity_pct": "100"}, actor=OWNER)
    found = size(rig, limit_price=D(200))
    # at a limit of 200 the whole account is 500 shares, and 500 x 200 = 100,000 is just what can be paid
    assert (found.qty, found.capped_by) == (D(500), ())
    rig.approve(rig.buy("IBM", qty="100"))  # 80,000 are left: 80,000 / 200 = 400
    found = size(rig, limit_price=D(200))
    assert (found.qty, found.capped_by) == (D(400), ("buying_power",))


def test_a_sale_is_sized_alike_and_never_over_what_is_held(rig: Rig) -> None:
    rig.approve(rig.buy(qty="20"))
    found = size(rig, side=Side.SELL)
    assert (found.qty, found.capped_by) == (D(20), ("position",))
    assert size(rig, SizingMethod.FIXED, side=Side.SELL).qty == 10  # 1,000 at 100


def test_a_short_sale_that_cannot_be_is_sized_none_with_the_reason(rig: Rig) -> None:
    found = size(rig, side=Side.SELL)
    assert (found.qty, found.capped_by) == (D(0), ("position",))
    assert "no size passes, so it is 0: AAPL is not held and cannot be sold short here" in found.reason


def test_sizing_writes_nothing(rig: Rig) -> None:
    before = rig.kinds()
    size(rig)
    assert rig.kinds() == before
    assert rig.desk.proposals(statuses=None).items == ()
    assert rig.venue.posts == []


def test_half_kelly_reads_the_accounts_own_closed_trades(rig: Rig) -> None:
    with pytest.raises(NoData, match="there are 0"):
        size(rig, SizingMethod.KELLY)
    for n in range(20):
        rig.market.prices["AAPL"] = D(100)
        rig.approve(rig.buy(qty="1"))
        rig.market.prices["AAPL"] = D(103) if n < 12 else D(98)
        rig.approve(rig.sell(qty="1"))
        rig.market_clock.go(minutes=1)
    rig.market.prices["AAPL"] = D(100)
    # f = 0.6 - 0.4 / 1.5 = 0.3333, its half 16.66 % is capped at 10 %; the account is worth 100,000 + 36 - 16:
    # 10,002 / 100 = 100.02
    found = size(rig, SizingMethod.KELLY)
    assert found.qty == 100
    assert "12 of 20 closed trades won (p 0.60) and a win earned 1.50 times what a loss cost" in found.reason


def test_an_unknown_symbol_or_a_market_that_does_not_answer_gives_no_size(rig: Rig) -> None:
    with pytest.raises(UnknownSymbol):
        size(rig, symbol="NOPE")
    rig.market.fault = Unavailable("the market does not answer")
    with pytest.raises(Unavailable):
        size(rig)


def test_an_account_that_cannot_be_read_gives_no_size(rig: Rig) -> None:
    rig.venue.fault = Unavailable("the venue does not answer")
    with pytest.raises(Unavailable):
        size(rig)


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[Paper]:
    made = open_paper(tmp_path, owner="test")
    made.desk.start()
    yield made
    made.close()


def risk_of_paper(paper: Paper, folder: Path) -> RiskDesk:
    clock = ReplayClock(paper.broker.session_day, paper.calendar)
    return RiskDesk(
        ledger=Ledger(paper.database, "replay", paper.wall, folder),
        account_id="replay",
        reader=paper.broker,
        market=ReplayMarket(ReplayTape(), clock, paper.calendar),
        calendar=paper.calendar,
        wall_clock=paper.wall,
        market_clock=clock,
        limits=LimitsBook(paper.database, "replay", paper.wall, data_dir=folder),
    )


def test_volatility_is_wilders_range_of_the_sessions_so_far(paper: Paper, tmp_path: Path) -> None:
    desk = risk_of_paper(paper, tmp_path)
    frame = desk.market.bars("AAPL").frame.tail(173)
    rows = list(zip(frame["high"], frame["low"], frame["close"], strict=True))
    ranges = [max(high, before) - min(low, before) for (_, _, before), (high, low, _) in itertools.pairwise(rows)]
    average = sum(ranges[:14]) / 14
    for one in ranges[14:]:
        average = (13 * average + one) / 14
    # 0.5 % of 100,000 is 500 for each usual day's move
    found = desk.size(SizingRequest(symbol="AAPL", side=Side.BUY, method=SizingMethod.VOLATILITY))
    assert found.qty == int(500 / average)
    assert found.price == D("560.99")  # the close of 1 June 2012


def test_what_has_only_closes_has_no_volatility_size_and_an_index_none_at_all(paper: Paper, tmp_path: Path) -> None:
    desk = risk_of_paper(paper, tmp_path)
    closes_only = next(asset.symbol for asset in desk.market.assets() if asset.closes_only and asset.tradable)
    with pytest.raises(NoData, match="average true range"):
        desk.size(SizingRequest(symbol=closes_only, side=Side.BUY, method=SizingMethod.VOLATILITY))
    index = next(asset.symbol for asset in desk.market.assets() if not asset.tradable)
    with pytest.raises(FixInput, match="cannot be traded"):
        desk.size(SizingRequest(symbol=index, side=Side.BUY, method=SizingMethod.FIXED))


def test_a_venues_quote_of_a_closed_exchange_still_gives_a_size(tmp_path: Path) -> None:
    rig = make_rig(tmp_path / "sunday")
    rig.market_clock.go(days=2)  # Sunday 3 June 2012
    assert size(rig).qty == 50
    rig.close()


def test_a_new_paper_book_has_closed_no_trades_yet(paper: Paper, tmp_path: Path) -> None:
    desk = risk_of_paper(paper, tmp_path)
    asked = SizingRequest(symbol="AAPL", side=Side.BUY, method=SizingMethod.KELLY)
    paper.send(qty=D(5))
    paper.send(qty=D(5), side=Side.SELL)
    with pytest.raises(NoData, match="there are 1;"):
        desk.size(asked)
    paper.broker.reset(paper.broker.session_day())
    with pytest.raises(NoData, match="there are 0;"):
        desk.size(asked)


def test_at_a_venue_the_trades_are_those_that_the_store_keeps(tmp_path: Path) -> None:
    rig = make_rig(tmp_path / "venue", mode=MarketMode.PAPER)
    rig.market_clock.set(datetime(2026, 11, 23, 18, tzinfo=UTC))  # a Monday, in the session
    rig.wall.set(rig.market_clock.now())
    rig.approve(rig.buy(qty="5"))
    rig.approve(rig.sell(qty="5"))
    with pytest.raises(NoData, match="there are 1;"):
        size(rig, SizingMethod.KELLY)
    rig.close()
