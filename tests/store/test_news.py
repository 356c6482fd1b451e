"""Headlines are kept once with their symbols and scores, each account's apart, on SQLite as on PostgreSQL."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from tests.store.postgres import programs, running
from trading.store.accounts import ensure_account
from trading.store.database import Database
from trading.store.migrate import upgrade
from trading.store.news import HeadlineStore
from trading.store.news_tables import HEADLINE_SCORE, HEADLINE_SYMBOL
from trading.types import Headline, MarketMode, Mood, NewsKind, Score, WeighedWord

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
ALWAYS = {"start": datetime(2000, 1, 1, tzinfo=UTC), "end": NOW, "limit": 99}


def headline(name: str, *symbols: str, hour: int = 10) -> Headline:
    return Headline(
        id=name,
        title=f"Title {name}",
        summary="More",
        url="https://example.com/a",
        publisher="Wire",
        source="Alpaca news",
        kind=NewsKind.NEWS,
        published_at=NOW.replace(hour=hour, microsecond=123_456),
        symbols=symbols,
    )


def prepared(database: Database) -> Database:
    upgrade(database)
    for account in ("mine", "yours", "theirs"):
        ensure_account(database, account, mode=MarketMode.REPLAY, venue="Paper", at=NOW)
    return database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = prepared(Database.in_folder(tmp_path))
    yield made
    made.close()


def check(database: Database) -> None:
    mine, yours = HeadlineStore(database, "mine"), HeadlineStore(database, "yours")
    mine.keep([headline("a", "AAPL"), headline("b", "IBM", "AAPL", hour=11), headline("c", hour=12)])
    mine.keep([headline("a", "AAPL", "MSFT")])
    mine.keep([])
    assert [one.id for one in mine.found(None, **ALWAYS)] == ["c", "b", "a"]
    assert mine.found("AAPL", **ALWAYS) == [headline("b", "AAPL", "IBM", hour=11), headline("a", "AAPL", "MSFT")]
    assert [one.id for one in mine.found("AAPL", **ALWAYS | {"limit": 1})] == ["b"]
    assert mine.found("AAPL", **ALWAYS | {"end": NOW.replace(hour=10)}) == []
    assert yours.found(None, **ALWAYS) == [] and (mine.count(), yours.count()) == (3, 0)
    good = Score(mood=Mood.POSITIVE, score=0.25, words=(WeighedWord(word="Title", weight=0.5),))
    mine.keep_scores({"a": good}, "one")
    mine.keep_scores({"a": Score(mood=Mood.NEGATIVE, score=-1.0)}, "one")
    mine.keep_scores({}, "one")
    assert mine.scores(["a", "b"], "one") == {"a": good}
    assert mine.scores(["a"], "another") == {} and yours.scores(["a"], "one") == {}


def test_whoever_keeps_first_the_one_that_was_published_first_stays(database: Database) -> None:
    first, later = headline("a", "AAPL", hour=9), replace(headline("a", "IBM", hour=10), source="Feed x")
    for order in ((first, later), (later, first)):
        store = HeadlineStore(database, "mine" if order[0] is first else "yours")
        for one in order:
            store.keep([one])
        assert store.found(None, **ALWAYS) == [replace(first, symbols=("AAPL", "IBM"))]
    together = HeadlineStore(database, "theirs")
    together.keep([later, first])
    assert together.found(None, **ALWAYS) == [replace(first, symbols=("AAPL", "IBM"))]


def test_a_headline_is_kept_once_gains_symbols_and_keeps_its_first_score(database: Database) -> None:
    check(database)


@pytest.mark.service
@pytest.mark.skipif(programs() is None, reason="PostgreSQL is not installed")
def test_postgresql_keeps_them_alike() -> None:
    with running() as address:
        database = prepared(Database(f"{address}/postgres"))
        check(database)
        database.close()


def test_ten_thousand_are_asked_for_by_their_ids_at_once(database: Database) -> None:
    store = HeadlineStore(database, "mine")
    store.keep([headline(f"{n:05}", "AAPL") for n in range(1_200)])
    ids = [f"{n:05}" for n in range(10_000)]
    store.keep_scores({one: Score(mood=Mood.NEUTRAL, score=0.0) for one in ids[:1_200]}, "one")
    assert len(store.scores(ids, "one")) == 1_200
    store.keep([headline(f"{n:05}", "AAPL") for n in range(1_201)])
    assert store.count() == 1_201


def test_no_score_and_no_symbol_outlives_its_headline(database: Database) -> None:
    one, other = HeadlineStore(database, "mine", most=4), HeadlineStore(database, "mine", most=4)
    judged = Score(mood=Mood.NEUTRAL, score=0.0)
    one.keep([headline(name, "AAPL", hour=hour) for hour, name in enumerate("abcd")])
    other.keep([headline("e", "AAPL", hour=9)])  # lets go of a, b and c before the first has judged them
    one.keep_scores(dict.fromkeys("abcde", judged), "one")
    assert set(one.scores(list("abcde"), "one")) == {"d", "e"}
    with database.write() as connection:
        own = {"account_id": "mine", "headline_id": "z"}
        connection.execute(insert(HEADLINE_SYMBOL), own | {"symbol": "AAPL"})
        score = {"scorer": "one", "mood": "neutral", "score": 0.0, "words": []}
        connection.execute(insert(HEADLINE_SCORE), [own | score, own | score | {"account_id": "yours"}])
    one.keep([headline(name, hour=12) for name in "fgh"])
    with database.read() as connection:
        for table in (HEADLINE_SYMBOL, HEADLINE_SCORE):
            left = connection.execute(select(table.c.headline_id).where(table.c.account_id == "mine")).scalars()
            assert "z" not in set(left)
        theirs = select(HEADLINE_SCORE.c.headline_id).where(HEADLINE_SCORE.c.account_id == "yours")
        assert list(connection.execute(theirs).scalars()) == ["z"]
