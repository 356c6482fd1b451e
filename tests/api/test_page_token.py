"""The token that a page gives its chart reads bars, in few bytes, and opens nothing else."""

import gzip
import json
from datetime import date
from pathlib import Path

from starlette.testclient import TestClient

from api.main import create_api
from bootstrap import Wiring, build
from tests.api.conftest import Contract
from tests.market.files.folder import add_short, export
from tests.market.recording import close_of
from trading.settings import Settings

BARS = "/api/bars?symbol=AAPL&from=2005-01-03&to=2012-06-01&buckets=500&indicators=rsi_14,macd&digits=7"


def test_a_page_reads_bars_with_its_token(wiring: Wiring, http: TestClient, contract: Contract) -> None:
    answer = http.get(BARS, headers={"X-Page-Token": wiring.page_tokens.mint()})
    contract.check(answer)
    assert answer.status_code == 200
    assert answer.json()["close"][-1] == 560.99  # the recorded close of AAPL on 1 June 2012


def test_the_token_of_a_page_opens_nothing_else(wiring: Wiring, http: TestClient) -> None:
    headers = {"X-Page-Token": wiring.page_tokens.mint()}
    paths = [path for path in http.get("/openapi.json").json()["paths"] if path.startswith(("/api", "/agent"))]
    assert len(paths) > 15
    for path in paths:
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            if (method, path) != ("GET", "/api/bars"):
                told = http.request(method, path, headers=headers, json={} if method != "GET" else None)
                assert told.status_code in {401, 405}, (method, path, told.status_code)
    as_a_key = http.get(BARS, headers={"X-API-Key": headers["X-Page-Token"]})
    assert as_a_key.status_code == 401


def test_a_forged_token_is_refused_with_what_to_do(http: TestClient, contract: Contract) -> None:
    answer = http.get(BARS, headers={"X-Page-Token": "page.99999999999.00"})
    contract.check(answer)
    assert answer.status_code == 401
    assert "reload the page" in answer.json()["detail"]


def test_pages_have_a_rate_too(wiring: Wiring, http: TestClient) -> None:
    http.app.state.desk.rate(2, wiring.services.wall_clock)  # type: ignore[attr-defined]
    headers = {"X-Page-Token": wiring.page_tokens.mint()}
    told = [http.get(BARS, headers=headers) for _ in range(3)]
    assert [one.status_code for one in told] == [200, 200, 429]
    assert int(told[-1].headers["Retry-After"]) >= 1


def test_bars_travel_compressed_only_to_who_takes_that(wiring: Wiring, http: TestClient) -> None:
    headers = {"X-Page-Token": wiring.page_tokens.mint()}
    plain = http.get(BARS, headers=headers | {"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    with http.stream("GET", BARS, headers=headers | {"Accept-Encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(raw)) == plain.json()


def test_bars_of_all_hours_come_marked_over_the_wire(tmp_path: Path) -> None:
    folder = export(tmp_path / "bars", ("IBM",), date(2005, 6, 30))  # the desk begins a year before its end
    add_short(folder, "IBM", close_of(date(2004, 6, 30)), since=date(2004, 6, 25))
    wiring = build(Settings.load(data_dir=tmp_path / "data", market_data="files", bars_folder=folder))
    with TestClient(create_api(wiring)) as http:
        asked = "/api/bars?symbol=IBM&timeframe=5Min&from=2004-06-28&to=2004-06-28"
        headers = {"X-Page-Token": wiring.page_tokens.mint()}
        regular, every = (http.get(asked + more, headers=headers).json() for more in ("", "&extended=true"))
    wiring.close()
    # bars begin 60 minutes before the open, at 0, 5, 200 and 385 minutes after it, and at 400, which is after the close
    assert every["outside"] == [True, False, False, False, False, True]
    assert every["time"][1:-1] == regular["time"]
    assert regular["outside"] is None
