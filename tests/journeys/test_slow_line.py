"""A browser that hears late: what it asks for with an old address must not take the page away from the person."""

from playwright.sync_api import Page, WebSocketRoute, expect

from tests.desk_process import DeskProcess
from tests.journeys.desk_page import ask, open_chat


class SlowLine:
    """Holds what the server says until it is let through; what the browser says goes on at once."""

    def __init__(self, page: Page) -> None:
        self._held: list[tuple[WebSocketRoute, str | bytes]] = []
        self.is_slow = False
        self.asked_while_slow = 0
        page.route_web_socket("**/_stcore/stream", self._join)

    def _join(self, browser: WebSocketRoute) -> None:
        server = browser.connect_to_server()

        def from_browser(message: str | bytes) -> None:
            self.asked_while_slow += self.is_slow
            server.send(message)

        def from_server(message: str | bytes) -> None:
            if self.is_slow:
                self._held.append((browser, message))
            else:
                browser.send(message)

        browser.on_message(from_browser)
        server.on_message(from_server)

    def let_through(self) -> None:
        self.is_slow = False
        for browser, message in self._held:
            browser.send(message)


def test_a_question_keeps_its_page_though_the_browser_learns_late_of_its_address(page: Page, desk: DeskProcess) -> None:
    line = SlowLine(page)
    open_chat(page, desk)
    line.is_slow = True
    ask(page, "Buy 1 share of AAPL at market price")
    for _ in range(40):  # the page's own look at the bell comes with the old address, after the order was proposed
        page.wait_for_timeout(250)
        if line.asked_while_slow >= 3:
            break
    assert line.asked_while_slow >= 3
    page.wait_for_timeout(1_000)
    line.let_through()
    expect(page.get_by_text("waits for your review").first).to_be_visible()
    assert "conversation=" in page.url
