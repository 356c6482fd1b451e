"""The price pane in a real browser at 500 and at 500,000 bars, beside each other and beside Streamlit's own ECharts."""

import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from streamlit.testing.v1 import AppTest

import bootstrap
from tests.bench.report import Figure, median, p95
from tests.bench.reruns import ROOT, rerun_ms
from tests.bench.settled import wait_settled, watch
from tests.desk_process import DeskProcess, free_port
from tests.journeys.conftest import CHROMIUM_FLAGS

ROUNDS = 9
MOVES = 60
JUMPS = 15
TURNS = 25
WIDE = {"width": 1440, "height": 900}
VIEW = "/charts?bars=1m&range=All&indicators=rsi_14,macd_12_26_9&symbol="

PANE = (
    """() => [...document.querySelectorAll("*")].map((one) => one.shadowRoot?.querySelector(".pane")).find(Boolean)"""
)
READY = f"() => {{ const pane = ({PANE})(); return pane && pane.ariaBusy === 'false' && pane.dataset.loaded > 0; }}"
TOLD = """
() => {
  const asked = performance.getEntriesByType("resource");
  const bars = asked.find((one) => one.name.includes("/api/bars"));
  const code = asked.filter((one) => one.name.includes("/chart-code/"));
  const picture = performance.getEntriesByName("chart-picture")[0].startTime;
  return {
    visit: picture, asked: picture - bars.requestStart, arrived: picture - bars.responseEnd,
    bytes: bars.encodedBodySize, address: bars.name,
    code: code.reduce((sum, one) => sum + one.encodedBodySize, 0),
  };
}
"""
AGAIN = f"""
async (times) => {{
  const area = ({PANE})().querySelector("canvas.top");
  const took = [];
  for (let n = 0; n < times; n++) {{
    const began = performance.now();
    const pictures = performance.getEntriesByName("chart-picture").length;
    area.dispatchEvent(new KeyboardEvent("keydown", {{ key: "Home", bubbles: true }}));
    while (performance.getEntriesByName("chart-picture").length === pictures) {{
      await new Promise((done) => setTimeout(done, 1));
    }}
    took.push(performance.now() - began);
    await new Promise((done) => setTimeout(done, 60));
  }}
  return took;
}}
"""
DRAG = f"""
async ([moves, far]) => {{
  const pane = ({PANE})();
  const area = pane.querySelector("canvas.top");
  const box = area.getBoundingClientRect();
  const send = (type, x) => area.dispatchEvent(new PointerEvent(type, {{
    pointerId: 1, clientX: box.left + x, clientY: box.top + 150, bubbles: true, pointerType: "mouse"}}));
  area.setPointerCapture = () => {{}};
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const took = [];
  for (let n = 0; n < moves; n++) {{
    send("pointerdown", 400);
    const began = performance.now();
    const pictures = performance.getEntriesByName("chart-picture").length;
    send("pointermove", 400 + far * (n % 2 && far < 500 ? -1 : 1));
    if (far < 500) await frame();
    else while (performance.getEntriesByName("chart-picture").length === pictures) {{
      await new Promise((done) => setTimeout(done, 1));
      if (performance.now() - began > 5000) throw new Error("no bars after a jump");
    }}
    took.push(performance.now() - began);
    send("pointerup", 400);
    await new Promise((done) => setTimeout(done, 60));
  }}
  return took;
}}
"""


def figures() -> Iterator[Figure]:
    program = shutil.which("chromium")
    if program is None:
        raise SystemExit("Chromium is not installed; apt-get install chromium")
    with TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*CHROMIUM_FLAGS, "--js-flags=--expose-gc"])
        port = free_port()
        command = [sys.executable, "-m", "uvicorn", "tests.bench.many_bars_app:app", "--port", str(port)]
        desk = DeskProcess(Path(name) / "desk", command=[*command, "--log-level", "warning"], port=port).start()
        try:
            yield from _in_browser(browser, desk)
        finally:
            desk.stop()
        yield from _peer(browser, Path(name))
        browser.close()
    yield from _reruns()


def _in_browser(browser: Browser, desk: DeskProcess) -> Iterator[Figure]:
    page = browser.new_context(viewport=WIDE).new_page()
    found: dict[str, list[dict[str, Any]]] = {"FEW": [], "MANY": []}
    for _ in range(ROUNDS):
        for symbol, told in found.items():
            told.append(_open(page, desk.url, symbol))
    for name, part in (("visit to first picture", "visit"), ("bars asked to first picture", "asked")):
        few, many = (median([one[part] for one in found[symbol][1:]]) for symbol in ("FEW", "MANY"))
        yield Figure(name=f"{name}, 500,000 bars", value=many, unit="ms", peer=few, bound=1.3, bound_is_ratio=True)
    yield Figure(
        name="first picture after the data is there, 500,000 bars",
        value=median([one["arrived"] for one in found["MANY"]]),
        unit="ms",
        peer=median([one["arrived"] for one in found["FEW"]]),
        bound=350,
    )
    again = _in_turn(browser, desk)
    yield Figure(
        name="whole range anew, key to picture, 500,000 bars",
        value=median(again["MANY"]),
        unit="ms",
        peer=median(again["FEW"]),
        bound=1.3,
        bound_is_ratio=True,
    )
    yield Figure(name="bars over the wire, 500,000 bars", value=found["MANY"][0]["bytes"] / 1e3, unit="kB", bound=80)
    yield Figure(name="the pane's code over the wire, once", value=found["FEW"][0]["code"] / 1e3, unit="kB")
    yield Figure(
        name="pan inside what is loaded, p95", value=p95(page.evaluate(DRAG, [MOVES, 40])), unit="ms", bound=50
    )
    _open(page, desk.url, "MANY", span="5D")
    yield Figure(name="pan that must fetch, p95", value=p95(page.evaluate(DRAG, [JUMPS, 3_000])), unit="ms", bound=150)
    yield Figure(name="browser heap with the chart, 500,000 bars", value=_heap_mb(page), unit="MB", bound=30)
    page.context.close()


def _in_turn(browser: Browser, desk: DeskProcess) -> dict[str, list[float]]:
    """Draw the whole range of both symbols anew in turn, so that a busy machine slows both alike."""
    pages = {symbol: browser.new_context(viewport=WIDE).new_page() for symbol in ("FEW", "MANY")}
    for symbol, page in pages.items():
        _open(page, desk.url, symbol)
    took: dict[str, list[float]] = {symbol: [] for symbol in pages}
    for _ in range(TURNS):
        for symbol, page in pages.items():
            page.bring_to_front()
            took[symbol] += page.evaluate(AGAIN, 1)
    for page in pages.values():
        page.context.close()
    return took


def _open(page: Page, url: str, symbol: str, span: str = "All") -> dict[str, Any]:
    page.goto(url + VIEW.replace("All", span) + symbol)
    page.wait_for_function(READY, timeout=60_000)
    told: dict[str, Any] = page.evaluate(TOLD)
    if f"symbol={symbol}&" not in told["address"]:
        raise SystemExit(f"the page drew {told['address']} and not {symbol}")
    return told


def _heap_mb(page: Page) -> float:
    session: Any = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    found = session.send("Runtime.getHeapUsage")
    return float(found["usedSize"]) / 1e6


def _peer(browser: Browser, folder: Path) -> Iterator[Figure]:
    """Measure the same picture in Streamlit's ECharts: what it sends, and what the browser keeps."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(Path(__file__).with_name("peer_echarts.py"))]
    options = [f"--server.port={port}", "--server.headless=true", "--browser.gatherUsageStats=false"]
    peer = DeskProcess(folder / "peer", command=[*command, *options], port=port).start(path="/_stcore/health")
    page = browser.new_context(viewport=WIDE).new_page()
    watch(page)
    page.goto(peer.url)
    page.wait_for_selector("[data-testid=stEChartsChart] canvas, .stEChartsChart canvas, canvas")
    wait_settled(page)
    code = "() => performance.getEntriesByType('resource').find((one) => one.name.includes('ECharts')).encodedBodySize"
    yield Figure(name="peer: the code of ECharts over the wire, once", value=page.evaluate(code) / 1e3, unit="kB")
    yield Figure(name="peer: browser heap with 500 bars in ECharts", value=_heap_mb(page), unit="MB")
    page.context.close()
    peer.stop()


def _reruns() -> Iterator[Figure]:
    with TemporaryDirectory() as name:
        os.environ["DATA_DIR"] = name
        try:
            bootstrap.wiring().warm_up()
            time.sleep(10)
            took = rerun_ms(AppTest.from_file(str(ROOT / "pages" / "charts.py"), default_timeout=60))
        finally:
            bootstrap.shut_down()
    yield Figure(name="warm rerun of charts in the server, 30 a second", value=median(took), unit="ms", bound=1000 / 30)
