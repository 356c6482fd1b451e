"""The team that works on a run: code reads the words, the agents look up and propose, the answer is written down."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from agent.budget import Budget, budget_of
from agent.choosing import models_of
from agent.counter import Answer, Counter, send_away
from agent.intent_types import Reading
from agent.lookups import quote_figures
from agent.members import members_of
from agent.memory import earlier_in
from agent.outcome import Outcome, failed, outcome_before, outcome_of
from agent.own.files import Own, read_folder
from agent.own.team import PROPOSING, TAKEN, lookup_names
from agent.recorder import Recorder
from agent.routing import ROUTER, ask_router, needs_router, routed
from agent.understanding import Understood, team_of, understand
from agent.watching import POLL_S, Draft, EndedEarly, Watch
from trading.errors import TradingError
from trading.ports import Clock
from trading.services import Services
from trading.types import ActorKind, Intent, Run, Status
from trading.words.names import Lexicon, make_lexicon

if TYPE_CHECKING:
    from agent.clerk import Clerk

log = logging.getLogger(__name__)
OFFLINE = "offline planner"
LEAVE_S = 0.5
"""How long to wait for the agents of a run that is over: their calls of models are counted as they leave."""


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
        self._told: set[str] = set()

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
            budget = budget_of(self._services.settings, self._services.runs.model_calls, run_id)
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
        watch = Watch(self._services, run.id, time.monotonic() + self._services.settings.run_timeout_s)
        try:
            understood = understand(watch, run, watch.look(self._names, name="names"), self.own())
            if needs_router(self._services.settings, understood.reading):
                understood = self._route(watch, understood, budget)
        except EndedEarly as ended:
            return outcome_before(ended.answer)
        reading = understood.reading
        from agent.clerk import Clerk
        from agent.proposing import Proposing

        by_person = run.actor_kind is ActorKind.PERSON
        proposing = Proposing(
            services=self._services, reading=reading, run_id=run.id, by_person=by_person, meant=understood.meant
        )
        recorder = Recorder(self._services.recordings, run.id)
        clerk = Clerk(
            self._services,
            run.id,
            reading,
            proposing,
            members=understood.members,
            own=understood.own.tools,
            recorder=recorder,
        )
        counter = Counter()
        agents: threading.Thread | None = None
        try:
            agents = self._start_agents(counter, budget, understood, recorder)
            answer = self._serve(watch, counter, clerk)
        finally:
            counter.close()
            clerk.close()
            if agents is not None:
                agents.join(LEAVE_S)
        return self._outcome(reading, clerk, answer, recorder)

    def _route(self, watch: Watch, understood: Understood, budget: Budget) -> Understood:
        """Ask the router what the words mean; what it says is a step. Raises EndedEarly."""
        services, before = self._services, understood.reading
        said = watch.look(lambda: ask_router(services.settings, before, budget), name=ROUTER)
        reading = routed(before, said, is_offline=services.settings.llm_model is None)
        found = {"intent": reading.intent, "sentence": f"Taken as {reading.intent}; the words order nothing."}
        services.runs.add_step(
            watch.run_id, agent="manager", tool="route", arguments={"words": before.words}, observation=found
        )
        services.runs.set_intent(watch.run_id, reading.intent)
        members = team_of(services, reading, understood.own, may_order=False)
        return replace(understood, reading=reading, may_order=False, members=members)

    def _start_agents(
        self, counter: Counter, budget: Budget, understood: Understood, recorder: Recorder
    ) -> threading.Thread:
        from agent.crew import make_manager, task_of, work
        from agent.recorded_model import recorded

        settings, run = self._services.settings, self._services.runs.get(recorder.run_id)
        if self._make_model is None:
            models = models_of(settings, understood, budget, counter)
        else:
            model = self._make_model(budget, counter)
            models = lambda _member: model  # noqa: E731
        earlier = earlier_in(self._services, run)
        task = task_of(understood.reading, may_order=understood.may_order, earlier=earlier)
        recorder.frame(run, understood, task, settings)
        models, most = recorded(models, recorder), settings.run_max_steps + 2
        manager = make_manager(models, counter, understood.members, max_steps=most)
        agents = threading.Thread(target=work, args=(manager, task, counter), name="agents", daemon=True)
        agents.start()
        return agents

    def _serve(self, watch: Watch, counter: Counter, clerk: "Clerk") -> Answer:
        from agent.clerk import LimitReached

        draft = Draft(self._services, watch.run_id)
        while True:
            said = counter.next(POLL_S)
            draft.follow(counter.said)
            if (ended := watch.ended()) is not None:
                send_away(said if isinstance(said, tuple) else ())
                return ended
            if isinstance(said, Answer):
                return said
            left = list(said)
            try:
                clerk.begin(said)
                while left:
                    is_ready = False
                    while not is_ready:
                        is_ready = clerk.is_ready(left[0], POLL_S)
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

    def own(self) -> Own:
        """Return the user's own tools and agents as their files are now, with a sentence for each that is broken."""
        found = read_folder(self._services.settings.agents_folder, lookup_names(), PROPOSING, TAKEN)
        for said in set(found.faults.values()) - self._told:
            log.warning("%s", said)
        self._told = set(found.faults.values())
        return found

    def _names(self) -> Lexicon:
        """Return the names of what has a price now; made again on another day of the market."""
        today = self._services.market_clock.now().date()
        if self._lexicon is None or self._lexicon[0] != today:
            self._lexicon = (today, make_lexicon(self._services.market.assets()))
        return self._lexicon[1]
