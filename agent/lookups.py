"""What the analyst may look up: each call returns a dict of figures with a sentence, its source and its time."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from agent.intent_types import Condition, Relation
from agent.wording import as_of, money, percent
from trading.errors import FixInput, NoData
from trading.indicators import named
from trading.risk.sizing import Sizing
from trading.risk.sizing_request import SizingMethod, SizingRequest
from trading.services import Services
from trading.types import Quote, Side
from trading.types.wire import decimal_from_wire, decimal_text, rfc3339, to_wire


def symbol_of(arguments: Mapping[str, Any], name: str = "symbol") -> str:
    """Return the symbol among the arguments. Raises FixInput when there is none."""
    symbol = arguments.get(name)
    if not isinstance(symbol, str) or not symbol.strip() or len(symbol) > 20:
        raise FixInput(f"{name} must be a symbol such as AAPL, not {symbol!r:.40}")
    return symbol.strip().upper().lstrip("$")


def quote_figures(services: Services, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Look up the price of one symbol."""
    symbol = symbol_of(arguments)
    asset, quote = services.market.asset(symbol), services.market.quote(symbol)
    before = _close_before(services, quote)
    change = None if before is None else quote.last - before
    change_pct = None if before is None or change is None or before == 0 else float(change / before * 100)
    moved = ""
    if change is not None and change_pct is not None:
        moved = f", {percent(change_pct, signed=True)} from the session before"
    return {
        "symbol": symbol,
        "name": asset.name,
        "last": decimal_text(quote.last),
        "bid": decimal_text(quote.bid),
        "ask": decimal_text(quote.ask),
        "change": None if change is None else decimal_text(change),
        "change_pct": change_pct,
        "closes_only": asset.closes_only,
        "at": rfc3339(quote.at),
        "source": quote.source,
        "sentence": f"{asset.name} ({symbol}) is at {money(quote.last)}{moved}, as of {as_of(quote.at)}. "
        f"Source: {quote.source}.",
    }


def _close_before(services: Services, quote: Quote) -> Decimal | None:
    day, session = quote.at.date(), services.calendar.session_at(quote.at)
    try:
        bars = services.market.bars(quote.symbol, start=day - timedelta(days=14), end=day)
    except NoData:
        return None
    closes = bars.frame["close"]
    before = closes[closes.index < (quote.at if session is None else session.opens)]
    return Decimal(f"{float(before.iloc[-1]):.4f}") if len(before) else None


def indicator_figures(services: Services, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Look up one indicator of one symbol."""
    name = arguments.get("indicator")
    if not isinstance(name, str):
        raise FixInput("indicator must be a name such as rsi_14, macd_12_26_9 or bbands_20_2")
    found = services.analyst.indicator(symbol_of(arguments), name)
    return {
        "symbol": found.symbol,
        "indicator": found.name,
        "value": to_wire(found.value),
        "at": rfc3339(found.as_of),
        "source": found.source,
        "sentence": f"{_ended(found.sentence)} As of {as_of(found.as_of)}. Source: {found.source}.",
    }


def analysis_figures(services: Services, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Analyze one symbol."""
    found = services.analyst.analyze(symbol_of(arguments))
    body: dict[str, Any] = to_wire(found)
    body["at"] = rfc3339(found.as_of)
    said = _headlines(found.sentiment)
    body["sentence"] = f"{_ended(found.summary)}{said} As of {as_of(found.as_of)}. Source: {found.source}."
    return body


def _headlines(mood: Mapping[str, Any] | None) -> str:
    """Return what headlines say in a few words, empty where there is none."""
    if mood is None:
        return ""
    count, score = int(mood["headlines"]), float(mood["score"])
    sign = "−" if score < 0 else "+"
    texts = "headline" if count == 1 else "headlines"
    return f" What is said of it since {mood['from']} is {mood['label']} ({sign}{abs(score):.2f} of {count} {texts})."


def comparison_figures(services: Services, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Compare several symbols over the last year of sessions that all have."""
    symbols = arguments.get("symbols")
    if isinstance(symbols, str):
        symbols = [part for part in symbols.replace(",", " ").split() if part]
    if not isinstance(symbols, Sequence) or not all(isinstance(symbol, str) for symbol in symbols):
        raise FixInput("symbols must be a list such as AAPL, MSFT")
    found = services.analyst.compare([symbol_of({"symbol": symbol}) for symbol in symbols])
    body: dict[str, Any] = to_wire(found)
    sources = ", ".join(dict.fromkeys(row.source for row in found.rows))
    body["at"] = rfc3339(found.as_of)
    body["source"] = sources
    body["sentence"] = f"{_ended(found.summary)} As of {as_of(found.as_of)}. Source: {sources}."
    return body


def search_figures(services: Services, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Find symbols by a name."""
    text = arguments.get("text")
    if not isinstance(text, str) or not text.strip():
        raise FixInput("text must be a name or the beginning of a symbol")
    found = services.market.search(text[:80], limit=5)
    matches = [{"symbol": asset.symbol, "name": asset.name, "tradable": asset.tradable} for asset in found]
    listed = ", ".join(f"{asset.symbol} ({asset.name})" for asset in found)
    said = f"Found {listed}." if found else f"No symbol or company matches {text[:40]}."
    return {"matches": matches, "source": services.market.source, "sentence": said}


def sizing_figures(services: Services, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Reckon how large an order would be by one of the desk's methods; it orders nothing."""
    side, method, stop = (arguments.get(name) for name in ("side", "method", "stop_price"))
    if side not in tuple(Side):
        raise FixInput(f"side must be buy or sell, not {side!r:.40}")
    if method not in tuple(SizingMethod):
        raise FixInput(f"method must be one of {', '.join(SizingMethod)}, not {method!r:.40}")
    request = SizingRequest(
        symbol=symbol_of(arguments),
        side=Side(side),
        method=SizingMethod(method),
        stop_price=None if stop is None or stop == "" else decimal_from_wire("stop_price", stop),
    )
    return sizing_body(services.risk.size(request))


def sizing_body(found: Sizing) -> dict[str, Any]:
    """Return a size as the figures of a tool result."""
    body: dict[str, Any] = to_wire(found)
    return body | {"sentence": found.reason}


def condition_figures(services: Services, condition: Condition) -> dict[str, Any]:
    """Look up whether a condition holds now: code's own reading of the price or the indicator."""
    subject = condition.symbol
    if condition.indicator is None:
        quote = services.market.quote(condition.symbol)
        value, at, source, name = quote.last, quote.at, quote.source, "the price"
    else:
        found = services.analyst.indicator(condition.symbol, condition.indicator)
        if not isinstance(found.value, float | int):
            raise FixInput(f"{condition.indicator} has several values; name a condition on one figure")
        value, at, source = Decimal(str(found.value)), found.as_of, found.source
        name = named(condition.indicator).label
    holds = _compare(value, condition.relation, condition.level)
    figure = money(value) if condition.indicator is None else f"{value:.2f}"
    level = money(condition.level) if condition.indicator is None else decimal_text(condition.level)
    verdict = "holds" if holds else "does not hold"
    return {
        "symbol": subject,
        "indicator": condition.indicator,
        "relation": condition.relation.value,
        "level": decimal_text(condition.level),
        "value": float(value),
        "holds": holds,
        "at": rfc3339(at),
        "source": source,
        "sentence": f"The condition {verdict} now: {name} of {subject} is {figure}, asked for is "
        f"{condition.relation.value} {level}, as of {as_of(at)}. Source: {source}.",
    }


def _compare(value: Decimal, relation: Relation, level: Decimal) -> bool:
    return {
        Relation.AT_OR_BELOW: value <= level,
        Relation.AT_OR_ABOVE: value >= level,
        Relation.BELOW: value < level,
        Relation.ABOVE: value > level,
    }[relation]


def _ended(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."
