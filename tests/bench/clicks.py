"""Twenty intents for each way of impatient clicking: how many orders more or fewer than intents."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from tests.bench.report import Figure
from tests.desk_process import DeskProcess
from tests.journeys.clicking import WAYS, orders_for_intents
from tests.journeys.conftest import CHROMIUM_FLAGS

INTENTS = 20


def figures() -> Iterator[Figure]:
    program = shutil.which("chromium")
    if program is None:
        raise SystemExit("Chromium is not installed; apt-get install chromium")
    with TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        for number, way in enumerate(WAYS):
            desk = DeskProcess(Path(name) / f"data{number}").start()
            try:
                orders, fills = orders_for_intents(browser, desk, way, INTENTS)
            finally:
                desk.stop()
            yield Figure(name=f"orders beyond {INTENTS} intents, {way}", value=abs(orders - INTENTS), unit="", bound=0)
            yield Figure(name=f"fills beyond {INTENTS} intents, {way}", value=abs(fills - INTENTS), unit="", bound=0)
        browser.close()
