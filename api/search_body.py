"""What a request says of a search: ranges of parameters, what the best has most of, and how time is divided."""

from typing import Annotated

from pydantic import ConfigDict, Field, StrictInt, StrictStr

from api.sent import Number, Sent
from trading.types import Objective, ParameterRange, Search, SearchMethod, WindowKind, Windows

Named = Annotated[StrictStr, Field(min_length=1, max_length=60)]
_MOST = 2**53


class RangeBody(Sent):
    """The values of one parameter, both ends inclusive."""

    least: Number
    most: Number
    step: Number | None = Field(None, description="1 for whole numbers, a tenth of the range for others, unless said.")


class WindowsBody(Sent):
    """The windows of a walk-forward: say folds, or the lengths in bars, or folds and one length."""

    kind: WindowKind = WindowKind.ROLLING
    folds: StrictInt | None = Field(None, description="How many windows; 5 where nothing is said.")
    in_bars: StrictInt | None = Field(None, ge=1, le=_MOST, description="Bars that are searched in a window.")
    out_bars: StrictInt | None = Field(None, ge=1, le=_MOST, description="Bars that are played after it.")


class SearchBody(Sent):
    """Which parameters are sought, and by what they are judged."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "ranges": {"fast": {"least": 5, "most": 25, "step": 5}, "slow": {"least": 30, "most": 90, "step": 10}},
                "objective": "sharpe",
            }
        }
    )

    ranges: dict[Named, RangeBody] = Field(min_length=1, max_length=20)
    method: SearchMethod = SearchMethod.GRID
    objective: Objective = Objective.SHARPE
    draws: StrictInt = Field(200, description="How many combinations `random` tries.")
    seed: StrictInt = Field(1, ge=0, le=_MOST)
    held_out_pct: Number = Field(30.0, description="Percent of the bars, the newest, that `optimise` does not search.")
    heat: tuple[Named, Named] | None = Field(None, description="The two parameters of the picture.")
    windows: WindowsBody = WindowsBody()


def search_of(body: SearchBody) -> Search:
    """Return the search that a body means."""
    return Search(
        ranges={name: ParameterRange(**one.model_dump()) for name, one in body.ranges.items()},
        method=body.method,
        objective=body.objective,
        draws=body.draws,
        seed=body.seed,
        held_out_pct=body.held_out_pct,
        heat=body.heat,
        windows=Windows(**body.windows.model_dump()),
    )
