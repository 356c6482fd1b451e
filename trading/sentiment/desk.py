"""The desk for what is said of companies: gathers, links to symbols, scores once, keeps, and answers for a span."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from trading.errors import FixInput
from trading.ports import Calendar, Clock, HeadlineScorer, MarketData, NewsSource
from trading.sentiment.days import company_moods, day_moods, deduplicated, mean_mood, mean_score, source_moods
from trading.sentiment.gathering import Gatherer, Wanted
from trading.sentiment.moved import Moved, moved_days
from trading.sentiment.texts import NEW_YORK, new_york_day
from trading.store.news import HeadlineStore
from trading.types import Headline, NewsKind, Score, ScoredHeadline, Sentiment

SPAN_DAYS = 90
"""How far back an answer looks unless it is told: about a quarter, so that one round of results is in it."""
LONGEST_DAYS = 3_660
MOST_SHOWN = 300
PATIENCE_S = 6.0
ABOUT_CHRONICLE = (
    "The chronicle holds dated facts of the bundled companies in this project's own words; its entries are no press "
    "articles."
)
Linker = Callable[[Sequence[str], str | None], Sequence[Sequence[str]]]
"""Names for each text the symbols that it speaks of; the second argument is the symbol that was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the desk is made of. `market_clock` rules what may be seen, `wall_clock` how often a source is asked."""

    sources: Sequence[NewsSource]
    store: HeadlineStore
    scorer: HeadlineScorer
    link: Linker
    market: MarketData
    calendar: Calendar
    market_clock: Clock
    wall_clock: Clock


class SentimentDesk:
    """Answers what is said of a symbol, never later than the market clock's now. Threads may share it."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._gatherer = Gatherer(parts.sources, parts.wall_clock, self._keep)

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the names of the sources as people read them."""
        return self._gatherer.names

    @property
    def scorer(self) -> str:
        """Return what judges, as people read it."""
        return self._parts.scorer.name

    def sentiment(
        self, symbol: str, *, start: date | None = None, end: date | None = None, patience_s: float = PATIENCE_S
    ) -> Sentiment:
        """Return what is said of one symbol between two inclusive New York dates, by default of the last 90 days.

        No source is waited for longer than `patience_s`; what one told before is shown, and `failed` says so. Raises
        UnknownSymbol, FixInput (a span that is none), Unavailable (the store or the scorer).
        """
        self._parts.market.asset(symbol)
        first, last = self._span(start, end)
        wanted = self._wanted(symbol, first, last)
        river, failed = self._river(wanted, patience_s=patience_s)
        return self._told(symbol, (first, last), river, failed)

    def everything(
        self, *, start: date | None = None, end: date | None = None, patience_s: float = PATIENCE_S
    ) -> Sentiment:
        """Return what is said of all companies together, with the mood of each; texts and waits as for one symbol."""
        first, last = self._span(start, end)
        river, failed = self._river(self._wanted(None, first, last), patience_s=patience_s)
        return replace(self._told("", (first, last), river, failed), companies=company_moods(river))

    def _told(
        self, symbol: str, span: tuple[date, date], river: tuple[ScoredHeadline, ...], failed: tuple[str, ...]
    ) -> Sentiment:
        score = mean_score(river)
        return Sentiment(
            symbol=symbol,
            start=span[0],
            end=span[1],
            score=score,
            mood=None if score is None else mean_mood(score),
            river=river,
            days=day_moods(river, self._parts.calendar),
            sources=source_moods(river),
            failed=failed,
            scorer=self.scorer,
            as_of=self._parts.market_clock.now(),
        )

    def market(
        self, *, start: date | None = None, end: date | None = None, patience_s: float = PATIENCE_S
    ) -> tuple[tuple[ScoredHeadline, ...], tuple[str, ...]]:
        """Return the river of all companies, newest first, and a sentence for each source that could not be read."""
        wanted = self._wanted(None, *self._span(start, end))
        return self._river(wanted, patience_s=patience_s)

    def moved(self, found: Sentiment, *, most: int = 10) -> tuple[Moved, ...]:
        """Return the sessions of an answer whose price moved the most, each with its texts; see `moved_days`."""
        bars = self._parts.market.bars(found.symbol, start=found.start - timedelta(days=10), end=found.end)
        return moved_days(found, bars, self._parts.calendar, most=most)

    def score(self, texts: Sequence[str]) -> Sequence[Score]:
        """Return what the scorer makes of texts; nothing is kept. Raises Unavailable."""
        return self._parts.scorer.score(texts)

    def about(self, river: Iterable[ScoredHeadline]) -> str:
        """Return what must be said beside these texts, empty where there is nothing."""
        return ABOUT_CHRONICLE if any(one.headline.kind is NewsKind.CHRONICLE for one in river) else ""

    def _span(self, start: date | None, end: date | None) -> tuple[date, date]:
        today = new_york_day(self._parts.market_clock.now())
        last = min(end or today, today)
        first = start or last - timedelta(days=SPAN_DAYS)
        if first > last:
            raise FixInput(f"the span begins on {first} and ends on {last}; let it begin on the earlier day")
        if (last - first).days > LONGEST_DAYS:
            raise FixInput(f"{(last - first).days} days are more than the {LONGEST_DAYS} of one look; ask for fewer")
        return first, last

    def _wanted(self, symbol: str | None, first: date, last: date) -> Wanted:
        begins = datetime.combine(first, time(), tzinfo=NEW_YORK)
        ends = datetime.combine(last + timedelta(days=1), time(), tzinfo=NEW_YORK) - timedelta(microseconds=1)
        now = self._parts.market_clock.now()
        return Wanted(symbol=symbol, start=begins.astimezone(UTC), end=min(ends.astimezone(UTC), now))

    def _river(self, wanted: Wanted, *, patience_s: float) -> tuple[tuple[ScoredHeadline, ...], tuple[str, ...]]:
        failed = self._gatherer.gather(wanted, patience_s=patience_s)
        kept = self._parts.store.found(wanted.symbol, start=wanted.start, end=wanted.end, limit=MOST_SHOWN)
        river = self._scored(deduplicated(kept))
        told = {one.headline.source for one in river}
        return river, tuple(_failure(said, is_shown=name in told) for name, said in failed.items())

    def _keep(self, wanted: Wanted, told: Sequence[Headline]) -> None:
        """Link what a source told and keep it; what is of no symbol that is known here stays for the whole market.

        The chronicle's rows name their symbols themselves.
        """
        now = self._parts.market_clock.now()
        known = [one for one in told if one.published_at <= now]
        loose = [one for one in known if one.kind is not NewsKind.CHRONICLE]
        linked = self._parts.link([f"{one.title}\n{one.summary}" for one in loose], wanted.symbol) if loose else ()
        joined = [
            replace(one, symbols=tuple(dict.fromkeys((*one.symbols, *symbols))))
            for one, symbols in zip(loose, linked, strict=True)
        ]
        self._parts.store.keep([*joined, *(one for one in known if one.kind is NewsKind.CHRONICLE)])

    def _scored(self, river: Sequence[Headline]) -> tuple[ScoredHeadline, ...]:
        """Return the texts with their scores; what was judged once is not judged again."""
        version = self._parts.scorer.version
        known = self._parts.store.scores([one.id for one in river], version)
        lacking = [one for one in river if one.id not in known]
        if lacking:
            found = self._parts.scorer.score([one.title for one in lacking])
            judged = {one.id: score for one, score in zip(lacking, found, strict=True)}
            self._parts.store.keep_scores(judged, version)
            known |= judged
        return tuple(ScoredHeadline(headline=one, score=known[one.id]) for one in river)


def _failure(said: str, *, is_shown: bool) -> str:
    sentence = said[:1].upper() + said[1:] + ("" if said.endswith((".", "!", "?")) else ".")
    return f"{sentence} What it told before is shown." if is_shown else sentence
