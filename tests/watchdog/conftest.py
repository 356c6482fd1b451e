"""The app that the tests of the watchdog freeze, kill and hang."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.watchdog.rig import Watched, watched


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Watched]:
    with watched(tmp_path / "desk") as running:
        yield running
