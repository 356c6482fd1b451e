"""What the researcher may look up of what is said: headlines with their scores, and the mood that they come to.

A title is a text from outside: in a sentence it stands between quotation marks, without addresses and marks of its own.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from agent.lookups import symbol_of
from agent.untrusted import without_links
from agent.wording import as_of, percent
from trading.analysis.moods import NO_SOURCES, why_empty
from trading.errors import FixInput, NoData, TradingError
from trading.sentiment.moved import Moved
from trading.services import Services
from trading.types import DayMood, ScoredHeadline, Sentiment
from trading.types.wire import rfc3339

MOST_NAMED = 6
MOST_GIVEN = 15
LONGEST_SAID = 160
LONGEST_SPAN_DAYS = 366
MOVES = 3
NEW_YORK = ZoneInfo("America/New_York")


def news_figures(services: Services, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Look up the headlines about one symbol, or those of the whole market; each with its date, source and score."""
    start = _start(services, arguments)
    if arguments.get("symbol") in (None, ""):
        return _market_news(services, start)
    found = _found(services, symbol_of(arguments), start)
    told = f"Headlines about {found.symbol} from {_day(found.start)} to {_day(found.end)}: {_listed(found.river)}"
    return _body(services, found) | {"sentence": _joined([told, *_notes(services, found.river, found.failed)])}


def mood_figures(services: Services, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Look up what is said of one symbol: mean score, by day and by source, and beside the largest moves."""
    found = _found(services, symbol_of(arguments), _start(services, arguments))
    assert found.score is not None and found.mood is not None
    count = len(found.river)
    texts = f"{count} headline{'' if count == 1 else 's'}"
    said = (
        f"What is said of {found.symbol} from {_day(found.start)} to {_day(found.end)} is {found.mood.value}: "
        f"mean score {_score(found.score)} of {texts}, as {found.scorer} judges them."
    )
    strongest = sorted(found.river, key=lambda one: -abs(one.score.score))[:MOVES]
    moved = _moves(services, found)
    parts = [said, f"The clearest: {_listed(strongest)}", *_beside(moved), *_notes(services, found.river, found.failed)]
    return _body(services, found) | {
        "score": round(found.score, 4),
        "scale": "from -1, all negative, to 1, all positive",
        "label": found.mood.value,
        "days": [_day_row(day) for day in found.days[-MOST_GIVEN:]],
        "by_source": [
            {"source": one.source, "score": round(one.score, 4), "headlines": one.headlines} for one in found.sources
        ],
        "moved": [
            {"day": one.day.isoformat(), "return_pct": round(one.return_pct, 2), "headlines": len(one.headlines)}
            for one in moved
        ],
        "sentence": _joined(parts),
    }


def _market_news(services: Services, start: date | None) -> dict[str, Any]:
    if not services.sentiment.sources:
        raise NoData(NO_SOURCES)
    river, failed = services.sentiment.market(start=start)
    if not river:
        told = " ".join(failed)
        raise NoData(
            f"no headline of that time in {', '.join(services.sentiment.sources)}{f'; {told}' if told else ''}"
        )
    said = f"Newest headlines: {_listed(river, with_symbols=True)}"
    now = services.market_clock.now()
    return {
        "headlines": [_row(one) for one in river[:MOST_GIVEN]],
        "failed": list(failed),
        "source": _sources(river),
        "at": rfc3339(now),
        "sentence": _joined([said, *_notes(services, river, failed), f"As of {as_of(now)}."]),
    }


def _start(services: Services, arguments: Mapping[str, Any]) -> date | None:
    days = arguments.get("days")
    if days is None or days == "":
        return None
    if isinstance(days, str) and days.strip().isdigit():
        days = int(days)
    if isinstance(days, bool) or not isinstance(days, int) or not 1 <= days <= LONGEST_SPAN_DAYS:
        raise FixInput(f"days must be a whole number from 1 to {LONGEST_SPAN_DAYS}, not {days!r:.40}")
    today = services.market_clock.now().astimezone(NEW_YORK).date()
    return today - timedelta(days=days - 1)


def _found(services: Services, symbol: str, start: date | None) -> Sentiment:
    """Return what is said of a symbol. Raises NoData, with the newest earlier headline where there is one."""
    if not services.sentiment.sources:
        raise NoData(NO_SOURCES)
    found = services.sentiment.sentiment(symbol, start=start)
    if found.river:
        return found
    why = why_empty(found, services.sentiment.sources)
    longest = found.end - timedelta(days=LONGEST_SPAN_DAYS)
    earlier = services.sentiment.sentiment(symbol, start=min(longest, found.start)).river
    raise NoData(f"{why}; the newest before that: {_listed(earlier[:1])}" if earlier else why)


def _body(services: Services, found: Sentiment) -> dict[str, Any]:
    return {
        "symbol": found.symbol,
        "from": found.start.isoformat(),
        "to": found.end.isoformat(),
        "count": len(found.river),
        "headlines": [_row(one) for one in found.river[:MOST_GIVEN]],
        "failed": list(found.failed),
        "scorer": found.scorer,
        "source": _sources(found.river),
        "at": rfc3339(found.as_of),
    }


def _row(one: ScoredHeadline) -> dict[str, Any]:
    return {
        "title": _title(one),
        "published_at": rfc3339(one.headline.published_at),
        "publisher": one.headline.publisher,
        "source": one.headline.source,
        "symbols": list(one.headline.symbols),
        "label": one.score.mood.value,
        "score": round(one.score.score, 2),
    }


def _listed(river: Sequence[ScoredHeadline], *, with_symbols: bool = False) -> str:
    """Return the first few with day, title and mood; the source of each where there are several."""
    parts = []
    is_mixed = len({one.headline.source for one in river}) > 1
    for one in river[:MOST_NAMED]:
        about = f" on {', '.join(one.headline.symbols[:3])}" if with_symbols and one.headline.symbols else ""
        day = _day(one.headline.published_at.astimezone(NEW_YORK).date())
        told_by = f", {one.headline.source}" if is_mixed else ""
        parts.append(f"{day}{about} “{_title(one)}” ({one.score.mood.value}{told_by})")
    more = len(river) - MOST_NAMED
    return f"{'; '.join(parts)}{f'; and {more} more' if more > 0 else ''}."


def _title(one: ScoredHeadline) -> str:
    """Return a title that cannot end its own quotation, name an address or pass for a sentence of this desk."""
    plain = without_links(one.headline.title).replace("“", "'").replace("”", "'").replace('"', "'")
    return plain if len(plain) <= LONGEST_SAID else f"{plain[: LONGEST_SAID - 1]}…"


def _moves(services: Services, found: Sentiment) -> list[Moved]:
    """Return the largest moves of the span; prices that cannot be had now leave them out, headlines stand alone."""
    try:
        return list(services.sentiment.moved(found, most=MOVES))
    except TradingError:
        return []


def _beside(moved: Sequence[Moved]) -> list[str]:
    if not moved:
        return []
    told = [
        f"{_day(one.day)} {percent(one.return_pct, signed=True)}, "
        f"{f'beside “{_title(one.headlines[0])}”' if one.headlines else 'beside no headline'}"
        for one in moved
    ]
    return [f"Its price moved most on {'; '.join(told)}; a headline beside a move is no proof of a cause."]


def _notes(services: Services, river: Sequence[ScoredHeadline], failed: Sequence[str]) -> list[str]:
    about = services.sentiment.about(river)
    return [f"Source: {_sources(river)}.", *([about] if about else []), *failed]


def _sources(river: Sequence[ScoredHeadline]) -> str:
    return ", ".join(dict.fromkeys(one.headline.source for one in river))


def _day_row(day: DayMood) -> dict[str, Any]:
    return {"day": day.day.isoformat(), "score": round(day.score, 4), "headlines": day.headlines}


def _score(value: float) -> str:
    return f"{'−' if value < 0 else '+' if value > 0 else ''}{abs(value):.2f}"


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _joined(parts: Sequence[str]) -> str:
    return " ".join(part for part in parts if part)
