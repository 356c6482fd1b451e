"""The trials of a search, packed for the way to the app, and what their likeness says of the best one's luck."""

import base64
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from trading.backtest.honesty.experiment import Experiment
from trading.backtest.honesty.overfitting import overfitting
from trading.backtest.honesty.sample import Sample
from trading.backtest.optimise.trying import Tried
from trading.types.trial import BLOCKS, Trial

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

_MOMENTS = 4
_COLUMNS = _MOMENTS + 2 * BLOCKS


def overfit(tried: Tried) -> float | None:
    """Return the probability of backtest overfitting of the combinations (CSCV), 0 .. 1, None for too few.

    They are shuffled by a fixed seed first: of more than it compares, the first are taken, and a grid has an order.
    """
    import numpy as np

    places = np.random.default_rng(1).permutation(len(tried.params))
    return overfitting(tried.played.sums[places], tried.played.squares[places], tried.played.bars)


def packed(tried: Tried, first: int, end: int) -> dict[str, Any]:
    """Return the trials as plain JSON values: 32-bit floats in base64, over the bars from `first` to before `end`."""
    import numpy as np

    names = sorted(tried.params[0])
    played = tried.played
    moments = (played.mean, played.std, played.skew, played.kurt)
    numbers = np.column_stack([*moments, played.sums, played.squares]).astype("<f4")
    params = np.array([[one[name] for name in names] for one in tried.params], "<f8")
    return {
        "first": first,
        "end": end,
        "bars": played.bars,
        "names": names,
        "params": base64.b64encode(params.tobytes()).decode(),
        "numbers": base64.b64encode(numbers.tobytes()).decode(),
    }


def unpacked(given: Mapping[str, Any], experiment: Experiment) -> Sequence[Trial]:
    """Return the trials of what `packed` made. Raises KeyError, TypeError, ValueError for other values."""
    import numpy as np

    names = [str(name) for name in given["names"]]
    rows = np.frombuffer(base64.b64decode(given["numbers"]), "<f4").reshape(-1, _COLUMNS).astype(np.float64).tolist()
    params = np.frombuffer(base64.b64decode(given["params"]), "<f8").reshape(len(rows), len(names)).tolist()
    bars = int(given["bars"])
    return [
        experiment.trial(_sample(bars, row), dict(zip(names, numbers, strict=True)))
        for row, numbers in zip(rows, params, strict=True)
    ]


def _sample(bars: int, row: Sequence[float]) -> Sample:
    mean, std, skew, kurt = row[:_MOMENTS]
    sums, squares = row[_MOMENTS : _MOMENTS + BLOCKS], row[_MOMENTS + BLOCKS :]
    return Sample(bars=bars, mean=mean, std=std, skew=skew, kurt=kurt, sums=tuple(sums), squares=tuple(squares))
