"""What Yahoo's bad days look like to whoever asks: one sentence of ours, and no second question."""

import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from tests.market.recording import SetClock
from tests.yahoo_server import Fault, YahooServer, YahooState
from trading.errors import NoData, Unavailable
from trading.yahoo import Yahoo

CHART = "/v8/finance/chart/AAPL"


def test_a_chart_is_read_with_cookie_and_crumb(yahoo: Yahoo, state: YahooState) -> None:
    found = yahoo.get(CHART, {"interval": "1d"})

    assert found["chart"]["result"][0]["meta"]["longName"] == "Apple Inc."
    assert [path for path, _ in state.seen] == ["/", "/v1/test/getcrumb", CHART]
    assert state.seen[-1][1] == {"interval": "1d", "crumb": state.crumb}


def test_the_cookie_is_asked_for_once(yahoo: Yahoo, state: YahooState) -> None:
    state.quotes["AAPL"] = {"regularMarketPrice": 250.0}

    yahoo.get("/v7/finance/quote", {"symbols": "AAPL"})
    yahoo.get("/v7/finance/quote", {"symbols": "AAPL"})

    assert [path for path, _ in state.seen] == ["/", "/v1/test/getcrumb", "/v7/finance/quote", "/v7/finance/quote"]


def test_429_is_told_with_its_time_and_not_broken_by_asking(yahoo: Yahoo, state: YahooState, clock: SetClock) -> None:
    state.faults.append(Fault(status=429, body="Too Many Requests", headers={"Retry-After": "40"}, path="/v8"))

    with pytest.raises(Unavailable, match="try again in 40 s") as told:
        yahoo.get(CHART)
    assert (told.value.retry_in_s, told.value.for_all) == (40, True)
    asked = len(state.seen)
    clock.at += timedelta(seconds=30)
    with pytest.raises(Unavailable, match="takes no more calls for now; try again in 10 s"):
        yahoo.get(CHART)
    assert len(state.seen) == asked
    clock.at += timedelta(seconds=10)
    assert yahoo.get(CHART)["chart"]["error"] is None


def test_429_without_a_time_pauses_a_minute_then_two(yahoo: Yahoo, state: YahooState, clock: SetClock) -> None:
    state.faults += [Fault(status=429, path="/v8"), Fault(status=429, path="/v8")]

    with pytest.raises(Unavailable, match="try again in 60 s"):
        yahoo.get(CHART)
    clock.at += timedelta(seconds=60)
    with pytest.raises(Unavailable, match="try again in 120 s"):
        yahoo.get(CHART)


def test_429_of_the_crumb_is_the_same_sentence(yahoo: Yahoo, state: YahooState) -> None:
    state.faults.append(Fault(status=429, body="Too Many Requests", path="/v1/test/getcrumb"))

    with pytest.raises(Unavailable, match="takes no more calls for now; try again in 60 s"):
        yahoo.get(CHART)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault(body="<html><body>Will be right back</body></html>", content_type="text/html"), "a web page instead"),
        (Fault(status=404, body="<!DOCTYPE html><p>Oops</p>", content_type="text/html"), "a web page instead"),
        (Fault(body=""), "an empty page instead"),
        (Fault(body='{"chart": {"result": [{"meta"'), "broken off; try again in 10 s"),
        (Fault(body="[]"), "cannot be read; try again in 10 s"),
        (Fault(status=500, body="{}"), "a fault of its own .HTTP 500.; try again in 10 s"),
        (Fault(drop=True), "the connection broke; try again in 10 s"),
    ],
)
def test_an_answer_that_is_none_is_a_sentence(yahoo: Yahoo, state: YahooState, fault: Fault, said: str) -> None:
    yahoo.get(CHART)
    asked = len(state.seen)
    state.faults.append(fault)

    with pytest.raises(Unavailable, match=said) as told:
        yahoo.get(CHART)
    assert (told.value.retry_in_s, told.value.for_all) == (10, fault.drop)
    assert len(state.seen) == asked + 1


def test_a_delisted_symbol_is_told_in_yahoos_words_and_asked_once(yahoo: Yahoo, state: YahooState) -> None:
    with pytest.raises(NoData, match="No data found, symbol may be delisted"):
        yahoo.get("/v8/finance/chart/GONE")
    assert sum(path.endswith("GONE") for path, _ in state.seen) == 1


def test_a_stale_crumb_is_changed_for_a_new_one(yahoo: Yahoo, state: YahooState) -> None:
    state.quotes["AAPL"] = {"regularMarketPrice": 250.0}
    yahoo.get("/v7/finance/quote", {"symbols": "AAPL"})
    state.crumb = "another"

    found = yahoo.get("/v7/finance/quote", {"symbols": "AAPL"})

    assert found["quoteResponse"]["result"][0]["regularMarketPrice"] == 250.0


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_is_a_sentence_and_over_when_yahoo_says_so(yahoo: Yahoo, state: YahooState, status: int) -> None:
    state.quotes["AAPL"] = {"regularMarketPrice": 250.0}
    state.faults += [Fault(status=status, body="{}", path="/v7")] * 2

    with pytest.raises(Unavailable, match=rf"Yahoo Finance refused to answer \(HTTP {status}\); try again in 60 s"):
        yahoo.get("/v7/finance/quote", {"symbols": "AAPL"})
    assert sum(path.startswith("/v7") for path, _ in state.seen) == 2  # the second with another cookie
    found = yahoo.get("/v7/finance/quote", {"symbols": "AAPL"})
    assert found["quoteResponse"]["result"][0]["regularMarketPrice"] == 250.0


def test_a_blocked_cookie_host_does_not_stop_a_chart(yahoo: Yahoo, state: YahooState) -> None:
    state.faults.append(Fault(drop=True))  # the first question is for the cookie

    assert yahoo.get(CHART)["chart"]["error"] is None


def test_429_of_the_cookie_host_pauses_everything(yahoo: Yahoo, state: YahooState) -> None:
    state.faults.append(Fault(status=429))

    with pytest.raises(Unavailable, match="takes no more calls for now; try again in 60 s"):
        yahoo.get(CHART)
    assert [path for path, _ in state.seen] == ["/"]


def test_no_yahoo_at_all_is_a_sentence(clock: SetClock, tmp_path: Path) -> None:
    with YahooServer() as gone:
        url = gone.url
    library = Yahoo(clock=clock, data_dir=tmp_path, base_url=url, timeouts_s=(9.0, 9.0))

    with pytest.raises(Unavailable, match="cannot be reached"):
        library.get(CHART)
    library.close()


def test_two_libraries_keep_their_own_servers(yahoo: Yahoo, clock: SetClock, tmp_path: Path) -> None:
    with YahooServer() as server:
        server.state.list_stock("MSFT", "Microsoft Corporation")
        other = Yahoo(clock=clock, data_dir=tmp_path / "other", base_url=server.url, timeouts_s=(9.0, 9.0))
        assert other.get("/v8/finance/chart/MSFT")["chart"]["error"] is None
        with pytest.raises(NoData):
            yahoo.get("/v8/finance/chart/MSFT")
        with pytest.raises(NoData):
            other.get(CHART)
        other.close()


def test_a_ticker_of_yfinance_asks_over_the_session(yahoo: Yahoo, state: YahooState) -> None:
    state.summaries["AAPL"] = {"financialData": {"targetMeanPrice": 300.0}, "quoteType": {"quoteType": "EQUITY"}}
    state.quotes["AAPL"] = {"trailingPE": 31.5}

    with yahoo.plainly("AAPL"):
        info = yahoo.ticker("AAPL").info

    assert info["targetMeanPrice"] == 300.0
    assert info["trailingPE"] == 31.5


def test_a_ticker_tells_a_429_in_our_words(yahoo: Yahoo, state: YahooState) -> None:
    state.faults.append(Fault(status=429, path="/v10"))

    with pytest.raises(Unavailable, match="try again in 60 s"), yahoo.plainly("AAPL"):
        _ = yahoo.ticker("AAPL").info


def test_many_askers_at_once_share_one_cookie(yahoo: Yahoo, state: YahooState) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: yahoo.get(CHART)["chart"]["error"], range(24)))

    assert found == [None] * 24
    asked = Counter(path for path, _ in state.seen)
    assert asked == {"/": 1, "/v1/test/getcrumb": 1, CHART: 24}


def test_wiring_yahoo_does_not_load_yfinance(tmp_path: Path) -> None:
    code = """if True:
        import sys
        from bootstrap.places import place_of
        from trading.market.clock import WallClock
        from trading.settings import Settings

        place = place_of(Settings(market_data="yahoo", data_dir=sys.argv[1], _env_file=None), WallClock())
        place.market.assets()
        print(place.market.source, sorted({"yfinance", "peewee", "bs4", "curl_cffi"} & set(sys.modules)))
    """
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "Yahoo Finance, delayed up to 15 min []"
