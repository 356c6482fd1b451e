"""The desk on which the phrases are said: the replay's first day, three positions and two resting orders."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.agent.rig import TeamRig
from tests.eval.phrase import Phrase
from tests.eval.score import Score, compare
from trading.types import Actor, ActorKind, Proposal, Run, Status

KEY = Actor(kind=ActorKind.KEY, id="evaluation", name="the evaluation")
"""Words of a key get no default exits, so that a ticket holds what was said and nothing besides."""
HELD = ("buy 10 AAPL", "buy 8 IBM", "buy 40 MSFT")
RESTING = ("buy 3 XOM at 40 gtc", "buy 6 PEP at 30 gtc")
OFFLINE: dict[str, Any] = {"llm_model": None, "llm_model_router": None}


class EvaluationDesk(TeamRig):
    """A whole product; what a phrase has proposed is taken back before the next one is said."""

    def say(self, words: str, *, after: Run | None = None) -> Run:
        """Write a run of the evaluation's key down."""
        conversation = None if after is None else after.conversation_id
        return self.services.runs.create(words, actor=KEY, conversation_id=conversation)

    def score(self, phrase: Phrase) -> Score:
        """Say a phrase, turn by turn, and return what came of it."""
        since = time.monotonic()
        runs: list[Run] = []
        for words in phrase.says:
            runs.append(self.ask(words, after=runs[-1] if runs else None))
        took_s = time.monotonic() - since
        proposals = [proposal for run in runs for proposal in self.proposals(run)]
        last = runs[-1]
        scored = Score(
            phrase=phrase,
            intent=last.intent.value if last.intent else "",
            answer=last.result or "",
            error=last.error or "",
            took_s=took_s,
            **compare(phrase, proposals),
        )
        self._take_back(proposals)
        return scored

    def _take_back(self, proposals: list[Proposal]) -> None:
        for proposal in proposals:
            if self.services.desk.proposal(proposal.id).status is Status.OPEN:
                self.services.desk.cancel(proposal.id, actor=KEY)


@contextmanager
def evaluation_desk(folder: Path, **settings: Any) -> Iterator[EvaluationDesk]:
    """Yield a desk with its positions and orders in a new folder; who plans is the settings' business."""
    before = EvaluationDesk(folder, **OFFLINE)
    try:
        before.hold(*HELD, *RESTING)
    finally:
        before.close()
    desk = EvaluationDesk(folder, **settings)
    try:
        desk.team.warm()
        yield desk
    finally:
        desk.close()
