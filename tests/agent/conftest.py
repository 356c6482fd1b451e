"""The rig of the team's tests."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.agent.rig import Start, TeamRig
from tests.agent.scripted_model import Script, ScriptedModel


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[TeamRig]:
    made = TeamRig(tmp_path / "desk")
    yield made
    made.close()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Begin desks whose team thinks by a scripted model each."""
    made: list[tuple[TeamRig, ScriptedModel]] = []

    def begin(script: Script, **settings: Any) -> tuple[TeamRig, ScriptedModel]:
        model = ScriptedModel(script)
        named = {"llm_model": "scripted", **settings}
        rig = TeamRig(tmp_path / f"desk{len(made)}", llm_api_base=model.url, llm_api_key="k", **named)
        rig.team.warm()
        made.append((rig, model))
        return made[-1]

    yield begin
    for rig, model in made:
        model.close()
        rig.close()
