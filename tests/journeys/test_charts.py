"""The Charts page in a real browser, wide and on a phone: added, changed, compared, zoomed, drawn, exported, linked."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Response, TimeoutError, expect

from tests.desk_process import DeskProcess

SIZES = {"wide": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskProcess]:
    desk = DeskProcess(tmp_path_factory.mktemp("charts") / "data").start()
    yield desk
    desk.stop()


@pytest.fixture(params=list(SIZES))
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(viewport=SIZES[request.param])
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def wide(browser: Browser) -> Iterator[Page]:
    """A wide window alone, for what does not depend on the size."""
    context = browser.new_context(viewport=SIZES["wide"])
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


def _open(page: Page, desk: DeskProcess, query: str = "") -> Locator:
    page.goto(f"{desk.url}/charts{query}")
    return _settled(page)


def _settled(page: Page) -> Locator:
    pane = page.locator(".pane")
    expect(pane).to_have_attribute("aria-busy", "false")
    expect(pane).to_have_attribute("data-bars", re.compile(r"^[1-9]"))
    return pane


def _bars(pane: Locator) -> int:
    return int(pane.get_attribute("data-bars") or 0)


def _move_until_it_asks(page: Page, area: Locator) -> Response:
    """Move back until the pane needs bars; how much it has at hand depends on which step of the zoom asked last."""
    for _ in range(10):
        try:
            with page.expect_response(re.compile(r"/api/bars\?.*[?&]to="), timeout=3_000) as told:
                area.press("PageUp")
        except TimeoutError:
            continue
        return told.value
    raise AssertionError("ten moves back asked for no bars")


def test_an_indicator_is_added_and_its_parameter_changed_without_losing_the_address(
    page: Page, running: DeskProcess
) -> None:
    _open(page, running, "?symbol=IBM&indicators=rsi_14")
    page.get_by_role("button", name="Indicators").click()
    picker = page.get_by_role("combobox", name="Indicators")
    with page.expect_request(re.compile(r"/api/bars\?.*sma_100")):
        picker.fill("sma 100")
        picker.press("Enter")
    with page.expect_request(re.compile(r"/api/bars\?.*rsi_21")):
        period = page.get_by_role("spinbutton", name="RSI period")
        period.fill("21")
        period.press("Enter")
    expect(page).to_have_url(re.compile("indicators=rsi_21%2Csma_100"))
    _settled(page)


def test_zoom_and_pan_fetch_what_they_need_and_rerun_nothing(page: Page, running: DeskProcess) -> None:
    pane = _open(page, running, "?symbol=AAPL&range=All&indicators=rsi_14")
    area = pane.locator("canvas.top")
    whole = _bars(pane)
    area.focus()
    for _ in range(8):
        area.press("+")
    _settled(page)
    expect(pane).not_to_have_attribute("data-bars", str(whole))
    told = _move_until_it_asks(page, area)
    assert told.status == 200
    assert told.headers["content-encoding"] == "gzip"
    _settled(page)
    area.press("Home")
    expect(pane).to_have_attribute("data-bars", str(whole))


def test_a_level_that_is_drawn_is_there_after_a_reload(page: Page, running: DeskProcess) -> None:
    pane = _open(page, running, "?symbol=MSFT")
    pane.get_by_role("button", name="Level").click()
    pane.locator("canvas.top").click(position={"x": 150, "y": 200})
    expect(pane).to_have_attribute("data-drawings", "1")
    expect(pane).to_have_attribute("data-kept", "1")
    pane = _open(page, running, "?symbol=MSFT")
    expect(pane).to_have_attribute("data-drawings", "1")
    pane.get_by_role("button", name="Erase").click()
    pane.locator("canvas.top").click(position={"x": 150, "y": 200})
    expect(pane).to_have_attribute("data-drawings", "0")
    expect(pane).to_have_attribute("data-kept", "0")


def test_the_chart_is_saved_as_a_picture_and_as_a_table(page: Page, running: DeskProcess, tmp_path: Path) -> None:
    pane = _open(page, running, "?symbol=IBM&range=3M&indicators=rsi_14")
    with page.expect_download() as picture:
        pane.get_by_role("button", name="Save as PNG").click()
    picture.value.save_as(tmp_path / "chart.png")
    assert picture.value.suggested_filename == "IBM-daily-3M.png"
    assert (tmp_path / "chart.png").read_bytes().startswith(PNG)
    with page.expect_download() as table:
        page.get_by_role("button", name="CSV").click()
    table.value.save_as(tmp_path / "chart.csv")
    lines = (tmp_path / "chart.csv").read_text().splitlines()
    assert lines[0] == "time,open,high,low,close,volume,rsi_14"
    # the recorded raw close of IBM on 1 June 2012, which is also its adjusted one at that now
    assert lines[-1].split(",")[0].startswith("2012-06-01") and float(lines[-1].split(",")[4]) == pytest.approx(189.08)


def test_symbols_are_compared_from_a_link(page: Page, running: DeskProcess) -> None:
    page.goto(f"{running.url}/charts?symbol=AAPL&compare=IBM,SPX&range=1Y")
    expect(page.get_by_text("percent change since")).to_be_visible()
    expect(page.get_by_role("button", name="Compare 2")).to_be_visible()


def test_a_chart_that_cannot_be_read_says_so_and_comes_back(wide: Page, running: DeskProcess) -> None:
    wide.route("**/api/bars?*", lambda route: route.abort())
    wide.goto(f"{running.url}/charts?symbol=AAPL")
    fault = wide.locator(".pane .fault")
    expect(fault).to_contain_text("The desk does not answer")
    wide.unroute("**/api/bars?*")
    fault.get_by_role("button", name="Try again").click()
    _settled(wide)
    expect(fault).to_be_hidden()


def test_a_chart_that_must_wait_counts_down_and_comes_by_itself(wide: Page, running: DeskProcess) -> None:
    problem = {"detail": "the source takes no more questions this minute", "status": 503}
    wait = {"Retry-After": "3", "Content-Type": "application/problem+json"}
    wide.route("**/api/bars?*", lambda route: route.fulfill(status=503, headers=wait, json=problem), times=1)
    wide.goto(f"{running.url}/charts?symbol=AAPL")
    fault = wide.locator(".pane .fault")
    expect(fault.get_by_role("button", name=re.compile(r"Try again in [123] s"))).to_be_visible()
    expect(fault).to_contain_text("The source takes no more questions this minute.")
    _settled(wide)
    expect(fault).to_be_hidden()


def test_a_page_whose_token_has_ended_gets_a_new_one_by_itself(wide: Page, running: DeskProcess) -> None:
    ended = {"X-Page-Token": "page.1.0"}
    wide.route("**/api/bars?*", lambda route: route.continue_(headers=route.request.headers | ended), times=1)
    _open(wide, running, "?symbol=AAPL")


def test_the_button_opens_the_chat_with_a_question_that_is_not_sent(wide: Page, running: DeskProcess) -> None:
    _open(wide, running, "?symbol=IBM&indicators=rsi_14")
    wide.get_by_role("button", name="Ask").click()
    box = wide.get_by_placeholder("Ask, or say what to trade")
    expect(box).to_have_value(re.compile(r"^Analyze IBM with RSI \(14\)"))
