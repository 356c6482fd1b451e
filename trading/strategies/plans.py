"""Whether a plan is one that an account can follow."""

from typing import TYPE_CHECKING, Any

from trading.errors import FixInput
from trading.strategies.base import Decision, Plan

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from trading.strategies.panel import Panel

CODES = ", ".join(f"{each.value} {each.name}" for each in Decision)
MOST_WEIGHT = 100.0
"""The largest weight, as a multiple of equity: beyond it a plan has mistaken percent or USD for a fraction."""
BELOW_THE_CLOSE = ("stop", "trail")


def check_plan(plan: Any, panel: "Panel") -> Plan:
    """Return the plan where it is one for these bars. Raises FixInput with the first fault: what, where, what to do."""
    fault = _fault(plan, panel)
    if fault:
        raise FixInput(fault)
    checked: Plan = plan
    return checked


def _fault(plan: Any, panel: "Panel") -> str | None:
    import numpy as np

    if not isinstance(plan, Plan):
        return f"plan gives {type(plan).__name__}, not a Plan; return Plan(action=...)"
    if fault := _array_fault("action", plan.action, panel, np.dtype(np.int8)):
        return fault
    unknown = (plan.action < 0) | (plan.action > max(Decision))
    if unknown.any():
        row, place = (int(each[0]) for each in np.nonzero(unknown))
        return f"action is {plan.action[row, place]} {_at(panel, row, place)}; use {CODES}"
    if not isinstance(plan.rests, int) or plan.rests < 1:
        return f"rests is {plan.rests!r:.30}, not a whole number of at least 1; say for how many bars an entry rests"
    for name in ("value", "limit", "trigger", "stop", "take", "trail"):
        values = getattr(plan, name)
        if values is not None and (fault := _array_fault(name, values, panel, np.dtype(np.float64))):
            return fault
    return _value_fault(plan, panel) or _price_fault(plan, panel)


def _array_fault(name: str, values: Any, panel: "Panel", wanted: "np.dtype[Any]") -> str | None:
    import numpy as np

    shape = panel.close.shape
    if not isinstance(values, np.ndarray):
        return f"{name} is {type(values).__name__}, not an array; make it with numpy"
    if values.shape != shape:
        return f"{name} has the shape {values.shape} and the panel {shape}, bars by symbols; give one value for each"
    if values.dtype != wanted:
        return f"{name} holds {values.dtype}, not {wanted}; convert it with .astype(numpy.{wanted})"
    return None


def _value_fault(plan: Plan, panel: "Panel") -> str | None:
    """Say where a weight or an amount is missing or makes no sense."""
    import numpy as np

    weighs, spends = plan.action == Decision.WEIGHT, plan.action == Decision.SPEND
    if not (weighs | spends).any():
        return None
    if plan.value is None:
        return "action says WEIGHT or SPEND and there is no value; give value with a number for each of them"
    wrong = weighs & ~(np.abs(plan.value) <= MOST_WEIGHT) | spends & ~((plan.value > 0) & np.isfinite(plan.value))
    if not wrong.any():
        return None
    row, place = (int(each[0]) for each in np.nonzero(wrong))
    what = f"a fraction of equity within {MOST_WEIGHT:g} of 0" if weighs[row, place] else "USD above 0"
    return f"value is {plan.value[row, place]} {_at(panel, row, place)}, not {what}; mend it"


def _price_fault(plan: Plan, panel: "Panel") -> str | None:
    """Say where a price or a distance is not above 0 or, for one under the close, takes all of it."""
    import numpy as np

    for name in ("limit", "trigger", "stop", "take", "trail"):
        values: NDArray[np.float64] | None = getattr(plan, name)
        if values is None:
            continue
        most = 1.0 if name in BELOW_THE_CLOSE else MOST_WEIGHT
        wrong = ~np.isnan(values) & ~((values > 0) & (values < most))
        if wrong.any():
            row, place = (int(each[0]) for each in np.nonzero(wrong))
            return (
                f"{name} is {values[row, place]} {_at(panel, row, place)}, not a fraction of the close above 0 and "
                f"below {most:g}; use NaN where there is none"
            )
    return None


def _at(panel: "Panel", row: int, place: int) -> str:
    return f"at bar {row + 1} of {len(panel)} for {panel.symbols[place]}"
