"""A size that is held to the gate is within every cap by plain arithmetic, and one share more is not."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from trading.risk.facts import Book, Facts, Outside, Working
from trading.risk.limits import Limits
from trading.risk.sizing import Sizing
from trading.risk.sizing_caps import capped
from trading.risk.sizing_request import SizingMethod
from trading.types import (
    OWNER,
    Asset,
    MarketMode,
    Origin,
    OriginKind,
    Position,
    Quote,
    Side,
    Status,
    Ticket,
    VenueAccount,
)

NOW = datetime(2012, 6, 1, 20, tzinfo=UTC)
D = Decimal


def position(symbol: str, qty: int, price: Decimal) -> Position:
    return Position(
        symbol=symbol,
        qty=D(qty),
        available=D(qty),
        avg_entry_price=price,
        last_price=price,
        market_value=qty * price,
        unrealized_pl=D(0),
        realized_pl=None,
    )


def facts(price: Decimal, limits: Limits, *, held: int, resting: int, elsewhere: int, power: Decimal) -> Facts:
    """Return a buy of AAPL: so many shares held, so many resting, USD held in IBM, an account worth 100,000."""
    asset = Asset(
        symbol="AAPL",
        name="Apple Inc.",
        exchange="XNAS",
        tradable=True,
        fractionable=True,
        shortable=False,
        closes_only=False,
        first=date(2000, 1, 3),
        last=date(2012, 6, 1),
    )
    account = VenueAccount(
        number="1", equity=D(100_000), cash=power, buying_power=power, last_equity=D(100_000), as_of=NOW
    )
    rests = Working(
        id="rests", symbol="AAPL", side=Side.BUY, qty=D(resting), price=price, status=Status.SENT, known_to_venue=True
    )
    positions = {"AAPL": position("AAPL", held, price), "IBM": position("IBM", elsewhere, D(1))}
    outside = Outside(
        log_seq=0,
        asked_at=NOW,
        quote=Quote(symbol="AAPL", bid=price, ask=price, last=price, at=NOW, source="by hand"),
        asset=asset,
        session=None,
        previous_session=None,
        next_session=None,
        account=account,
        positions=positions,
        peak_equity=None,
        past=None,
        average_volume=None,
    )
    book = Book(
        limits=limits,
        limits_fault="",
        kill_on=False,
        kill_reason="",
        held=None,
        reconciled=True,
        working=(rests,),
        in_doubt={},
        orders_today=0,
        last_sent_at=None,
        rejections=0,
        last_rejected_at=None,
        twin=None,
        target=None,
        target_status=None,
    )
    return Facts(
        ticket=Ticket(symbol="AAPL", side=Side.BUY, qty=D(1)),
        origin=Origin(kind=OriginKind.DESK, actor=OWNER),
        mode=MarketMode.PAPER,
        read_only=False,
        wall_now=NOW,
        market_now=NOW,
        outside=outside,
        book=book,
    )


def sizing(qty: int, price: Decimal) -> Sizing:
    return Sizing(
        symbol="AAPL",
        side=Side.BUY,
        method=SizingMethod.FIXED,
        qty=D(qty),
        price=price,
        basis="by hand",
        reason="By hand.",
    )


usd = st.integers(min_value=0, max_value=60_000)


@given(
    asked=st.integers(min_value=1, max_value=100_000),
    price=st.decimals(min_value="0.01", max_value="3000", places=2),
    caps=st.tuples(usd, usd, usd, st.integers(min_value=0, max_value=100), usd),
    held=st.integers(min_value=1, max_value=200),
    resting=st.integers(min_value=0, max_value=200),
    elsewhere=st.integers(min_value=0, max_value=20_000),
)
def test_a_size_is_the_largest_that_every_cap_lets_through(
    asked: int, price: Decimal, caps: tuple[int, int, int, int, int], held: int, resting: int, elsewhere: int
) -> None:
    order, symbol, gross, weight, power = (D(one) for one in caps)
    limits = Limits(
        max_order_notional=order, max_symbol_notional=symbol, max_gross_notional=gross, max_symbol_weight_pct=weight
    )

    def fits(qty: Decimal) -> bool:
        in_symbol = (held + resting + qty) * price
        return (
            qty * price <= min(order, power)
            and in_symbol <= min(symbol, 100_000 * weight / 100)
            and in_symbol + elsewhere <= gross
        )

    given_facts = facts(price, limits, held=held, resting=resting, elsewhere=elsewhere, power=power)
    found = capped(sizing(asked, price), given_facts)
    assert 0 <= found.qty <= asked
    assert found.qty == 0 or fits(found.qty)
    assert found.qty == asked or not fits(found.qty + 1)
    assert (found.qty == asked) == (found.capped_by == ())
    assert (found.qty == asked) == ("Limited by the gate" not in found.reason)


def test_a_fact_that_is_not_known_lets_no_size_through() -> None:
    known = facts(D(10), Limits(), held=1, resting=0, elsewhere=0, power=D(50_000))
    faults = {"positions": "the venue did not say what is held"}
    unread = replace(known, outside=replace(known.outside, positions=None, faults=faults))
    assert capped(sizing(5, D(10)), known).qty == 5
    found = capped(sizing(5, D(10)), unread)
    assert found.qty == 0
    assert "the venue did not say what is held" in found.reason
