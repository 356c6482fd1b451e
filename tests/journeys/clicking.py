"""Impatient clicking on the send button, each way as often as asked; the count of orders is what matters."""

from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from tests.desk_process import DeskProcess
from tests.journeys.desk_page import Ledger, ask, review

CLICK = "button => button.click()"


def _double(page: Page) -> None:
    review(page).dblclick()


def _second_after(wait_ms: int) -> Callable[[Page], None]:
    def click_twice(page: Page) -> None:
        send = review(page)
        handle = send.element_handle()
        send.click(no_wait_after=True)
        page.wait_for_timeout(wait_ms)
        if handle is not None and handle.evaluate("b => b.isConnected"):
            handle.evaluate(CLICK)

    return click_twice


def _two_tabs(page: Page) -> None:
    send = review(page)
    other = page.context.new_page()
    other.goto(page.url)
    again = review(other)
    send.click(no_wait_after=True)
    again.click(no_wait_after=True)


def _back(page: Page) -> None:
    review(page).click(no_wait_after=True)
    page.go_back()
    page.wait_for_timeout(300)
    page.go_forward()
    _send_if_it_still_waits(page)


def _other_widget(page: Page) -> None:
    send, conversation = review(page), page.url
    send.click(no_wait_after=True)
    page.evaluate("() => [...document.querySelectorAll('button')].find(b => b.innerText.includes('New chat')).click()")
    page.wait_for_timeout(1500)
    page.goto(conversation)
    _send_if_it_still_waits(page)


def _reload(page: Page) -> None:
    review(page).click(no_wait_after=True)
    page.reload()
    _send_if_it_still_waits(page)


def _send_if_it_still_waits(page: Page) -> None:
    """Do what a person does who left the page at once: look at the card, and send what is still waiting.

    A page that is left in the instant of a click may never deliver it; the ticket is then open, and says so.
    """
    card = page.get_by_text("waits for your review").or_(page.get_by_text("Bought 1", exact=False)).first
    expect(card).to_be_visible()
    page.wait_for_timeout(1500)
    if page.get_by_text("waits for your review").count():
        _double(page)


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
            page.goto(desk.url)
            ask(page, "Buy 1 share of AAPL at market price")
            expect(page.get_by_text("waits for your review").first).to_be_visible()
            WAYS[way](page)
            ledger.wait(lambda n=number: len(ledger.fills()) - fills >= n, f"fill {number} after {way}")
            context.close()
        return len(ledger.orders()) - orders, len(ledger.fills()) - fills
