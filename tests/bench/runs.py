"""From a click on Run in a real browser to the head of the new report, on 2,500 bars with other numbers each time."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

from tests.bench.report import Figure, median
from tests.desk_process import DeskProcess
from tests.journeys.conftest import CHROMIUM_FLAGS

RUNS, UNCOUNTED = 20, 2
FIRST_FAST = 5
PAGE = "/strategies?strategy=sma_cross&symbols=AAPL&params=fast:20,slow:50&start=2002-06-01"
"""2,520 bars of AAPL up to the replay's first day, 1 June 2012."""
CLICK = """
(said) => {
  const button = [...document.querySelectorAll(".st-key-strategy_run button")].find((one) => one.offsetParent);
  const isThere = () => [...document.querySelectorAll("strong")].some((one) => one.innerText.includes(said));
  const began = performance.now();
  return new Promise((done) => {
    const watch = new MutationObserver(() => {
      if (!isThere()) return;
      watch.disconnect();
      requestAnimationFrame(() => done(performance.now() - began));
    });
    watch.observe(document.body, {subtree: true, childList: true, characterData: true});
    button.click();
  });
}
"""


def figures() -> Iterator[Figure]:
    program = shutil.which("chromium")
    if program is None:
        raise SystemExit("Chromium is not installed; apt-get install chromium")
    with TemporaryDirectory() as name, sync_playwright() as playwright:
        desk = DeskProcess(Path(name) / "data").start()
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        try:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.set_default_timeout(60_000)
            page.goto(desk.url + PAGE)
            page.get_by_test_id("stMetric").first.wait_for()
            took = [_one(page, FIRST_FAST + at) for at in range(RUNS + UNCOUNTED)][UNCOUNTED:]
        finally:
            browser.close()
            desk.stop()
    yield Figure(name="click on Run to the head of its report, median", value=median(took), unit="ms", bound=150)
    yield Figure(name="click on Run to the head of its report, least", value=min(took), unit="ms")
    yield Figure(name="click on Run to the head of its report, most", value=max(took), unit="ms")


def _one(page: Page, fast: int) -> float:
    page.locator(".st-key-strategy_tune button:visible").first.click()
    field = page.get_by_label("Fast").last
    field.fill(str(fast))
    field.press("Enter")
    page.get_by_text("The fields have changed since this run.").wait_for()
    page.keyboard.press("Escape")
    page.wait_for_timeout(1_000)
    return float(page.evaluate(CLICK, f"SMA crossover {fast} / 50"))
