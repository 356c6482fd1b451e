"""The one process: which paths are the API's, and how a start that cannot be ends."""

import subprocess
import sys
from pathlib import Path

import pytest

import app
from app import is_for_api
from tests.desk_process import ROOT, clean_environment, free_port

MINE = ["/api", "/api/trade", "/agent/run", "/docs", "/openapi.json", "/health", "/ready", "/metrics", "/api/nothing"]
PAGES = ["/", "/charts", "/apiary", "/agents", "/healthy", "/_stcore/health", "/docsx"]


@pytest.mark.parametrize("path", MINE)
def test_the_api_takes_its_paths_whole(path: str) -> None:
    assert is_for_api({"type": "http", "path": path})


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_keep_every_other_path(path: str) -> None:
    assert not is_for_api({"type": "http", "path": path})


def test_the_api_does_not_take_a_websocket() -> None:
    assert not is_for_api({"type": "websocket", "path": "/api"})


def test_a_demo_host_may_serve_the_desk_under_its_public_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    assert app.is_private.__wrapped__()
    monkeypatch.setattr(app, "FOLDER", app.HOSTED / "stock-trading-agent")
    assert not app.is_private.__wrapped__()


def _start(data_dir: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), f"--server.port={free_port()}"]
    environment = clean_environment(DATA_DIR=str(data_dir), **settings)
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"MARKET_DATA": "files"}, "MARKET_DATA=files needs BARS_FOLDER"),
        ({"PAPER_CASH": "-5"}, "PAPER_CASH is wrong"),
        ({"APCA_API_KEY_ID": "only-one"}, "set both or none"),
        ({"PAPER_CASH": "1e400"}, "PAPER_CASH is wrong"),
        ({"REPLAY_AT": "2025-01-02"}, "REPLAY_AT 2025-01-02 is outside the recording"),
        ({"DATABASE_URL": "mysql://u:secret@h/x"}, "DATABASE_URL must begin with postgresql+psycopg://"),
        ({"DATABASE_URL": "postgresql+psycopg://u:secret@h:port/x"}, "DATABASE_URL cannot be read"),
    ],
)
def test_a_wrong_setting_ends_the_start_with_a_sentence(
    tmp_path: Path, settings: dict[str, str], sentence: str
) -> None:
    ended = _start(tmp_path / "data", **settings)
    assert ended.returncode == 1
    assert sentence in ended.stderr
    assert "Traceback" not in ended.stderr + ended.stdout
    assert "only-one" not in ended.stderr + ended.stdout
    assert "secret@" not in ended.stderr + ended.stdout


def test_a_damaged_database_ends_the_start_with_a_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "desk.db").write_bytes(b"this is not a database, and it is long enough to be read as one" * 100)
    ended = _start(folder)
    assert ended.returncode == 1
    assert "The desk cannot start" in ended.stderr
    assert "Traceback" not in ended.stderr + ended.stdout


def test_a_data_folder_that_is_a_file_ends_the_start_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    ended = _start(tmp_path / "data")
    assert ended.returncode == 1
    assert "DATA_DIR" in ended.stderr
    assert "Traceback" not in ended.stderr + ended.stdout


def test_a_lock_that_cannot_be_opened_ends_the_start_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data" / "desk.lock").mkdir(parents=True)
    ended = _start(tmp_path / "data")
    assert ended.returncode == 1
    assert "desk.lock" in ended.stderr
    assert "Traceback" not in ended.stderr + ended.stdout


def test_a_paper_book_that_cannot_be_opened_ends_the_start_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data" / "paper-replay.db").mkdir(parents=True)
    ended = _start(tmp_path / "data")
    assert ended.returncode == 1
    assert "The desk cannot start" in ended.stderr
    assert "Traceback" not in ended.stderr + ended.stdout
