"""Headlines with their symbols and scores, a bounded number of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, exists, func, select

from trading.store.database import Database
from trading.store.dialect import insert_into
from trading.store.news_tables import HEADLINE, HEADLINE_SCORE, HEADLINE_SYMBOL
from trading.types import Headline, Mood, NewsKind, Score, WeighedWord

MOST_KEPT = 20_000
PRUNED_AT_ONCE = 1_000
"""Past the limit so many more of the oldest go, so that not each new headline must look for one to drop."""
MOST_IN_LIST = 500
"""How many ids one question names; SQLite takes 32,766 values, a server's plan likes fewer."""


class HeadlineStore:
    """The headlines of one account. Threads may share it."""

    def __init__(self, database: Database, account_id: str, *, most: int = MOST_KEPT) -> None:
        self._database, self._account_id, self._most = database, account_id, most

    def keep(self, headlines: Sequence[Headline]) -> None:
        """Remember headlines; one that is known gains symbols, and is the one that was published first.

        Two sources may keep the same words at once: which comes first to the store makes no difference. Raises
        Unavailable.
        """
        fresh = self._lacking(headlines)
        if not fresh:
            return
        own = {"account_id": self._account_id}
        earliest = {one.id: one for one in sorted(fresh, key=lambda one: one.published_at, reverse=True)}
        # in one order, so that two that keep the same never wait for each other
        texts = [own | _row(one) for _, one in sorted(earliest.items())]
        links = sorted({(symbol, one.id) for one in fresh for symbol in one.symbols})
        with self._database.write() as connection:
            connection.execute(self._insert_earlier(), texts)
            if links:
                linked = [own | {"symbol": symbol, "headline_id": found} for symbol, found in links]
                connection.execute(self._insert_new(HEADLINE_SYMBOL), linked)
            self._prune(connection)

    def found(self, symbol: str | None, *, start: datetime, end: datetime, limit: int) -> list[Headline]:
        """Return at most so many of that time, newest first; of all symbols with None. Raises Unavailable."""
        asked = select(HEADLINE).where(
            HEADLINE.c.account_id == self._account_id, HEADLINE.c.published_at.between(start, end)
        )
        if symbol is not None:
            about = select(HEADLINE_SYMBOL.c.headline_id).where(
                HEADLINE_SYMBOL.c.account_id == self._account_id, HEADLINE_SYMBOL.c.symbol == symbol
            )
            asked = asked.where(HEADLINE.c.id.in_(about))
        asked = asked.order_by(HEADLINE.c.published_at.desc(), HEADLINE.c.id.desc()).limit(limit)
        with self._database.read() as connection:
            rows = connection.execute(asked).all()
            symbols = self._symbols(connection, [row.id for row in rows])
        return [_headline(row, symbols.get(row.id, ())) for row in rows]

    def scores(self, ids: Sequence[str], scorer: str) -> dict[str, Score]:
        """Return what that scorer made of those headlines, by their ids; what it has not judged is left out."""
        found: dict[str, Score] = {}
        with self._database.read() as connection:
            for part in _parts(ids):
                asked = select(HEADLINE_SCORE).where(
                    HEADLINE_SCORE.c.account_id == self._account_id,
                    HEADLINE_SCORE.c.scorer == scorer,
                    HEADLINE_SCORE.c.headline_id.in_(part),
                )
                found |= {row.headline_id: _score(row) for row in connection.execute(asked)}
        return found

    def keep_scores(self, scores: Mapping[str, Score], scorer: str) -> None:
        """Remember what a scorer made of headlines that are still kept; the first judgement stays.

        Raises Unavailable.
        """
        if not scores:
            return
        rows = [
            {
                "account_id": self._account_id,
                "headline_id": found,
                "scorer": scorer,
                "mood": score.mood.value,
                "score": score.score,
                "words": [[word.word, word.weight] for word in score.words],
            }
            for found, score in sorted(scores.items())
        ]
        with self._database.write() as connection:
            kept = self._kept(connection, list(scores))  # another process may have let some go since they were read
            if judged := [row for row in rows if row["headline_id"] in kept]:
                connection.execute(self._insert_new(HEADLINE_SCORE), judged)

    def count(self) -> int:
        """Return how many headlines are kept."""
        with self._database.read() as connection:
            return self._count(connection)

    def _lacking(self, headlines: Sequence[Headline]) -> list[Headline]:
        """Return those that are not kept with all their symbols: a look that finds nothing new writes nothing."""
        by_id = {one.id: one for one in headlines}
        since: dict[str, datetime] = {}
        with self._database.read() as connection:
            for part in _parts(list(by_id)):
                asked = select(HEADLINE.c.id, HEADLINE.c.published_at).where(
                    HEADLINE.c.account_id == self._account_id, HEADLINE.c.id.in_(part)
                )
                since |= {row.id: row.published_at for row in connection.execute(asked)}
            symbols = self._symbols(connection, list(by_id))
        return [
            one
            for one in headlines
            if one.id not in since
            or one.published_at < since[one.id]
            or not set(one.symbols) <= set(symbols.get(one.id, ()))
        ]

    def _kept(self, connection: Connection, ids: Sequence[str]) -> set[str]:
        found: set[str] = set()
        for part in _parts(ids):
            asked = select(HEADLINE.c.id).where(HEADLINE.c.account_id == self._account_id, HEADLINE.c.id.in_(part))
            found.update(connection.execute(asked).scalars())
        return found

    def _symbols(self, connection: Connection, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for part in _parts(ids):
            asked = (
                select(HEADLINE_SYMBOL.c.headline_id, HEADLINE_SYMBOL.c.symbol)
                .where(HEADLINE_SYMBOL.c.account_id == self._account_id, HEADLINE_SYMBOL.c.headline_id.in_(part))
                .order_by(HEADLINE_SYMBOL.c.symbol)
            )
            for row in connection.execute(asked):
                found.setdefault(row.headline_id, []).append(row.symbol)
        return {one: tuple(symbols) for one, symbols in found.items()}

    def _count(self, connection: Connection) -> int:
        asked = select(func.count()).select_from(HEADLINE).where(HEADLINE.c.account_id == self._account_id)
        return int(connection.execute(asked).scalar_one())

    def _prune(self, connection: Connection) -> None:
        """Drop the oldest past the limit with their symbols and scores, and what no headline is left for."""
        over = self._count(connection) - self._most
        if over <= 0:
            return
        more = min(PRUNED_AT_ONCE, self._most // 2)
        asked = (
            select(HEADLINE.c.id)
            .where(HEADLINE.c.account_id == self._account_id)
            .order_by(HEADLINE.c.published_at, HEADLINE.c.id)
            .limit(over + more)
        )
        for part in _parts(list(connection.execute(asked).scalars())):
            for table, column in (
                (HEADLINE_SCORE, HEADLINE_SCORE.c.headline_id),
                (HEADLINE_SYMBOL, HEADLINE_SYMBOL.c.headline_id),
                (HEADLINE, HEADLINE.c.id),
            ):
                connection.execute(delete(table).where(table.c.account_id == self._account_id, column.in_(part)))
        for table in (HEADLINE_SCORE, HEADLINE_SYMBOL):
            named = (HEADLINE.c.account_id == table.c.account_id) & (HEADLINE.c.id == table.c.headline_id)
            lost = table.c.account_id == self._account_id, ~exists().where(named)
            connection.execute(delete(table).where(*lost))

    def _insert_new(self, table: Table) -> Any:
        """Return the insert that leaves known rows alone."""
        return insert_into(table, is_sqlite=self._database.is_sqlite).on_conflict_do_nothing()

    def _insert_earlier(self) -> Any:
        """Return the insert of headlines by which the one that was published first stays."""
        made = insert_into(HEADLINE, is_sqlite=self._database.is_sqlite)
        told = ("title", "summary", "url", "publisher", "source", "kind", "published_at")
        return made.on_conflict_do_update(
            index_elements=[HEADLINE.c.account_id, HEADLINE.c.id],
            set_={name: made.excluded[name] for name in told},
            where=made.excluded.published_at < HEADLINE.c.published_at,
        )


def _row(one: Headline) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "summary": one.summary,
        "url": one.url,
        "publisher": one.publisher,
        "source": one.source,
        "kind": one.kind.value,
        "published_at": one.published_at,
    }


def _headline(row: Any, symbols: tuple[str, ...]) -> Headline:
    return Headline(
        id=row.id,
        title=row.title,
        summary=row.summary,
        url=row.url,
        publisher=row.publisher,
        source=row.source,
        kind=NewsKind(row.kind),
        published_at=row.published_at,
        symbols=symbols,
    )


def _score(row: Any) -> Score:
    words = tuple(WeighedWord(word=str(word), weight=float(weight)) for word, weight in row.words)
    return Score(mood=Mood(row.mood), score=row.score, words=words)


def _parts(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[first : first + MOST_IN_LIST] for first in range(0, len(ids), MOST_IN_LIST))
