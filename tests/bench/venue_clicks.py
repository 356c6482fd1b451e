"""From the click on Send in a real browser to the POST at the venue, and to the fill on the screen."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, expect, sync_playwright

from tests.alpaca.rig import filled_data
from tests.alpaca_data import DataServer
from tests.alpaca_venue.running import AlpacaVenue
from tests.bench.report import Figure, median, p95
from tests.desk_process import DeskProcess
from tests.journeys.conftest import CHROMIUM_FLAGS
from tests.journeys.desk_page import ask, review

ORDERS = 20
CLICK_NOW = "button => { const at = Date.now(); button.click(); return at / 1000; }"


def figures() -> Iterator[Figure]:
    program = shutil.which("chromium")
    if program is None:
        raise SystemExit("Chromium is not installed; apt-get install chromium")
    to_post, to_screen = [], []
    with (
        TemporaryDirectory() as name,
        AlpacaVenue(per_minute=1_000_000) as venue,
        DataServer(filled_data(venue.key, venue.secret)) as data,
        sync_playwright() as playwright,
    ):
        keys = {"APCA_API_KEY_ID": venue.key, "APCA_API_SECRET_KEY": venue.secret}
        addresses = {"APCA_API_BASE_URL": venue.url, "APCA_API_DATA_URL": data.url}
        desk = DeskProcess(Path(name) / "data", **keys, **addresses).start()
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        try:
            for number in range(ORDERS + 1):
                page = browser.new_page(viewport={"width": 1440, "height": 900})
                page.set_default_timeout(60_000)
                post, screen = _one(page, desk, venue)
                if number:  # the first one pays for what is loaded late
                    to_post.append(post)
                    to_screen.append(screen)
                page.close()
        finally:
            browser.close()
            desk.stop()
    yield Figure(name="click on Send to the POST at the venue, median", value=median(to_post), unit="ms", bound=150)
    yield Figure(name="click on Send to the POST at the venue, p95", value=p95(to_post), unit="ms", bound=150)
    yield Figure(name="click on Send to the fill on the screen, median", value=median(to_screen), unit="ms")


def _one(page: Page, desk: DeskProcess, venue: AlpacaVenue) -> tuple[float, float]:
    page.goto(desk.url)
    ask(page, "Buy 1 share of AAPL at market price")
    expect(page.get_by_text("waits for your review").first).to_be_visible(timeout=60_000)
    clicked_at = review(page).evaluate(CLICK_NOW)
    expect(page.get_by_role("dialog").get_by_role("button", name="Done")).to_be_visible(timeout=60_000)
    shown_at = page.evaluate("() => Date.now() / 1000")
    posted_at = venue.requests("POST", "/v2/orders")[-1].at
    return (posted_at - clicked_at) * 1000, (shown_at - clicked_at) * 1000
