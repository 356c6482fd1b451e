"""`python -m trading playback` plays a run beside the app, from the store or from a file, and writes nothing."""

from pathlib import Path

import pytest

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
