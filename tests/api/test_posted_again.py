"""What a backtest was asked, as a GET tells it, can be posted as it stands and asks for the same."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bootstrap import Wiring, build
from tests.api.conftest import Client
from tests.api.test_backtests import CONTRACT, over
from tests.strategies.rule_documents import EVERY, cond, document
from trading.settings import Settings

DIPS = document(
    cond("rsi_14", "below", 30.5),
    cond("close", "above", "sma_50"),
    exit={"match": "any", "conditions": [cond("rsi_14", "above", 70), cond("close", "falls", bars=3)]},
    stop_pct=7.5,
    name="Dips",
)
SPAN = {"symbols": ["AAPL"], "start": "2010-01-04", "end": "2012-05-31"}
GRID = {"ranges": {"fast": {"least": 5, "most": 15, "step": 5}, "slow": {"least": 20, "most": 40, "step": 10}}}
DRAWS = {"ranges": {"stop_pct": {"least": 1, "most": 9}}, "method": "random", "draws": 5, "seed": 4}
WALK = {"ranges": {"after": {"least": 2, "most": 9}}, "windows": {"kind": "anchored", "folds": 3}}
POSTED: dict[str, dict[str, Any]] = {
    "the contract": CONTRACT,
    "defaults": {"strategy": "macd_cross", "symbols": ["IBM"], "start": "2011-01-03"},
    "every term": CONTRACT
    | {"benchmark": "IBM", "shorts": True, "leverage": 2, "sizing": "equity", "size": 12.5, "borrow_pct": 0.3}
    | {"limits": {"max_orders_per_day": 3}, "prices": "as_traded", "whole_shares": True},
    "numbers of rules": SPAN | {"rules": DIPS, "params": {"rsi_14_period": 9, "stop_pct": 3.25}},
    "a saved one": SPAN | {"strategy": "saved"},
    "a file": SPAN | {"strategy": "file:holds", "params": {"after": 5}},
    "a grid": CONTRACT | {"kind": "optimise", "search": GRID | {"heat": ["slow", "fast"]}},
    "draws of rules": SPAN | {"rules": EVERY["streak"], "kind": "optimise", "search": DRAWS},
    "a walk of a file": SPAN | {"strategy": "file:holds", "kind": "walk_forward", "search": WALK},
} | {f"rules {name}": SPAN | {"rules": rules} for name, rules in EVERY.items()}
HOLDS = """
import numpy as np
from trading.indicators.kinds import Parameter
from trading.strategies.base import Decision, Plan

class Holds:
    '''Holds after some bars.'''
    key, bars_needed = "holds", 10
    title = "Holds"
    parameters = (Parameter(name="after", default=3, least=1, most=9),)

    def __init__(self, after):
        self.after = int(after)

    def plan(self, panel):
        action = np.zeros(panel.close.shape, np.int8)
        action[self.after :: 20] = Decision.LONG
        action[self.after + 9 :: 20] = Decision.FLAT
        return Plan(action=action)
"""


@pytest.fixture
def wiring(tmp_path: Path) -> Iterator[Wiring]:
    folder = tmp_path / "strategies"
    folder.mkdir()
    (folder / "holds.py").write_text(HOLDS)
    settings = Settings.load(data_dir=tmp_path / "data", strategies_folder=folder, requests_per_minute=100_000)
    made = build(settings)
    made.start()
    yield made
    made.close()


@pytest.mark.parametrize("body", POSTED.values(), ids=POSTED)
def test_what_a_get_says_was_asked_asks_for_the_same_and_is_the_same_trial(
    desk: Client, wiring: Wiring, body: dict[str, Any]
) -> None:
    if body.get("strategy") == "saved":
        body = body | {"strategy": wiring.services.backtests.save("Dips", json.dumps(DIPS)).id}
    first = over(desk, desk.post("/api/backtests", body, status=202)["task_id"])
    assert first["error"] is None
    again = over(desk, desk.post("/api/backtests", first["request"], status=202)["task_id"])
    assert again["request"] == first["request"]
    assert again["report"]["final_equity"] == first["report"]["final_equity"]
    assert again["report"]["honesty"]["trials"] == first["report"]["honesty"]["trials"]
