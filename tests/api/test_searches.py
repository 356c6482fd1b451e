"""Searches for parameters over REST, ours beside the contract, on the bundled history."""

from typing import Any

import pytest

from tests.api.conftest import Client
from tests.api.test_backtests import CONTRACT, over
from tests.strategies.rule_documents import cond, document

RANGES = {"fast": {"least": 5, "most": 15, "step": 5}, "slow": {"least": 10, "most": 40, "step": 10}}
OPTIMISE = CONTRACT | {"kind": "optimise", "search": {"ranges": RANGES}}
WALK = OPTIMISE | {"kind": "walk_forward", "search": {"ranges": RANGES, "windows": {"kind": "anchored", "folds": 3}}}


def test_an_optimisation_reports_the_best_on_the_bars_held_out_beside_those_it_was_chosen_on(desk: Client) -> None:
    job = over(desk, desk.post("/api/backtests", OPTIMISE, status=202)["task_id"])
    assert (job["status"], job["kind"], job["error"]) == ("done", "optimise", None)
    assert job["request"]["search"]["objective"] == "sharpe"
    found = job["report"]["search"]
    # 3 by 4 less 10/10 and 15/10
    assert (found["combinations"], found["left_out"]) == (10, 2)
    best = found["best"]
    assert found["rows"][0]["params"] == best["params"]
    assert best["out_of_sample"]["return_pct"] == job["report"]["return_pct"]
    assert found["in_sample"]["end"] < found["out_of_sample"]["start"]
    assert job["report"]["honesty"]["trials"] == 10
    # the same numbers on the bars of the search alone earn what the table says of them
    ends = found["in_sample"]["end"][:10]
    alone = over(
        desk, desk.post("/api/backtests", CONTRACT | {"params": best["params"], "end": ends}, status=202)["task_id"]
    )
    assert alone["report"]["final_equity"] == pytest.approx(best["in_sample"]["final_equity"])


def test_numbers_that_fit_only_within_the_ranges_are_searched(desk: Client) -> None:
    # fast 60 is above the default of slow, which has a range
    wide = OPTIMISE | {"params": {"fast": 60}, "search": {"ranges": {"slow": {"least": 70, "most": 90, "step": 10}}}}
    first = desk.post("/api/backtests", wide, status=202, once="wide")
    assert desk.post("/api/backtests", wide, status=202, once="wide") == first
    job = over(desk, first["task_id"])
    assert (job["status"], job["error"]) == ("done", None)
    assert {row["params"]["fast"] for row in job["report"]["search"]["rows"]} == {60}


def test_a_walk_forward_reports_its_pieces_as_one_account(desk: Client) -> None:
    job = over(desk, desk.post("/api/backtests", WALK, status=202)["task_id"])
    assert (job["status"], job["kind"], job["error"]) == ("done", "walk_forward", None)
    walked = job["report"]["walk_forward"]
    assert [row["in"]["start"][:10] for row in walked["rows"]] == ["2010-01-04"] * 3
    grown = 1.0
    for row in walked["rows"]:
        grown *= 1 + row["out_of_sample"]["return_pct"] / 100
    assert job["report"]["return_pct"] == pytest.approx(100 * (grown - 1))


BAD: list[tuple[dict[str, Any], str]] = [
    ({"search": None}, "search and the kinds optimise and walk_forward go together"),
    ({"kind": "backtest"}, "search and the kinds optimise and walk_forward go together"),
    ({"kind": "guess"}, "kind 'guess' is wrong"),
    ({"search": {"ranges": {}}}, "search.ranges"),
    ({"search": {"ranges": {"speed": {"least": 1, "most": 2}}}}, "speed is no parameter of sma_cross"),
    ({"search": {"ranges": {"fast": {"least": 1}}}}, "search.ranges.fast.most is missing"),
    ({"search": {"ranges": RANGES, "draws": 2.5}}, "search.draws"),
    ({"search": {"ranges": RANGES, "objective": "luck"}}, "search.objective 'luck' is wrong"),
    ({"search": {"ranges": RANGES, "held_out_pct": 99}}, "held_out_pct 99 is not from 5 to 70"),
    ({"search": {"ranges": RANGES, "colour": 1}}, "colour is not known here; remove it"),
    ({"kind": "walk_forward", "search": {"ranges": RANGES, "windows": {"folds": 1}}}, "folds 1 is not from 2 to 60"),
    ({"start": "2012-03-01"}, "bars leave"),
]


@pytest.mark.parametrize(("change", "said"), BAD, ids=[str(change) for change, _ in BAD])
def test_a_search_that_cannot_be_made_is_told_before_a_job_is_made(
    desk: Client, change: dict[str, Any], said: str
) -> None:
    answer = desk.call("POST", "/api/backtests", json=OPTIMISE | change)
    assert answer.status_code == 422, answer.text
    assert said in answer.json()["detail"]
    assert desk.get("/api/backtests")["items"] == []


def test_rules_with_their_numbers_inside_cannot_be_searched(desk: Client) -> None:
    body = {name: value for name, value in OPTIMISE.items() if name not in ("strategy", "params")}
    rules = document(cond("rsi_14", "below", 30), exit={"conditions": [cond("rsi_14", "above", 70)]}, name="Dips")
    answer = desk.call("POST", "/api/backtests", json=body | {"rules": rules})
    assert answer.status_code == 422, answer.text
    assert "Dips is a rule set with its numbers inside" in answer.json()["detail"]
