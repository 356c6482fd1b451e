"""The names that a person may use for what can be traded: symbols, company names, and the nearest to a slip."""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trading.types import Asset

_LEGAL_FORMS = frozenset({
    "inc", "incorporated", "corp", "corporation", "co", "company", "companies", "plc", "ltd", "limited", "group",
    "holdings", "holding", "the", "&", "and", "class", "a", "b", "c", "common", "stock", "shares", "sa", "nv", "ag"
})  # fmt: skip
_TOO_COMMON = frozenset({
    "a", "an", "all", "and", "any", "are", "as", "at", "be", "best", "big", "buy", "by", "can", "cash", "close",
    "day", "do", "east", "even", "for", "fund", "general", "get", "go", "good", "home", "i", "in", "index",
    "international", "is", "it", "key", "life", "line", "low", "main", "man", "market", "me", "men", "more",
    "national", "new", "next", "no", "now", "of", "on", "one", "open", "or", "out", "over", "plan", "play", "post",
    "price", "range", "real", "run", "sale", "see", "self", "sell", "share", "shares", "so", "stock", "stop",
    "target", "team", "tech", "the", "to", "trade", "true", "two", "united", "up", "us", "use", "via", "wall",
    "was", "way", "we", "well", "west", "when", "who", "will", "wish", "you", "your", "chase", "electric", "depot",
    "gamble", "health", "motor", "motors", "bank", "energy", "financial", "resources", "technologies", "systems",
    "service", "machines", "business", "advanced", "micro", "devices", "rsi", "macd", "sma", "ema", "atr", "limit",
    "take", "profit", "loss", "half", "american", "johnson", "procter", "platforms", "morgan"
})  # fmt: skip
_NICKNAMES: dict[str, str] = {
    "google": "GOOG", "alphabet": "GOOG", "facebook": "FB", "meta": "FB", "big blue": "IBM", "coke": "KO",
    "coca cola": "KO", "coca-cola": "KO", "pepsi": "PEP", "exxon": "XOM", "exxonmobil": "XOM", "jpmorgan": "JPM",
    "jp morgan": "JPM", "j p morgan": "JPM", "bofa": "BAC", "bank of america": "BAC", "best buy": "BBY",
    "home depot": "HD", "johnson and johnson": "JNJ", "johnson & johnson": "JNJ", "j&j": "JNJ",
    "procter and gamble": "PG", "procter & gamble": "PG", "p&g": "PG", "general electric": "GE", "ge": "GE",
    "eli lilly": "LLY", "lilly": "LLY", "merck": "MRK", "pfizer": "PFE", "chevron": "CVX", "walmart": "WMT",
    "wal mart": "WMT", "wal-mart": "WMT", "unitedhealth": "UNH", "range resources": "RRC", "apple": "AAPL",
    "microsoft": "MSFT", "advanced micro devices": "AMD", "international business machines": "IBM",
    "meta platforms": "META", "tesla": "TSLA", "amazon": "AMZN", "nvidia": "NVDA", "netflix": "NFLX", "disney": "DIS",
    "intel": "INTC", "costco": "COST", "boeing": "BA", "nike": "NKE", "starbucks": "SBUX", "mcdonalds": "MCD",
    "s&p 500": "SPX", "s&p500": "SPX", "s&p": "SPX", "sp500": "SPX", "s and p 500": "SPX",
    "sp 500": "SPX", "s & p 500": "SPX",
}  # fmt: skip
_LATER_SYMBOLS = {"FB": "META", "SPX": "SPY"}
"""What a nickname means where its first symbol is not listed: renamed since, or an index that only a fund follows."""
MANY = 500
"""More symbols than this, and nearly every short word is one: then symbols count in capitals, names whole."""
_FEW = "This market has {count} symbols; MARKET_DATA or Alpaca's keys bring others (Settings, Connections)."
_NO_SYMBOLS = frozenset({"A", "I"})
_WORD = re.compile(r"[a-z0-9&]+")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Known symbols with their names, and lower-case names (word tuples) with their symbols.

    `capitals` are the symbols that only count when they are written in capitals.
    """

    symbols: Mapping[str, str]
    names: Mapping[tuple[str, ...], str]
    longest: int
    capitals: frozenset[str] = frozenset()

    def by_symbol(self, text: str) -> str | None:
        """Return the symbol that a word is; a common word and those of `capitals` only in capitals."""
        upper = text.upper()
        if upper in self.capitals and (text != upper or upper in _NO_SYMBOLS):
            return None
        if upper in self.symbols and (text == upper or text.lower() not in _TOO_COMMON):
            return upper
        return None

    def nearest(self, text: str, *, limit: int = 3) -> list[str]:
        """Return the known symbols nearest to a word that is none, best first."""
        near = difflib.get_close_matches(text.upper(), list(self.symbols), n=limit, cutoff=0.6)
        names = {name[0]: symbol for name, symbol in self.names.items() if len(name) == 1}
        near += [names[name] for name in difflib.get_close_matches(text.lower(), list(names), n=limit, cutoff=0.72)]
        return list(dict.fromkeys(near))[:limit]

    def unknown(self, text: str) -> str:
        """Return the sentence for a word that is no known symbol."""
        near = [f"{symbol} ({self.symbols[symbol]})" for symbol in self.nearest(text)]
        found = f"The nearest {'is' if len(near) == 1 else 'are'} {', '.join(near)}." if near else known_symbols(self)
        wider = f" {_FEW.format(count=len(self.symbols))}" if len(self.symbols) <= MANY else ""
        return f"{text} is not a symbol or company that I know. {found}{wider}"


def known_symbols(lexicon: Lexicon) -> str:
    """Return the sentence that lists some of what can be named."""
    listed = sorted(lexicon.symbols)
    shown = ", ".join(listed[:12])
    return f"Known here: {shown}{' and more' if len(listed) > 12 else ''}."


def make_lexicon(assets: Iterable[Asset]) -> Lexicon:
    """Return the lexicon of the assets that have a price now.

    A company's name counts whole, and by its first word where that is distinctive and belongs to one symbol. What was
    found by use counts by its symbol in capitals: a search for one company must not give its name to another.
    """
    known = list(assets)
    symbols = {asset.symbol: asset.name for asset in known}
    listed = {asset.symbol: asset.name for asset in known if not asset.by_symbol_only}
    names: dict[tuple[str, ...], str] = {}
    first_words: dict[str, set[str]] = {}
    for symbol, name in listed.items():
        words = [word for word in _WORD.findall(name.lower().replace(".", "")) if word not in _LEGAL_FORMS]
        if not words:
            continue
        if len(words) > 1 or words[0] not in _TOO_COMMON:
            names[tuple(words)] = symbol
        if len(words[0]) > 3 and words[0] not in _TOO_COMMON:
            first_words.setdefault(words[0], set()).add(symbol)
    is_whole = len(listed) > MANY
    if is_whole:
        names = {words: symbol for words, symbol in names.items() if len(words) > 1}
        first_words = {}
    for word, owners in first_words.items():
        if len(owners) == 1:
            names.setdefault((word,), next(iter(owners)))
    for nickname, first in _NICKNAMES.items():
        symbol = first if first in symbols else _LATER_SYMBOLS.get(first, first)
        if symbol in symbols:
            names[tuple(nickname.replace("-", " ").split())] = symbol
    longest = max((len(name) for name in names), default=1)
    capitals = frozenset(symbols if is_whole else symbols.keys() - listed.keys())
    return Lexicon(symbols=symbols, names=names, longest=longest, capitals=capitals)
