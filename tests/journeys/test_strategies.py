"""The Strategies page in a real browser, wide and on a phone: run, changed, searched over a reload, put in words."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desk_process import DeskProcess

SIZES = {"wide": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
CROSS = "?strategy=sma_cross&symbols=AAPL&params=fast:50,slow:200"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskProcess]:
    desk = DeskProcess(tmp_path_factory.mktemp("strategies") / "data").start()
    yield desk
    desk.stop()


@pytest.fixture(params=list(SIZES))
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(viewport=SIZES[request.param])
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


def _press(page: Page, key: str) -> None:
    # a button with a hint is there twice, once for each kind of screen
    page.locator(f".st-key-{key} button:visible").first.click()


def _tile(page: Page, label: str) -> str:
    tile = page.get_by_test_id("stMetric").filter(has_text=label).first
    expect(tile).to_be_visible()
    return tile.inner_text()


def test_a_strategy_is_run_changed_in_a_popover_and_run_again(page: Page, running: DeskProcess) -> None:
    page.goto(f"{running.url}/strategies")
    _press(page, "strategy_run")
    expect(page).to_have_url(re.compile(r"strategy=sma_cross&symbols=AAPL&params=fast%3A20%2Cslow%3A50$"))
    assert "hold" in _tile(page, "CAGR")
    expect(page.locator(".pane")).to_have_attribute("data-bars", re.compile(r"^[1-9]"))
    _press(page, "strategy_terms")
    slippage = page.get_by_role("spinbutton", name="Slippage, bps a side")
    slippage.fill("25")
    slippage.press("Enter")
    expect(page.get_by_text("The fields have changed since this run.")).to_be_visible()
    page.keyboard.press("Escape")
    _press(page, "strategy_run")
    expect(page.get_by_text("costs 26 bps a side")).to_be_visible()
    # what was said in a popover that is closed now is still meant
    expect(page).to_have_url(re.compile(r"terms=slippage_bps%3A25"))


def test_an_address_opens_the_same_run_on_another_screen(page: Page, running: DeskProcess) -> None:
    page.goto(f"{running.url}/strategies{CROSS}&tab=Trades")
    assert "too few to trust" in _tile(page, "Trades")
    expect(page.get_by_text("SMA crossover 50 / 200")).to_be_visible()
    expect(page.get_by_role("tab", name="Trades")).to_have_attribute("aria-selected", "true")
    page.get_by_role("tab", name="Report").click()
    expect(page.get_by_text("Monthly returns, %")).to_be_visible()
    expect(page.get_by_role("table", name="Monthly returns in percent")).to_contain_text("2009")


def test_a_search_goes_on_over_a_reload_and_its_best_is_used(page: Page, running: DeskProcess) -> None:
    page.goto(f"{running.url}/strategies{CROSS}&start=2006-01-03&tab=Optimise")
    _press(page, "strategy_optimise")
    expect(page).to_have_url(re.compile(r"search=[0-9a-f]{24}"))
    page.reload()
    expect(page.get_by_text(re.compile(r"of \d+ by Sharpe ratio, searched"))).to_be_visible(timeout=240_000)
    _press(page, "strategy_use")
    expect(page.get_by_text(re.compile(r"out of sample from 20\d\d"))).to_be_visible()
    assert "hold" in _tile(page, "Sharpe")


def test_a_long_run_can_be_stopped(page: Page, running: DeskProcess) -> None:
    page.goto(f"{running.url}/strategies{CROSS}&tab=Walk-forward")
    for at in range(2):
        step = page.get_by_role("spinbutton", name="Step").nth(at)
        step.fill("1")
        step.press("Enter")
    # fast from 10 to 40 and slow from 25 to 100: 31 times 76
    expect(page.locator(".st-key-strategy_walk_forward button:visible").first).to_contain_text("2,356 combinations")
    _press(page, "strategy_walk_forward")
    page.get_by_role("button", name="Stop this run").click()
    expect(page.get_by_text("This run was stopped before its end.")).to_be_visible()


def test_words_become_rules_that_are_said_back_and_tested(page: Page, running: DeskProcess) -> None:
    page.goto(f"{running.url}/strategies?tab=Your+rules")
    words = page.get_by_label("Describe it in words")
    words.fill("buy AAPL when RSI falls under 30 and sell above 70, risk 1 % a trade, stop 5 %")
    words.press("Control+Enter")
    _press(page, "strategy_read")
    expect(page.get_by_text("Stop: sell 5 percent under the close of the bar that decided.").first).to_be_visible()
    _press(page, "strategy_test")
    expect(page.get_by_test_id("stMetric").filter(has_text="Sharpe").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"strategy=rules&symbols=AAPL&.*rules="))
