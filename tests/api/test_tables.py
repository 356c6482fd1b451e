"""The whole trade list and equity of a backtest as CSV: every bar and every trade, those of its report."""

import csv
import io
import json
from typing import Any

import pytest
from sqlalchemy import update

from bootstrap import Wiring
from tests.api.conftest import Client
from tests.api.test_backtests import CONTRACT, over
from tests.api.test_searches import OPTIMISE, WALK
from tests.strategies.rule_documents import cond, document
from trading.store.tables import BACKTEST

# in and out on nearly every bar, over more bars than a report's lists hold
FLIPS = document(
    cond("close", "above", {"of": "close", "ago": 1}),
    exit={"conditions": [cond("close", "below", {"of": "close", "ago": 1})]},
)
LONG = {"rules": FLIPS, "symbols": ["AAPL"], "commission_bps": 1, "sizing": "all_in"}
SEVERAL = LONG | {"symbols": ["AAPL", "IBM", "XOM"]}


def table(desk: Client, task_id: str, name: str) -> list[dict[str, str]]:
    answer = desk.call("GET", f"/api/backtests/{task_id}/{name}.csv")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_all_trades_and_every_bar_are_given_where_the_report_holds_a_part_of_them(desk: Client) -> None:
    job = over(desk, desk.post("/api/backtests", SEVERAL, status=202)["task_id"])
    report = job["report"]
    assert report["bars"] > 2_000 >= len(report["equity_curve"])
    assert report["trades"] > 2_000 == len(report["trade_list"])
    equity = table(desk, job["task_id"], "equity")
    assert len(equity) == report["bars"]
    assert float(equity[-1]["equity"]) == pytest.approx(report["final_equity"], abs=1e-6)
    at = {row["at"]: float(row["equity"]) for row in equity}
    assert all(at[point["at"]] == point["equity"] for point in report["equity_curve"])
    trades = table(desk, job["task_id"], "trades")
    assert len(trades) == report["trades"]
    # the profits of all trades are what the account gained
    assert sum(float(row["pnl"]) for row in trades) == pytest.approx(report["final_equity"] - 100_000, abs=0.05)


@pytest.mark.parametrize("body", [CONTRACT, OPTIMISE, WALK], ids=["plain", "optimise", "walk_forward"])
def test_the_tables_are_those_of_the_report_of_each_kind_and_no_trial_is_counted(
    desk: Client, body: dict[str, Any]
) -> None:
    job = over(desk, desk.post("/api/backtests", body, status=202)["task_id"])
    report = job["report"]
    for _ in range(2):
        trades, equity = (table(desk, job["task_id"], name) for name in ("trades", "equity"))
        assert [(row["entry_at"], row["exit_at"] or None) for row in trades] == [
            (row["entry_at"], row["exit_at"]) for row in report["trade_list"]
        ]
        assert [(row["at"], float(row["equity"])) for row in equity] == [
            (row["at"], row["equity"]) for row in report["equity_curve"]
        ]
    again = over(desk, desk.post("/api/backtests", body, status=202)["task_id"])
    assert again["report"]["honesty"]["trials"] == report["honesty"]["trials"]


def test_a_report_whose_prices_have_changed_since_is_not_given_others(desk: Client, wiring: Wiring) -> None:
    job = over(desk, desk.post("/api/backtests", CONTRACT, status=202)["task_id"])
    other = json.dumps(job["report"] | {"final_equity": job["report"]["final_equity"] * 1.001})
    with wiring.database.write() as connection:
        connection.execute(update(BACKTEST).where(BACKTEST.c.id == job["task_id"]).values(report=other))
    answer = desk.call("GET", f"/api/backtests/{job['task_id']}/equity.csv")
    assert answer.status_code == 422
    assert "the prices of this backtest have changed since it ran" in answer.json()["detail"]


def test_a_table_of_a_job_without_a_report_and_one_of_another_name_are_refused(desk: Client) -> None:
    task_id = desk.post("/api/backtests", WALK, status=202)["task_id"]
    desk.post(f"/api/backtests/{task_id}/stop", status=200)
    answer = desk.call("GET", f"/api/backtests/{task_id}/trades.csv")
    assert answer.status_code == 422
    assert "has no report; ask for one that is done" in answer.json()["detail"]
    assert desk.call("GET", f"/api/backtests/{task_id}/fees.csv").status_code in (404, 422)
    assert desk.call("GET", "/api/backtests/none/trades.csv").status_code == 404
