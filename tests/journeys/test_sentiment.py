"""The Sentiment page in a real browser, wide and on a phone: folded out, turned, judged, reached from the chat."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desk_process import DeskProcess
from tests.journeys.desk_page import ask, open_chat

SIZES = {"wide": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskProcess]:
    desk = DeskProcess(tmp_path_factory.mktemp("sentiment") / "data").start()
    yield desk
    desk.stop()


@pytest.fixture(params=list(SIZES))
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(viewport=SIZES[request.param])
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


def test_headlines_fold_out_turn_pages_and_follow_the_span(page: Page, running: DeskProcess) -> None:
    page.goto(f"{running.url}/sentiment?about=AAPL&over=10Y")
    river = page.get_by_role("list", name="Headlines about AAPL")
    expect(river.get_by_role("listitem")).to_have_count(8)
    first = river.get_by_role("listitem").first
    expect(first).to_contain_text(re.compile(r"▲ \+\d\.\d\d"))
    expect(first.get_by_text("counts for the session of 25 Apr 2012")).to_be_hidden()
    first.get_by_text("More").click()
    expect(first.get_by_text("counts for the session of 25 Apr 2012")).to_be_visible()
    expect(river.get_by_role("link")).to_have_count(0)
    page.get_by_role("button", name="Page 2").click()
    expect(page.get_by_text("9 to 16 of 34, newest first.")).to_be_visible()
    page.get_by_role("radio", name="1Y").click()
    expect(page).to_have_url(re.compile(r"about=AAPL&over=1Y$"))
    expect(page.get_by_text(re.compile("^1 to 8 of "))).to_be_visible()
    width = page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
    assert width <= 0  # nothing stands beyond the right edge


def test_a_line_of_ones_own_is_judged_and_shown_as_it_was_written(page: Page, running: DeskProcess) -> None:
    page.goto(f"{running.url}/sentiment")
    field = page.get_by_label("One headline a line")
    field.fill("Acme beats forecasts\n<img src=x onerror='document.title=1'>Acme warns of a loss")
    page.get_by_role("button", name="Score").click()
    own = page.get_by_role("list", name="Your lines with their scores")
    expect(own.get_by_role("listitem")).to_have_count(2)
    expect(own.get_by_text("<img src=x onerror='document.title=1'>Acme warns of a loss")).to_be_visible()
    expect(own.get_by_role("img")).to_have_count(0)
    expect(page).to_have_title(re.compile("Sentiment"))


def test_an_answer_shows_headlines_and_leads_to_the_page(page: Page, running: DeskProcess) -> None:
    open_chat(page, running)
    ask(page, "What is said of MSFT?")
    expect(page.get_by_role("list", name="Headlines about MSFT")).to_be_visible()
    link = page.get_by_role("link", name="Open on Sentiment")
    expect(link).to_have_attribute("href", re.compile(r"sentiment\?about=MSFT$"))
    page.goto(f"{running.url}/sentiment?about=MSFT")
    expect(page.get_by_role("list", name="Headlines about MSFT")).to_be_visible()


def test_the_keys_g_and_n_lead_to_the_page(page: Page, running: DeskProcess) -> None:
    page.goto(f"{running.url}/risk")
    expect(page.get_by_text("Risk", exact=True).first).to_be_visible()
    expect(page.locator(".st-key-deskbar")).to_be_visible()
    page.wait_for_function("window.__deskKeys === true")
    page.keyboard.press("g")
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile("/sentiment"))
    expect(page.get_by_role("list", name="Headlines about all companies")).to_be_visible()
