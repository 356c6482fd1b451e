"""What people write on StockTwits about a symbol: its public stream, a page of 30 messages, without their names."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import quote

from trading.sentiment.sources.answers import Fetches, json_of, unreadable
from trading.sentiment.sources.making import Told, headline, newest
from trading.types import Headline, NewsKind

NAME = "StockTwits"
HOST = "https://api.stocktwits.com"
MOST_SYMBOLS = 3
"""How many symbols one look asks for, a request each; the public stream takes 200 an hour."""


class StockTwits:
    """The NewsSource over StockTwits' public streams; with no symbol what trends. `base_url` takes its host's place."""

    def __init__(self, fetcher: Fetches, *, base_url: str = HOST) -> None:
        self._fetcher, self._base = fetcher, base_url.rstrip("/")

    @property
    def name(self) -> str:
        """Return the name of the source as people read it."""
        return NAME

    def headlines(
        self, symbols: Sequence[str], *, start: datetime, end: datetime, limit: int = 50
    ) -> Sequence[Headline]:
        """Return at most `limit` messages of that time, newest first. Raises Unavailable."""
        paths = [f"symbol/{quote(symbol, safe='')}" for symbol in symbols[:MOST_SYMBOLS]] or ["trending"]
        found: list[Headline | None] = []
        for path in paths:
            answer = json_of(self._fetcher, f"{self._base}/api/2/streams/{path}.json", who=NAME)
            messages = answer.get("messages")
            if not isinstance(messages, list):
                raise unreadable(NAME)
            found += [_message(item) for item in messages if isinstance(item, dict)]
        return newest(found, start=start, end=end, limit=limit)


def _message(item: Mapping[str, object]) -> Headline | None:
    tagged = item.get("symbols")
    number = item.get("id")
    told = Told(
        title=item.get("body"),
        at=item.get("created_at"),
        url=f"https://stocktwits.com/message/{number}" if isinstance(number, int) else None,
        publisher=NAME,
        symbols=[one.get("symbol") for one in tagged if isinstance(one, dict)] if isinstance(tagged, list) else (),
    )
    return headline(told, source=NAME, kind=NewsKind.SOCIAL)
