"""The token that a page gives its chart reads bars, in few bytes, and opens nothing else."""

import gzip
import json

from starlette.testclient import TestClient

from bootstrap import Wiring
from tests.api.conftest import Contract

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
