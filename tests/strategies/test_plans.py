"""A plan that no account can follow is refused with what is wrong, where, and what to do."""

from typing import Any

import numpy as np
import pytest

from tests.strategies.made import panel
from trading.errors import FixInput
from trading.strategies.base import Decision, Plan
from trading.strategies.plans import check_plan

BARS = panel({"A": [1, 2, 3], "B": [1, 2, 3]})
SHAPE = (3, 2)


def table(value: float, dtype: Any = np.float64) -> Any:
    return np.full(SHAPE, value, dtype)


def at(row: int, place: int, value: float, fill: float = float("nan")) -> Any:
    found = table(fill)
    found[row, place] = value
    return found


def test_a_sound_plan_comes_back_as_it_is() -> None:
    nothing = table(float("nan"))
    plan = Plan(action=table(Decision.LONG, np.int8), stop=at(1, 1, 0.05), value=nothing, limit=at(0, 0, 1.02), rests=3)
    assert check_plan(plan, BARS) is plan
    weights = Plan(action=table(Decision.WEIGHT, np.int8), value=table(-0.5))
    assert check_plan(weights, BARS) is weights
    assert check_plan(Plan(action=table(Decision.SPEND, np.int8), value=table(1e6)), BARS).value is not None
    assert check_plan(Plan(action=table(0, np.int8), value=table(float("inf"))), BARS), "a value that nobody reads"


LONG, WEIGHT, SPEND = (table(code, np.int8) for code in (Decision.LONG, Decision.WEIGHT, Decision.SPEND))


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (None, r"plan gives NoneType, not a Plan; return Plan\(action=...\)"),
        (LONG, r"plan gives ndarray, not a Plan"),
        (Plan(action=[[1]]), "action is list, not an array; make it with numpy"),  # type: ignore[arg-type]
        (Plan(action=LONG[:2]), r"action has the shape \(2, 2\) and the panel \(3, 2\), bars by symbols"),
        (Plan(action=LONG[:, 0]), r"action has the shape \(3,\) and the panel \(3, 2\)"),
        (Plan(action=table(1)), r"action holds float64, not int8; convert it with .astype\(numpy.int8\)"),
        (
            Plan(action=table(6, np.int8)),
            "action is 6 at bar 1 of 3 for A; use 0 KEEP, 1 LONG, 2 SHORT, 3 FLAT, 4 WEIGHT",
        ),
        (Plan(action=table(-1, np.int8)), "action is -1 at bar 1 of 3 for A"),
        (Plan(action=WEIGHT), "action says WEIGHT or SPEND and there is no value; give value with a number"),
        (
            Plan(action=WEIGHT, value=at(2, 1, float("nan"), 0.5)),
            "value is nan at bar 3 of 3 for B, not a fraction of equity",
        ),
        (
            Plan(action=WEIGHT, value=at(1, 0, 101, 0.5)),
            "value is 101.0 at bar 2 of 3 for A, not a fraction of equity within",
        ),
        (Plan(action=SPEND, value=at(1, 0, 0, 5)), "value is 0.0 at bar 2 of 3 for A, not USD above 0; mend it"),
        (
            Plan(action=SPEND, value=at(1, 0, float("inf"), 5)),
            "value is inf at bar 2 of 3 for A, not USD above 0; mend it",
        ),
        (Plan(action=WEIGHT, value=table(1, np.float32)), "value holds float32, not float64"),
        (
            Plan(action=LONG, stop=at(1, 1, 1.0)),
            "stop is 1.0 at bar 2 of 3 for B, not a fraction of the close above 0 and below 1",
        ),
        (Plan(action=LONG, take=at(1, 1, -0.1)), "take is -0.1 at bar 2 of 3 for B, not a fraction"),
        (Plan(action=LONG, trail=at(1, 1, float("inf"))), "trail is inf at bar 2 of 3 for B"),
        (Plan(action=LONG, limit=at(1, 1, 0)), "limit is 0.0 at bar 2 of 3 for B"),
        (Plan(action=LONG, trigger=table(1)[:1]), r"trigger has the shape \(1, 2\)"),
        (
            Plan(action=LONG, rests=0),
            "rests is 0, not a whole number of at least 1; say for how many bars an entry rests",
        ),
        (Plan(action=LONG, rests=1.5), "rests is 1.5, not a whole number"),  # type: ignore[arg-type]
    ],
)
def test_a_fault_of_a_plan_is_a_sentence(plan: Any, said: str) -> None:
    with pytest.raises(FixInput, match=f"^{said}"):
        check_plan(plan, BARS)
