"""News of Yahoo Finance: what its search tells beside a symbol, asked over the project's own session."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from trading.errors import NoData, Unavailable
from trading.sentiment.sources.making import Told, headline, newest
from trading.types import Headline, NewsKind
from trading.yahoo import Yahoo

NAME = "Yahoo Finance"
PATH = "/v1/finance/search"
MARKET = "stock market"
"""What is searched for where no symbol is asked."""
MOST_ASKED = 50


class YahooNews:
    """The NewsSource over Yahoo's search; it tells the newest texts only, whatever time is asked for."""

    def __init__(self, yahoo: Yahoo) -> None:
        self._yahoo = yahoo

    @property
    def name(self) -> str:
        """Return the name of the source as people read it."""
        return NAME

    def headlines(
        self, symbols: Sequence[str], *, start: datetime, end: datetime, limit: int = 50
    ) -> Sequence[Headline]:
        """Return at most `limit` headlines of that time, newest first. Raises Unavailable."""
        found: list[Headline | None] = []
        for wanted in symbols or (MARKET,):
            asked = {"q": wanted, "quotesCount": 0, "newsCount": min(max(limit, 1), MOST_ASKED)}
            try:
                answer = self._yahoo.get(PATH, asked)
            except NoData as fault:
                raise Unavailable(str(fault)) from fault
            items = answer.get("news")
            if not isinstance(items, list):
                raise Unavailable("Yahoo Finance's answer holds no list of news; try again in 60 s", retry_in_s=60)
            found += [_headline(item) for item in items if isinstance(item, dict)]
        return newest(found, start=start, end=end, limit=limit)


def _headline(item: Mapping[str, object]) -> Headline | None:
    tagged = item.get("relatedTickers")
    told = Told(
        title=item.get("title"),
        at=item.get("providerPublishTime"),
        url=item.get("link"),
        publisher=item.get("publisher"),
        symbols=tagged if isinstance(tagged, list) else (),
    )
    return headline(told, source=NAME, kind=NewsKind.NEWS)
