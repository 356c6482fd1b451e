"""A desk over a real store and the recorded market; its sources are lists, and its scorer counts words."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from tests.market.recording import CALENDAR, SetClock, close_of
from trading.market.replay import ReplayMarket, ReplayTape
from trading.ports import NewsSource
from trading.sentiment.desk import Parts, SentimentDesk
from trading.sentiment.sources.making import newest
from trading.sentiment.texts import headline_id
from trading.store.accounts import ensure_account
from trading.store.database import Database
from trading.store.migrate import upgrade
from trading.store.news import HeadlineStore
from trading.types import Headline, MarketMode, Mood, NewsKind, Score
from trading.words.mentions import Mentions

JUNE_1 = date(2012, 6, 1)
GOOD, BAD = ("jumps", "beats", "wins"), ("falls", "misses", "loses")


def text(title: str, at: str, *symbols: str, source: str = "A", kind: NewsKind = NewsKind.NEWS) -> Headline:
    """Return a headline; `at` is a UTC time such as 2012-05-30T14:00."""
    when = datetime.fromisoformat(at).replace(tzinfo=UTC)
    return Headline(
        id=headline_id(title, when), title=title, summary="", url=None, publisher=source, source=source, kind=kind,
        published_at=when, symbols=symbols,
    )  # fmt: skip


class ListSource:
    """A source that tells a list, or fails; it notes each question."""

    def __init__(self, name: str, *texts: Headline, fault: Exception | None = None) -> None:
        self.name, self.texts, self.fault = name, list(texts), fault
        self.asked: list[tuple[str, ...]] = []

    def headlines(
        self, symbols: Sequence[str], *, start: datetime, end: datetime, limit: int = 50
    ) -> Sequence[Headline]:
        self.asked.append(tuple(symbols))
        if self.fault is not None:
            raise self.fault
        return newest(self.texts, start=start, end=datetime.max.replace(tzinfo=UTC), limit=limit)


class CountingScorer:
    """Scores +1 for a good word, -1 for a bad one, else 0; it notes every text that it was given."""

    def __init__(self, name: str = "counting") -> None:
        self.name = self.version = name
        self.given: list[str] = []

    def score(self, texts: Sequence[str]) -> Sequence[Score]:
        self.given += texts
        return [self._of(one.lower()) for one in texts]

    def _of(self, title: str) -> Score:
        if any(word in title for word in GOOD):
            return Score(mood=Mood.POSITIVE, score=1.0)
        if any(word in title for word in BAD):
            return Score(mood=Mood.NEGATIVE, score=-1.0)
        return Score(mood=Mood.NEUTRAL, score=0.0)


class Rig:
    """The desk with its clocks; both stand at the close of 1 June 2012."""

    def __init__(self, folder: Path, *sources: NewsSource, most: int = 20_000) -> None:
        self.market_clock, self.wall_clock = SetClock(close_of(JUNE_1)), SetClock(close_of(JUNE_1))
        self.database = Database.in_folder(folder)
        upgrade(self.database)
        ensure_account(self.database, "mine", mode=MarketMode.REPLAY, venue="Paper", at=self.wall_clock.now())
        self.store = HeadlineStore(self.database, "mine", most=most)
        self.scorer = CountingScorer()
        self.market = ReplayMarket(ReplayTape(), self.market_clock, CALENDAR)
        self.desk = self.made(*sources)

    def made(self, *sources: NewsSource) -> SentimentDesk:
        """Return another desk over the same store, as after a restart."""
        return SentimentDesk(
            Parts(
                sources=sources,
                store=self.store,
                scorer=self.scorer,
                link=Mentions(self.market.assets),
                market=self.market,
                calendar=CALENDAR,
                market_clock=self.market_clock,
                wall_clock=self.wall_clock,
            )
        )
