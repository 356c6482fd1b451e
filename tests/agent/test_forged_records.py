"""A record that was forged, cut or made huge is a sentence; one of an older release says what it does not prove."""

import hashlib
import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from agent.playback.play import play
from agent.playback.report import order_lines
from agent.playback.script import script_of
from tests.agent.rig import TeamRig
from trading.errors import ChainBroken, FixInput, TradingError
from trading.store.record_tables import RECORD_BLOB
from trading.store.recordings import recording_from_text, text_of

Json = dict[str, Any]
Change = Callable[[Json, Json], Json]


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TeamRig]:
    made = TeamRig(tmp_path_factory.mktemp("forged") / "desk", llm_model=None)
    yield made
    made.close()


@pytest.fixture(scope="module")
def text(rig: TeamRig) -> str:
    return rig.services.recordings.export(rig.ask("price of AAPL").id)


def _address(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def forged(text: str, change: Change) -> str:
    """Return a record whose pieces were changed and addressed anew, as whoever holds the file can do."""
    record = json.loads(text)
    for entry in record["entries"]:
        piece = change(entry, record["pieces"].pop(entry["address"]))
        entry["address"] = _address(piece)
        record["pieces"][entry["address"]] = piece
    return json.dumps(record, ensure_ascii=False)


def body_of(kind: str, change: Callable[[Json], Any]) -> Change:
    return lambda entry, piece: {**piece, "body": change(piece["body"])} if entry["kind"] == kind else piece


def played(text: str) -> str:
    return play(script_of(recording_from_text(text)), lambda value: value).outcome.text


def without(name: str) -> Callable[[Json], Json]:
    return lambda body: {key: value for key, value in body.items() if key != name}


FRAME = ["reading", "members", "limits", "task", "planner", "meant", "steps", "may_order"]
FORGED: list[Change] = [
    *(body_of("frame", without(name)) for name in FRAME),
    *(body_of("frame", lambda body, name=name: {**body, name: None}) for name in FRAME),  # type: ignore[misc]
    *(body_of("frame", lambda body, name=name: {**body, name: [[]]}) for name in FRAME),  # type: ignore[misc]
    *(body_of(kind, lambda _, it=it: it) for kind in ("frame", "tool", "outcome") for it in ([], None, 3)),  # type: ignore[misc]
    body_of("frame", lambda body: {**body, "limits": {"run_max_steps": "3; 4"}}),
    body_of("frame", lambda body: {**body, "members": [{**one, "name": "../../x"} for one in body["members"]]}),
    body_of("outcome", lambda body: {**body, "answer": {"zz": 1}}),
    body_of("outcome", lambda body: {**body, "answer": {"text": 3}}),
    body_of("tool", without("step")),
    body_of("tool", without("arguments")),
]


@pytest.mark.parametrize("change", FORGED)
def test_a_forged_record_is_a_sentence(text: str, change: Change) -> None:
    with pytest.raises(TradingError, match="record"):
        played(forged(text, change))


@pytest.mark.parametrize(
    "change",
    [
        lambda record: record["entries"].reverse(),
        lambda record: record["entries"].pop(2),
        lambda record: record["entries"].insert(1, record["entries"][2]),
        lambda record: record["entries"][1].update(member="zz"),
        lambda record: record["entries"][1].update(n=7),
        lambda record: record["entries"][1].update(kind="output"),
        lambda record: [one.update(seq=n) for n, one in enumerate(reversed(record["entries"]))],
    ],
)
def test_an_entry_in_another_place_is_found(text: str, change: Callable[[Json], Any]) -> None:
    record = json.loads(text)
    change(record)
    with pytest.raises(ChainBroken, match="trusted no further"):
        recording_from_text(json.dumps(record, ensure_ascii=False))


@pytest.mark.parametrize("heads", [{"seq": "1"}, {"seq": None}, {"seq": True}, {"member": 3}, {"n": 1.5}, {"at": 3}])
def test_a_head_of_another_type_is_a_sentence(text: str, heads: Json) -> None:
    record = json.loads(text)
    record["entries"][0].update(heads)
    with pytest.raises(TradingError, match="record"):
        recording_from_text(json.dumps(record, ensure_ascii=False))


@pytest.mark.parametrize("broken", ["[" * 200_000, '{"a":' * 200_000])
def test_json_without_end_is_no_record(broken: str) -> None:
    with pytest.raises(FixInput, match="no record of a run"):
        recording_from_text(broken)


def test_a_record_of_an_older_release_is_played_and_says_that_its_order_is_not_proved(text: str) -> None:
    older = recording_from_text(forged(text, lambda _entry, piece: without("head")(piece)))
    assert not older.is_in_order and "order of this record is not proved" in order_lines(older)[0]
    assert recording_from_text(text_of(older)) == older
    newer = recording_from_text(text)
    assert newer.is_in_order and order_lines(newer) == []
    assert played(text_of(older)) == played(text)


def test_a_piece_that_unpacks_without_end_is_left_packed(tmp_path: Path) -> None:
    rig = TeamRig(tmp_path / "desk", llm_model=None)
    try:
        run = rig.ask("price of AAPL")
        bomb = zlib.compress(b"0" * 60_000_000, 9)
        with rig.wiring.database.write() as connection:
            address = connection.execute(select(RECORD_BLOB.c.address).limit(1)).scalar_one()
            connection.execute(update(RECORD_BLOB).where(RECORD_BLOB.c.address == address).values(body=bomb))
        with pytest.raises(ChainBroken, match="unpacks to more than"):
            rig.services.recordings.read(run.id)
    finally:
        rig.close()
