"""The record of a run is written as it happens, holds no secret, shows a changed piece, and stays bounded."""

import os
import signal
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from sqlalchemy import select, update

from agent.playback.report import is_same, same_report
from tests.agent.playback_cases import played_again, recording_of, store_of
from tests.agent.rig import TeamRig
from tests.agent.scripted_model import ScriptedModel, call
from trading.errors import ChainBroken, FixInput, NotFound
from trading.redaction import Redactor
from trading.settings import Settings
from trading.store.record_tables import RECORD_BLOB, RECORD_ENTRY
from trading.store.recordings import recording_from_text
from trading.types import Note, RecordKind

SECRETS = {
    "apca_api_key_id": "PK-planted-1111",
    "apca_api_secret_key": "planted/secret+2222",
    "llm_api_key": "sk-planted-3333",
    "desk_password": "planted password 4444",
}


def test_what_a_model_was_given_is_kept_before_it_answers_and_survives_a_kill(tmp_path: Path) -> None:
    model = ScriptedModel([call("analyst", task="q"), call("get_quote", symbol="AAPL"), "hang"])
    code = (
        "import sys; from pathlib import Path; from tests.agent.rig import TeamRig\n"
        "rig = TeamRig(Path(sys.argv[1]), llm_model='scripted', llm_api_base=sys.argv[2], llm_api_key='key-one')\n"
        "run = rig.say('price of AAPL'); print(run.id, flush=True)\n"
        "rig.services.runs.claim(run.id, 'other', 'p'); rig.team.run(run.id)\n"
    )
    root = Path(__file__).parents[2]
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "desk"), model.url],
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert child.stdout is not None
    run_id = child.stdout.readline().strip()
    while len(model.requests) < 3:
        assert child.poll() is None
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    model.close()
    rig = TeamRig(tmp_path / "desk")
    try:
        run = rig.services.runs.get(run_id)
        kinds = [(entry.kind.value, entry.member) for entry in recording_of(rig, run).entries]
        assert kinds[0] == ("frame", "") and kinds[-1] == ("input", "analyst")
        assert [kind for kind, _ in kinds].count("tool") == 2 and ("outcome", "") not in kinds
        script, played = played_again(rig, run)
        assert not is_same(script, played)
        assert "was cut off" in same_report(script, played)[0]
        assert [step.tool for step in played.steps] == ["read_words", "analyst", "get_quote"]
        assert "the record ends here" in played.outcome.text.lower()
    finally:
        rig.close()


def test_no_secret_of_the_settings_is_in_a_record_in_any_of_its_forms(tmp_path: Path) -> None:
    said = f"My keys are {', '.join(SECRETS.values())} and planted%2Fsecret%2B2222; price of AAPL?"
    rig = TeamRig(tmp_path / "desk", market_data="replay", **SECRETS)
    try:
        run = rig.ask(said)
        with rig.wiring.database.read() as connection:
            bodies = [zlib.decompress(row.body).decode() for row in connection.execute(select(RECORD_BLOB))]
        text = "\n".join(bodies) + store_of(rig.services).export(run.id)
        for value in (*SECRETS.values(), "planted%2Fsecret%2B2222"):
            assert value not in text
        assert "[APCA_API_SECRET_KEY]" in text and "[DESK_PASSWORD]" in text
        assert is_same(*played_again(rig, run)) or "[LLM_API_KEY]" in text
    finally:
        rig.close()


def test_a_password_inside_an_address_is_a_secret_too() -> None:
    settings = Settings.model_construct(database_url="postgresql+psycopg://desk:p%40ss-word@host/desk")
    assert settings.secrets()["DATABASE_URL password"] == "p@ss-word"
    clean = Redactor({"X": "p@ss-word"}).clean({"p@ss-word": ["at p@ss-word", "p%40ss-word", 3, None]})
    assert clean == {"[X]": ["at [X]", "[X]", 3, None]}


def test_a_piece_that_was_changed_is_found_by_its_address(rig: TeamRig) -> None:
    run = rig.ask("price of apple")
    (tool,) = [one for one in recording_of(rig, run).of(RecordKind.TOOL) if one.member == "analyst"]
    with rig.wiring.database.write() as connection:
        where = RECORD_BLOB.c.address == tool.address
        body = zlib.decompress(connection.execute(select(RECORD_BLOB.c.body).where(where)).scalar_one())
        connection.execute(
            update(RECORD_BLOB).where(where).values(body=zlib.compress(body.replace(b"560.99", b"56.099")))
        )
    with pytest.raises(ChainBroken, match=tool.address[:16]):
        recording_of(rig, run)


def test_a_changed_file_is_found_too_and_what_is_no_record_is_said(rig: TeamRig) -> None:
    text = store_of(rig.services).export(rig.ask("price of apple").id)
    assert recording_from_text(text).entries
    with pytest.raises(ChainBroken, match="is not what was recorded"):
        recording_from_text(text.replace("560.99", "56.099"))
    for broken in ("", "[]", "{}", '{"format": "x"}', "no json"):
        with pytest.raises(FixInput, match="record"):
            recording_from_text(broken)


def test_equal_pieces_are_kept_once(rig: TeamRig) -> None:
    rig.ask("price of apple")
    with rig.wiring.database.read() as connection:
        first = len(connection.execute(select(RECORD_BLOB.c.address)).all())
    rig.ask("price of apple")
    with rig.wiring.database.read() as connection:
        both = len(connection.execute(select(RECORD_BLOB.c.address)).all())
    assert both - first <= 4, "the frame and the two steps have times of their own, the rest is the same"


def test_only_the_newest_runs_keep_their_record(tmp_path: Path) -> None:
    rig = TeamRig(tmp_path / "desk", record_runs=2)
    try:
        runs = [rig.ask(words) for words in ("price of apple", "price of IBM", "price of MSFT")]
        with pytest.raises(NotFound, match="newest 2 runs"):
            recording_of(rig, runs[0])
        assert all(is_same(*played_again(rig, run)) for run in runs[1:])
        with rig.wiring.database.read() as connection:
            assert set(connection.execute(select(RECORD_ENTRY.c.run_id)).scalars()) == {run.id for run in runs[1:]}
    finally:
        rig.close()


def test_records_past_the_limit_of_size_are_let_go_by_halves(tmp_path: Path) -> None:
    rig = TeamRig(tmp_path / "desk", record_max_mb=1)
    try:
        runs = [rig.say(f"price of apple, take {n}") for n in range(6)]
        noise = os.urandom(400_000).hex()  # hardly compressible below its 400 kB
        for n, run in enumerate(runs):
            note = Note(kind=RecordKind.FRAME, member="", n=1, body={"n": n, "noise": noise[n:]})
            store_of(rig.services).begin(run.id, note)
        with rig.wiring.database.read() as connection:
            kept = set(connection.execute(select(RECORD_ENTRY.c.run_id)).scalars())
            size = sum(len(row.body) for row in connection.execute(select(RECORD_BLOB)))
        assert runs[-1].id in kept and runs[0].id not in kept
        assert size < 1_900_000, "the limit of 1 MB and what one run added past it"
    finally:
        rig.close()


def test_nothing_is_recorded_where_no_run_is_kept(tmp_path: Path) -> None:
    rig = TeamRig(tmp_path / "desk", record_runs=0)
    try:
        run = rig.ask("price of apple")
        assert "560.99" in (run.result or "")
        with pytest.raises(NotFound):
            recording_of(rig, run)
    finally:
        rig.close()


def test_a_store_that_fails_ends_the_record_and_not_the_run(rig: TeamRig) -> None:
    with rig.wiring.database.write() as connection:
        connection.exec_driver_sql("DROP TABLE record_part")
    run = rig.ask("price of apple")
    assert "560.99" in (run.result or "")
