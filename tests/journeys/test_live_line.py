"""The price above the chart while the exchange is open: of now, by itself, and marked when it is too old."""

import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.alpaca.rig import filled_data
from tests.alpaca_data import DataServer
from tests.alpaca_venue.running import AlpacaVenue
from tests.desk_process import DeskProcess, free_port
from trading.market.calendar import ExchangeCalendar


def _ahead() -> timedelta:
    """Return how far ahead of now the exchange has been open for two hours."""
    now = datetime.now(UTC)
    session = ExchangeCalendar().next_session(now.date())
    return session.opens + timedelta(hours=2) - now


def _desk(folder: Path, venue: AlpacaVenue, data: DataServer, ahead: timedelta) -> DeskProcess:
    port = free_port()
    served = [sys.executable, "-m", "uvicorn", "tests.journeys.open_hours_app:app", "--port", str(port)]
    return DeskProcess(
        folder,
        command=[*served, "--log-level", "warning"],
        port=port,
        CLOCK_AHEAD_S=str(ahead.total_seconds()),
        APCA_API_KEY_ID=venue.key,
        APCA_API_SECRET_KEY=venue.secret,
        APCA_API_BASE_URL=venue.url,
        APCA_API_DATA_URL=data.url,
    )


def test_the_price_above_the_chart_follows_the_market_and_says_when_it_is_too_old(page: Page, tmp_path: Path) -> None:
    ahead, venue = _ahead(), AlpacaVenue()
    with DataServer(filled_data(venue.key, venue.secret)) as data:

        def trades_at(price: float, *, age: timedelta = timedelta()) -> None:
            at = datetime.now(UTC) + ahead - age
            data.state.set_price("AAPL", bid=price - 0.01, ask=price + 0.01, last=price, at=at)

        trades_at(100)
        desk = _desk(tmp_path / "data", venue, data, ahead).start()
        try:
            page.goto(f"{desk.url}/charts?symbol=AAPL")
            line = page.locator("[data-testid=stMarkdownContainer]", has_text="Apple Inc.").first
            expect(line).to_contain_text("100.00")
            trades_at(104.25)
            expect(line).to_contain_text("104.25")
            expect(line).not_to_contain_text("too old")
            trades_at(104.5, age=timedelta(minutes=20))
            expect(line).to_contain_text(re.compile(r"104\.50.*too old for an order"))
        finally:
            desk.stop()
            venue.stop()
