"""The first question after a start, with a model: its library is imported while the page already watches the run."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.agent.scripted_model import ScriptedModel, call, final
from tests.desk_process import DeskProcess
from tests.journeys.desk_page import ask, open_chat


def _plays_its_part(body: dict[str, Any]) -> dict[str, Any]:
    offered = {tool["function"]["name"] for tool in body.get("tools", ())}
    has_price = "560.99" in str(body["messages"])
    if has_price:
        return final("AAPL trades at 560.99.")
    return call("analyst", task="price of AAPL") if "analyst" in offered else call("get_quote", symbol="AAPL")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskProcess]:
    model = ScriptedModel(_plays_its_part)
    settings = {"LLM_MODEL": "openai/scripted", "LLM_API_BASE": model.url, "LLM_API_KEY": "k-1234567"}
    running = DeskProcess(tmp_path / "data", **settings).start()
    yield running
    running.stop()
    model.close()


def test_the_first_question_to_a_model_is_answered_while_its_library_is_still_imported(
    page: Page, desk: DeskProcess
) -> None:
    open_chat(page, desk)
    ask(page, "price of AAPL")
    expect(page.get_by_text("AAPL trades at")).to_be_visible()
