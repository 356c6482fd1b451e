"""Backtests over REST, by the letter of the contract, on the bundled history."""

import time
from typing import Any

import pytest

from bootstrap import Wiring
from tests.api.conftest import Client
from trading.store.accounts import ensure_account
from trading.store.backtests import BacktestStore
from trading.types import OWNER, BacktestKind, MarketMode

CONTRACT: dict[str, Any] = {
    "strategy": "sma_cross",
    "params": {"fast": 10, "slow": 30},
    "symbols": ["AAPL"],
    "timeframe": "1Day",
    "start": "2010-01-04",
    "end": "2012-05-31",
    "cash": "1000000",
    "commission_bps": 0,
    "prices": "raw",
    "sizing": "all_in_whole_shares",
}


def over(desk: Client, task_id: str) -> Any:
    ends = time.monotonic() + 60
    while (job := desk.get(f"/api/backtests/{task_id}"))["status"] in ("queued", "running"):
        assert time.monotonic() < ends, job
        time.sleep(0.05)
    return job


def by_hand(bars: Any, fast: int, slow: int, cash: float) -> tuple[float, int]:
    """Return the final equity and the round trips of the contract's rules, on prices in whole cents.

    Decision on the close, fill at the next open in whole shares, no fee, the last position at the last close.
    """
    closes, opens = [round(c * 100) for c in bars["close"]], bars["open"]
    sums = [
        (slow * sum(closes[n + 1 - fast : n + 1]), fast * sum(closes[n + 1 - slow : n + 1]))
        for n in range(slow - 1, len(closes))
    ]
    held = trips = 0
    for before, now, bar in zip(sums, sums[1:], range(slow, len(closes)), strict=False):
        if bar + 1 == len(closes):
            break
        if before[0] < before[1] and now[0] > now[1] and not held:
            held = int(cash // opens[bar + 1])
            cash -= held * opens[bar + 1]
            trips += 1
        elif before[0] > before[1] and now[0] < now[1] and held:
            cash += held * opens[bar + 1]
            held = 0
    return cash + held * bars["close"][-1], trips


def test_the_contract_holds_from_the_request_to_the_report(desk: Client) -> None:
    task_id = desk.post("/api/backtests", CONTRACT, status=202)["task_id"]
    job = over(desk, task_id)
    assert (job["status"], job["progress"], job["error"]) == ("done", 1.0, None)
    bars = desk.get("/api/bars", symbol="AAPL", adjusted=False, **{"from": CONTRACT["start"], "to": CONTRACT["end"]})
    equity, trips = by_hand(bars, 10, 30, 1_000_000.0)
    report = job["report"]
    assert trips > 3
    assert round(report["final_equity"], 2) == round(equity, 2)
    assert report["trades"] == trips
    assert report["return_pct"] == pytest.approx((equity / 1_000_000 - 1) * 100)
    assert report["equity_curve"][-1]["equity"] == pytest.approx(equity)
    assert report["equity_curve"][-1]["at"] == "2012-05-31T20:00:00Z"


def test_naming_a_cost_takes_the_others_away_and_naming_none_has_the_defaults(desk: Client) -> None:
    without = {name: value for name, value in CONTRACT.items() if name != "commission_bps"}
    jobs = [over(desk, desk.post("/api/backtests", body, status=202)["task_id"]) for body in (CONTRACT, without)]
    costs = [
        {name: job["request"][name] for name in ("spread_bps", "slippage_bps", "borrow_pct", "margin_pct")}
        for job in jobs
    ]
    assert costs == [
        {"spread_bps": 0.0, "slippage_bps": 0.0, "borrow_pct": 0.0, "margin_pct": 0.0},
        {"spread_bps": 2.0, "slippage_bps": 5.0, "borrow_pct": 1.0, "margin_pct": 6.0},
    ]
    assert jobs[1]["report"]["final_equity"] < jobs[0]["report"]["final_equity"]


def test_a_repeat_with_the_same_key_starts_one_job(desk: Client) -> None:
    first = desk.post("/api/backtests", CONTRACT, status=202, once="one")
    assert desk.post("/api/backtests", CONTRACT, status=202, once="one") == first
    assert len(desk.get("/api/backtests")["items"]) == 1
    other = desk.call("POST", "/api/backtests", json=CONTRACT | {"cash": "5"}, once="one")
    assert other.status_code == 422
    assert desk.post("/api/backtests", CONTRACT, status=202, once="two") != first


def test_jobs_are_listed_newest_first_page_by_page_without_their_reports(desk: Client) -> None:
    made = [desk.post("/api/backtests", CONTRACT, status=202)["task_id"] for _ in range(3)]
    page = desk.get("/api/backtests", limit=2)
    rest = desk.get("/api/backtests", limit=2, cursor=page["next_cursor"])
    assert [job["task_id"] for job in page["items"] + rest["items"]] == made[::-1]
    assert rest["next_cursor"] is None
    assert all("report" not in job and job["symbols"] == ["AAPL"] for job in page["items"])
    assert desk.call("GET", "/api/backtests", params={"cursor": "nonsense"}).status_code == 422


def test_an_unknown_job_and_one_of_another_account_are_404(desk: Client, wiring: Wiring) -> None:
    clock = wiring.services.wall_clock
    ensure_account(wiring.database, "theirs", mode=MarketMode.PAPER, venue="Paper", at=clock.now())
    theirs = BacktestStore(wiring.database, "theirs", clock).create(BacktestKind.BACKTEST, {}, actor=OWNER)
    for task_id in ("none", theirs.id):
        for method, path in (("GET", f"/api/backtests/{task_id}"), ("POST", f"/api/backtests/{task_id}/stop")):
            answer = desk.call(method, path)
            assert answer.status_code == 404
            assert "is not known" in answer.json()["detail"]
    assert desk.get("/api/backtests")["items"] == []


BAD = [
    ({"strategy": "sma_corss"}, "'sma_corss' is no strategy; there are"),
    ({"strategy": None}, "name one of strategy and rules"),
    ({"params": {"fast": 0, "slow": 30}}, "fast 0 is not a whole number from 1 to 500"),
    ({"params": {"fast": 30, "slow": 10}}, "fast 30 is not below slow 10"),
    ({"params": {"quick": 3}}, "quick is no parameter of sma_cross; it has fast, slow"),
    ({"params": {"fast": "ten"}}, "params.fast 'ten' is wrong: give a number"),
    ({"symbols": ["APPL"]}, "AAPL"),
    ({"symbols": ["AAPL", "aapl"]}, "AAPL is named twice"),
    ({"symbols": []}, "symbols"),
    ({"benchmark": "NOPE"}, "NOPE"),
    ({"start": "2012-05-31", "end": "2010-01-04"}, "end 2010-01-04 is before start 2012-05-31"),
    ({"start": "2012-05-01"}, "22 bars there and the strategy needs 31"),
    ({"start": "31.5.2012"}, "give a date such as 2012-06-04"),
    ({"cash": "0"}, "cash 0 is not more than 0"),
    ({"cash": "much"}, "cash 'much' is not a number"),
    ({"commission_bps": -1}, "commission_bps -1 is not from 0 to 1000"),
    ({"commission_bps": True}, "give a number"),
    ({"leverage": 11}, "leverage 11 is not from 1 to 10"),
    ({"leverage": 0.5}, "leverage 0.5 is not from 1 to 10"),
    ({"leverage": 10**320}, "give a number"),
    (
        {"strategy": "bollinger_breakout", "params": {}, "kind": "optimise"}
        | {"search": {"ranges": {"width": {"least": 1, "most": 3, "step": 1e-320}}}},
        "choose a larger step",
    ),
    ({"sizing": "equity", "size": 101}, "size 101 is not more than 0 and at most 100 percent for equity"),
    ({"sizing": "everything"}, "sizing 'everything' is wrong"),
    ({"limits": {"max_risk": 1}}, "max_risk is no limit that a backtest applies; there are max_order_notional"),
    ({"timeframe": "1Min"}, "1Min"),
    ({"colour": "red"}, "colour is not known here; remove it"),
]


@pytest.mark.parametrize(("change", "said"), BAD, ids=[str(change) for change, _ in BAD])
def test_bad_input_is_told_before_a_job_is_made(desk: Client, change: dict[str, Any], said: str) -> None:
    answer = desk.call("POST", "/api/backtests", json=CONTRACT | change)
    assert answer.status_code == 422, answer.text
    assert said in answer.json()["detail"]
    assert desk.get("/api/backtests")["items"] == []


def test_a_number_past_every_float_is_told_and_breaks_nothing(desk: Client) -> None:
    body = '{"rules": {"version": 1e309}, "symbols": ["AAPL"]}'
    answer = desk.call("POST", "/api/backtests", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422, answer.text
    assert "rules hold a number beyond 1e308" in answer.json()["detail"]


def test_every_fault_of_the_terms_is_told_at_once(desk: Client) -> None:
    answer = desk.call("POST", "/api/backtests", json=CONTRACT | {"cash": "-5", "leverage": 0, "spread_bps": 5000})
    assert len(answer.json()["reasons"]) == 3


def test_strategies_are_listed_with_bounds_and_page_by_page(desk: Client) -> None:
    every = desk.get("/api/strategies", limit=200)
    assert every["next_cursor"] is None
    cross = next(one for one in every["items"] if one["key"] == "sma_cross")
    assert (cross["kind"], cross["family"], cross["title"]) == ("catalogue", "trend", "SMA crossover")
    assert {p["name"]: (p["least"], p["most"]) for p in cross["parameters"]} == {"fast": (1, 500), "slow": (2, 1000)}
    paged, cursor = [], ""
    while cursor is not None:
        page = desk.get("/api/strategies", limit=1, cursor=cursor)
        paged, cursor = paged + page["items"], page["next_cursor"]
    assert paged == every["items"]
    assert desk.call("GET", "/api/strategies", params={"cursor": "gone"}).status_code == 422


def test_a_stopped_job_stays_stopped(desk: Client) -> None:
    task_id = desk.post("/api/backtests", CONTRACT, status=202)["task_id"]
    stopped = desk.post(f"/api/backtests/{task_id}/stop", status=200)
    assert stopped["status"] in ("stopped", "done")
    time.sleep(0.3)
    assert desk.get(f"/api/backtests/{task_id}")["status"] == stopped["status"]
    assert desk.post(f"/api/backtests/{task_id}/stop", status=200)["status"] == stopped["status"]
