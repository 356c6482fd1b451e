"""Exactly as many orders and fills as intents, whatever is clicked how often and whichever way the page is left."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.desk_process import DeskProcess
from tests.journeys.clicking import WAYS, orders_for_intents

INTENTS = 3


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskProcess]:
    folder: Path = tmp_path_factory.mktemp("clicks") / "data"
    desk = DeskProcess(folder).start()
    yield desk
    desk.stop()


@pytest.mark.parametrize("way", WAYS)
def test_each_intent_becomes_exactly_one_order(browser: Browser, running: DeskProcess, way: str) -> None:
    assert orders_for_intents(browser, running, way, INTENTS) == (INTENTS, INTENTS)
