"""Limits, the switch and the market clock: an admin key moves them, and every change is in the log."""

from decimal import Decimal
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.main import create_api
from bootstrap import Wiring
from tests.api.conftest import Client
from trading.errors import Unavailable
from trading.types import Status

NAMES = {
    "max_order_notional", "max_symbol_notional", "max_gross_notional", "max_symbol_weight_pct", "max_orders_per_day",
    "cooldown_s", "max_daily_loss_pct", "max_drawdown_pct", "max_quote_age_s", "max_spread_bps", "max_drift_bps",
    "approval_ttl_s", "allowed_symbols",
}  # fmt: skip


def kinds(desk: Client) -> list[str]:
    return [entry["event"] for entry in desk.get("/api/history", kind="audit", limit=200)["items"]]


def test_limits_are_one_flat_object(desk: Client) -> None:
    limits = desk.get("/api/limits")
    assert set(limits) >= NAMES
    assert limits["allowed_symbols"] == []
    assert not any(isinstance(value, dict | float) for value in limits.values())
    assert limits["max_order_notional"] == "25000"


def test_a_partial_put_merges_and_is_logged(desk: Client) -> None:
    before = desk.get("/api/limits")
    answer = desk.call("PUT", "/api/limits", json={"max_order_notional": "1234.56", "allowed_symbols": ["ibm"]})
    assert answer.status_code == 200
    assert answer.json() == before | {"max_order_notional": "1234.56", "allowed_symbols": ["IBM"]}
    assert desk.get("/api/limits") == answer.json()
    assert "limits.changed" in kinds(desk)
    assert desk.call("PUT", "/api/limits", json=before).json() == before


def test_a_close_by_key_ends_the_exits_that_hold_its_shares_and_says_which(desk: Client) -> None:
    entry = desk.buy(
        order_class="bracket", time_in_force="gtc",
        take_profit={"limit_price": "700"}, stop_loss={"stop_price": "400"},
    )  # fmt: skip
    close = desk.post("/api/positions/AAPL/close", {}, status=201)
    assert close["impact"]["releases"] == [entry["id"]]
    assert (close["ticket"]["order_class"], close["ticket"]["reduce_only"]) == ("simple", True)
    assert desk.approve(close)["status"] == "filled"
    assert desk.get("/api/portfolio")["positions"] == []
    assert [leg["status"] for leg in desk.get(f"/api/orders/{entry['id']}")["legs"]] == ["cancelled"] * 2


@pytest.mark.parametrize(
    "body",
    [{"max_order_notional": "5", "max_ordr": "1"}, {"max_order_notional": "x"}, {"max_order_notional": -1},
     {"allowed_symbols": "AAPL"}, {"approval_ttl_s": 1.5}, {"max_drift_bps": None}, {"max_spread_bps": "NaN"}],
)  # fmt: skip
def test_a_bad_limit_is_422_and_changes_nothing(desk: Client, body: dict[str, Any]) -> None:
    before = desk.get("/api/limits")
    assert desk.call("PUT", "/api/limits", json=body).status_code == 422
    assert desk.get("/api/limits") == before


def test_the_switch_cancels_what_rests_and_holds_until_it_is_lifted(desk: Client) -> None:
    resting = desk.buy(type="limit", limit_price="500", time_in_force="gtc")
    desk.buy(symbol="IBM")
    waiting = desk.propose()
    told = desk.post("/api/kill", {"on": True}, status=200)
    assert (told["on"], told["verified"], told["cancelled"], told["still_open"]) == (True, True, [resting["id"]], [])
    assert told["unprotected"] == ["IBM"]
    assert desk.get(f"/api/orders/{resting['id']}")["status"] == "cancelled"
    assert any("stopped" in reason for reason in desk.propose(status=422)["reasons"])
    desk.post("/api/positions/IBM/close", status=422)
    assert desk.approve(waiting, status=409)["type"].endswith("#stopped")
    assert desk.get(f"/api/proposals/{waiting['id']}")["status"] == "open"
    assert desk.post("/api/kill", {"on": True}, status=200)["on"] is True, "it is safe to repeat"
    assert desk.post("/api/kill", {"on": False}, status=200)["on"] is False
    assert desk.approve(waiting)["status"] == "filled"
    assert {"desk.stopped", "desk.resumed"} <= set(kinds(desk))


def test_a_switch_that_could_not_be_stored_is_no_200(
    desk: Client, wiring: Wiring, monkeypatch: pytest.MonkeyPatch
) -> None:
    import api.routes.control as control

    def unreadable(*_: object) -> None:
        raise Unavailable("the disk is full; free some space")

    monkeypatch.setattr(control, "status_counts", unreadable)
    answer = desk.http.post("/api/kill", json={"on": True}, headers={"X-API-Key": desk.key})
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_clock_steps_jumps_and_resets(desk: Client) -> None:
    assert desk.get("/api/replay")["session_day"] == "2012-06-01"
    # 2012-06-01 was a Friday.
    assert desk.post("/api/replay", {"step": 1}, status=200)["session_day"] == "2012-06-04"
    assert desk.post("/api/replay", {"now": "2012-06-08"}, status=200)["session_day"] == "2012-06-08"
    assert desk.post("/api/replay", {"now": "2012-06-05"}, status=200)["session_day"] == "2012-06-05"
    desk.buy()
    desk.post("/api/replay", {"now": "2012-06-04"}, status=409)
    assert desk.get("/api/replay")["session_day"] == "2012-06-05"
    reset = desk.post("/api/replay", {"now": "2012-06-04", "reset": True}, status=200)
    assert reset["session_day"] == "2012-06-04"
    assert desk.get("/api/portfolio")["positions"] == []
    desk.buy()
    desk.post("/api/replay", {"reset": True}, status=200)
    assert desk.get("/api/portfolio")["positions"] == []


def test_outside_replay_the_clock_is_409(wiring: Wiring, desk: Client) -> None:
    from dataclasses import replace

    elsewhere = replace(wiring, services=replace(wiring.services, replay=None))
    with TestClient(create_api(elsewhere)) as http:
        for call in (("GET", None), ("POST", {"step": 1})):
            answer = http.request(call[0], "/api/replay", json=call[1], headers={"X-API-Key": desk.key})
            assert answer.status_code == 409
            assert "replay" in answer.json()["detail"]


def test_the_portfolio_has_the_shape_of_the_contract(desk: Client) -> None:
    start = desk.get("/api/portfolio")
    desk.buy(qty="2")
    now = desk.get("/api/portfolio")
    assert (now["mode"], now["as_of"]) == ("replay", "2012-06-01T20:00:00Z")
    assert now["source"]
    spent = Decimal(start["account"]["cash"]) - Decimal(now["account"]["cash"])
    assert spent == 2 * Decimal("560.99")
    assert now["account"]["equity"] == start["account"]["equity"]
    (position,) = now["positions"]
    assert (position["symbol"], position["qty"], position["side"]) == ("AAPL", "2", "long")
    assert position["avg_entry_price"] == position["last_price"] == "560.99"
    assert (position["market_value"], Decimal(position["unrealized_pl"])) == ("1121.98", 0)
    assert position["weight"] == pytest.approx(1121.98 / float(now["account"]["equity"]))
    assert {"var_95", "cvar_95", "volatility", "beta", "max_drawdown", "worst_case_today"} <= set(now["risk"])


def test_a_venue_that_cannot_be_read_is_503_and_never_empty_positions(
    desk: Client, wiring: Wiring, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(_: object) -> None:
        raise Unavailable("the venue does not answer; try again")

    monkeypatch.setattr(type(wiring.services.portfolio), "snapshot", down)
    answer = desk.call("GET", "/api/portfolio")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "positions" not in answer.json()


def test_an_analysis_is_computed_on_the_bars_of_the_default(desk: Client) -> None:
    names = ["rsi_14", "macd_12_26_9", "bbands_20_2"]
    found = desk.post("/api/analyze", {"symbol": "aapl", "indicators": names}, status=200)
    bars = desk.get("/api/bars", symbol="AAPL", indicators="rsi_14")
    assert found["indicators"]["rsi_14"] == pytest.approx(bars["indicators"]["rsi_14"][-1])
    assert found["price"] == pytest.approx(bars["close"][-1]) == pytest.approx(560.99)
    assert set(found["indicators"]["macd_12_26_9"]) == {"macd", "signal", "histogram"}
    assert set(found["indicators"]["bbands_20_2"]) == {"lower", "middle", "upper"}
    assert found["fundamentals"]["pe"] == pytest.approx(560.99 / 41.02) and found["fundamentals_reason"] is None
    assert found["fundamentals"]["known_since"]["pe"] == "2012-04-25"
    # four entries of the bundled chronicle in the 90 days before 1 June 2012
    assert found["sentiment"]["label"] == "positive" and found["sentiment"]["headlines"] == 4
    assert 0 < found["sentiment"]["score"] <= 1 and found["sentiment_reason"] is None
    assert found["summary"]


def test_an_analysis_of_a_company_without_reports_says_why(desk: Client) -> None:
    found = desk.post("/api/analyze", {"symbol": "XOM", "indicators": []}, status=200)
    assert found["fundamentals"] is None and "not reported by this source" in found["fundamentals_reason"]


def test_bars_are_columns_of_numbers_with_null_where_there_is_no_figure(desk: Client) -> None:
    bars = desk.get("/api/bars", symbol="FB", indicators="sma_20", **{"from": "2012-05-01", "to": "2030-01-01"})
    lengths = {len(bars[name]) for name in ("time", "open", "high", "low", "close", "volume")}
    assert lengths == {len(bars["indicators"]["sma_20"])}
    assert bars["indicators"]["sma_20"] == [None] * len(bars["time"]), "FB had 11 sessions by then"
    assert all(isinstance(at, int) for at in bars["time"])
    assert (bars["as_of"], bars["bucketed"]) == ("2012-06-01T20:00:00Z", False)
    few = desk.get("/api/bars", symbol="AAPL", buckets=7)
    assert (len(few["time"]) <= 7, few["bucketed"]) == (True, True)


def test_every_status_of_the_state_machine_may_be_asked_for(desk: Client) -> None:
    for status in (*Status, "all"):
        assert desk.get("/api/orders", status=str(status))["items"] == []
        assert desk.get("/api/proposals", status=str(status))["items"] == []
