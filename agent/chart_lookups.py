"""What the analyst may draw: a chart that code has judged, kept as the step's result with the figures that it shows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from agent.lookups import symbol_of
from agent.wording import as_of, money, percent
from trading.analysis.chart_request import BAR_WORDS, ChartKind, ChartRequest, chart_request, computable
from trading.analysis.compared import compare_closes
from trading.errors import FixInput
from trading.types import Asset, Timeframe
from trading.types.wire import rfc3339, to_wire

if TYPE_CHECKING:
    from trading.services import Services

_NEW_YORK = ZoneInfo("America/New_York")
_MOST_SESSIONS = 100_000


def chart_figures(services: "Services", arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Judge a chart and look up what it shows. Raises FixInput with what there is, UnknownSymbol, NoData."""
    request = _request(arguments)
    offered = services.market.capabilities.timeframes
    if request.timeframe not in offered:
        there_are = ", ".join(BAR_WORDS[one] for one in Timeframe if one in offered)
        raise FixInput(
            f"{services.market.source} has no {BAR_WORDS[request.timeframe]} bars, only {there_are} ones; ask for those"
        )
    if request.kind is ChartKind.COMPARISON:
        return {"chart": to_wire(request), **_compared(services, request)}
    asset = services.market.asset(request.symbols[0])
    if asset.closes_only and request.kind is ChartKind.CANDLES:
        request = replace(request, kind=ChartKind.LINE)
    return {"chart": to_wire(request), **_one_symbol(services, request, asset)}


def _request(arguments: Mapping[str, Any]) -> ChartRequest:
    texts = {name: arguments.get(name) for name in ("span", "bars", "kind")}
    for name, text in texts.items():
        if text is not None and not isinstance(text, str):
            raise FixInput(f"{name} must be a text, not {text!r:.40}")
    symbols = [symbol_of({"symbols": one}, "symbols") for one in _list(arguments, "symbols")]
    if not symbols:
        raise FixInput("symbols must be a list such as AAPL, MSFT")
    return chart_request(
        symbols,
        timeframe=texts["bars"],
        span=texts["span"],
        indicators=_list(arguments, "indicators"),
        kind=texts["kind"],
    )


def _list(arguments: Mapping[str, Any], name: str) -> list[str]:
    given = arguments.get(name) or []
    if isinstance(given, str):
        given = [part for part in given.replace(",", " ").split() if part]
    if not isinstance(given, Sequence) or not all(isinstance(one, str) for one in given):
        raise FixInput(f"{name} must be a list of texts, not {given!r:.40}")
    return list(given)


def _one_symbol(services: "Services", request: ChartRequest, asset: Asset) -> dict[str, Any]:
    symbol = asset.symbol
    bars = services.market.bars(symbol, request.timeframe, start=_start(services, request))
    closes = bars.frame["close"]
    first, newest = float(closes.iloc[0]), float(closes.iloc[-1])
    low, high = float(bars.frame["low"].min()), float(bars.frame["high"].max())
    drawn, left_out = computable(asset, request.indicators)
    read = [services.analyst.indicator(symbol, name, request.timeframe) for name in drawn]
    change = (newest / first - 1) * 100
    said = (
        f"Drew {request.words}: {len(closes)} bars, adjusted, from {money(first)} to {money(newest)}, "
        f"{percent(change, signed=True)}, between {money(low)} and {money(high)}."
    )
    told = [_ended(one.sentence) for one in read]
    return {
        "symbol": symbol,
        "name": asset.name,
        "bars": len(closes),
        "first_close": first,
        "newest_close": newest,
        "change_pct": change,
        "lowest": low,
        "highest": high,
        "readings": {one.name: to_wire(one.value) for one in read},
        "at": rfc3339(bars.as_of),
        "source": bars.source,
        "sentence": " ".join([said, *told, *left_out, f"As of {as_of(bars.as_of)}. Source: {bars.source}."]),
    }


def _compared(services: "Services", request: ChartRequest) -> dict[str, Any]:
    """Return each symbol's change over the sessions of the span that all have, whatever the length of a bar."""
    start = _start(services, request)
    found = [(services.market.asset(one), services.market.bars(one, start=start)) for one in request.symbols]
    compared = compare_closes(found, sessions=_MOST_SESSIONS)
    sources = ", ".join(dict.fromkeys(row.source for row in compared.rows))
    body: dict[str, Any] = to_wire(compared)
    return body | {
        "at": rfc3339(compared.as_of),
        "source": sources,
        "sentence": f"Drew {request.words}. {_ended(compared.summary)} As of {as_of(compared.as_of)}. "
        f"Source: {sources}.",
    }


def _start(services: "Services", request: ChartRequest) -> Any:
    return request.span.start(services.market_clock.now().astimezone(_NEW_YORK).date())


def _ended(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."
