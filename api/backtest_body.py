"""What a request for a backtest says, and what it means where it says nothing."""

import json
from dataclasses import replace
from typing import Annotated, Any

from pydantic import ConfigDict, Field, JsonValue, StrictBool, StrictStr

from api.search_body import SearchBody, search_of
from api.sent import IsoDate, Number, Sent, Size
from trading.backtest.preparing import RULES
from trading.backtest.request_wire import COSTS
from trading.errors import FixInput
from trading.types import (
    BacktestJob,
    BacktestKind,
    BacktestRequest,
    Costs,
    Prices,
    Sizing,
    StrategyRef,
    Terms,
    Timeframe,
)
from trading.types.wire import decimal_from_wire

Symbol = Annotated[StrictStr, Field(min_length=1, max_length=40)]
_EXAMPLE: dict[str, JsonValue] = {
    "strategy": "sma_cross",
    "params": {"fast": 10, "slow": 30},
    "symbols": ["AAPL"],
    "start": "2010-01-04",
    "end": "2012-06-01",
    "cash": "1000000",
    "commission_bps": 0,
    "prices": "raw",
    "sizing": "all_in_whole_shares",
}


class BacktestBody(Sent):
    """A strategy on symbols between two inclusive dates, New York, under the terms of one account."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": _EXAMPLE})

    kind: BacktestKind = Field(
        BacktestKind.BACKTEST, description="One run, or with `search` a search for parameters, once or in windows."
    )
    strategy: StrictStr | None = Field(
        None, min_length=1, max_length=100, description="A key of `GET /api/strategies`; not beside `rules`."
    )
    params: dict[str, Number] = Field({}, max_length=50, description="Its parameters; the rest take their defaults.")
    rules: dict[str, Any] | None = Field(None, description="A rule set in place of a strategy.")
    symbols: list[Symbol] = Field(min_length=1, max_length=500)
    timeframe: Timeframe = Timeframe.DAY_1
    start: IsoDate | None = Field(None, description="First date; empty is the first that there is.")
    end: IsoDate | None = Field(None, description="Last date; empty is now.")
    benchmark: Symbol | None = Field(None, description="A symbol to compare with; empty holds the symbols themselves.")
    cash: Size = Field("100000", description='USD at the start, a decimal as text, for example "1000000".')
    prices: Prices = Prices.ADJUSTED
    sizing: Sizing = Sizing.ALL_IN
    size: Number | None = Field(None, description="USD for `fixed`, percent of equity for the others.")
    whole_shares: StrictBool = False
    shorts: StrictBool = False
    leverage: Number = Field(1.0, description="Most gross exposure as a multiple of equity.")
    limits: dict[str, Number] | None = Field(None, max_length=20, description="Limits of the gate to apply, by name.")
    search: SearchBody | None = Field(None, description="For the kinds `optimise` and `walk_forward`.")
    commission_bps: Number | None = Field(
        None, description="Naming any cost sets the costs that are not named to 0; naming none takes the defaults."
    )
    commission_per_share: Number | None = None
    commission_least: Number | None = None
    spread_bps: Number | None = None
    slippage_bps: Number | None = None
    borrow_pct: Number | None = Field(None, description="Percent a year of the value of shorts.")
    margin_pct: Number | None = Field(None, description="Percent a year of the cash that is owed.")


def request_of(body: BacktestBody) -> BacktestRequest:
    """Return the request that a body means. Raises FixInput, InvalidTicket for a cash that is no decimal."""
    if (body.strategy is None) == (body.rules is None):
        raise FixInput("name one of strategy and rules: a key of /api/strategies, or a rule set")
    if (body.search is None) != (body.kind is BacktestKind.BACKTEST):
        raise FixInput("search and the kinds optimise and walk_forward go together; say both of them or neither")
    try:
        rules = None if body.rules is None else json.dumps(body.rules, default=float, allow_nan=False)
    except (ValueError, OverflowError):
        raise FixInput("rules hold a number beyond 1e308 or none at all; write each one like 20 or 0.5") from None
    return BacktestRequest(
        strategy=StrategyRef(key=body.strategy or RULES, params=body.params, rules=rules),
        symbols=tuple(body.symbols),
        timeframe=body.timeframe,
        start=body.start,
        end=body.end,
        search=None if body.search is None else search_of(body.search),
        benchmark=None if body.benchmark is None else body.benchmark.strip().upper(),
        terms=Terms(
            cash=decimal_from_wire("cash", body.cash),
            prices=body.prices,
            sizing=body.sizing,
            size=body.size,
            whole_shares=body.whole_shares,
            shorts=body.shorts,
            leverage=body.leverage,
            limits=body.limits,
            costs=_costs(body),
        ),
    )


def body_of_job(job: BacktestJob) -> dict[str, Any]:
    """Return the body that asks for a job again, with every value said: it can be sent as it stands."""
    asked: dict[str, Any] = {"kind": job.kind.value, **job.request}
    if asked.get("rules") is None:
        return asked
    return asked | {"strategy": None, "rules": json.loads(asked["rules"])}


def _costs(body: BacktestBody) -> Costs:
    named = {name: value for name in COSTS if (value := getattr(body, name)) is not None}
    return replace(Costs.none(), **named) if named else Costs()
