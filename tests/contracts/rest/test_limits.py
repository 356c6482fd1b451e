"""Limits: a partial PUT merges, a bad one changes nothing."""

from decimal import Decimal
from typing import Any

import pytest

from .desk_client import Api, dec, expect, problem

NAMED = {
    "max_order_notional", "max_symbol_notional", "max_gross_notional", "max_symbol_weight_pct", "max_orders_per_day",
    "cooldown_s", "max_daily_loss_pct", "max_drawdown_pct", "max_quote_age_s", "max_spread_bps", "max_drift_bps",
    "approval_ttl_s", "allowed_symbols", "gap_pct", "rejection_streak", "rejection_pause_s",
    "symbol_cooldown_sessions", "stop_streak", "stop_streak_sessions", "stop_streak_pause_sessions",
    "recent_drawdown_pct", "recent_drawdown_sessions", "recent_drawdown_pause_sessions", "low_profit_trades",
    "low_profit_pct", "low_profit_sessions", "low_profit_pause_sessions", "default_stop_pct", "default_target_pct",
    "size_fixed_usd", "size_equity_pct", "size_volatility_pct", "size_risk_pct", "size_kelly_cap_pct",
}  # fmt: skip
BAD: list[dict[str, Any]] = [
    {"max_ordr_notional": "5"}, {"max_order_notional": "500", "no_such_limit": "1"}, {"": "1"},
    {"max_order_notional": "-1"}, {"max_order_notional": "NaN"}, {"max_order_notional": "Infinity"},
    {"max_order_notional": "lots"}, {"max_order_notional": ""}, {"max_order_notional": []}, {"max_order_notional": {}},
    {"max_order_notional": "500", "max_symbol_notional": "x"}, {"max_orders_per_day": "1.5"},
    {"max_orders_per_day": "-1"}, {"max_orders_per_day": "many"}, {"approval_ttl_s": "-5"}, {"approval_ttl_s": "NaN"},
    {"max_drift_bps": "-1"}, {"max_spread_bps": "sNaN"}, {"cooldown_s": "-1"}, {"max_drawdown_pct": "-3"},
    {"gap_pct": "101"}, {"rejection_streak": 0}, {"stop_streak": "-1"}, {"stop_streak_sessions": "1.5"},
    {"recent_drawdown_pct": "x"}, {"low_profit_pct": "-101"}, {"default_stop_pct": "91"}, {"size_risk_pct": "NaN"},
    {"allowed_symbols": "AAPL"}, {"allowed_symbols": [1, 2]}, {"allowed_symbols": {"AAPL": True}},
]  # fmt: skip


def test_limits_are_flat_with_decimals_as_strings(api: Api) -> None:
    limits = api.get("/api/limits")
    assert set(limits) >= NAMED
    for name in ("max_order_notional", "max_symbol_notional", "max_gross_notional", "max_symbol_weight_pct",
                 "max_daily_loss_pct", "max_drawdown_pct", "max_spread_bps", "max_drift_bps", "gap_pct",
                 "recent_drawdown_pct", "low_profit_pct", "default_stop_pct", "default_target_pct", "size_fixed_usd",
                 "size_equity_pct", "size_volatility_pct", "size_risk_pct", "size_kelly_cap_pct"):  # fmt: skip
        dec(limits[name])
    assert isinstance(limits["allowed_symbols"], list)
    assert not any(isinstance(value, dict | float) for value in limits.values())


def test_the_defaults_are_the_promised_ones(api: Api) -> None:
    limits = api.get("/api/limits")
    promised = {"cooldown_s": 0, "max_orders_per_day": 500, "max_drift_bps": 50, "approval_ttl_s": 60}
    promised |= {"gap_pct": 10, "rejection_streak": 5, "stop_streak": 4, "default_stop_pct": 5, "size_risk_pct": 1}
    assert {name: Decimal(str(limits[name])) for name in promised} == promised


def test_the_document_of_the_api_names_every_limit(api: Api) -> None:
    document = api.get("/openapi.json")
    answer = document["paths"]["/api/limits"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    shape = document["components"]["schemas"][answer["$ref"].rpartition("/")[2]]
    assert set(shape["properties"]) == set(api.get("/api/limits")) == NAMED


def test_a_partial_put_merges(api: Api) -> None:
    before = api.get("/api/limits")
    answer = expect(api.call("PUT", "/api/limits", json={"max_order_notional": "1234.56"}), 200)
    assert dec(answer["max_order_notional"]) == Decimal("1234.56")
    assert {**answer, "max_order_notional": before["max_order_notional"]} == before
    assert api.get("/api/limits") == answer
    assert expect(api.call("PUT", "/api/limits", json={}), 200) == answer
    assert expect(api.call("PUT", "/api/limits", json=before), 200) == before


@pytest.mark.parametrize("sent", BAD, ids=str)
def test_a_bad_put_is_422_and_changes_nothing(api: Api, sent: dict[str, Any]) -> None:
    before = api.get("/api/limits")
    assert problem(api.call("PUT", "/api/limits", json=sent), 422)["detail"]
    assert api.get("/api/limits") == before


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'"x"', b'{"max_order_notional": NaN}', b"\xff"])
def test_a_put_that_is_no_json_object_is_422_and_changes_nothing(api: Api, content: bytes) -> None:
    before = api.get("/api/limits")
    headers = {"content-type": "application/json"}
    problem(api.call("PUT", "/api/limits", content=content, headers=headers), 422)
    assert api.get("/api/limits") == before


def test_the_allow_list_is_a_list_and_can_be_emptied_again(api: Api) -> None:
    before = api.get("/api/limits")["allowed_symbols"]
    narrowed = expect(api.call("PUT", "/api/limits", json={"allowed_symbols": ["AAPL", "IBM"]}), 200)
    assert sorted(narrowed["allowed_symbols"]) == ["AAPL", "IBM"]
    assert expect(api.call("PUT", "/api/limits", json={"allowed_symbols": before}), 200)["allowed_symbols"] == before


BEYOND_KEEPING = ["1e40", "1e999999", "9" * 60, "1" + "0" * 5000, "0." + "1" * 60, "1e-60", "1e-999999"]


@pytest.mark.parametrize("value", BEYOND_KEEPING, ids=lambda value: value[:12])
def test_a_limit_that_cannot_be_kept_exactly_is_422_and_never_makes_the_limits_unreadable(api: Api, value: str) -> None:
    before = api.get("/api/limits")
    answer = api.call("PUT", "/api/limits", json={"max_order_notional": value})
    after = api.get("/api/limits")
    if answer.status_code == 200:
        assert dec(after["max_order_notional"]) == Decimal(value)
        expect(api.call("PUT", "/api/limits", json=before), 200)
    else:
        problem(answer, 422)
        assert after == before
