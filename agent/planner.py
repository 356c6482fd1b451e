"""The offline planner: a model of the agents' library that plans by rules, for the very same team and tools."""

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from smolagents import ChatMessage, MessageRole, Model, TokenUsage
from smolagents.models import ChatMessageToolCall, ChatMessageToolCallFunction

from agent.backtest_calls import backtest_calls
from agent.intent_chart import CHART
from agent.intent_fundamentals import measures_in
from agent.intent_news import MOOD
from agent.intent_risk import EXPOSURE, LIMITS, WORST_CASE
from agent.intent_types import AskedOrder, Reading, SizeKind, WebKind
from agent.members import MANAGER, RESEARCHER
from agent.tickets import tool_arguments
from agent.untrusted import untrusted_content, untrusted_parts
from trading.analysis.chart_request import ChartRequest
from trading.types import Intent
from trading.types.wire import decimal_text

NAME = "offline planner"
Call = tuple[str, dict[str, Any]]
_NOTHING = "Nothing came back for that. Ask again, or ask for help to see what can be asked."


class OfflinePlanner(Model):  # type: ignore[misc]
    """Plans for one member from the reading: the manager's tasks, the next call of another, what is answered."""

    def __init__(self, member: str, reading: Reading, *, may_order: bool, cancels: Sequence[str] = ()) -> None:
        super().__init__(model_id=NAME)
        self._member = member
        self._reading = reading
        self._may_order = may_order
        self._cancels = tuple(cancels)

    def generate(
        self,
        messages: list[ChatMessage],
        stop_sequences: list[str] | None = None,
        response_format: dict[str, str] | None = None,
        tools_to_call_from: list[Any] | None = None,
        **kwargs: Any,
    ) -> ChatMessage:
        """Return the next tool call of the member that this planner plans for, or its report."""
        found = _observations(messages)
        if self._member == MANAGER:
            return self._lead(found)
        plans = self._calls().get(self._member)
        plan = plans() if plans is not None and not found else []
        if plan:
            return _calls(plan)
        return _calls([("final_answer", {"answer": "\n".join(map(_sentence, found)) or _NOTHING})])

    def _lead(self, reports: list[str]) -> ChatMessage:
        tasks = [(member, planned) for member, calls in self._calls().items() if (planned := calls())]
        if tasks and not reports:
            return _calls([(member, {"task": _task(planned)}) for member, planned in tasks])
        reading = self._reading
        last = [] if reports and reading.intent is not Intent.CONDITIONAL else [reading.reply]
        parts = [reading.note, *map(_sentence, reports), *last]
        return _calls([("final_answer", {"answer": "\n".join(part for part in parts if part) or _NOTHING})])

    def _calls(self) -> dict[str, Callable[[], list[Call]]]:
        """Return what plans the calls of each member."""
        if self._reading.web is not None:
            return {RESEARCHER: self._web_calls}
        return {
            "analyst": self._analyst_calls,
            "trader": self._trader_calls,
            "strategist": self._strategist_calls,
            "risk": self._risk_calls,
            "researcher": self._researcher_calls,
        }

    def _web_calls(self) -> list[Call]:
        reading = self._reading
        asked = reading.web
        if asked is None or reading.settled:
            return []
        if asked.kind is WebKind.PAGE:
            return [("read_page", {"url": asked.text})]
        if asked.kind is WebKind.SEARCH:
            return [("search_web", {"query": asked.text})]
        form = {"form": asked.text} if asked.text else {}
        if asked.about is not None:
            about = {"about": asked.about} if asked.about else {}
            return [("read_filing", {"symbol": symbol} | form | about) for symbol in reading.symbols]
        return [("list_filings", {"symbol": symbol} | form) for symbol in reading.symbols]

    def _strategist_calls(self) -> list[Call]:
        reading = self._reading
        if reading.settled or reading.intent is not Intent.BACKTEST:
            return []
        if reading.topic == "list":
            return [("list_strategies", {})]
        return [] if reading.backtest is None else backtest_calls(reading.backtest)

    def _researcher_calls(self) -> list[Call]:
        reading = self._reading
        if reading.settled or reading.intent is not Intent.SENTIMENT:
            return []
        name = "get_sentiment" if reading.topic == MOOD else "get_news"
        span: dict[str, Any] = {} if reading.days is None else {"days": reading.days}
        return [(name, {"symbol": symbol} | span) for symbol in reading.symbols] or [(name, span)]

    def _risk_calls(self) -> list[Call]:
        reading = self._reading
        if reading.settled or reading.intent is not Intent.PORTFOLIO:
            return []
        if reading.asks_about is not None:
            return [("preview_impact", tool_arguments(reading.asks_about))]
        return [(name, {}) for topic, name in _RISK_TOOLS.items() if topic == reading.topic]

    def _analyst_calls(self) -> list[Call]:
        reading = self._reading
        if reading.settled:
            return []
        if reading.charts:
            return [*_analyses(reading), *map(_chart_call, reading.charts)]
        if reading.intent is Intent.QUOTE:
            return [("get_quote", {"symbol": symbol}) for symbol in reading.symbols]
        if reading.intent is Intent.INDICATOR:
            return [
                ("get_indicator", {"symbol": symbol, "indicator": name})
                for symbol in reading.symbols
                for name in reading.indicators
            ]
        if reading.movers:
            return [("market_movers", {"which": reading.movers})]
        if reading.screen:
            named = {"symbols": list(reading.symbols)} if reading.symbols else {}
            return [("screen_symbols", {"rules": reading.screen, **named})]
        if reading.intent is Intent.ANALYSIS:
            return _analyses(reading)
        if reading.intent is Intent.COMPARE:
            return [("compare", {"symbols": list(reading.symbols)})]
        if reading.intent is Intent.FUNDAMENTALS:
            return [_company_call(reading)]
        return []

    def _trader_calls(self) -> list[Call]:
        reading = self._reading
        if reading.settled:
            return []
        if reading.intent is Intent.PORTFOLIO:
            return [] if reading.topic else [("get_portfolio", {})]
        if reading.intent is Intent.HISTORY:
            name = "get_open_orders" if reading.topic == "open" else "get_history"
            return [(name, {"symbol": symbol}) for symbol in reading.symbols] or [(name, {})]
        if not self._may_order:
            return []
        if reading.intent is Intent.CANCEL:
            return [("propose_cancel", {"order_id": order_id}) for order_id in self._cancels]
        return [_order_call(order) for order in reading.orders]


_RISK_TOOLS = {LIMITS: "get_limits", WORST_CASE: "worst_case", EXPOSURE: "get_exposure"}


def _analyses(reading: Reading) -> list[Call]:
    """Return the analyses that words ask for, none where they ask for a chart alone."""
    return [] if reading.topic == CHART else [("analyze", {"symbol": symbol}) for symbol in reading.symbols]


def _chart_call(chart: ChartRequest) -> Call:
    wanted = {
        "symbols": list(chart.symbols),
        "span": chart.span.value,
        "bars": chart.timeframe.value,
        "kind": chart.kind.value,
    }
    return "draw_chart", wanted | ({"indicators": list(chart.indicators)} if chart.indicators else {})


def _company_call(reading: Reading) -> Call:
    measures = [measure.value for measure in measures_in(reading.words)]
    wanted: dict[str, Any] = {"measures": measures} if measures else {}
    if len(reading.symbols) == 1:
        return "get_fundamentals", {"symbol": reading.symbols[0]} | wanted
    return "compare_fundamentals", {"symbols": list(reading.symbols)} | wanted


def _order_call(order: AskedOrder) -> Call:
    if not order.from_position:
        return "propose_order", tool_arguments(order)
    arguments: dict[str, Any] = {"symbol": order.symbol}
    if order.size is not None and order.size.kind is SizeKind.QTY:
        arguments["qty"] = decimal_text(order.size.value)
    elif order.size is not None and not order.size.is_all:
        arguments["percentage"] = decimal_text((order.size.value * 100).quantize(Decimal("0.0001")))
    return "propose_close", arguments


def _task(calls: list[Call]) -> str:
    return "; ".join(f"{name} {json.dumps(arguments)}" for name, arguments in calls)


def _observations(messages: Sequence[ChatMessage]) -> list[str]:
    """Return what came back, one a call: the observations of several calls stand in one message."""
    told = [_text(message) for message in messages if message.role == MessageRole.TOOL_RESPONSE]
    return [part for text in told for part in untrusted_parts(text)]


def _text(message: ChatMessage) -> str:
    content = message.content
    if isinstance(content, list):
        content = "\n".join(str(part.get("text", "")) for part in content)
    return (content or "").removeprefix("Observation:").strip()


def _sentence(observation: str) -> str:
    inner = untrusted_content(observation)
    if inner is None:
        return observation
    try:
        return str(json.loads(inner)["sentence"])
    except (ValueError, KeyError, TypeError):
        return inner


def _calls(wanted: Sequence[Call]) -> ChatMessage:
    made = [
        ChatMessageToolCall(
            id=f"{name}-{n}", type="function", function=ChatMessageToolCallFunction(name=name, arguments=arguments)
        )
        for n, (name, arguments) in enumerate(wanted)
    ]
    usage = TokenUsage(input_tokens=0, output_tokens=0)
    return ChatMessage(role=MessageRole.ASSISTANT, content=None, tool_calls=made, token_usage=usage)
