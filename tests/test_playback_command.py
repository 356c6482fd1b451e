"""`python -m trading playback` plays a run beside the app, from the store or from a file, and writes nothing."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from smolagents import Model

from agent.counter import Counter
from agent.crew import make_manager
from agent.prompts import templates
from tests.agent.playback_cases import store_of
from tests.agent.rig import TeamRig
from trading.__main__ import main


@pytest.fixture
def run_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    rig = TeamRig(tmp_path / "data")
    run = rig.ask("buy 10 AAPL")
    (tmp_path / "run.json").write_text(store_of(rig.services).export(run.id), encoding="utf-8")
    rig.close()
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    return run.id


def test_a_run_is_played_from_the_store_and_from_its_file(
    run_id: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["playback", run_id]) == 0
    assert f"run {run_id} is reproduced bit for bit" in capsys.readouterr().out
    (tmp_path / "data" / "desk.db").unlink()
    assert main(["playback", str(tmp_path / "run.json")]) == 0
    assert f"run {run_id} is reproduced bit for bit" in capsys.readouterr().out


def test_a_changed_limit_is_shown_and_what_cannot_be_is_a_sentence(
    run_id: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["playback", run_id, "--limit", "max_order_notional=1000"]) == 0
    assert "would have been refused: buy 10 AAPL" in capsys.readouterr().out
    assert main(["playback", "nosuch"]) == 2
    assert "is not known in this DATA_DIR" in capsys.readouterr().err
    assert main(["playback", run_id, "--limit", "nonsense"]) == 2
    assert "name=value" in capsys.readouterr().err
    (tmp_path / "run.json").write_text((tmp_path / "run.json").read_text(encoding="utf-8").replace("560.99", "56.99"))
    assert main(["playback", str(tmp_path / "run.json")]) == 1
    assert "is not what was recorded" in capsys.readouterr().err


def test_no_prompt_of_a_file_or_a_folder_is_run(run_id: str, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    hostile = f"{{{{ cycler.__init__.__globals__.os.system('touch {ran}') }}}}"
    file = tmp_path / "run.json"
    file.write_text(_with_prompt(json.loads(file.read_text(encoding="utf-8")), hostile), encoding="utf-8")
    main(["playback", str(file)])
    assert not ran.exists()
    given = templates("manager", f"{hostile} A gain of {{% is told.", rules=hostile)
    manager = make_manager(lambda _: Model(), Counter(), (), max_steps=2, prompts=lambda _agent, _own: given)
    assert manager.system_prompt == f"{hostile}\n{hostile} A gain of {{% is told." and not ran.exists()


def _with_prompt(record: dict[str, Any], prompt: str) -> str:
    """Return a recording whose members have another prompt, with its addresses made to fit."""
    entry = next(one for one in record["entries"] if one["kind"] == "frame")
    piece = record["pieces"].pop(entry["address"])
    for member in piece["body"]["members"]:
        member["prompt"] = prompt
    entry["address"] = sha256(json.dumps(piece, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
    record["pieces"][entry["address"]] = piece
    return json.dumps(record, ensure_ascii=False)
