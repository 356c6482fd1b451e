"""The whole chain over REST: words, run, proposal, approval, fill, portfolio, history, audit."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from .desk_client import Api, dec, expect, moment, problem

STARTER = "Buy 1 share of AAPL at market price"
TICKET_FIELDS = {
    "action", "symbol", "side", "qty", "notional", "type", "limit_price", "stop_price", "trail_price", "trail_percent",
    "time_in_force", "extended_hours", "order_class", "take_profit", "stop_loss", "reduce_only",
}  # fmt: skip
ORDER_FIELDS = {
    "id", "client_order_id", "broker_id", "symbol", "side", "qty", "notional", "type", "time_in_force", "order_class",
    "status", "filled_qty", "filled_avg_price", "submitted_at", "updated_at", "legs",
}  # fmt: skip


class Story:
    """What each station of the chain answered."""

    def __init__(self, api: Api) -> None:
        self.before = api.get("/api/portfolio")
        self.started = datetime.now(UTC)
        self.waiting = api.run(STARTER)
        self.open = api.items("/api/proposals")
        self.proposal = api.proposal(self.waiting["proposals"][0])
        self.approved = expect(api.approve(self.proposal), 200)
        self.order = api.order_becomes(self.proposal["id"], "filled")
        self.done = api.settled(self.waiting["task_id"], "done")
        self.after = api.get("/api/portfolio")


@pytest.fixture(scope="module")
def story(api: Api) -> Story:
    return Story(api)


def test_a_run_has_the_promised_shape(story: Story) -> None:
    run = story.waiting
    assert {"task_id", "query", "status", "intent", "steps", "result", "proposals", "usage", "error"} <= set(run)
    assert run["query"] == STARTER
    assert (run["status"], run["intent"], run["error"]) == ("awaiting_approval", "order", None)
    assert {"model_calls", "input_tokens", "output_tokens", "cost_usd"} <= set(run["usage"])
    assert run["steps"]
    for step in run["steps"]:
        assert {"n", "agent", "tool", "arguments", "observation", "at", "error"} <= set(step)
        moment(step["at"])
    assert [s["n"] for s in run["steps"]] == sorted({s["n"] for s in run["steps"]})
    assert any(s["tool"] == "propose_order" for s in run["steps"])


def test_the_proposal_has_the_promised_shape(story: Story) -> None:
    p = story.proposal
    assert {"id", "status", "ticket", "origin", "created_at", "expires_at", "approval_hash", "quote", "gate"} <= set(p)
    assert {"impact", "order"} <= set(p)
    assert (p["status"], p["order"]) == ("open", None)
    assert set(p["ticket"]) >= TICKET_FIELDS
    assert {"kind", "actor", "run_id", "fields"} <= set(p["origin"])
    assert {"bid", "ask", "last", "at", "source"} <= set(p["quote"])
    assert p["gate"]["allowed"] is True
    assert p["gate"]["rules"]
    for rule in p["gate"]["rules"]:
        assert {"name", "ok", "figure", "reason"} <= set(rule)
    assert isinstance(p["impact"], dict) and p["impact"]


def test_what_the_words_do_not_say_is_the_stated_default(story: Story) -> None:
    t = story.proposal["ticket"]
    assert (t["action"], t["symbol"], t["side"], dec(t["qty"])) == ("order", "AAPL", "buy", 1)
    assert (t["type"], t["time_in_force"], t["order_class"]) == ("market", "day", "simple")
    assert t["extended_hours"] is False
    absent = ["notional", "limit_price", "stop_price", "trail_price", "trail_percent", "take_profit", "stop_loss"]
    assert {name: t[name] for name in absent} == dict.fromkeys(absent)


def test_every_field_says_where_it_came_from(story: Story) -> None:
    fields = story.proposal["origin"]["fields"]
    for name in ("symbol", "side", "qty", "type", "time_in_force", "extended_hours", "order_class"):
        assert {"from", "text"} <= set(fields[name]), name
    assert story.proposal["origin"]["run_id"] == story.waiting["task_id"]
    assert str(fields["symbol"]["text"]).lower() in STARTER.lower()
    assert str(fields["qty"]["text"]).lower() in STARTER.lower()


def test_the_quote_is_the_replays_close_at_the_markets_time(story: Story) -> None:
    q = story.proposal["quote"]
    assert [Decimal(str(q[side])) for side in ("bid", "ask", "last")] == [Decimal("560.99")] * 3
    assert moment(q["at"]).isoformat() == "2012-06-01T20:00:00+00:00"


def test_the_approval_window_runs_on_the_wall_clock(story: Story, api: Api) -> None:
    made, ends = moment(story.proposal["created_at"]), moment(story.proposal["expires_at"])
    assert abs((made - story.started).total_seconds()) < 30
    ttl_s = float(api.get("/api/limits")["approval_ttl_s"])
    assert ttl_s == 60
    assert ttl_s - 1 <= (ends - made).total_seconds() <= ttl_s + 5


def test_a_waiting_proposal_is_listed_and_an_answered_one_is_not(story: Story, api: Api) -> None:
    assert [p["id"] for p in story.open] == [story.proposal["id"]]
    assert api.items("/api/proposals") == []
    assert story.proposal["id"] in [p["id"] for p in api.items("/api/proposals", status="all")]


def test_the_order_carries_the_proposals_id(story: Story) -> None:
    order = story.order
    assert set(order) >= ORDER_FIELDS
    assert order["id"] == order["client_order_id"] == story.proposal["id"] == story.approved["id"]
    assert order["broker_id"]
    assert (order["symbol"], order["side"], dec(order["qty"]), order["notional"]) == ("AAPL", "buy", 1, None)
    assert (order["type"], order["time_in_force"], order["order_class"]) == ("market", "day", "simple")
    assert (dec(order["filled_qty"]), dec(order["filled_avg_price"])) == (1, Decimal("560.99"))
    assert order["legs"] == []
    moment(order["submitted_at"])
    moment(order["updated_at"])


def test_the_proposal_answers_by_its_id_with_its_order(story: Story, api: Api) -> None:
    again = api.proposal(story.proposal["id"])
    assert again["order"]["id"] == story.proposal["id"]
    assert again["order"]["status"] == "filled"


def test_open_orders_are_listed_by_default_and_filled_ones_on_demand(story: Story, api: Api) -> None:
    assert api.items("/api/orders") == []
    assert [o["id"] for o in api.items("/api/orders", status="filled")] == [story.order["id"]]
    assert [o["id"] for o in api.items("/api/orders", status="all")] == [story.order["id"]]


def test_the_portfolio_moves_by_exactly_one_share_at_the_close(story: Story) -> None:
    before, after = story.before["account"], story.after["account"]
    assert dec(before["cash"]) - dec(after["cash"]) == Decimal("560.99")
    assert dec(before["equity"]) == dec(after["equity"])
    (position,) = story.after["positions"]
    assert (position["symbol"], dec(position["qty"]), position["side"] in ("long", "buy")) == ("AAPL", 1, True)
    for name in ("avg_entry_price", "last_price", "market_value"):
        assert Decimal(str(position[name])) == Decimal("560.99"), name
    assert Decimal(str(position["unrealized_pl"])) == 0
    assert float(position["weight"]) == pytest.approx(560.99 / float(after["equity"]), rel=1e-3)


def test_the_portfolio_has_the_promised_shape(story: Story) -> None:
    portfolio = story.after
    assert portfolio["mode"] == "replay"
    assert portfolio["source"]
    moment(portfolio["as_of"])
    for name in ("equity", "cash", "buying_power", "day_change"):
        dec(portfolio["account"][name])
    assert isinstance(portfolio["exposure"], dict)
    assert {"var_95", "cvar_95", "volatility", "beta", "max_drawdown", "worst_case_today"} <= set(portfolio["risk"])


def test_the_run_is_done_once_its_last_proposal_is_answered(story: Story) -> None:
    assert story.done["status"] == "done"
    assert story.done["proposals"] == [story.proposal["id"]]
    assert isinstance(story.done["result"], str) and story.done["result"]
    assert story.done["result"] != story.waiting["result"], "code adds the outcome to the result"
    assert "560.99" in story.done["result"]


def test_history_tells_the_fill_once_with_its_execution(story: Story, api: Api) -> None:
    (fill,) = api.fills()
    assert fill["kind"] == "fill"
    assert fill["execution_id"]
    assert fill["order_id"] == story.order["id"]
    assert (fill["symbol"], fill["side"]) == ("AAPL", "buy")
    assert (dec(fill["qty"]), dec(fill["price"])) == (1, Decimal("560.99"))
    assert moment(fill["at"]).date().isoformat() == "2012-06-01"


@pytest.mark.parametrize("kind", ["order", "fill", "run", "audit", "equity"])
def test_history_of_a_kind_holds_only_that_kind_newest_first(story: Story, api: Api, kind: str) -> None:
    items = api.items("/api/history", kind=kind)
    assert items or kind == "equity"
    assert {item["kind"] for item in items} <= {kind}
    times = [moment(item["at"]) for item in items]
    assert times == sorted(times, reverse=True)


def test_the_audit_log_names_the_ticket_and_the_run_is_in_the_history(story: Story, api: Api) -> None:
    assert story.proposal["id"] in str(api.items("/api/history", kind="audit"))
    assert story.waiting["task_id"] in str(api.items("/api/history", kind="run"))
    assert story.order["id"] in str(api.items("/api/history", kind="order"))


def test_the_runs_events_are_a_stream_of_the_same(story: Story, api: Api) -> None:
    with api.http.stream("GET", f"/agent/events/{story.waiting['task_id']}", timeout=30) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        for line in answer.iter_lines():
            if line.startswith("data:") and '"done"' in line:
                return
    raise AssertionError("the stream of a finished run never told that it is done")


def test_a_cancelled_proposal_is_never_sent_and_ends_its_run(api: Api) -> None:
    run: Any = api.run("Buy 2 shares of IBM at market price")
    (id,) = run["proposals"]
    assert expect(api.post(f"/api/proposals/{id}/cancel"), 200)["status"] == "cancelled"
    assert api.settled(run["task_id"], "done")["result"]
    problem(api.approve({"id": id, "approval_hash": "x"}), 409)
    assert api.proposal(id)["status"] == "cancelled"
    assert api.position("IBM") is None


def test_a_run_can_be_stopped_and_then_trades_nothing(api: Api) -> None:
    fills = len(api.fills())
    task_id = expect(api.post("/agent/run", {"query": "Analyze AAPL, IBM, MSFT and GOOG"}), 202)["task_id"]
    assert api.post(f"/agent/stop/{task_id}").status_code < 300
    stopped = api.settled(task_id)
    assert stopped["status"] in ("stopped", "done") and stopped["proposals"] == []
    assert api.post(f"/agent/stop/{task_id}").status_code < 500
    assert len(api.fills()) == fills
