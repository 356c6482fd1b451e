"""The rig of each test of orders."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.orders.rig import Rig, make_rig


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_rig(tmp_path / "desk")
    yield made
    made.close()
