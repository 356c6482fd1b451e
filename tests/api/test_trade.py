"""A ticket is proposed with its price, its verdict and its impact, or refused with reasons; it is never sent here."""

from decimal import Decimal
from typing import Any

import pytest

from tests.api.conftest import BUY, Client

NULLS = ("notional", "limit_price", "stop_price", "trail_price", "trail_percent", "take_profit", "stop_loss")


def test_a_proposal_has_the_shape_of_the_contract(desk: Client) -> None:
    made = desk.propose()
    assert {"id", "status", "ticket", "origin", "created_at", "expires_at", "approval_hash", "quote", "gate"} <= set(
        made
    )
    assert (made["status"], made["order"]) == ("open", None)
    assert {"bid", "ask", "last", "at", "source"} <= set(made["quote"])
    assert made["quote"]["last"] == "560.99"  # AAPL's close on 2012-06-01
    assert made["gate"]["allowed"] is True
    assert all({"name", "ok", "figure", "reason"} <= set(rule) for rule in made["gate"]["rules"])
    assert made["impact"]["cost"] == "560.99"


def test_what_a_ticket_does_not_say_is_the_stated_default(desk: Client) -> None:
    ticket = desk.propose()["ticket"]
    assert (ticket["action"], ticket["type"], ticket["time_in_force"], ticket["order_class"]) == (
        "order",
        "market",
        "day",
        "simple",
    )
    assert (ticket["extended_hours"], ticket["reduce_only"], ticket["qty"]) == (False, False, "1")
    assert [ticket[name] for name in NULLS] == [None] * len(NULLS)


def test_each_field_says_whether_the_key_or_the_default_gave_it(desk: Client) -> None:
    origin = desk.propose(type="limit", limit_price="500", time_in_force="day")["origin"]
    assert (origin["kind"], origin["run_id"]) == ("api", None)
    assert (origin["actor"]["kind"], origin["actor"]["name"]) == ("key", "a test")
    fields = origin["fields"]
    for name in ("symbol", "side", "qty", "type", "limit_price", "time_in_force"):
        assert fields[name] == {"from": "key", "text": "a test"}, name
    assert fields["order_class"]["from"] == "default" and fields["order_class"]["text"]
    assert fields["extended_hours"]["from"] == "default"
    assert "notional" not in fields


def test_money_is_decimal_text_and_keeps_its_digits(desk: Client) -> None:
    made = desk.propose(qty="1.123456")
    assert made["ticket"]["qty"] == "1.123456"
    assert desk.propose(qty=2)["ticket"]["qty"] == "2"
    assert desk.propose(type="limit", limit_price=500.10)["ticket"]["limit_price"] == "500.1"


def test_a_bracket_keeps_its_exits(desk: Client) -> None:
    exits = {"take_profit": {"limit_price": "600"}, "stop_loss": {"stop_price": "500"}}
    ticket = desk.propose(order_class="bracket", **exits)["ticket"]
    assert ticket["take_profit"] == {"limit_price": "600"}
    assert ticket["stop_loss"] == {"stop_price": "500", "limit_price": None}


@pytest.mark.parametrize(
    ("ticket", "said"),
    [
        ({"qty": "0"}, "more than 0"),
        ({"qty": "-1"}, "more than 0"),
        ({"qty": "NaN"}, "not a number"),
        ({"qty": "sNaN"}, "not a number"),
        ({"qty": "-Infinity"}, "not a number"),
        ({"type": "trailing_stop", "trail_percent": "NaN"}, "trail_percent 'NaN' is not a number"),
        ({"order_class": "bracket", "take_profit": {"limit_price": "NaN"}, "stop_loss": {"stop_price": "5"}}, "NaN"),
        ({"qty": "1e308"}, "exceeds the limit"),
        ({"qty": 1e308}, "exceeds the limit"),
        ({"qty": "10.123456789"}, "9 decimals"),
        ({"qty": None}, "exactly one of qty"),
        ({"notional": "5"}, "exactly one of qty"),
        ({"symbol": None}, "symbol is missing"),
        ({"symbol": 5}, "symbol must be text"),
        ({"side": "hold"}, "buy, sell"),
        ({"side": None}, "side is missing"),
        ({"type": "limit"}, "limit_price"),
        ({"type": "magic"}, "market, limit"),
        ({"order_class": "bracket"}, "take_profit"),
        ({"extended_hours": "yes"}, "true or false"),
        ({"shares": "1"}, "shares is not a field"),
        ({"qty": "x", "side": "y"}, "side"),
    ],
    ids=str,
)
def test_a_malformed_ticket_is_422_with_every_reason_and_leaves_nothing(
    desk: Client, ticket: dict[str, Any], said: str
) -> None:
    refused = desk.propose(status=422, **ticket)
    assert said in "; ".join(refused["reasons"])
    assert "proposal_id" not in refused
    assert desk.get("/api/proposals", status="all")["items"] == []


def test_a_ticket_that_the_gate_refuses_is_422_and_answers_by_its_id(desk: Client) -> None:
    refused = desk.propose(status=422, qty="1000")
    assert any("560990" in reason.replace(",", "") for reason in refused["reasons"])
    written = desk.get(f"/api/proposals/{refused['proposal_id']}")
    assert written["status"] == "refused"
    assert not written["gate"]["allowed"]
    assert [rule["reason"] for rule in written["gate"]["rules"] if not rule["ok"]] == refused["reasons"]
    assert desk.get("/api/proposals")["items"] == []
    assert [p["status"] for p in desk.get("/api/proposals", status="refused")["items"]] == ["refused"]


def test_an_unknown_symbol_is_422_with_a_reason(desk: Client) -> None:
    assert any("ZZZZ" in reason for reason in desk.propose(status=422, symbol="ZZZZ")["reasons"])


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'{"qty": NaN}', b"\xff", b'{"qty": "1", "qty": "2"}'])
def test_broken_json_is_422_with_reasons_whatever_its_content_type(desk: Client, content: bytes) -> None:
    for kind in ("application/json", "text/plain", "application/x-www-form-urlencoded"):
        assert desk.call("POST", "/api/trade", content=content, headers={"Content-Type": kind}).status_code == 422


def test_nothing_is_sent_before_it_is_approved(desk: Client) -> None:
    desk.propose()
    assert desk.get("/api/orders", status="all")["items"] == []
    assert desk.get("/api/portfolio")["positions"] == []


def test_a_close_is_a_reduce_only_proposal_of_the_exact_size(desk: Client) -> None:
    desk.buy(symbol="IBM", qty="7")
    whole = desk.post("/api/positions/ibm/close", status=201)
    assert (whole["ticket"]["side"], whole["ticket"]["qty"], whole["ticket"]["reduce_only"]) == ("sell", "7", True)
    assert whole["status"] == "open"
    # Half of 7 whole shares rounds down to 3.
    assert desk.post("/api/positions/IBM/close", {"percentage": "50"}, status=201)["ticket"]["qty"] == "3"
    assert desk.post("/api/positions/IBM/close", {"qty": "2"}, status=201)["ticket"]["qty"] == "2"
    desk.post("/api/positions/IBM/close", {"qty": "8"}, status=422)
    desk.post("/api/positions/GOOG/close", {"percentage": "100"}, status=422)
    fields = whole["origin"]["fields"]
    assert fields["qty"]["from"] == fields["symbol"]["from"] == fields["side"]["from"] == "key"


def test_a_close_without_any_body_is_of_the_whole_position(desk: Client) -> None:
    desk.buy(symbol="IBM", qty="1.5")
    answer = desk.call("POST", "/api/positions/IBM/close")
    assert answer.status_code == 201
    assert Decimal(answer.json()["ticket"]["qty"]) == Decimal("1.5")


def test_a_cancel_or_replace_may_be_proposed_and_waits(desk: Client) -> None:
    resting = desk.buy(type="limit", limit_price="500", time_in_force="gtc")
    cancel = desk.post("/api/trade", {"action": "cancel", "target_id": resting["id"]}, status=201)
    assert (cancel["status"], cancel["ticket"]["action"], cancel["ticket"]["symbol"]) == ("open", "cancel", "AAPL")
    change = {"action": "replace", "target_id": resting["id"], "limit_price": "510"}
    replace = desk.post("/api/trade", change, status=201)
    ticket = replace["ticket"]
    assert (ticket["limit_price"], ticket["qty"], ticket["side"], ticket["time_in_force"]) == ("510", "1", "buy", "gtc")
    assert desk.get(f"/api/orders/{resting['id']}")["status"] == "sent"


@pytest.mark.parametrize("action", ["cancel", "replace"])
def test_a_target_that_is_no_order_is_422(desk: Client, action: str) -> None:
    for target in ("none", "", None, 5, ["x"]):
        desk.post("/api/trade", {"action": action, "target_id": target, "symbol": "AAPL"}, status=422)
    desk.post("/api/trade", {"action": action, "target_id": desk.propose()["id"]}, status=422)
    desk.post("/api/trade", BUY | {"target_id": "x"}, status=422)
