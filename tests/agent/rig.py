"""The real product around the team: replay, paper book, desk, store; runs are worked on in the calling thread."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bootstrap
from agent.budget import Budget
from agent.counter import Counter
from agent.team import AgentTeam
from tests.agent.scripted_model import Script, ScriptedModel
from trading.settings import Settings
from trading.types import OWNER, Proposal, Run, RunStatus, Status

os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")


class TeamRig:
    """One wired product; `ask` says something and returns the run when the team has ended.

    `script` is what a language model says that the team then uses, over HTTP on this machine.
    """

    def __init__(
        self,
        folder: Path,
        *,
        make_model: Callable[[Budget, Counter], Any] | None = None,
        script: Script | None = None,
        **settings: Any,
    ) -> None:
        self._model = None if script is None else ScriptedModel(script)
        if self._model is not None:
            settings = {"llm_model": "scripted", "llm_api_base": self._model.url, "llm_api_key": "k"} | settings
        self.wiring = bootstrap.build(Settings.load(data_dir=folder, **settings))
        self.services = self.wiring.services
        self.services.desk.start()
        self.team = AgentTeam(self.services, wall_clock=self.services.wall_clock, make_model=make_model)

    def say(self, words: str, *, after: Run | None = None) -> Run:
        """Write a run down without working on it."""
        conversation = None if after is None else after.conversation_id
        return self.services.runs.create(words, actor=OWNER, conversation_id=conversation)

    def ask(self, words: str, *, after: Run | None = None) -> Run:
        run = self.say(words, after=after)
        assert self.services.runs.claim(run.id, "test", self.team.planner)
        self.team.run(run.id)
        return self.services.runs.get(run.id)

    def proposals(self, run: Run) -> list[Proposal]:
        return [self.services.desk.proposal(proposal_id) for proposal_id in run.proposals]

    def approve(self, run: Run) -> list[Proposal]:
        done = []
        for proposal in self.proposals(run):
            if proposal.status is Status.OPEN:
                done.append(self.services.desk.approve(proposal.id, proposal.approval_hash, actor=OWNER))
        return done

    def hold(self, *orders: str) -> None:
        """Buy what the words say, so that there are positions."""
        for words in orders:
            assert self.approve(self.ask(words))

    @property
    def model(self) -> ScriptedModel:
        """Return the language model that the script speaks for."""
        assert self._model is not None
        return self._model

    def close(self) -> None:
        if self._model is not None:
            self._model.close()
        self.wiring.close()


def steps(run: Run) -> list[str]:
    """Return which agent used which tool, in order, without the reading of the words."""
    return [f"{step.agent}.{step.tool}" for step in run.steps if step.tool != "read_words"]


Start = Callable[..., tuple[TeamRig, ScriptedModel]]


def stopped_after(rig: TeamRig, until: Callable[[], bool], words: str = "price of AAPL") -> tuple[float, str]:
    """Stop a run once something holds; return how long its end took and what it says."""
    run = rig.say(words)
    assert rig.services.runs.claim(run.id, "test", "p")
    worker = threading.Thread(target=rig.team.run, args=(run.id,))
    worker.start()
    while not until():
        time.sleep(0.01)
    since = time.monotonic()
    rig.services.runs.request_stop(run.id)
    worker.join(50)
    took = time.monotonic() - since
    ended = rig.services.runs.get(run.id)
    assert ended.status is RunStatus.STOPPED
    return took, ended.result or ""


def threads_ended(begins: str) -> None:
    """Wait for the threads whose names begin so."""
    for thread in threading.enumerate():
        if thread.name.startswith(begins):
            thread.join(30)
            assert not thread.is_alive()
