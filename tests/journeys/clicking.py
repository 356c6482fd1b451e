"""Impatient clicking on the send button, each way as often as asked; the count of orders is what matters.

Every click is one that Playwright has seen arrive at the button: with `no_wait_after` it reports as done what it has
itself withheld, because something else lay under the pointer for an instant, and the way would then count its own loss.
A way that leaves the page leaves it as soon as the browser has handed the click to its line: for some ten milliseconds
Streamlit's own page has not, and a page that is left within them has asked for nothing; its ticket stays open.
"""

from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from tests.desk_process import DeskProcess
from tests.journeys.desk_page import Ledger, ask, review

CLICK = "button => button.click()"
CLICK_AT = "(button, at) => setTimeout(() => button.click(), at - Date.now())"
SOON_MS = 400
NOTE_WHEN_SENT = """
const hand = WebSocket.prototype.send;
WebSocket.prototype.send = function (data) {
  hand.call(this, data);
  if (data instanceof Uint8Array && new TextDecoder().decode(data).includes("-send_")) window.clickHandedOver = true;
};
"""
HANDED_OVER = "() => window.clickHandedOver === true"


def _double(page: Page) -> None:
    review(page).dblclick()


def _second_after(wait_ms: int) -> Callable[[Page], None]:
    def click_twice(page: Page) -> None:
        send = review(page)
        handle = send.element_handle()
        send.click()
        page.wait_for_timeout(wait_ms)
        if handle is not None and handle.evaluate("b => b.isConnected"):
            handle.evaluate(CLICK)

    return click_twice


def _two_tabs(page: Page) -> None:
    send = review(page)
    other = page.context.new_page()
    other.goto(page.url)
    again = review(other)
    at = page.evaluate("() => Date.now()") + SOON_MS
    for button in (send, again):
        button.evaluate(CLICK_AT, at)


def _send_and_leave(page: Page, leave: Callable[[], object]) -> None:
    review(page).click()
    page.wait_for_function(HANDED_OVER, polling=1)
    leave()


def _back(page: Page) -> None:
    _send_and_leave(page, page.go_back)
    page.wait_for_timeout(300)
    page.go_forward()


def _other_widget(page: Page) -> None:
    review(page).click()
    page.evaluate("() => [...document.querySelectorAll('button')].find(b => b.innerText.includes('New chat')).click()")


def _reload(page: Page) -> None:
    _send_and_leave(page, page.reload)


WAYS: dict[str, Callable[[Page], None]] = {
    "a double click": _double,
    "a second click after 50 ms": _second_after(50),
    "a second click after 150 ms": _second_after(150),
    "a second click after 500 ms": _second_after(500),
    "two tabs": _two_tabs,
    "the back button": _back,
    "another widget right after": _other_widget,
    "a reload right after": _reload,
}


def orders_for_intents(browser: Browser, desk: DeskProcess, way: str, intents: int) -> tuple[int, int]:
    """Carry out one way of clicking for a number of intents; return how many orders and fills the venue has of them."""
    with Ledger(desk) as ledger:
        orders, fills = len(ledger.orders()), len(ledger.fills())
        for number in range(1, intents + 1):
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            context.set_default_timeout(60_000)
            page = context.new_page()
            page.add_init_script(NOTE_WHEN_SENT)
            page.goto(desk.url)
            ask(page, "Buy 1 share of AAPL at market price")
            expect(page.get_by_text("waits for your review").first).to_be_visible()
            WAYS[way](page)
            ledger.wait(lambda n=number: len(ledger.fills()) - fills >= n, f"fill {number} after {way}")
            context.close()
        return len(ledger.orders()) - orders, len(ledger.fills()) - fills
