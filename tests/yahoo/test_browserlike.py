"""The transport that speaks as a browser is the same to the session as the usual one."""

from pathlib import Path

import pytest
import requests

from tests.market.recording import SetClock
from tests.yahoo_server import Fault, YahooServer, YahooState
from trading.errors import NoData, Unavailable
from trading.yahoo import Yahoo
from trading.yahoo.browserlike import BrowserlikeAdapter
from trading.yahoo.session import YahooSession

CHART = "/v8/finance/chart/AAPL"


@pytest.fixture
def browserlike(yahoo: Yahoo) -> Yahoo:
    yahoo._session.mount("http://", BrowserlikeAdapter())
    return yahoo


def test_yahoo_itself_is_asked_as_a_browser_and_a_stand_in_is_not(clock: SetClock) -> None:
    def transport(base_url: str | None) -> str:
        session = YahooSession(clock=clock, timeouts_s=(1.0, 1.0), base_url=base_url)
        return type(session.get_adapter("https://query2.finance.yahoo.com/")).__name__

    assert (transport(None), transport("https://127.0.0.1:1")) == ("BrowserlikeAdapter", "HTTPAdapter")


def test_cookie_crumb_and_figures_arrive(browserlike: Yahoo, state: YahooState) -> None:
    state.quotes["AAPL"] = {"regularMarketPrice": 250.0, "longName": "Äpfel & Co"}

    row = browserlike.get("/v7/finance/quote", {"symbols": "AAPL"})["quoteResponse"]["result"][0]

    assert row == {"symbol": "AAPL", "currency": "USD", "regularMarketPrice": 250.0, "longName": "Äpfel & Co"}
    assert state.seen[-1][1] == {"symbols": "AAPL", "crumb": state.crumb}
    assert browserlike._session.cookies.get_dict() == {"A3": "made-up"}


def test_the_name_that_it_gives_is_a_browsers(browserlike: Yahoo, state: YahooState) -> None:
    browserlike.get(CHART)
    told = state.headers[-1]
    assert "Chrome/" in told["User-Agent"]
    assert "A3=made-up" in told["Cookie"]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault(status=429, headers={"Retry-After": "40"}), "takes no more calls for now; try again in 40 s"),
        (Fault(drop=True), "cannot be reached, or the connection broke"),
        (Fault(body="<html></html>", content_type="text/html"), "a web page instead of data"),
    ],
)
def test_bad_days_are_the_same_sentences(browserlike: Yahoo, state: YahooState, fault: Fault, said: str) -> None:
    browserlike.get(CHART)
    state.faults.append(fault)
    with pytest.raises(Unavailable, match=said):
        browserlike.get(CHART)


def test_a_delisted_symbol_is_no_data(browserlike: Yahoo) -> None:
    with pytest.raises(NoData, match="symbol may be delisted"):
        browserlike.get("/v8/finance/chart/GONE")


@pytest.mark.parametrize("adapter", [None, BrowserlikeAdapter])
def test_a_silent_yahoo_is_left_after_its_time(
    server: YahooServer, clock: SetClock, tmp_path: Path, adapter: type[BrowserlikeAdapter] | None
) -> None:
    server.state.faults.append(Fault(hold_s=1.0, body="{}", path="/v8"))
    library = Yahoo(clock=clock, data_dir=tmp_path, base_url=server.url, timeouts_s=(0.2, 0.3))
    if adapter is not None:
        library._session.mount("http://", adapter())

    with pytest.raises(Unavailable, match=r"did not answer in time \(0.2 s to connect, 0.3 s to answer\)"):
        library.get(CHART)
    library.close()


def test_a_redirect_is_followed_with_its_cookie(server: YahooServer) -> None:
    server.state.faults.append(
        Fault(status=302, headers={"Location": CHART, "Set-Cookie": "B=2; Path=/"}, path="/away")
    )
    with requests.Session() as session:
        session.mount("http://", BrowserlikeAdapter())
        answer = session.get(f"{server.url}/away", timeout=9)

    assert answer.json()["chart"]["error"] is None
    assert "B=2" in server.state.headers[-1]["Cookie"]
