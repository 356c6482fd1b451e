"""The moves of a person at the desk's pages, in the words that stand on them."""

import re
from collections.abc import Callable

import httpx
from playwright.sync_api import Locator, Page, TimeoutError, expect

from tests.desk_process import DeskProcess

HEAD_HEIGHT, ROW_HEIGHT, MENU_FROM_RIGHT = 36, 36, 36
MENU_TRIES, MENU_WAIT_MS = 20, 1_000
STARTER = "Buy 1 share of AAPL at market price"


def open_chat(page: Page, desk: DeskProcess) -> None:
    page.goto(desk.url)
    expect(page.get_by_text("What do you want to know or do?")).to_be_visible()


def click_starter(page: Page) -> None:
    page.get_by_text(STARTER, exact=True).first.click()


def ask(page: Page, words: str) -> None:
    box = page.get_by_placeholder("Ask, or say what to trade")
    box.fill(words)
    box.press("Enter")


def review(page: Page) -> Locator:
    """Open the dialog of the newest order card and return its send button, ready to be clicked."""
    page.get_by_role("button", name="Review").last.click()
    send = page.get_by_role("dialog").get_by_role("button", name="Send paper order")
    expect(send).to_be_enabled()
    return send


def expect_bought(page: Page, price: str = "560.99") -> None:
    expect(page.get_by_text(re.compile(rf"Bought 1 AAPL at \${re.escape(price)}")).first).to_be_visible()


def close_dialog(page: Page) -> None:
    page.get_by_role("dialog").get_by_role("button", name="Done").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def fill_form(page: Page, symbol: str, shares: str, **prices: str) -> None:
    """Fill the order form with a limit order and open its dialog; without a price for an exit they are declined."""
    page.get_by_role("combobox", name=re.compile("Symbol")).click()
    page.keyboard.type(symbol)
    page.get_by_role("option", name=re.compile(rf"^{symbol} ")).first.click()
    choose(page, "Type", "Limit")
    choose(page, "Exits", "One exit" if len(prices) > 1 else "No exits")
    page.get_by_role("textbox", name="Shares").fill(shares)
    for label, price in prices.items():
        page.get_by_role("textbox", name=f"{label.replace('_', ' ').capitalize()}, USD").fill(price)
    button = page.get_by_role("button", name="Review order")
    expect(button).to_be_enabled()
    button.click()


def choose(page: Page, label: str, option: str) -> None:
    """Choose one option of a list of the form."""
    page.get_by_role("combobox", name=re.compile(label)).click()
    page.get_by_role("option", name=option, exact=True).click()


def send(dialog: Locator, name: str, outcome: str = "The broker has this order.") -> None:
    """Send what the dialog shows, wait for what became of it, and close the dialog."""
    dialog.get_by_role("button", name=name).click()
    expect(dialog.get_by_text(outcome)).to_be_visible()
    dialog.get_by_role("button", name="Done").click()
    expect(dialog).to_have_count(0)


def pick_of_row(page: Page, action: str) -> None:
    """Open the menu at the end of the first row of the only table, which is a drawing, and pick one of its entries."""
    grid, entry = page.get_by_test_id("stDataFrame"), page.get_by_role("paragraph").filter(has_text=action)
    expect(grid).to_have_count(1)
    for _ in range(MENU_TRIES):
        box = grid.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + box["width"] - MENU_FROM_RIGHT, box["y"] + HEAD_HEIGHT + ROW_HEIGHT / 2)
        try:
            entry.last.click(timeout=MENU_WAIT_MS)
        except TimeoutError:
            continue  # a drawing that has just begun hears no click yet
        return
    raise AssertionError(f"the menu of the first row never offered {action}")


class Ledger:
    """What the product's own API says was ordered and filled, for holding the screen against it."""

    def __init__(self, desk: DeskProcess) -> None:
        self._client = httpx.Client(
            base_url=desk.url,
            headers={"X-API-Key": desk.key("read", "propose", "approve", "admin")},
            timeout=20,
            limits=httpx.Limits(max_keepalive_connections=0),  # the server ends an idle one after 5 s, as we may ask
        )

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(self, path: str) -> dict[str, object]:
        answer = self._client.get(path)
        answer.raise_for_status()
        return dict(answer.json())

    def post(self, path: str, body: dict[str, object]) -> httpx.Response:
        return self._client.post(path, json=body)

    def fills(self) -> list[dict[str, str]]:
        return list(self.get("/api/history?kind=fill&limit=200")["items"])  # type: ignore[call-overload]

    def orders(self) -> list[dict[str, str]]:
        return list(self.get("/api/orders?status=all&limit=200")["items"])  # type: ignore[call-overload]

    def wait(self, is_so: Callable[[], bool], what: str, timeout_s: float = 60) -> None:
        import time

        ends = time.monotonic() + timeout_s
        while time.monotonic() < ends:
            if is_so():
                return
            time.sleep(0.1)
        raise AssertionError(f"not within {timeout_s} s: {what}")
