"""The figures by which combinations are ranked and shown, by the definitions of the report."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trading.backtest.past import Past
from trading.types import Objective

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from trading.backtest.batch import BatchResult

    Values = NDArray[np.float64]

FIGURES = (
    *("final_equity", "return_pct", "annual_return_pct", "sharpe", "sortino", "calmar", "max_drawdown_pct"),
    "trades",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """The figures of accounts: a row each and a column for each of FIGURES, NaN where one is not known."""

    table: "Values"

    def column(self, name: str) -> "Values":
        """Return one figure of every account."""
        return self.table[:, FIGURES.index(name)]

    def objective(self, objective: Objective) -> "Values":
        """Return what is sought, of every account; minus infinity where it is not known or nothing was traded."""
        import numpy as np

        found = self.column(objective.value)
        # an account that never traded has never fallen either: that is no find
        return np.where(np.isfinite(found) & (self.column("trades") > 0), found, -np.inf)

    def row(self, place: int) -> dict[str, float | None]:
        """Return the figures of one account by their names, None where one is not known."""
        named = dict(zip(FIGURES, self.table[place].tolist(), strict=True))
        known = {name: value if math.isfinite(value) else None for name, value in named.items()}
        return known | {"trades": int(named["trades"])}


def scores_of(past: Past, played: "BatchResult") -> Scores:
    """Return the figures of what was played on a past; a year's are geometric, as in the report."""
    import numpy as np

    from trading.backtest.batch import bars_a_year

    a_year = bars_a_year(past)
    growth = np.maximum(1 + played.return_pct / 100, 0.0) ** (1 / played.bars)
    annual = growth**a_year - 1
    return Scores(
        table=np.column_stack(
            [
                played.final_equity,
                played.return_pct,
                100 * annual,
                played.sharpe,
                _ratio(annual, played.downside * math.sqrt(a_year)),
                _ratio(annual, -played.max_drawdown_pct / 100),
                played.max_drawdown_pct,
                played.trades,
            ]
        )
    )


def _ratio(over: "Values", under: "Values") -> "Values":
    import numpy as np

    found: Values = np.divide(over, under, out=np.full_like(over, np.nan), where=under > 0)
    return found
