"""Health, readiness, figures and documentation, for machines and people that have no key."""

import re
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

import api.main
from api.main import create_api
from api.problems import KINDS
from bootstrap import Wiring, build
from tests.api.conftest import Client
from trading.errors import Unavailable
from trading.settings import Settings


def figures(http: TestClient) -> dict[tuple[str, str], float]:
    """Return the samples of a scrape by name and, where there is one, the label that tells them apart."""
    answer = http.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return {
        (sample.name, next(iter(sample.labels.values()), "")): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_health_says_what_is_wired_and_no_secret(http: TestClient) -> None:
    told = http.get("/health").json()
    assert told["status"] == "ok"
    assert (told["wired"]["mode"], told["wired"]["market_data"], told["wired"]["store"]) == (
        "replay",
        "replay",
        "sqlite",
    )
    assert "planner" in told["wired"]["planner"]


def test_ready_is_503_until_the_venue_has_been_reconciled(tmp_path: Path) -> None:
    wiring = build(Settings.load(data_dir=tmp_path / "data"))
    try:
        with TestClient(create_api(wiring)) as http:
            early = http.get("/ready")
            assert early.status_code == 503
            assert early.headers["content-type"] == "application/problem+json"
            assert (early.json()["ready"], early.json()["desk"]["reconciled"]) == (False, False)
            assert early.json()["wired"]["mode"] == "replay"
            assert http.get("/health").status_code == 200
            wiring.services.desk.start()
            ready = http.get("/ready")
            assert (ready.status_code, ready.json()["ready"]) == (200, True)
            assert ready.json()["wired"]["venue"]
    finally:
        wiring.close()


def test_a_store_that_cannot_be_read_is_not_ready_but_alive(
    desk: Client, wiring: Wiring, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(_: object) -> None:
        raise Unavailable("the file is damaged; restore a backup")

    monkeypatch.setattr(type(wiring.services.desk), "state", unreadable)
    answer = desk.http.get("/ready")
    assert (answer.status_code, answer.json()["detail"]) == (503, "the file is damaged; restore a backup")
    assert desk.http.get("/health").json()["status"] == "ok"


def test_a_closed_database_shows_in_the_figures(desk: Client, wiring: Wiring, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(*_: object) -> None:
        raise Unavailable("no")

    monkeypatch.setattr("api.metrics.status_counts", unreadable)
    assert figures(desk.http)[("desk_database_up", "")] == 0


def test_the_figures_tell_requests_orders_runs_and_the_switch(desk: Client) -> None:
    desk.buy()
    desk.propose()
    desk.call("GET", "/api/nothing")
    told = figures(desk.http)
    assert told[("desk_database_up", "")] == 1
    assert told[("desk_database_seconds", "")] > 0
    assert told[("desk_proposals", "filled")] == 1
    assert told[("desk_proposals", "open")] == 1
    assert told[("desk_proposals", "unknown")] == 0
    assert told[("desk_runs", "done")] == 0
    assert told[("desk_orders_in_doubt", "")] == 0
    assert told[("desk_kill_switch", "")] == 0
    assert told[("desk_quote_age_seconds", "AAPL")] == 0
    text = desk.http.get("/metrics").text
    assert 'desk_requests_total{method="POST",route="/api/trade",status="201"} 2.0' in text
    assert 'desk_requests_total{method="GET",route="/api/orders/{order_id}",status="200"} 1.0' in text
    assert 'desk_requests_total{method="GET",route="unknown",status="404"} 1.0' in text
    desk.post("/api/kill", {"on": True}, status=200)
    assert figures(desk.http)[("desk_kill_switch", "")] == 1


def test_two_apps_in_one_process_count_for_themselves(wiring: Wiring, desk: Client) -> None:
    desk.get("/api/limits")
    with TestClient(create_api(lambda: wiring)) as other:
        assert "/api/limits" not in other.get("/metrics").text


def test_the_documentation_asks_no_other_server(http: TestClient) -> None:
    page = http.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    found = [page.text]
    for asset in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        assert asset.startswith("/"), asset
        answer = http.get(asset)
        assert answer.status_code == 200
        found.append(answer.text)
    assert not any(re.search(r"https?://", text) for text in found[:3])
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_every_kind_of_problem_is_explained_where_its_type_points(http: TestClient) -> None:
    page = http.get("/docs").text
    for kind in KINDS:
        assert f'id="{kind.slug}"' in page


def test_the_document_describes_bodies_keys_and_problems(http: TestClient) -> None:
    document = http.get("/openapi.json").json()
    assert document["components"]["securitySchemes"]["APIKeyHeader"]["name"] == "X-API-Key"
    trade = document["paths"]["/api/trade"]["post"]
    assert trade["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith("/TicketRequest")
    assert "application/problem+json" in trade["responses"]["422"]["content"]
    assert any(p["name"] == "Idempotency-Key" for p in trade["parameters"])
    for path, operations in document["paths"].items():
        for method, told in operations.items():
            assert told["description"], (method, path)
            if not path.startswith(("/health", "/ready", "/metrics")):
                assert told["security"], (method, path)
                assert "Scope:" in told["description"], (method, path)


def test_the_app_of_the_module_is_made_when_it_is_asked_for() -> None:
    assert "app" not in vars(api.main)
    with pytest.raises(AttributeError):
        _ = api.main.nothing
