"""Find assets by what a person types: a symbol, a name, part of one, or a near miss."""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from trading.types import Asset

LEGAL_FORMS = frozenset({"inc", "incorporated", "corporation", "corp", "company", "co", "group", "the"})
NEAR_ENOUGH = 0.8
"""The similarity from which a misspelt word counts: "mircosoft" to "microsoft" is 0.89, "apply" to "apple" 0.8."""
SHORTEST_MISSPELT = 4
SHORTEST_INSIDE = 4


Named = tuple[Asset, Sequence[tuple[str, ...]]]
"""An asset with its names, each taken apart by `words`."""


def search_assets(text: str, candidates: Iterable[Named], *, limit: int) -> list[Asset]:
    """Return the assets whose symbol or names match the text, best first."""
    wanted = words(text)
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


def words(text: str) -> tuple[str, ...]:
    """Return the words of a name in lower case, without possessives and legal forms where anything else is left."""
    plain = re.sub(r"['’]s?\b|[.,]", "", text.casefold()[:200])
    found = tuple(re.findall(r"[a-z0-9&]+", plain))
    kept = tuple(word for word in found if word not in LEGAL_FORMS)
    return kept or found


def _score(wanted: tuple[str, ...], symbol: str, names: Sequence[tuple[str, ...]]) -> float:
    joined = "".join(wanted)
    if joined == symbol.lower():
        return 100
    best = 60.0 if symbol.lower().startswith(joined) else 0.0
    return max(best, *(_name_score(wanted, joined, name) for name in names))


def _name_score(wanted: tuple[str, ...], joined: str, name: tuple[str, ...]) -> float:
    if joined == "".join(name):
        return 90
    if wanted == name[: len(wanted)]:
        return 80
    # A short word counts at the beginning of a name only: "buy" is not Best Buy, "a" is not Bank of America.
    begins = name[0].startswith(wanted[0]) or len(wanted[0]) >= SHORTEST_INSIDE
    if begins and all(any(word.startswith(part) for word in name) for part in wanted):
        return 50
    if len(joined) >= SHORTEST_MISSPELT:
        return 40 * _likeness(joined, name)
    return 0


def _likeness(joined: str, name: tuple[str, ...]) -> float:
    matcher = SequenceMatcher(b=joined)
    best = 0.0
    for word in {"".join(name), *name}:
        matcher.set_seq1(word)
        if matcher.quick_ratio() >= NEAR_ENOUGH:
            best = max(best, matcher.ratio())
    return best if best >= NEAR_ENOUGH else 0
