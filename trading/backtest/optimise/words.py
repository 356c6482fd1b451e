"""What a search shows, in sentences for a person."""

from collections.abc import Mapping

from trading.backtest.honesty.overfitting import LEAST_HALF, LEAST_TRIALS
from trading.types import Objective

PLATEAU, ALONE = 0.7, 0.4
"""From which share of the best its neighbours are called a plateau, and under which it stands alone."""
ORDER_HOLDS, ORDER_TELLS = 0.6, 0.2
"""From which rank correlation the order inside is called that outside as well, and under which it tells nothing."""
_NAMES = {
    Objective.SHARPE: "Sharpe ratio",
    Objective.SORTINO: "Sortino ratio",
    Objective.CALMAR: "Calmar ratio",
    Objective.RETURN: "return",
    Objective.DRAWDOWN: "deepest fall",
}


def said(objective: Objective, value: float | None) -> str:
    """Return the objective with its value."""
    if value is None:
        return f"no known {_NAMES[objective]}"
    unit = " %" if objective in (Objective.RETURN, Objective.DRAWDOWN) else ""
    return f"a {_NAMES[objective]} of {value:.{1 if unit else 2}f}{unit}"


def of_both_sides(objective: Objective, inside: float | None, outside: float | None) -> str:
    """Say what the best has where it was chosen and where it was not."""
    return (
        f"The best has {said(objective, inside)} on the bars that chose it, and {said(objective, outside)} on those "
        f"held out."
    )


def of_neighbours(objective: Objective, count: int, share: float | None) -> str:
    """Say how the neighbours of the best did; `share` is theirs of its objective."""
    name = _NAMES[objective]
    if count == 0:
        return "The best has no neighbours to compare with."
    if share is None:
        return f"The {name} of the best is not above 0, so its neighbours say nothing more."
    if objective is Objective.DRAWDOWN:
        did = f"fall {1 / share:.1f} times as deep"
    else:
        did = f"reach {100 * share:.0f} % of its {name}"
    begin = f"The neighbours of the best ({count}) {did} on average"
    if share >= PLATEAU:
        return f"{begin}: a plateau, not one bright cell."
    if share < ALONE:
        return f"{begin}: one bright cell alone is luck more often than not."
    return f"{begin}: the best stands out from them, so expect less than it shows."


def of_order(correlation: float | None, count: int) -> str | None:
    """Say whether what was better inside was better outside, None where that is not known."""
    if correlation is None:
        return None
    begin = f"Of the {count} combinations played on both sides"
    rank = f"(rank correlation {correlation:.2f})"
    if correlation >= ORDER_HOLDS:
        return f"{begin}, what was better inside was mostly better outside {rank}."
    if correlation >= ORDER_TELLS:
        return f"{begin}, what was better inside was only somewhat better outside {rank}."
    if correlation > -ORDER_TELLS:
        return f"{begin}, the order inside says nothing of the order outside {rank}."
    return f"{begin}, what was better inside was rather worse outside {rank}."


def of_overfitting(share: float | None) -> str | None:
    """Say why the probability of backtest overfitting is not known, None where it is."""
    if share is not None:
        return None
    return (
        f"How likely this choice is overfit is not told: it takes {LEAST_TRIALS} combinations that differ, over "
        f"{2 * LEAST_HALF} bars."
    )


def of_efficiency(inside: float | None, outside: float | None, share: float | None) -> str:
    """Say what the pieces earn beside the windows that chose their numbers; percent a year."""
    if inside is None or outside is None:
        return "What the pieces earn a year beside their windows is not known, for too little was traded."
    begin = f"The pieces earn {outside:.1f} % a year beside {inside:.1f} % in the windows that chose their numbers"
    return f"{begin}." if share is None else f"{begin}: an efficiency of {100 * share:.0f} %."


def of_stability(changes: Mapping[str, int], windows: int) -> str:
    """Say how often the choice of each number changed from window to window."""
    each = ", ".join(f"{name} {count} of {windows - 1} times" for name, count in changes.items())
    return f"From window to window the choice changed: {each}."
