"""The settings of a command, from the environment."""

from pathlib import Path

import pytest

from tests.stopping.rig import Env


@pytest.fixture
def env(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Env:
    def give(**settings: object) -> None:
        for name, value in {"DATA_DIR": tmp_path / "data", **settings}.items():
            monkeypatch.setenv(name, str(value))

    return give
