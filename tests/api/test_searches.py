"""Searches for parameters over REST, ours beside the contract, on the bundled history."""

import json
from typing import Any

import pytest

from bootstrap import Wiring
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


def dips(period: int, level: float) -> Any:
    return document(cond(f"rsi_{period}", "below", level), exit={"conditions": [cond(f"rsi_{period}", "above", 70)]})


DIPS = {name: value for name, value in OPTIMISE.items() if name not in ("strategy", "params", "kind", "search")}
LEVELS = {"rsi_14_period": {"least": 6, "most": 14, "step": 4}, "entry_1_level": {"least": 20, "most": 40, "step": 10}}


@pytest.mark.parametrize("kind", ["optimise", "walk_forward"])
def test_the_numbers_of_a_rule_set_are_searched_and_the_best_is_what_the_rules_with_them_earn(
    desk: Client, kind: str
) -> None:
    search = {"kind": kind, "search": {"ranges": LEVELS}}
    sent = desk.post("/api/backtests", DIPS | search | {"rules": dips(14, 30)}, status=202)
    job = over(desk, sent["task_id"])
    assert (job["status"], job["error"]) == ("done", None)
    found = job["report"]["search" if kind == "optimise" else "walk_forward"]
    assert found["combinations"] == 9
    if kind == "walk_forward":
        return
    best = found["best"]
    params = best["params"]
    assert set(params) == {"rsi_14_period", "entry_1_level", "exit_1_level"}
    until = {"end": found["in_sample"]["end"][:10]}
    written = DIPS | until | {"rules": dips(int(params["rsi_14_period"]), params["entry_1_level"])}
    named = DIPS | until | {"rules": dips(14, 30), "params": params}
    for body in (written, named):
        alone = over(desk, desk.post("/api/backtests", body, status=202)["task_id"])
        assert alone["report"]["final_equity"] == pytest.approx(best["in_sample"]["final_equity"])


def test_a_saved_rule_set_lists_its_numbers_and_is_searched_by_its_id(desk: Client, wiring: Wiring) -> None:
    saved = wiring.services.backtests.save("Dips", json.dumps(dips(14, 30)))
    [line] = [each for each in desk.get("/api/strategies")["items"] if each["key"] == saved.id]
    assert {each["name"]: each["default"] for each in line["parameters"]} == {
        "rsi_14_period": 14,
        "entry_1_level": 30,
        "exit_1_level": 70,
    }
    search = {"kind": "optimise", "strategy": saved.id, "search": {"ranges": LEVELS, "method": "random", "draws": 5}}
    job = over(desk, desk.post("/api/backtests", DIPS | search, status=202)["task_id"])
    assert (job["status"], job["error"]) == ("done", None)
    assert job["report"]["search"]["combinations"] == 5


def test_a_number_that_a_rule_set_has_not_is_told(desk: Client) -> None:
    ranges = {"rsi_15_period": {"least": 6, "most": 14}}
    body = DIPS | {"kind": "optimise", "search": {"ranges": ranges}, "rules": dips(14, 30)}
    answer = desk.call("POST", "/api/backtests", json=body)
    assert answer.status_code == 422, answer.text
    assert "it has rsi_14_period, entry_1_level, exit_1_level" in answer.json()["detail"]
