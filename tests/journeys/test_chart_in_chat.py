"""A chart that words ask for stands in the answer, and its link opens the same view on the Charts page."""

import re

from playwright.sync_api import Page, expect

from tests.desk_process import DeskProcess
from tests.journeys.desk_page import ask, open_chat


def test_a_chart_with_indicators_and_a_comparison_are_drawn_and_lead_to_the_charts_page(
    page: Page, desk: DeskProcess
) -> None:
    feeds: list[str] = []
    page.on("request", lambda request: feeds.append(request.url) if "/api/bars" in request.url else None)
    open_chat(page, desk)
    ask(page, "chart AAPL with RSI and MACD over 6 months")
    pane = page.get_by_label(re.compile(r"^AAPL daily 6M: candles of Apple"))
    expect(pane).to_be_visible()
    page.wait_for_function("performance.getEntriesByName('chart-picture').length > 0")
    (feed,) = {url.split("?")[1] for url in feeds}
    assert "indicators=rsi_14%2Cmacd_12_26_9" in feed and "to=2012-06-01" in feed
    ask(page, "compare AAPL and MSFT this year")
    links = page.get_by_role("link", name="Open in Charts")
    expect(links).to_have_count(2)
    expect(page.get_by_role("img", name="Percent change of AAPL, MSFT")).to_be_visible()
    links.first.click()
    expect(page).to_have_url(re.compile(r"/charts\?symbol=AAPL&bars=Day&range=6M&indicators=rsi_14%2Cmacd_12_26_9"))
    expect(page.get_by_role("radio", name="6M")).to_be_checked()
