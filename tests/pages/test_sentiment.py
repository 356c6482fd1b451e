"""The Sentiment page shows what is said with its scores, keeps its choice in the address, and judges one's own text."""

import json
import re
from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import bootstrap
from components import session_sentiment
from components.sentiment_view import failures
from tests.pages.conftest import ROOT, Open, texts
from trading.errors import Unavailable
from trading.sentiment.desk import PATIENCE_S


def _at(**params: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "pages" / "sentiment.py"), default_timeout=60)
    for name, value in params.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception
    return at


def _html(at: AppTest, label: str) -> str:
    (found,) = [one.proto.body for one in at.get("html") if f'aria-label="{label}' in one.proto.body]
    return str(found)


def test_the_first_view_is_the_river_of_all_companies_with_the_mood_of_each(visit: Open) -> None:
    at = visit("sentiment")
    assert dict(at.query_params) == {"over": "1Y"}
    said = texts(at).replace("\\", "")
    assert "All companies" in said and "1 Jun 2011 to 1 Jun 2012" in said
    river = _html(at, "Headlines about all companies")
    assert river.count("<li") == 8 and "<a " not in river and "href" not in river
    assert re.search(r"<span [^>]*>[A-Z]{2,4}</span>", river)  # a chip a symbol, before the words
    (companies,) = [frame.value for frame in at.dataframe if "Mood" in frame.value.columns]
    assert {"AAPL", "MSFT", "IBM"} <= set(companies["Symbol"]) and companies["Score"].abs().max() <= 1
    # every text of the chronicle names its companies: what is counted is what the desk has told
    told = bootstrap.wiring().services.sentiment.everything(start=date(2011, 6, 1)).river
    assert dict(zip(companies["Symbol"], companies["Headlines"], strict=True))["AAPL"] == sum(
        "AAPL" in one.headline.symbols for one in told
    )
    assert "What moved the market (SPX)" in said


def test_a_company_is_chosen_and_left_again_for_all_of_them(wired: bootstrap.Wiring) -> None:
    at = _at(about="IBM")
    assert dict(at.query_params)["about"] == "IBM"
    at.button(key="sentiment_all").click().run()
    assert not at.exception and "about" not in at.query_params
    _html(at, "Headlines about all companies")
    at.selectbox(key=session_sentiment.ABOUT).set_value("AAPL").run()
    assert dict(at.query_params)["about"] == "AAPL"


def test_no_headline_of_anybody_is_said_with_the_next_step(
    wired: bootstrap.Wiring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trading.store.news.HeadlineStore.found", lambda *_, **__: [])
    at = _at()
    assert "Nothing about all companies from" in at.info[0].value.replace("\\", "")


def test_the_view_of_a_company_is_its_river_its_mean_and_where_it_is_from(wired: bootstrap.Wiring) -> None:
    at = _at(about="AAPL", over="1Y")
    said = texts(at).replace("\\", "")
    assert "Apple Inc." in said and "1 Jun 2011 to 1 Jun 2012" in said
    assert "Chronicle (bundled)" in said and "as of Fri 1 Jun 2012, 16:00 ET" in said
    assert (
        "judged by the desk's own scorer · macro-F1 0." in said
        and "What it is for" not in said
        and "its entries are no press articles" in said
    )
    river = _html(at, "Headlines about AAPL")
    # its results of 24 April 2012 came after the close: the newest text of the chronicle, for the session after
    assert river.index("Apple&#x27;s profit jumps 94 percent") < river.index("Department of Justice sues Apple")
    assert "24 Apr 2012, 16:30 ET" in river and "counts for the session of 25 Apr 2012" in river
    assert "<a " not in river and "href" not in river
    assert dict(at.query_params) == {"about": "AAPL", "over": "1Y"}


def test_the_index_stands_under_the_price_and_beside_the_days_that_stand_out(wired: bootstrap.Wiring) -> None:
    at = _at(about="AAPL", over="1Y")
    option = json.loads(at.get("echarts_chart")[0].proto.spec)
    assert option["series"][0]["name"] == "Price, USD" and len(option["grid"]) == 2
    moved = at.table[1].value
    day = moved[moved["Session"].str.replace("\u00a0", " ") == "25 Apr 2012"].iloc[0]
    # 610.00 after 560.28 at the close, both long known
    assert "+8.87%" in day["Return"].replace("\\", "") and "profit jumps 94 percent" in day["Headlines"]
    source = at.table[0].value.iloc[0]
    assert source["Source"].replace("\\", "") == "Chronicle (bundled)"


def test_the_address_leads_on_arrival_and_follows_each_choice(wired: bootstrap.Wiring) -> None:
    at = _at(about="ibm", over="3Y")
    assert at.session_state[session_sentiment.ABOUT] == "IBM"
    at.segmented_control(key=session_sentiment.OVER).set_value("10Y").run()
    at.selectbox(key=session_sentiment.ABOUT).set_value("MSFT").run()
    assert not at.exception and "Microsoft" in texts(at)
    assert dict(at.query_params) == {"about": "MSFT", "over": "10Y"}


def test_an_address_of_something_unknown_begins_at_the_first_view(wired: bootstrap.Wiring) -> None:
    at = _at(about="<b>", over="9Z")
    assert dict(at.query_params) == {"over": "1Y"} and not at.error


def test_a_span_without_a_text_says_so_and_one_press_looks_further_back(wired: bootstrap.Wiring) -> None:
    at = _at(about="RRC", over="1M")
    (said,) = at.info
    assert "Nothing about RRC from 1 May 2012 to 1 Jun 2012 in Chronicle" in said.value.replace("\\", "")
    at.button(key="sentiment_longest").click().run()
    assert not at.exception and at.query_params["over"] == "10Y"


def test_a_long_river_turns_pages_and_another_one_begins_at_its_first(wired: bootstrap.Wiring) -> None:
    at = _at(about="AAPL", over="10Y")
    assert "1 to 8 of 34, newest first" in texts(at)
    key = session_sentiment.ABOUT
    at.selectbox(key=key).set_value("GOOG").run()
    assert not at.exception and "1 to 8 of " in texts(at)


def test_each_line_of_ones_own_is_judged_with_the_words_that_weighed(wired: bootstrap.Wiring) -> None:
    at = _at()
    at.text_area(key=session_sentiment.OWN_TEXT).set_value("Acme beats forecasts\n\n<b>Acme</b> warns of a loss")
    at.button(key="sentiment_score").click().run()
    assert not at.exception
    own = _html(at, "Your lines")
    assert own.count("<li") == 2 and "positive" in own and "negative" in own
    assert "&lt;b&gt;Acme&lt;/b&gt; warns" in own and "beats +" in own
    at.segmented_control(key=session_sentiment.OVER).set_value("3M").run()
    assert "Acme beats forecasts" in _html(at, "Your lines")  # stays until it is asked anew


def test_more_than_twenty_lines_are_a_sentence(wired: bootstrap.Wiring) -> None:
    at = _at()
    at.text_area(key=session_sentiment.OWN_TEXT).set_value("\n".join(f"line {n}" for n in range(23)))
    at.button(key="sentiment_score").click().run()
    assert [one.value for one in at.warning] == ["23 lines are more than the 20 of one look; remove 3."]


def test_a_source_that_could_not_be_read_is_a_sentence_as_plain_text() -> None:
    def page(told: tuple[str, ...]) -> None:
        from components.sentiment_view import failures

        failures(told)

    at = AppTest.from_function(page, args=(("Reddit: [it](http://x.y) is down.", "Yahoo has not answered."),)).run()
    (said,) = at.warning
    assert said.value.count("\n") == 1 and "\\[it\\]" in said.value and "http\u2060" in said.value
    assert failures(()) is None


def test_prices_that_cannot_be_had_leave_the_headlines_standing(
    wired: bootstrap.Wiring, monkeypatch: pytest.MonkeyPatch
) -> None:
    def out(*_: object, **__: object) -> None:
        raise Unavailable("the source of prices does not answer; look again in a minute")

    monkeypatch.setattr(type(wired.services.market), "bars", out)
    at = _at(about="AAPL", over="1Y")
    assert "No prices beside the headlines: The source of prices does not answer" in texts(at).replace("\\", "")
    assert "profit jumps 94 percent" in _html(at, "Headlines about AAPL") and not at.error


def test_a_source_that_hangs_is_waited_for_at_the_first_look_alone(
    wired: bootstrap.Wiring, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited, real = [], type(wired.services.sentiment).sentiment

    def noted(desk: Any, symbol: str, *, patience_s: float, **more: Any) -> Any:
        waited.append((symbol, patience_s))
        return real(desk, symbol, patience_s=patience_s, **more)

    monkeypatch.setattr(type(wired.services.sentiment), "sentiment", noted)
    at = _at(about="AAPL", over="1Y")
    at.run()
    at.selectbox(key=session_sentiment.ABOUT).set_value("MSFT").run()
    assert [symbol for symbol, _ in waited] == ["AAPL", "AAPL", "MSFT"]
    first, again, other = (patience_s for _, patience_s in waited)
    assert first == other == PATIENCE_S and again < 1


def test_a_feed_that_is_refused_is_a_sentence_and_the_other_sources_are_shown(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("NEWS_FEEDS", "https://127.0.0.1/feed.xml")  # no public address: nothing is asked of it
    request.getfixturevalue("wired")
    at = _at(about="AAPL", over="1Y")
    (said,) = at.warning
    assert "127.0.0.1" in said.value.replace("\\", "") and not at.error
    assert "profit jumps 94 percent" in _html(at, "Headlines about AAPL")
