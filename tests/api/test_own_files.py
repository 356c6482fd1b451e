"""Files of the user that no strategy is in: a sentence each over REST, and the others are listed."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bootstrap import Wiring, build
from tests.api.conftest import Client
from tests.api.test_posted_again import HOLDS, SPAN
from trading.settings import Settings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "strategies"
    folder.mkdir()
    (folder / "holds.py").write_text(HOLDS)
    (folder / "huge.py").write_text(HOLDS.replace("most=9", f"most=1{'0' * 400}"))
    (folder / "odd.py").write_text(HOLDS.replace('title = "Holds"', r'title = "a\ud800"'))
    (folder / "gone.py").symlink_to(folder / "nowhere.py")
    os.mkfifo(folder / "pipe.py")
    return folder


@pytest.fixture
def wiring(tmp_path: Path, folder: Path) -> Iterator[Wiring]:
    settings = Settings.load(data_dir=tmp_path / "data", strategies_folder=folder, requests_per_minute=100_000)
    made = build(settings)
    made.start()
    yield made
    made.close()


def test_files_that_hold_no_strategy_are_listed_beside_the_others(desk: Client) -> None:
    lines = {each["key"]: each for each in desk.get("/api/strategies", limit=100)["items"]}
    assert {"file:holds", "file:huge", "file:odd", "file:gone", "file:pipe"} <= set(lines)
    assert [each["name"] for each in lines["file:holds"]["parameters"]] == ["after"]
    assert lines["file:odd"]["title"] == "a?"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("huge", "huge.py: after has (3, 1, a longer number) as default, least and most; give three numbers"),
        ("gone", "gone.py cannot be read: it is not there, or no plain file; mend it"),
        ("pipe", "pipe.py cannot be read: it is not there, or no plain file; mend it"),
    ],
)
def test_a_backtest_of_such_a_file_is_refused_with_its_sentence(desk: Client, name: str, said: str) -> None:
    answer = desk.call("POST", "/api/backtests", json=SPAN | {"strategy": f"file:{name}"})
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith(said)
