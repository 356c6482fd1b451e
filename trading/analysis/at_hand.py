"""Which symbols the market page and the screener look at, and the words that say so."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from trading.errors import TradingError
from trading.ports import MarketData, Watchlists

FEW_ASSETS = 200
"""A market that lists no more than these is looked at whole."""
MOST_OF_MANY = 40
"""Of a market that lists thousands: each symbol costs a request or two, and 200 a minute is a usual limit."""
LARGE_COMPANIES = (
    "AAPL", "MSFT", "NVDA", "AMZN", "GOOGL", "META", "AVGO", "TSLA", "JPM", "LLY", "V", "XOM", "UNH", "MA", "JNJ",
    "COST", "PG", "HD", "WMT", "NFLX", "BAC", "CRM", "ORCL", "KO", "CVX", "MRK", "PEP", "AMD", "CSCO", "ADBE", "MCD",
    "IBM", "GE", "DIS", "CAT", "INTC", "T", "PFE", "BA", "NKE",
)  # fmt: skip
"""Well-known members of the S&P 100: a place to begin where the person has no list yet, and no ranking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtHand:
    """The symbols that are looked at, and a sentence that says which they are."""

    symbols: tuple[str, ...]
    said: str


def symbols_at_hand(market: MarketData, lists: Watchlists | None, held: Callable[[], Sequence[str]]) -> AtHand:
    """Return every symbol of a small market; of a large one what is held and watched, filled up with large companies.

    `held` is asked only for a large market. Raises Unavailable when the market does not tell its symbols.
    """
    assets = market.assets()
    if len(assets) <= FEW_ASSETS:
        symbols = tuple(asset.symbol for asset in assets)
        return AtHand(symbols=symbols, said=f"all {len(symbols)} symbols that {market.source} has now")
    known = {asset.symbol for asset in assets}
    watched, fault = _watched(lists)
    own = [symbol for symbol in dict.fromkeys((*held(), *watched)) if symbol in known]
    filled = tuple(dict.fromkeys((*own, *(symbol for symbol in LARGE_COMPANIES if symbol in known))))[:MOST_OF_MANY]
    kept = sum(symbol in own for symbol in filled)
    more = f", {len(own) - kept} more of yours are left out" if len(own) > kept else ""
    parts = [f"{kept} from your positions and watchlists{more}"] if own else []
    if len(filled) > kept:
        parts.append(f"{len(filled) - kept} large US companies")
    said = f"{len(filled)} of {len(assets):,} symbols: {' and '.join(parts)}{fault}"
    return AtHand(symbols=filled, said=said)


def _watched(lists: Watchlists | None) -> tuple[list[str], str]:
    if lists is None:
        return [], ""
    try:
        return [symbol for each in lists.names() for symbol in lists.one(each.id).symbols], ""
    except TradingError:
        return [], "; the watchlists could not be read"
