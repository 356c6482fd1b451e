"""At Alpaca in a real browser: each order once at the venue, a fill shows without a click, live asks for a word."""

from decimal import Decimal
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.alpaca_desk import PASSWORD, AlpacaDesk
from tests.journeys.clicking import CLICK_AT, SOON_MS
from tests.journeys.desk_page import fill_form, pick_of_row, send


def test_a_fill_at_the_venue_shows_on_open_pages_without_a_click(page: Page, tmp_path: Path) -> None:
    with AlpacaDesk(tmp_path / "data") as alpaca:
        page.goto(f"{alpaca.desk.url}/orders")
        expect(page.get_by_text("PAPER").first).to_be_visible()
        fill_form(page, "AAPL", "3", limit="90")
        send(page.get_by_role("dialog"), "Send paper order")
        expect(page.get_by_role("tab", name="Open 1")).to_be_visible()
        portfolio = page.context.new_page()
        portfolio.goto(f"{alpaca.desk.url}/portfolio")
        expect(portfolio.get_by_text("Positions appear here when")).to_be_visible()
        alpaca.set_price("AAPL", 89)
        expect(page.get_by_role("tab", name="Open 0")).to_be_visible()
        expect(portfolio.get_by_text("Positions appear here when")).to_have_count(0)
        expect(portfolio.get_by_text("Positions", exact=True)).to_be_visible()
        assert len(alpaca.venue.requests("POST", "/v2/orders")) == 1


def unlock_orders(page: Page, alpaca: AlpacaDesk) -> None:
    """Open Orders of a desk that asks for its password, and see that it trades real money."""
    page.goto(f"{alpaca.desk.url}/orders")
    page.get_by_label("Password").first.fill(PASSWORD)
    page.get_by_role("button", name="Unlock").click()
    expect(page.get_by_text("LIVE", exact=True)).to_be_visible()


def test_live_money_asks_for_the_symbol_to_be_typed(page: Page, tmp_path: Path) -> None:
    with AlpacaDesk(tmp_path / "data", live=True) as alpaca:
        unlock_orders(page, alpaca)
        fill_form(page, "IBM", "1", limit="90")
        dialog = page.get_by_role("dialog")
        button = dialog.get_by_role("button", name="Send live order")
        expect(button).to_be_disabled()
        dialog.get_by_role("textbox").fill("AAPL")
        expect(button).to_be_disabled()
        dialog.get_by_role("textbox").fill("ibm")
        expect(button).to_be_enabled()
        send(dialog, "Send live order")
        assert [entry.body["symbol"] for entry in alpaca.venue.requests("POST", "/v2/orders")] == ["IBM"]


def test_an_order_with_one_exit_from_the_form_is_one_order_with_one_leg(page: Page, tmp_path: Path) -> None:
    with AlpacaDesk(tmp_path / "data") as alpaca:
        page.goto(f"{alpaca.desk.url}/orders")
        fill_form(page, "AAPL", "3", limit="90", stop_loss="80")
        send(page.get_by_role("dialog"), "Send paper order")
        expect(page.get_by_role("tab", name="Open 1")).to_be_visible()
        (posted,) = alpaca.venue.requests("POST", "/v2/orders")
        assert (posted.body["order_class"], posted.body["stop_loss"]) == ("oto", {"stop_price": "80"})
        assert "take_profit" not in posted.body
        (order,) = alpaca.sent()
        assert [(leg.type, leg.stop_price) for leg in order.legs] == [("stop", 80)]


def test_a_resting_limit_order_is_replaced_by_one_request(page: Page, tmp_path: Path) -> None:
    with AlpacaDesk(tmp_path / "data") as alpaca:
        page.goto(f"{alpaca.desk.url}/orders")
        fill_form(page, "AAPL", "3", limit="90")
        send(page.get_by_role("dialog"), "Send paper order")
        page.get_by_role("tab", name="Open 1").click()
        pick_of_row(page, "Change")
        form = page.get_by_test_id("stForm")
        form.get_by_role("textbox", name="Limit, USD").fill("91.5")
        form.get_by_role("button", name="Review the change").click()
        send(page.get_by_role("dialog"), "Send the change")
        expect(page.get_by_role("tab", name="Open 1")).to_be_visible()
        assert len(alpaca.venue.requests("POST", "/v2/orders")) == 1
        (changed,) = [entry for entry in alpaca.venue.log if entry.method == "PATCH"]
        assert changed.body["limit_price"] == "91.5"
        assert [(one.status, one.limit_price) for one in alpaca.sent()] == [("replaced", 90), ("new", Decimal("91.5"))]


def test_a_resting_order_is_cancelled_by_one_request(page: Page, tmp_path: Path) -> None:
    with AlpacaDesk(tmp_path / "data") as alpaca:
        page.goto(f"{alpaca.desk.url}/orders")
        fill_form(page, "AAPL", "3", limit="90")
        send(page.get_by_role("dialog"), "Send paper order")
        page.get_by_role("tab", name="Open 1").click()
        pick_of_row(page, "Cancel")
        send(page.get_by_role("dialog"), "Cancel the order at the broker", "The broker has cancelled the order.")
        expect(page.get_by_role("tab", name="Open 0")).to_be_visible()
        (order,) = alpaca.sent()
        assert order.status == "canceled"
        taken_back = [entry.path for entry in alpaca.venue.log if entry.method == "DELETE"]
        assert taken_back == [f"/v2/orders/{order.id}"]


def test_cancelling_all_with_a_double_click_cancels_each_order_once(page: Page, tmp_path: Path) -> None:
    with AlpacaDesk(tmp_path / "data") as alpaca:
        page.goto(f"{alpaca.desk.url}/orders")
        for symbol, shares in (("AAPL", "3"), ("IBM", "2")):
            fill_form(page, symbol, shares, limit="90")
            send(page.get_by_role("dialog"), "Send paper order")
        page.get_by_role("tab", name="Open 2").click()
        page.get_by_role("button", name="Cancel all").click()
        dialog = page.get_by_role("dialog")
        both = dialog.get_by_role("button", name="Cancel 2 orders at the broker")
        expect(both).to_be_enabled()
        assert not [entry for entry in alpaca.venue.log if entry.method == "DELETE"]
        both.dblclick()
        expect(dialog.get_by_text("Every order is cancelled.")).to_be_visible()
        dialog.get_by_role("button", name="Done").click()
        expect(page.get_by_role("tab", name="Open 0")).to_be_visible()
        assert [order.status for order in alpaca.sent()] == ["canceled", "canceled"]
        taken_back = [entry.path for entry in alpaca.venue.log if entry.method == "DELETE"]
        assert sorted(taken_back) == sorted(f"/v2/orders/{order.id}" for order in alpaca.sent())
        assert len(alpaca.venue.requests("POST", "/v2/orders")) == 2


def test_closing_all_with_a_double_click_sends_each_order_once(page: Page, tmp_path: Path) -> None:
    with AlpacaDesk(tmp_path / "data") as alpaca:
        page.goto(f"{alpaca.desk.url}/orders")
        for symbol, shares in (("AAPL", "3"), ("IBM", "2")):
            fill_form(page, symbol, shares, limit="101")
            send(page.get_by_role("dialog"), "Send paper order", f"Bought {shares} {symbol} at $100")
        page.goto(f"{alpaca.desk.url}/portfolio")
        page.get_by_role("button", name="Close all").click()
        dialog = page.get_by_role("dialog")
        both = dialog.get_by_role("button", name="Send 2 paper orders")
        expect(both).to_be_enabled()
        both.dblclick()
        expect(dialog.get_by_text("Every position is closed.")).to_be_visible()
        dialog.get_by_role("button", name="Done").click()
        expect(page.get_by_text("Positions appear here when")).to_be_visible()
        posted = [entry.body for entry in alpaca.venue.requests("POST", "/v2/orders")]
        assert [(one["symbol"], one["side"], one["qty"]) for one in posted] == [
            ("AAPL", "buy", "3"), ("IBM", "buy", "2"), ("AAPL", "sell", "3"), ("IBM", "sell", "2"),
        ]  # fmt: skip
        assert len({one["client_order_id"] for one in posted}) == 4
        assert not [entry for entry in alpaca.venue.log if entry.method == "DELETE"]


def test_closing_all_in_two_tabs_at_once_sends_each_order_once(page: Page, tmp_path: Path) -> None:
    with AlpacaDesk(tmp_path / "data") as alpaca:
        page.goto(f"{alpaca.desk.url}/orders")
        fill_form(page, "AAPL", "3", limit="101")
        send(page.get_by_role("dialog"), "Send paper order", "Bought 3 AAPL at $100")
        tabs = [page, page.context.new_page()]
        for tab in tabs:
            tab.goto(f"{alpaca.desk.url}/portfolio")
            tab.get_by_role("button", name="Close all").click()
            expect(tab.get_by_role("dialog").get_by_role("button", name="Send 1 paper order")).to_be_enabled()
        at = page.evaluate("() => Date.now()") + SOON_MS
        for tab in tabs:
            tab.get_by_role("dialog").get_by_role("button", name="Send 1 paper order").evaluate(CLICK_AT, at)
        for tab in tabs:
            expect(tab.get_by_role("dialog").get_by_text("Every position is closed.")).to_be_visible()
        page.reload()
        expect(page.get_by_text("Positions appear here when")).to_be_visible()
        assert [entry.body["side"] for entry in alpaca.venue.requests("POST", "/v2/orders")] == ["buy", "sell"]


def test_closing_all_with_real_money_asks_for_the_words(page: Page, tmp_path: Path) -> None:
    with AlpacaDesk(tmp_path / "data", live=True) as alpaca:
        unlock_orders(page, alpaca)
        fill_form(page, "IBM", "2", limit="101")
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("textbox").fill("IBM")
        send(dialog, "Send live order", "Bought 2 IBM at $100")
        page.get_by_role("link", name="Portfolio").click()
        page.get_by_role("button", name="Close all").click()
        one = dialog.get_by_role("button", name="Send 1 live order")
        expect(one).to_be_disabled()
        dialog.get_by_role("textbox").fill("IBM")
        expect(one).to_be_disabled()
        dialog.get_by_role("textbox").fill("close all")
        expect(one).to_be_enabled()
        one.click()
        expect(dialog.get_by_text("Every position is closed.")).to_be_visible()
        assert [entry.body["side"] for entry in alpaca.venue.requests("POST", "/v2/orders")] == ["buy", "sell"]
