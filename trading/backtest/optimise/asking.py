"""What a search must hold to before it is run: its ranges, its windows and the bars that there are."""

from dataclasses import replace
from typing import TYPE_CHECKING

from trading.backtest.optimise.combinations import combinations_of
from trading.backtest.optimise.quest import search_of
from trading.backtest.optimise.search import split_of, tried_of
from trading.backtest.optimise.walk_forward import walked_of
from trading.backtest.optimise.windows import pieces_of
from trading.errors import FixInput
from trading.strategies.catalogue import STRATEGIES, kind_of
from trading.strategies.resolve import Chosen
from trading.types import BacktestKind, BacktestRequest, StrategyRef

if TYPE_CHECKING:
    from trading.backtest.apart.job import Job


def one_tried(request: BacktestRequest) -> StrategyRef:
    """Return the strategy with the first numbers that its search tries: those of the request may need a range to fit.

    Raises FixInput for ranges that cannot be searched.
    """
    search, kind = search_of(request), STRATEGIES.get(request.strategy.key)
    if kind is None or request.strategy.rules is not None:
        return request.strategy
    return replace(request.strategy, params=combinations_of(kind, request.strategy.params, search).params[0])


def check_search(job: "Job", meant: Chosen | None) -> None:
    """Raise FixInput for whatever is wrong with a search; `meant` is None for a file, whose numbers it tells later."""
    search = search_of(job.request)
    if meant is None:
        _ = (
            split_of(job.past, search)
            if job.kind is BacktestKind.OPTIMISE
            else pieces_of(len(job.past.traded), search.windows)
        )
    elif meant.rules is not None:
        raise FixInput(
            f"{meant.title} is a rule set with its numbers inside, and a search needs parameters; search a strategy of "
            f"the catalogue or a file of your own"
        )
    elif job.kind is BacktestKind.OPTIMISE:
        tried_of(job, kind_of(job.request.strategy.key))
    else:
        walked_of(job, kind_of(job.request.strategy.key))
