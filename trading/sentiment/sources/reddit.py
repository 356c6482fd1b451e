"""What people post on Reddit's boards about shares: its public search as JSON, titles and texts, without names."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlencode

from trading.sentiment.sources.answers import Fetches, json_of, unreadable
from trading.sentiment.sources.making import Told, headline, newest
from trading.types import Headline, NewsKind

NAME = "Reddit"
HOST = "https://www.reddit.com"
BOARDS = "stocks+investing+StockMarket+wallstreetbets"
MOST_ASKED = 100


class Reddit:
    """The NewsSource over Reddit's boards about shares; `called` gives the name by which a company is searched for.

    `base_url` takes the place of Reddit's own host.
    """

    def __init__(self, fetcher: Fetches, called: Callable[[str], str], *, base_url: str = HOST) -> None:
        self._fetcher, self._called, self._base = fetcher, called, base_url.rstrip("/")

    @property
    def name(self) -> str:
        """Return the name of the source as people read it."""
        return NAME

    def headlines(
        self, symbols: Sequence[str], *, start: datetime, end: datetime, limit: int = 50
    ) -> Sequence[Headline]:
        """Return at most `limit` posts of that time, newest first. Raises Unavailable."""
        most = min(max(limit, 1), MOST_ASKED)
        if symbols:
            words = " OR ".join(f'"${symbol}" OR "{self._called(symbol)}"' for symbol in symbols)
            asked = {"q": words, "restrict_sr": "1", "sort": "new", "t": _span(end - start), "limit": str(most)}
            path = f"search.json?{urlencode(asked)}"
        else:
            path = f"new.json?{urlencode({'limit': str(most)})}"
        answer = json_of(self._fetcher, f"{self._base}/r/{BOARDS}/{path}", who=NAME)
        listing = answer.get("data")
        posts = listing.get("children") if isinstance(listing, dict) else None
        if not isinstance(posts, list):
            raise unreadable(NAME)
        found = [_post(post["data"]) for post in posts if isinstance(post, dict) and isinstance(post.get("data"), dict)]
        return newest(found, start=start, end=end, limit=limit)


def _post(item: Mapping[str, object]) -> Headline | None:
    path, board = item.get("permalink"), item.get("subreddit")
    told = Told(
        title=item.get("title"),
        at=item.get("created_utc"),
        summary=item.get("selftext"),
        url=f"{HOST}{path}" if isinstance(path, str) and path.startswith("/") else None,
        publisher=f"r/{board}" if isinstance(board, str) and board else NAME,
    )
    return headline(told, source=NAME, kind=NewsKind.SOCIAL)


def _span(length: timedelta) -> str:
    """Return the shortest of Reddit's spans that holds a length."""
    return "day" if length.days < 1 else "week" if length.days < 7 else "month" if length.days < 31 else "year"
