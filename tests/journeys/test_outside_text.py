"""Links, images and markup deep inside what tools have brought stay text in the chat of a real browser."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import bootstrap
from tests.desk_process import DeskProcess
from trading.settings import Settings
from trading.types import OWNER, FigureSource, RunStatus, TracedFigure

AT = "2012-06-01T20:00:00Z"
HOSTILE = (
    "[free](https://evil.test/1) ![p](https://evil.test/2.png) <img src=https://evil.test/3.png> "
    "<a href='https://evil.test/4'>go</a> https://evil.test/5 www.evil.test x@evil.test :red[ours] $\\frac{1}{2}$"
)
ROW = {"symbol": HOSTILE, "price": HOSTILE, "last_price": HOSTILE, "text": HOSTILE, "name": HOSTILE, "pe": HOSTILE}
HEADLINE = {
    "title": HOSTILE, "published_at": AT, "publisher": HOSTILE, "source": HOSTILE, "symbols": [HOSTILE, "AAPL"],
    "label": "positive", "score": 0.5,
}  # fmt: skip
CHART = {"symbols": ["AAPL"], "timeframe": "1Day", "span": "3M", "indicators": [], "kind": "candles"}
STEPS: dict[str, dict[str, Any]] = {
    "get_portfolio": {"positions": [ROW], "source": HOSTILE, "at": AT},
    "compare": {"rows": [ROW, ROW], "source": "S"},
    "compare_fundamentals": {"companies": [ROW, ROW], "source": "S", "at": AT},
    "market_movers": {"gainers": [ROW], "losers": [ROW], "source": HOSTILE, "at": AT},
    "get_history": {"fills": [ROW], "orders": [ROW], "proposals": [ROW], "source": "S"},
    "get_news": {"symbol": HOSTILE, "headlines": [HEADLINE], "count": 1, "scorer": HOSTILE, "source": HOSTILE},
    "draw_chart": {"chart": CHART, "source": HOSTILE, "at": AT},
    "my_own_tool": {
        "result": {"deep": [{HOSTILE: [HOSTILE, {"deeper": [[HOSTILE]]}]}]}, "looked_up": [{"figures": ROW}],
        "source": HOSTILE, "sentence": HOSTILE,
    },
}  # fmt: skip


@pytest.fixture
def told(tmp_path: Path) -> Iterator[tuple[DeskProcess, str]]:
    """Start a desk whose store holds a finished run with hostile text in every place that an answer draws."""
    wiring = bootstrap.build(Settings.load(data_dir=tmp_path / "data"))
    runs = wiring.services.runs
    run = runs.create(f"What is this? {HOSTILE}", actor=OWNER)
    runs.claim(run.id, "test", "offline planner")
    for tool, body in STEPS.items():
        arguments = {"symbols": [HOSTILE, {"deep": [HOSTILE]}], "task": {"a": [HOSTILE]}}
        runs.add_step(run.id, agent=HOSTILE, tool=tool, arguments=arguments, observation=body)
    runs.add_step(run.id, agent="analyst", tool=HOSTILE, arguments={}, observation={"error": HOSTILE}, error=HOSTILE)
    source = FigureSource(step=1, tool=HOSTILE, path=HOSTILE, value=HOSTILE)
    result = f"It is 5 now. {HOSTILE}"
    figures = (TracedFigure(start=6, end=7, text="5", source=source),)
    runs.finish(run.id, RunStatus.DONE, result, figures=figures)
    wiring.close()
    desk = DeskProcess(tmp_path / "data").start()
    yield desk, run.conversation_id
    desk.stop()


def test_nothing_of_it_is_a_link_an_image_or_a_request(page: Page, told: tuple[DeskProcess, str]) -> None:
    desk, conversation = told
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{desk.url}/?conversation={conversation}")
    expect(page.get_by_role("link", name="Open in Charts")).to_be_visible()
    summary = page.get_by_text("9 steps")
    summary.first.click()
    steps = page.locator("details details summary, [data-testid=stExpander] [data-testid=stExpander] summary")
    for n in range(min(steps.count(), 9)):
        steps.nth(n).click()
    chips = page.locator("[class*=st-key-source_] button")
    assert chips.count() >= 5
    for n in range(chips.count()):
        chips.nth(n).click()
        expect(page.locator("[data-testid=stJson]").first).to_be_visible()
        _holds_no_way_out(page)
        page.keyboard.press("Escape")
    _holds_no_way_out(page)
    assert page.get_by_text("free").count() > 0  # the words are there, as text
    assert not [url for url in asked if "evil.test" in url]


def _holds_no_way_out(page: Page) -> None:
    ways = page.evaluate(
        "() => [...document.querySelectorAll('[href],[src],[data],[action]')]"
        ".map(one => one.href || one.src || one.data || one.action || '')"
        ".filter(way => /^(https?|ftp|mailto|javascript):/i.test(way) && new URL(way).host !== location.host)"
    )
    assert ways == []
    assert page.locator(".katex").count() == 0
