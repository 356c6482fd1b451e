"""Find assets by what a person types: a symbol, a name, part of one, or a near miss."""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from trading.types import Asset

LEGAL_FORMS = frozenset({"inc", "incorporated", "corporation", "corp", "company", "co", "group", "the"})
NEAR_ENOUGH = 0.8
"""The similarity from which a misspelt word counts: "mircosoft" to "microsoft" is 0.89, "apply" to "apple" 0.8."""
SHORTEST_MISSPELT = 4


def search_assets(text: str, candidates: Iterable[tuple[Asset, Sequence[str]]], *, limit: int) -> list[Asset]:
    """Return the assets whose symbol or names match the text, best first; each comes with its names."""
    wanted = _words(text)
    if not wanted:
        return []
    scored = [(_score(wanted, asset.symbol, names), asset) for asset, names in candidates]
    matches = sorted((pair for pair in scored if pair[0] > 0), key=lambda pair: (-pair[0], pair[1].symbol))
    return [asset for _, asset in matches[:limit]]


def nearest_symbols(text: str, assets: Iterable[Asset], *, limit: int = 3) -> list[str]:
    """Return the symbols that look most like the text, for a sentence that refuses an unknown one."""
    wanted = text.upper()[:40]
    return sorted(
        (asset.symbol for asset in assets),
        key=lambda symbol: (-SequenceMatcher(None, wanted, symbol).ratio(), symbol),
    )[:limit]


def _score(wanted: tuple[str, ...], symbol: str, names: Sequence[str]) -> float:
    joined = "".join(wanted)
    if joined == symbol.lower():
        return 100
    best = 60.0 if symbol.lower().startswith(joined) else 0.0
    for name in names:
        words = _words(name)
        best = max(best, _name_score(wanted, joined, words))
    return best


def _name_score(wanted: tuple[str, ...], joined: str, words: tuple[str, ...]) -> float:
    if joined == "".join(words):
        return 90
    if wanted == words[: len(wanted)]:
        return 80
    if all(any(word.startswith(part) for word in words) for part in wanted):
        return 50
    if len(joined) >= SHORTEST_MISSPELT:
        likeness = max(SequenceMatcher(None, joined, word).ratio() for word in ("".join(words), *words))
        return 40 * likeness if likeness >= NEAR_ENOUGH else 0
    return 0


def _words(text: str) -> tuple[str, ...]:
    plain = re.sub(r"['’.]s?\b|[.,]", "", text.casefold()[:200])
    words = tuple(re.findall(r"[a-z0-9&]+", plain))
    kept = tuple(word for word in words if word not in LEGAL_FORMS)
    return kept or words
