"""One RSS or Atom feed of the user's choice; its bytes come over the fetcher that reaches public addresses alone."""

from calendar import timegm
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from urllib.parse import urlsplit

from trading.sentiment.sources.answers import Fetches, fetched, unreadable
from trading.sentiment.sources.making import Told, headline, newest
from trading.types import Headline, NewsKind

XML = ("application/rss+xml", "application/atom+xml", "application/xml", "text/xml", "application/rdf+xml")
MOST_BYTES = 3_000_000
MOST_ENTRIES = 300


class Feed:
    """The NewsSource over one feed. A feed tells what it has, not what is asked: the desk links it to symbols."""

    def __init__(self, fetcher: Fetches, url: str) -> None:
        self._fetcher, self._url = fetcher, url

    @property
    def name(self) -> str:
        """Return the name of the source as people read it."""
        return f"Feed {urlsplit(self._url).hostname or 'without a host'}"[:60]

    def headlines(
        self, symbols: Sequence[str], *, start: datetime, end: datetime, limit: int = 50
    ) -> Sequence[Headline]:
        """Return at most `limit` entries of that time whatever they are about, newest first. Raises Unavailable."""
        import feedparser

        body = fetched(self._fetcher, self._url, accept=XML, max_bytes=MOST_BYTES, who=self.name)
        # a stream, never the bytes: feedparser takes those for an address or the name of a file first
        found = feedparser.parse(BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
        if not found.get("version"):
            raise unreadable(self.name)
        publisher = found.feed.get("title")
        entries = [self._entry(entry, publisher) for entry in found.entries[:MOST_ENTRIES]]
        return newest(entries, start=start, end=end, limit=limit)

    def _entry(self, entry: Mapping[str, object], publisher: object) -> Headline | None:
        told = dict(entry)  # feedparser's own kind of dict warns where it puts one key in another's place
        at = told.get("published_parsed") or told.get("updated_parsed")
        tags = told.get("tags")
        parts = Told(
            title=told.get("title"),
            at=_seconds(at) if isinstance(at, tuple) else None,
            summary=told.get("summary"),
            url=told.get("link"),
            publisher=publisher,
            symbols=_cash_tags(tags) if isinstance(tags, list) else (),
        )
        return headline(parts, source=self.name, kind=NewsKind.NEWS)


def _seconds(at: tuple[int, ...]) -> int | None:
    """Return the epoch seconds of a time that feedparser has turned to UTC, None for a year that no calendar has."""
    try:
        return timegm(at)
    except (ValueError, OverflowError):
        return None


def _cash_tags(tags: Sequence[object]) -> list[object]:
    """Return the categories that are symbols by their own mark; a word in capitals may be anything."""
    terms = [tag.get("term") for tag in tags if isinstance(tag, Mapping)]
    return [term for term in terms if isinstance(term, str) and term.startswith("$")]
