"""A maker of desks whose stores are closed when the test ends."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.sentiment.rig import Rig
from trading.ports import NewsSource

Make = Callable[..., Rig]


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Make]:
    made: list[Rig] = []

    def make(*sources: NewsSource, **more: int) -> Rig:
        made.append(Rig(tmp_path, *sources, **more))
        return made[-1]

    yield make
    for one in made:
        one.database.close()
