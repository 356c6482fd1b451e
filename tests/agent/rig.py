"""The real product around the team: replay, paper book, desk, store; runs are worked on in the calling thread."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bootstrap
from agent.budget import Budget
from agent.counter import Counter
from agent.team import AgentTeam
from trading.settings import Settings
from trading.types import OWNER, Proposal, Run, Status

os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")


class TeamRig:
    """One wired product; `ask` says something and returns the run when the team has ended."""

    def __init__(
        self, folder: Path, *, make_model: Callable[[Budget, Counter], Any] | None = None, **settings: Any
    ) -> None:
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

    def close(self) -> None:
        self.wiring.close()


def steps(run: Run) -> list[str]:
    """Return which agent used which tool, in order, without the reading of the words."""
    return [f"{step.agent}.{step.tool}" for step in run.steps if step.tool != "read_words"]
