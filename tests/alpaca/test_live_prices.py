"""The desk with live prices: they reach the pages, the gate judges them as any, and no outage stops an order."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from components.connections import parts
from tests.alpaca.rig import AlpacaRig
from tests.alpaca_data.prices import PriceServer
from trading.errors import TradingError, Unavailable
from trading.market.alpaca.feeds import Feed, stream_url
from trading.types import Status


class PricedRig(AlpacaRig):
    """A desk at the test venue whose prices arrive by themselves."""

    prices: PriceServer


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[PricedRig]:
    made = PricedRig(tmp_path)
    with PriceServer(made.data.state) as made.prices:
        made._settings["apca_data_stream_url"] = made.prices.url
        with made:
            yield made


def follow(rig: PricedRig, symbol: str = "AAPL") -> None:
    """Look at a price until it comes by itself, then have it told."""
    assert rig.wired is not None
    services = rig.wired.services
    rig.wait(lambda: bool(services.market.quote(symbol)) and symbol in rig.prices.followed(), "followed")
    rig.wait(lambda: bool(services.prices and symbol in services.prices.followed()), "confirmed")


def tell(rig: PricedRig, bid: float, ask: float) -> None:
    now = datetime.now(UTC)
    rig.prices.trade("AAPL", (bid + ask) / 2, now)
    rig.prices.quote("AAPL", bid, ask, now)


def health(rig: PricedRig) -> str:
    assert rig.wired is not None
    part = next(part for part in parts(rig.wired) if part.name == "Live prices")
    try:
        return part.check()
    except TradingError as fault:
        return str(fault)


def test_a_told_price_is_that_of_pages_and_of_the_gate(rig: PricedRig) -> None:
    assert health(rig) == "nobody looks at a price now"
    follow(rig)
    assert "symbols followed: 1" in health(rig)
    assert rig.wired is not None
    tell(rig, 100.49, 100.51)
    market = rig.wired.services.market
    rig.wait(lambda: market.quote("AAPL").bid == Decimal("100.49"), "told")
    tell(rig, 100.49, 100.51)
    proposal = rig.propose()
    assert proposal.quote is not None and proposal.quote.ask == Decimal("100.51")
    assert proposal.quote.source == "Alpaca, IEX feed"


def test_a_told_spread_that_is_too_wide_is_refused_as_any_other(rig: PricedRig) -> None:
    follow(rig)
    tell(rig, 90, 110)
    rig.wait(lambda: rig.wired.services.market.quote("AAPL").bid == 90, "told")  # type: ignore[union-attr]
    tell(rig, 90, 110)
    proposal = rig.propose()
    assert proposal.status is Status.REFUSED
    assert any("the spread of 2000" in reason for reason in proposal.gate.reasons)  # 20 / 100 in basis points


def test_an_order_goes_out_while_live_prices_are_refused(rig: PricedRig) -> None:
    rig.prices.full = True
    assert rig.wired is not None
    services = rig.wired.services
    rig.wait(lambda: bool(services.market.quote("AAPL")) and "no place for another connection" in health(rig), "busy")
    with pytest.raises(Unavailable, match="each price is asked for by itself"):
        next(part for part in parts(rig.wired) if part.name == "Live prices").check()
    assert rig.send().status in (Status.SENT, Status.FILLED)


def test_closing_the_desk_closes_the_connection(rig: PricedRig) -> None:
    follow(rig)
    rig.stop()
    rig.wait(lambda: rig.prices.connections == 0, "closed")


@pytest.mark.parametrize(
    ("feed", "data_url", "url"),
    [
        ("iex", None, "wss://stream.data.alpaca.markets/v2/iex"),
        ("sip", "https://data.alpaca.markets/v2", "wss://stream.data.alpaca.markets/v2/sip"),
        ("iex", "https://data.sandbox.alpaca.markets", "wss://stream.data.sandbox.alpaca.markets/v2/iex"),
        ("iex", "http://127.0.0.1:8900", None),
        ("iex", "https://data.example.org", None),
        ("delayed_sip", None, None),
    ],
)
def test_live_prices_are_sought_only_where_they_are(feed: str, data_url: str | None, url: str | None) -> None:
    assert stream_url(Feed(feed), data_url) == url
