"""What is said of a symbol as an analysis tells it: the mean score, its label and of how many headlines, or why not."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from trading.errors import TradingError

if TYPE_CHECKING:
    from trading.sentiment.desk import SentimentDesk
    from trading.types import Sentiment

PATIENCE_S = 2.0
"""How long an analysis waits for sources of headlines; prices and indicators are what it is asked for first."""
NOT_WIRED = "no headlines are wired to this analysis"
NO_SOURCES = "no source of headlines is chosen; set NEWS_SOURCES or NEWS_FEEDS"


def mood_answer(desk: "SentimentDesk | None", symbol: str) -> tuple[Mapping[str, Any] | None, str | None]:
    """Return what is said of a symbol, or None and why: prices stand though no headline can be had."""
    if desk is None:
        return None, NOT_WIRED
    if not desk.sources:
        return None, NO_SOURCES
    try:
        found = desk.sentiment(symbol, patience_s=PATIENCE_S)
    except TradingError as fault:
        return None, str(fault)
    if found.score is None or found.mood is None:
        return None, why_empty(found, desk.sources)
    return {
        "score": round(found.score, 4),
        "label": found.mood.value,
        "headlines": len(found.river),
        "from": found.start.isoformat(),
        "to": found.end.isoformat(),
    }, None


def why_empty(found: "Sentiment", sources: tuple[str, ...]) -> str:
    """Return the sentence for a symbol of which nothing is told."""
    said = f"no headline about {found.symbol} from {found.start} to {found.end} in {', '.join(sources) or 'no source'}"
    return f"{said}; {' '.join(found.failed)}".rstrip(".") if found.failed else said
