"""The phrase set is sound, the planner passes it without danger, and the score tells danger from mere error."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.eval.__main__ import scores_of
from tests.eval.desk import OFFLINE, EvaluationDesk, evaluation_desk
from tests.eval.phrase import Phrase, parse, phrases
from tests.eval.score import DEFAULTS, compare
from tests.eval.table import as_json, as_table, summary
from trading.types import Intent

GROUPS = sorted({phrase.group for phrase in phrases()})


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EvaluationDesk]:
    with evaluation_desk(tmp_path_factory.mktemp("eval") / "desk", **OFFLINE) as made:
        yield made


def test_there_are_many_phrases_each_with_a_name_and_words_of_its_own() -> None:
    said = phrases()
    assert len(said) >= 400 and sum(phrase.core for phrase in said) >= 80
    assert len({phrase.id for phrase in said}) == len({phrase.says for phrase in said}) == len(said)
    for phrase in said:
        assert set(phrase.intents) <= set(Intent), phrase.id
        for ticket in (*phrase.tickets, *phrase.may):
            assert set(ticket) <= set(DEFAULTS), phrase.id


@pytest.mark.parametrize("group", GROUPS)
def test_the_planner_reads_every_phrase_and_proposes_what_it_says_alone(desk: EvaluationDesk, group: str) -> None:
    scores = [desk.score(phrase) for phrase in phrases() if phrase.group == group]
    assert [score.phrase.id for score in scores if score.dangerous] == []
    assert [score.phrase.id for score in scores if not score.is_right] == []


def phrase(*says: str, **more: object) -> Phrase:
    return parse({"id": "x", "group": "x", "says": says, **more})


BUY_TWO = {"side": "buy", "symbol": "GOOG", "qty": "2"}


@pytest.mark.parametrize(
    ("wanted", "wrong"),
    [
        ({"intents": ["order"], "tickets": [BUY_TWO]}, None),
        ({"intents": ["order"], "may": [BUY_TWO]}, None),
        ({}, "dangerous"),
        ({"tickets": [{**BUY_TWO, "side": "sell"}]}, "dangerous"),
        ({"tickets": [{**BUY_TWO, "symbol": "IBM"}]}, "dangerous"),
        ({"tickets": [{**BUY_TWO, "qty": "1"}]}, "dangerous"),
        ({"tickets": [{"side": "buy", "symbol": "GOOG", "notional": "2"}]}, "dangerous"),
        ({"tickets": [{**BUY_TWO, "type": "limit", "limit_price": "500"}]}, "astray"),
        ({"tickets": [BUY_TWO, BUY_TWO]}, "missing"),
    ],
)
def test_a_ticket_that_was_not_said_is_danger_and_one_with_another_price_is_an_error(
    desk: EvaluationDesk, wanted: dict[str, object], wrong: str | None
) -> None:
    score = desk.score(phrase("buy 2 GOOG", **wanted))
    assert score.is_right is (wrong is None)
    assert wrong is None or getattr(score, wrong)


def test_what_a_phrase_proposes_is_taken_back_before_the_next(desk: EvaluationDesk) -> None:
    desk.score(phrase("buy 2 GOOG", tickets=[BUY_TWO]))
    assert desk.services.desk.proposals().items == ()


def test_a_name_that_the_data_file_may_not_hold_is_an_error() -> None:
    with pytest.raises(TypeError, match="tickts"):
        phrase("buy 2 GOOG", tickts=[BUY_TWO])


def test_the_table_names_danger_first_and_the_file_holds_every_phrase(desk: EvaluationDesk) -> None:
    scores = [desk.score(phrase("buy 2 GOOG")), desk.score(phrase("price of IBM", intents=["quote"]))]
    assert "DANGER x: buy 2 GOOG" in as_table("planner", scores)
    found = as_json("planner", scores)
    assert found["summary"]["dangerous"] == 1 and found["summary"]["right"] == 1
    assert [row["right"] for row in found["phrases"]] == [False, True]
    assert summary([])["slowest_s"] == 0


def test_a_folder_is_not_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert scores_of([phrase("price of IBM", intents=["quote"])], **OFFLINE)[0].is_right
    assert list(tmp_path.iterdir()) == []


def test_an_empty_run_misses_what_was_asked() -> None:
    assert compare(phrase("buy 2 GOOG", tickets=[BUY_TWO]), [])["missing"] == ("side=buy symbol=GOOG qty=2",)
