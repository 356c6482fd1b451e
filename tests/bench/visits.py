"""First visit, memory, and click to settled page, beside a one-line Streamlit app in the same run."""

import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

from tests.bench.report import Figure, median
from tests.bench.settled import click_ms, visit_ms, watch
from tests.desk_process import DeskProcess, free_port
from tests.journeys.conftest import CHROMIUM_FLAGS

ROUNDS = 5
CLICKS = 15
WIDE = {"width": 1440, "height": 900}


def one_line_app(folder: Path) -> DeskProcess:
    port = free_port()
    script = str(Path(__file__).with_name("peer_one_line.py"))
    options = {"port": port, "headless": "true", "address": "127.0.0.1"}
    command = [sys.executable, "-m", "streamlit", "run", script]
    command += [f"--server.{name}={value}" for name, value in options.items()]
    command += ["--browser.gatherUsageStats=false", "--runner.postScriptGC=true"]  # Streamlit's own default, not ours
    return DeskProcess(folder / "peer", command=command, port=port)


def _first_visit(browser: Browser, app: DeskProcess, health: str) -> tuple[float, float]:
    """Return the milliseconds of the first visit to a fresh process and its memory at that paint."""
    app.start(path=health)
    context = browser.new_context(viewport=WIDE)
    page = context.new_page()
    watch(page)
    took = visit_ms(page, app.url)
    memory = app.rss_mb()
    context.close()
    app.stop()
    return took, memory


def _clicks(browser: Browser, app: DeskProcess, health: str, selector: str, rest_s: float) -> tuple[float, float]:
    """Return the median milliseconds of a click on a warm page, and the memory of the warm process."""
    app.start(path=health)
    context = browser.new_context(viewport=WIDE)
    page = context.new_page()
    watch(page)
    visit_ms(page, app.url)
    time.sleep(rest_s)
    for _ in range(3):
        click_ms(page, selector)
    took = median([click_ms(page, selector) for _ in range(CLICKS)])
    memory = app.rss_mb()
    context.close()
    app.stop()
    return took, memory


def figures() -> Iterator[Figure]:
    program = shutil.which("chromium")
    if program is None:
        raise SystemExit("Chromium is not installed; apt-get install chromium")
    with TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        _first_visit(browser, one_line_app(folder), "/_stcore/health")  # the browser's own first start
        ours, peers = [], []
        for number in range(ROUNDS):
            peers.append(_first_visit(browser, one_line_app(folder), "/_stcore/health"))
            ours.append(_first_visit(browser, DeskProcess(folder / f"desk{number}"), "/_stcore/health"))
        yield Figure(
            name="first visit to a fresh process",
            value=median([took for took, _ in ours]),
            unit="ms",
            peer=median([took for took, _ in peers]),
            bound=1.5,
            bound_is_ratio=True,
        )
        yield Figure(name="memory at the first paint", value=median([m for _, m in ours]), unit="MB", bound=240)
        click, memory = _clicks(browser, DeskProcess(folder / "warm"), "/health", ".st-key-new_chat button", 12)
        peer_click, _ = _clicks(browser, one_line_app(folder), "/_stcore/health", "button[kind=secondary]", 2)
        yield Figure(name="memory after the warm-up, no model", value=memory, unit="MB", bound=320)
        yield Figure(
            name="click to settled page, warm", value=click, unit="ms", peer=peer_click, bound=2, bound_is_ratio=True
        )
        settings = {"LLM_MODEL": "openai/any", "LLM_API_BASE": "http://127.0.0.1:9/v1", "LLM_API_KEY": "none"}
        with_model = DeskProcess(folder / "model", **settings)
        _, memory = _clicks(browser, with_model, "/health", ".st-key-new_chat button", 25)
        yield Figure(name="memory after the warm-up, with LLM_MODEL", value=memory, unit="MB", bound=450)
        browser.close()
