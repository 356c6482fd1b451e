"""What the analyst may look up about many symbols: who moves, and what a screen finds."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from agent.lookups import symbol_of
from agent.wording import as_of, money, percent
from trading.analysis.at_hand import AtHand, symbols_at_hand
from trading.analysis.overview import LONG_AVERAGE, SHORT_AVERAGE, Above, breadth, gainers, losers, most_active
from trading.analysis.screen_fields import PRICE, Field, Unit, field_named
from trading.analysis.screen_rules import rules_from_text
from trading.analysis.screener import Match, screen
from trading.errors import FixInput, NoData
from trading.types.wire import rfc3339

if TYPE_CHECKING:
    from trading.analysis.scanned import Scanned
    from trading.services import Services

MOST_MOVERS = 5
MOST_NAMED = 12
_LISTS = {"gainers": "Gainers", "losers": "Losers", "active": "Most active"}


def movers_figures(services: "Services", arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Look up who rose, fell and traded the most in the newest session, and how broadly."""
    which = str(arguments.get("which") or "all")
    if which not in ("all", *_LISTS):
        raise FixInput(f"which must be gainers, losers, active or all, not {which!r:.40}")
    hand = _at_hand(services)
    scan = services.scan.scan(hand.symbols)
    stocks = [row for row in scan.rows if row.symbol != services.portfolio.benchmark]
    if not stocks or scan.at is None:
        raise NoData(f"none of {hand.said} has a price in the newest session; choose another time")
    values = services.scan.values(stocks, [field_named(SHORT_AVERAGE), field_named(LONG_AVERAGE)])
    found = breadth(stocks, values)
    parts = {"gainers": gainers, "losers": losers, "active": most_active}
    lists = {name: pick(stocks, MOST_MOVERS) for name, pick in parts.items() if which in ("all", name)}
    said = " ".join(_listed(name, rows) for name, rows in lists.items())
    return {
        **{name: [_row(row) for row in rows] for name, rows in lists.items()},
        "advancers": found.advancers,
        "decliners": found.decliners,
        "unchanged": found.unchanged,
        "above_sma_50_pct": found.above_short.percent,
        "above_sma_200_pct": found.above_long.percent,
        "looked_at": len(stocks),
        "at": rfc3339(scan.at),
        "source": scan.source,
        "sentence": f"{said} {found.advancers} rose and {found.decliners} fell{_above(found.above_long)}. "
        f"Looked at {hand.said}. As of {as_of(scan.at)}. Source: {scan.source}.",
    }


def screen_figures(services: "Services", arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Look up which symbols meet every rule, and which could not be judged."""
    text = arguments.get("rules")
    if not isinstance(text, str) or not text.strip():
        raise FixInput("rules must be a text such as rsi_14<30; price>sma_200")
    rules = rules_from_text(text, services.scan.other_fields())
    hand = _named(services, arguments.get("symbols"))
    found = screen(services.scan, hand.symbols, rules)
    if found.scan.at is None:
        raise NoData(f"none of {hand.said} has a price in the newest session; choose another time")
    words = " and ".join(rule.words for rule in rules)
    fields = {each.key: each for rule in rules for each in rule.fields}
    named = "; ".join(_match(match, fields) for match in found.matches[:MOST_NAMED])
    more = len(found.matches) - MOST_NAMED
    count = f"{len(found.matches)} of {len(found.matches) + len(found.out)} symbols meet {words}"
    open_ones = f" Could not be judged: {', '.join(found.unjudged)}." if found.unjudged else ""
    return {
        "screened": [_row(match.row) | {"figures": dict(match.values)} for match in found.matches],
        "unjudged": dict(found.unjudged),
        "rules": [rule.text for rule in rules],
        "at": rfc3339(found.scan.at),
        "source": found.scan.source,
        "sentence": f"{count}{f': {named}' if named else ''}{f'; and {more} more' if more > 0 else ''}.{open_ones} "
        f"Looked at {hand.said}. As of {as_of(found.scan.at)}. Source: {found.scan.source}.",
    }


def _at_hand(services: "Services") -> AtHand:
    return symbols_at_hand(
        services.market,
        services.watchlists,
        lambda: [position.symbol for position in services.portfolio.snapshot().positions],
    )


def _named(services: "Services", symbols: object) -> AtHand:
    if symbols in (None, "", []):
        return _at_hand(services)
    if not isinstance(symbols, Sequence) or isinstance(symbols, str):
        raise FixInput("symbols must be a list such as AAPL, MSFT, or be left out")
    named = tuple(symbol_of({"symbol": symbol}) for symbol in symbols)
    return AtHand(symbols=named, said=", ".join(named))


def _row(row: "Scanned") -> dict[str, Any]:
    return {
        "symbol": row.symbol,
        "name": row.name,
        "price": row.figures[PRICE],
        "change_pct": row.change,
        "volume": row.volume,
        "sector": row.sector,
    }


def _listed(name: str, rows: "Sequence[Scanned]") -> str:
    if not rows:
        return f"{_LISTS[name]}: none."
    told = [
        f"{row.volume or 0:,.0f} shares" if name == "active" else percent(row.change or 0, signed=True) for row in rows
    ]
    named = [
        f"{row.symbol} {figure} at {money(row.figures[PRICE] or 0)}" for row, figure in zip(rows, told, strict=True)
    ]
    return f"{_LISTS[name]}: {', '.join(named)}."


def _above(found: Above) -> str:
    return f"; {found.count} of {found.known} stand above their 200-day average" if found.known else ""


def _match(match: Match, fields: Mapping[str, Field]) -> str:
    told = [f"{fields[key].label} {_figure(value, fields[key].unit)}" for key, value in match.values.items()]
    return f"{match.row.symbol} ({', '.join(told)})"


def _figure(value: float, unit: Unit) -> str:
    if unit is Unit.COUNT:
        return f"{value:,.0f}"
    return money(value) if unit is Unit.PRICE else percent(value) if unit is Unit.PERCENT else f"{value:,.2f}"
