"""The moves of a person at the desk's pages, in the words that stand on them."""

import re
from collections.abc import Callable

import httpx
from playwright.sync_api import Locator, Page, expect

from tests.desk_process import DeskProcess

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
