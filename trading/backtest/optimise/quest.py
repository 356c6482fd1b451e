"""What a search under way shares: its job, what it tries, and how far it is."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trading.backtest.optimise.combinations import Combinations, Params
from trading.backtest.optimise.pace import Pace
from trading.backtest.optimise.pieces import Piece, cut, entering
from trading.backtest.optimise.trying import Ground, Tried, try_all
from trading.backtest.past import Past
from trading.backtest.played import Played
from trading.errors import FixInput
from trading.strategies.base import Plan, StrategyKind
from trading.types import BacktestRequest, Search, Terms

if TYPE_CHECKING:
    from trading.backtest.apart.job import Job


def search_of(request: BacktestRequest) -> Search:
    """Return what a request searches. Raises FixInput for nothing."""
    if request.search is None:
        raise FixInput("there is nothing to search; give `search` with a range for at least one parameter")
    return request.search


@dataclass(frozen=True, slots=True, kw_only=True)
class Quest:
    """A search under way. Its pace counts bars times combinations."""

    job: "Job"
    kind: StrategyKind
    combinations: Combinations
    pace: Pace

    @property
    def past(self) -> Past:
        """Return the whole past."""
        return self.job.past

    @property
    def bars(self) -> int:
        """Return how many bars the whole past has."""
        return len(self.past.traded)

    @property
    def search(self) -> Search:
        """Return what is searched."""
        return search_of(self.job.request)

    @property
    def terms(self) -> Terms:
        """Return the rules of the account."""
        return self.job.request.terms

    def tried(self, first: int, end: int) -> Tried:
        """Return what comes of each combination from one bar to before another. Raises Stop."""
        ground = Ground(cut(self.past, first, end), self.kind, self.terms)
        return try_all(ground, self.combinations.params, lambda done: self.pace.step(done * (end - first)))

    def entered(self, params: Params, piece: Piece) -> tuple[Played, Plan]:
        """Return what these numbers did on all bars before a piece, and their plan of the piece."""
        from trading.backtest.engine import simulate

        strategy, earlier = self.kind.build(params), cut(self.past, 0, piece.first)
        before = simulate(earlier, strategy.plan(earlier.seen), self.terms)
        return before, entering(self.past, strategy, piece, before)
