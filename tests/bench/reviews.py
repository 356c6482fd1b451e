"""From a click on Review in a real browser to the dialog with its impact card, with five positions held."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from playwright.sync_api import Page, sync_playwright

from tests.bench.report import Figure, median, p95
from tests.bench.venue_clicks import CLICK_NOW
from tests.desk_process import DeskProcess
from tests.journeys.conftest import CHROMIUM_FLAGS
from tests.journeys.desk_page import ask

REVIEWS = 20
HELD = ("IBM", "MSFT", "GOOG", "KO", "XOM")
SHOWN = """
() => {
  const dialog = document.querySelector('[role="dialog"]');
  if (!dialog || !dialog.textContent.includes("What it will do")) return false;
  return Boolean(dialog.querySelector('[class*="st-key-send_"] button')) && Date.now() / 1000;
}
"""
"""The dialog with the table of its impact and the button that sends: all of it, not its frame."""


def figures() -> Iterator[Figure]:
    program = shutil.which("chromium")
    if program is None:
        raise SystemExit("Chromium is not installed; apt-get install chromium")
    took = []
    with TemporaryDirectory() as name, sync_playwright() as playwright:
        desk = DeskProcess(Path(name) / "data").start()
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        try:
            _hold(desk)
            for number in range(REVIEWS + 1):
                page = browser.new_page(viewport={"width": 1440, "height": 900})
                page.set_default_timeout(60_000)
                ms = _one(page, desk)
                if number:  # the first one pays for what is loaded late
                    took.append(ms)
                page.close()
        finally:
            browser.close()
            desk.stop()
    yield Figure(name="click on Review to the dialog with its impact, median", value=median(took), unit="ms", bound=200)
    yield Figure(name="click on Review to the dialog with its impact, p95", value=p95(took), unit="ms", bound=200)


def _hold(desk: DeskProcess) -> None:
    """Buy the positions over REST, so that value at risk, beta and weights have something to reckon."""
    key = desk.key("read", "propose", "approve")
    with httpx.Client(base_url=desk.url, headers={"X-API-Key": key}, timeout=30) as client:
        for symbol in HELD:
            made = client.post("/api/trade", json={"symbol": symbol, "side": "buy", "qty": "10"}).json()
            sent = client.post(f"/api/proposals/{made['id']}/approve", json={"approval_hash": made["approval_hash"]})
            assert sent.json()["status"] == "filled", sent.text


def _one(page: Page, desk: DeskProcess) -> float:
    page.goto(desk.url)
    ask(page, "Buy 1 share of AAPL at market price")
    button = page.get_by_role("button", name="Review").last
    button.wait_for()
    page.wait_for_timeout(500)
    clicked_at = button.evaluate(CLICK_NOW)
    shown_at = page.wait_for_function(SHOWN, polling="raf").json_value()
    return (float(shown_at) - float(clicked_at)) * 1000
