"""At Alpaca in a real browser: a fill at the venue shows without a click, and live asks for the symbol."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.journeys.alpaca_desk import PASSWORD, AlpacaDesk


def _fill_form(page: Page, symbol: str, shares: str, limit: str) -> None:
    """Fill the order form with a limit order, and open its dialog."""
    page.get_by_role("combobox", name=re.compile("Symbol")).click()
    page.keyboard.type(symbol)
    page.get_by_role("option", name=re.compile(rf"^{symbol} ")).first.click()
    page.get_by_role("combobox", name=re.compile("Type")).click()
    page.get_by_role("option", name="Limit", exact=True).click()
    page.get_by_role("textbox", name="Shares").fill(shares)
    page.get_by_role("textbox", name="Limit, USD").fill(limit)
    button = page.get_by_role("button", name="Review order")
    expect(button).to_be_enabled()
    button.click()


def _send(dialog: Locator, name: str) -> None:
    dialog.get_by_role("button", name=name).click()
    expect(dialog.get_by_text("The broker has this order.")).to_be_visible()
    dialog.get_by_role("button", name="Done").click()


def test_a_fill_at_the_venue_shows_on_open_pages_without_a_click(page: Page, tmp_path: Path) -> None:
    with AlpacaDesk(tmp_path / "data") as alpaca:
        page.goto(f"{alpaca.desk.url}/orders")
        expect(page.get_by_text("PAPER").first).to_be_visible()
        _fill_form(page, "AAPL", "3", "90")
        _send(page.get_by_role("dialog"), "Send paper order")
        expect(page.get_by_role("tab", name="Open 1")).to_be_visible()
        portfolio = page.context.new_page()
        portfolio.goto(f"{alpaca.desk.url}/portfolio")
        expect(portfolio.get_by_text("Positions appear here when")).to_be_visible()
        alpaca.set_price("AAPL", 89)
        expect(page.get_by_role("tab", name="Open 0")).to_be_visible()
        expect(portfolio.get_by_text("Positions appear here when")).to_have_count(0)
        expect(portfolio.get_by_text("Positions", exact=True)).to_be_visible()
        assert len(alpaca.venue.requests("POST", "/v2/orders")) == 1


def test_live_money_asks_for_the_symbol_to_be_typed(page: Page, tmp_path: Path) -> None:
    with AlpacaDesk(tmp_path / "data", live=True) as alpaca:
        page.goto(f"{alpaca.desk.url}/orders")
        page.get_by_label("Password").first.fill(PASSWORD)
        page.get_by_role("button", name="Unlock").click()
        expect(page.get_by_text("LIVE", exact=True)).to_be_visible()
        _fill_form(page, "IBM", "1", "90")
        dialog = page.get_by_role("dialog")
        send = dialog.get_by_role("button", name="Send live order")
        expect(send).to_be_disabled()
        dialog.get_by_role("textbox").fill("AAPL")
        expect(send).to_be_disabled()
        dialog.get_by_role("textbox").fill("ibm")
        expect(send).to_be_enabled()
        _send(dialog, "Send live order")
        assert [entry.body["symbol"] for entry in alpaca.venue.requests("POST", "/v2/orders")] == ["IBM"]
