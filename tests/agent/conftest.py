"""The rig of the team's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.agent.rig import TeamRig


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[TeamRig]:
    made = TeamRig(tmp_path / "desk")
    yield made
    made.close()
