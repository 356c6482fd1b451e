"""News from Alpaca (`GET /v1beta1/news`): one page of at most 50, asked through the project's own client."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from trading.errors import NoData, Unavailable
from trading.sentiment.sources.making import Told, headline, newest
from trading.types import Headline, NewsKind

NAME = "Alpaca news"
MOST_ASKED = 50
"""What one page of Alpaca holds; more would be a question a page."""
Ask = Callable[[Mapping[str, str | int]], object]
"""Asks the path with these parameters and returns its parsed JSON; raises this product's errors alone."""


class AlpacaNews:
    """The NewsSource over Alpaca's news, which go back to 2015."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    @property
    def name(self) -> str:
        """Return the name of the source as people read it."""
        return NAME

    def headlines(
        self, symbols: Sequence[str], *, start: datetime, end: datetime, limit: int = 50
    ) -> Sequence[Headline]:
        """Return at most `limit` headlines of that time, newest first. Raises Unavailable."""
        asked: dict[str, str | int] = {
            "start": _stamp(start),
            "end": _stamp(end),
            "limit": max(1, min(limit, MOST_ASKED)),
            "sort": "desc",
            "include_content": "false",
        }
        if symbols:
            asked["symbols"] = ",".join(symbols)
        try:
            answer = self._ask(asked)
        except NoData as fault:
            raise Unavailable(str(fault)) from fault
        items = answer.get("news") if isinstance(answer, dict) else None
        if not isinstance(items, list):
            raise Unavailable("Alpaca's answer holds no list of news; try again in 60 s", retry_in_s=60)
        found = [_headline(item) for item in items if isinstance(item, dict)]
        return newest(found, start=start, end=end, limit=limit)


def _headline(item: Mapping[str, object]) -> Headline | None:
    tagged = item.get("symbols")
    told = Told(
        title=item.get("headline"),
        at=item.get("created_at"),
        summary=item.get("summary"),
        url=item.get("url"),
        publisher=str(item.get("source") or "").capitalize(),
        symbols=tagged if isinstance(tagged, list) else (),
    )
    return headline(told, source=NAME, kind=NewsKind.NEWS)


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
