"""The team's side of the counter: looks things up, writes proposals, and keeps the record of one run."""

import json
import threading
from collections import Counter as Tally
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from agent.account_views import history_figures, open_figures, portfolio_figures
from agent.backtest_lookups import backtest_figures, rule_figures, strategies_figures
from agent.chart_lookups import chart_figures
from agent.company_lookups import company_comparison, fundamentals_figures
from agent.counter import Request
from agent.intent_types import Reading
from agent.lookup_threads import BegunLookup
from agent.lookups import (
    analysis_figures,
    comparison_figures,
    indicator_figures,
    quote_figures,
    search_figures,
    sizing_figures,
)
from agent.market_lookups import movers_figures, screen_figures
from agent.members import MANAGER, MemberSpec
from agent.news_lookups import mood_figures, news_figures
from agent.own.files import OwnTool
from agent.proposing import Proposing
from agent.risk_lookups import exposure_figures, limit_figures, preview_figures, worst_case_figures
from agent.untrusted import as_untrusted, visible_in
from agent.web_lookups import WebLookups
from trading.errors import FixInput, TradingError
from trading.redaction import clean
from trading.services import Services
from trading.types import RunStep
from trading.types.wire import canonical_json

if TYPE_CHECKING:
    from agent.recorder import Recorder

Lookup = Callable[[Services, Mapping[str, Any]], dict[str, Any]]
_LOOKUPS: dict[str, Lookup] = {
    "get_quote": quote_figures,
    "get_indicator": indicator_figures,
    "analyze": analysis_figures,
    "compare": comparison_figures,
    "draw_chart": chart_figures,
    "get_fundamentals": fundamentals_figures,
    "compare_fundamentals": company_comparison,
    "search_symbols": search_figures,
    "get_news": news_figures,
    "get_sentiment": mood_figures,
    "market_movers": movers_figures,
    "screen_symbols": screen_figures,
    "size_position": sizing_figures,
    "get_limits": limit_figures,
    "get_exposure": exposure_figures,
    "worst_case": worst_case_figures,
    "preview_impact": preview_figures,
    "get_portfolio": portfolio_figures,
    "get_open_orders": open_figures,
    "get_history": history_figures,
    "list_strategies": strategies_figures,
    "read_rule": rule_figures,
    "run_backtest": backtest_figures,
}
LOOKUPS: Mapping[str, Lookup] = _LOOKUPS
"""Every lookup that needs nothing of a run, by the name of its tool."""
_MAX_OBSERVATION = 12_000
_FINAL = "final_answer"
MAX_MALFORMED = 3


def look_up(services: Services, tool: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a lookup brings now. Raises FixInput for a tool that is none, and what the lookup raises."""
    if tool not in _LOOKUPS:
        raise FixInput(f"{tool} is no lookup; the lookups are {', '.join(sorted(_LOOKUPS))}")
    return _LOOKUPS[tool](services, arguments)


class LimitReached(Exception):
    """The run may not go on: too many calls, the same again, or one that was not offered; the text is a sentence."""


class Clerk:
    """Serves the requests of one run. Every call is a step in the store before its answer goes back."""

    def __init__(
        self,
        services: Services,
        run_id: str,
        reading: Reading,
        proposing: Proposing,
        *,
        members: Sequence[MemberSpec],
        own: Sequence[OwnTool] = (),
        recorder: "Recorder | None" = None,
    ) -> None:
        self._recorder = recorder
        self._services, self._run_id, self._reading = services, run_id, reading
        self._proposing = proposing
        self._offered = {member.name: member.offered for member in members}
        self._calls = self._malformed = 0
        self._seen: Tally[str] = Tally()
        self._begun: dict[int, BegunLookup[dict[str, Any]]] = {}
        self._own = {tool.name: tool for tool in own}
        self._lookups = _LOOKUPS | WebLookups(reading).table()
        self._closed = threading.Event()
        self.sentences: list[str] = []
        self.proposed: list[str] = []

    def begin(self, requests: Sequence[Request]) -> None:
        """Begin the lookups of a round in threads of their own; `serve` takes what each has found, in its turn."""
        left = self._services.settings.run_max_steps - self._calls
        for request in requests[: max(0, left)]:
            is_lookup = request.tool in self._lookups or request.tool in self._own
            if is_lookup and self._is_offered(request) and request.fault is None:
                look = partial(self._look_up, request.tool, request.arguments)
                self._begun[id(request)] = BegunLookup(look, name=request.tool)

    def close(self) -> None:
        """End what the user's own tools still do; the run is over."""
        self._closed.set()

    def _look_up(self, name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        if name not in self._own:
            return self._lookups[name](self._services, arguments)
        from agent.own.running import run_own

        return run_own(
            self._own[name],
            arguments,
            lambda asked, given: _LOOKUPS[asked](self._services, given),
            self._closed.is_set,
        )

    def is_ready(self, request: Request, timeout_s: float) -> bool:
        """Wait that long for what `begin` has begun for a request; say whether it can be served at once."""
        begun = self._begun.get(id(request))
        return begun is None or begun.wait(timeout_s)

    def serve(self, request: Request) -> str:
        """Do what a request asks and return the observation. Raises LimitReached."""
        if not self._is_offered(request):
            said = f"{request.tool} is not a tool of the {request.agent} in this run"
            self._record(request, {"error": said, "sentence": ""}, said)
            raise LimitReached(f"the {request.agent} called {request.tool}, which this run does not offer, so it ended")
        if request.agent == MANAGER and request.tool in self._offered and request.fault is None:
            self._count(request)
            return self._record(request, {"sentence": f"Passed on to the {request.tool}."}, None, reply="passed on")
        self._calls += 1
        most = self._services.settings.run_max_steps
        if self._calls > most:
            raise LimitReached(f"this run made {most} tool calls, the limit of a run; ask for less at once")
        self._count(request)
        observation, error = self._observe(request)
        observation = clean(visible_in(observation))
        reply = self._record(request, observation, error, reply=self._wrapped(request, observation))
        if request.fault is not None:
            self._malformed += 1
            if self._malformed >= MAX_MALFORMED:
                raise LimitReached(f"the model made {MAX_MALFORMED} calls that fit no tool; set another LLM_MODEL")
        if observation["sentence"]:
            self.sentences.append(str(observation["sentence"]))
        return reply

    def says(self, text: str) -> bool:
        """Say whether a text is made of nothing but the sentences of tool results."""
        rest = text
        for sentence in sorted(self.sentences, key=len, reverse=True):
            rest = rest.replace(sentence, "")
        return not rest.strip()

    def _is_offered(self, request: Request) -> bool:
        if request.agent == MANAGER:
            return request.tool in self._offered or request.tool == _FINAL
        return request.tool in self._offered.get(request.agent, frozenset()) or request.tool == _FINAL

    def _count(self, request: Request) -> None:
        proposes = request.tool.startswith("propose_")
        lane = 0 if proposes else request.lane  # two members may look up the same for tasks of their own
        key = canonical_json([request.agent, request.tool, lane, _folded(request.arguments)])
        self._seen[key] += 1
        allowed = len(self._reading.orders) + 1 if proposes else 1
        if self._seen[key] > allowed:
            raise LimitReached(f"the agents asked for the same thing again ({request.tool}), so the run was ended")

    def _observe(self, request: Request) -> tuple[dict[str, Any], str | None]:
        if request.fault is not None:
            return {"error": request.fault, "sentence": ""}, request.fault
        try:
            if not request.tool.startswith("propose_"):
                begun = self._begun.pop(id(request), None)
                return begun.result() if begun else self._look_up(request.tool, request.arguments), None
            write = {
                "propose_order": self._proposing.order,
                "propose_close": self._proposing.close,
                "propose_cancel": self._proposing.cancel,
            }[request.tool]
            figures = write(request.arguments)
        except TradingError as fault:
            said = str(fault)
            return {"error": said, "sentence": _as_sentence(said, request.tool)}, said
        self.proposed.append(str(figures["sentence"]))
        return figures, None

    def _wrapped(self, request: Request, observation: dict[str, Any]) -> str:
        text = json.dumps(observation, ensure_ascii=False, default=str)
        if len(text) > _MAX_OBSERVATION:
            text = json.dumps({"sentence": observation["sentence"]}, ensure_ascii=False)
        return as_untrusted(text, source=request.tool)

    def _record(self, request: Request, observation: Any, error: str | None, *, reply: str = "") -> str:
        """Write the step down, and to the record with the reply that goes back to the agent."""
        step = self._write_step(request, observation, error)
        if self._recorder is not None:
            self._recorder.tool(request, step, reply)
        return reply

    def _write_step(self, request: Request, observation: Any, error: str | None) -> RunStep:
        return self._services.runs.add_step(
            self._run_id,
            agent=request.agent,
            tool=request.tool,
            arguments=shown_arguments(request.arguments),
            observation=observation,
            error=error,
        )


def _as_sentence(said: str, tool: str) -> str:
    text = said[:1].upper() + said[1:]
    ended = text if text.endswith((".", "!", "?")) else f"{text}."
    return f"Nothing was proposed. {ended}" if tool.startswith("propose_") else ended


def _folded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _folded(item) for key, item in value.items() if item not in (None, "")}
    if isinstance(value, str):
        return value.strip().casefold()
    return value if isinstance(value, list | int | float | bool | None) else str(value)


def shown_arguments(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a call as a step keeps them."""
    text = json.dumps(dict(arguments), ensure_ascii=False, default=str)
    if len(text) > _MAX_OBSERVATION:
        return {"cut": text[:1_000]}
    found: dict[str, Any] = json.loads(text)
    return {name: value for name, value in found.items() if value is not None}
