"""The team that works on a run: code reads the words, the agents look up and propose, the answer is written down."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agent.budget import Budget
from agent.choosing import models_of
from agent.counter import Answer, Counter, send_away
from agent.intent_types import Reading
from agent.lookups import quote_figures
from agent.members import members_of
from agent.outcome import STOPPED, Outcome, failed, outcome_of
from agent.recorder import Recorder
from agent.understanding import Understood, understand
from trading.errors import TradingError
from trading.ports import Clock
from trading.services import Services
from trading.types import ActorKind, Intent, Run, Status
from trading.words.names import Lexicon, make_lexicon

if TYPE_CHECKING:
    from agent.clerk import Clerk

log = logging.getLogger(__name__)
POLL_S = 0.1
OFFLINE = "offline planner"


@dataclass(slots=True)
class _Watch:
    """Looks whether a run is to end: somebody stopped it, or its time is over."""

    services: Services
    run_id: str
    deadline: float
    looked: float = 0.0

    def ended(self) -> Answer | None:
        """Return the last words when it is to end; the store is asked ten times a second at most."""
        now = time.monotonic()
        if now > self.deadline:
            limit = self.services.settings.run_timeout_s
            return Answer(f"this run took longer than {limit:g} s, the limit of a run; ask again", failed=True)
        if now - self.looked >= POLL_S:
            self.looked = now
            if self.services.runs.stop_requested(self.run_id):
                return Answer(STOPPED)
        return None


class AgentTeam:
    """Works on stored runs, several at a time; every outcome, errors too, is written to the store."""

    def __init__(
        self,
        services: Services,
        *,
        wall_clock: Clock,
        make_model: Callable[[Budget, Counter], Any] | None = None,
    ) -> None:
        self._services = services
        self._clock = wall_clock
        self._make_model = make_model
        self._lexicon: tuple[Any, Lexicon] | None = None

    @property
    def planner(self) -> str:
        """Return what plans the runs: "offline planner" or the model's name."""
        return self._services.settings.llm_model or OFFLINE

    def warm(self) -> None:
        """Import what the first run needs and rehearse one, so that the first answers as fast as the second."""
        import agent.clerk
        from agent.crew import make_manager, work
        from agent.planner import OfflinePlanner

        if self._services.settings.llm_model is not None:
            import litellm  # noqa: F401

            import agent.model  # noqa: F401
        counter = Counter()
        reading = Reading(intent=Intent.HELP, words="help", reply="rehearsed")
        members = members_of(reading, may_order=False)
        manager = make_manager(
            lambda member: OfflinePlanner(member, reading, may_order=False), counter, members, max_steps=1
        )
        work(manager, "help", counter)
        try:
            symbol = next(iter(self._names().symbols), None)
            if symbol is not None:
                quote_figures(self._services, {"symbol": symbol})
        except TradingError as fault:
            log.warning("nothing could be looked up while warming: %s", fault)

    def run(self, run_id: str) -> None:
        """Work on one claimed run to its end."""
        budget = Budget()
        try:
            outcome = self._work(self._services.runs.get(run_id), budget)
        except TradingError as fault:
            outcome = failed(str(fault))
        except Exception:
            log.exception("run %s failed", run_id)
            outcome = failed("the team met a fault of its own; ask again")
        try:
            self._services.runs.finish(
                run_id,
                outcome.status,
                outcome.text,
                error=outcome.error,
                usage=budget.usage(),
                figures=outcome.figures,
            )
        except TradingError as fault:
            log.error("run %s could not be written down: %s", run_id, fault)

    def _work(self, run: Run, budget: Budget) -> Outcome:
        understood = understand(self._services, run, self._names())
        reading = understood.reading
        deadline = time.monotonic() + self._services.settings.run_timeout_s
        from agent.clerk import Clerk
        from agent.proposing import Proposing

        by_person = run.actor_kind is ActorKind.PERSON
        proposing = Proposing(
            services=self._services, reading=reading, run_id=run.id, by_person=by_person, meant=understood.meant
        )
        recorder = Recorder(self._services.recordings, run.id)
        clerk = Clerk(self._services, run.id, reading, proposing, members=understood.members, recorder=recorder)
        counter = Counter()
        try:
            self._start_agents(counter, budget, understood, recorder)
            answer = self._serve(run.id, counter, clerk, deadline)
        finally:
            counter.close()
        return self._outcome(reading, clerk, answer, recorder)

    def _start_agents(self, counter: Counter, budget: Budget, understood: Understood, recorder: Recorder) -> None:
        from agent.crew import make_manager, task_of, work
        from agent.recorded_model import recorded

        settings = self._services.settings
        if self._make_model is None:
            models = models_of(settings, understood, budget, counter)
        else:
            model = self._make_model(budget, counter)
            models = lambda _member: model  # noqa: E731
        task = task_of(understood.reading, may_order=understood.may_order)
        recorder.frame(self._services.runs.get(recorder.run_id), understood, task, settings)
        models, most = recorded(models, recorder), settings.run_max_steps + 2
        manager = make_manager(models, counter, understood.members, max_steps=most)
        threading.Thread(target=work, args=(manager, task, counter), name="agents", daemon=True).start()

    def _serve(self, run_id: str, counter: Counter, clerk: "Clerk", deadline: float) -> Answer:
        from agent.clerk import LimitReached

        watch = _Watch(self._services, run_id, deadline)
        while True:
            said = counter.next(POLL_S)
            if (ended := watch.ended()) is not None:
                send_away(said if isinstance(said, tuple) else ())
                return ended
            if isinstance(said, Answer):
                return said
            left = list(said)
            try:
                clerk.begin(said)
                while left:
                    while not clerk.is_ready(left[0], POLL_S):
                        if (ended := watch.ended()) is not None:
                            return ended
                    left[0].reply.put(clerk.serve(left[0]))
                    left.pop(0)
            except LimitReached as fault:
                return Answer(str(fault), failed=True)
            finally:
                send_away(left)

    def _outcome(self, reading: Reading, clerk: "Clerk", answer: Answer, recorder: Recorder) -> Outcome:
        waiting = self._services.desk.proposals(statuses=None, run_id=recorder.run_id).items
        is_open = any(proposal.status in (Status.PROPOSED, Status.OPEN) for proposal in waiting)
        steps = self._services.runs.get(recorder.run_id).steps
        outcome = outcome_of(reading, answer, clerk, steps, is_open=is_open)
        recorder.outcome(answer, outcome, is_open=is_open)
        return outcome

    def _names(self) -> Lexicon:
        """Return the names of what has a price now; made again on another day of the market."""
        today = self._services.market_clock.now().date()
        if self._lexicon is None or self._lexicon[0] != today:
            self._lexicon = (today, make_lexicon(self._services.market.assets()))
        return self._lexicon[1]
