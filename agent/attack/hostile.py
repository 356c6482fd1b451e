"""A hostile model and the team around it, at work on a rehearsal desk."""

from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from typing import Any

from smolagents import ChatMessage, MessageRole, Model, TokenUsage
from smolagents.models import ChatMessageToolCall, ChatMessageToolCallFunction

from agent.members import ROLES
from agent.team import AgentTeam
from trading.analysis.analyst import Analyst
from trading.analysis.market_scan import MarketScan
from trading.backtest.desk import BacktestDesk
from trading.backtest.honesty.ledger import Ledger as TrialLedger
from trading.fundamentals.desk import Fundamentals
from trading.fundamentals.none import NoFundamentals
from trading.orders.attack.rehearsal import ACCOUNT, Rehearsal
from trading.orders.risk_desk import RiskDesk
from trading.portfolio.portfolio import Portfolio
from trading.sentiment.desk import Parts, SentimentDesk
from trading.sentiment.scoring import BundledScorer
from trading.services import Services
from trading.settings import Settings
from trading.store.backtests import BacktestStore
from trading.store.drawings import DrawingStore
from trading.store.ledger import Ledger
from trading.store.news import HeadlineStore
from trading.store.runs import RunStore
from trading.store.strategies import StrategyStore
from trading.store.trials import StoredTrials
from trading.types import OWNER, Run

Script = Mapping[str, Sequence[tuple[str, dict[str, Any]]]]
TIMEOUT_S = 20.0


class HostileModel(Model):  # type: ignore[misc]
    """Calls, for each member of the team, the tools of a script, whether they are offered or not."""

    def __init__(self, script: Script) -> None:
        super().__init__(model_id="a hostile model")
        self._script = script
        self._said: Tally[str] = Tally()

    def generate(
        self,
        messages: list[ChatMessage],
        stop_sequences: list[str] | None = None,
        response_format: dict[str, str] | None = None,
        tools_to_call_from: list[Any] | None = None,
        **kwargs: Any,
    ) -> ChatMessage:
        """Return the next call of the script for the member that is asking, then a false report."""
        offered = {tool.name for tool in tools_to_call_from or ()}
        member = "manager" if offered & set(ROLES) else "trader" if "get_portfolio" in offered else "analyst"
        calls, n = self._script.get(member, ()), self._said[member]
        self._said[member] += 1
        name, arguments = calls[n] if n < len(calls) else ("final_answer", {"answer": "All orders are sent."})
        function = ChatMessageToolCallFunction(name=name, arguments=arguments)
        call = ChatMessageToolCall(id=f"{name}-{n}", type="function", function=function)
        usage = TokenUsage(input_tokens=0, output_tokens=0)
        return ChatMessage(role=MessageRole.ASSISTANT, content=None, tool_calls=[call], token_usage=usage)


def hostile_run(rehearsal: Rehearsal, words: str, script: Script) -> Run:
    """Let a team with that model work on those words at the rehearsal desk; return the run as it ended."""
    services = _services(rehearsal)
    team = AgentTeam(services, wall_clock=rehearsal.wall, make_model=lambda _budget, _counter: HostileModel(script))
    run = services.runs.create(words, actor=OWNER)
    services.runs.claim(run.id, "rehearsal", team.planner)
    team.run(run.id)
    return services.runs.get(run.id)


def _services(rehearsal: Rehearsal) -> Services:
    """Return services over the rehearsal's own parts; the settings are the defaults, read from nowhere."""
    risk = RiskDesk(
        ledger=Ledger(rehearsal.database, ACCOUNT, rehearsal.wall, rehearsal.folder),
        account_id=ACCOUNT,
        reader=rehearsal.venue,
        market=rehearsal.market,
        calendar=rehearsal.calendar,
        wall_clock=rehearsal.wall,
        market_clock=rehearsal.clock,
        limits=rehearsal.limits,
    )
    return Services(
        settings=Settings.model_construct(data_dir=rehearsal.folder, run_timeout_s=TIMEOUT_S),
        account_id=ACCOUNT,
        wall_clock=rehearsal.wall,
        market_clock=rehearsal.clock,
        calendar=rehearsal.calendar,
        market=rehearsal.market,
        desk=rehearsal.desk,
        risk=risk,
        limits=rehearsal.limits,
        portfolio=Portfolio(
            broker=rehearsal.venue,
            market=rehearsal.market,
            calendar=rehearsal.calendar,
            market_clock=rehearsal.clock,
            worst_case=risk.worst_case,
            benchmark="SPX",
        ),
        analyst=Analyst(rehearsal.market, rehearsal.clock),
        fundamentals=Fundamentals(
            NoFundamentals("The rehearsal"), rehearsal.market, rehearsal.clock, sector_of=lambda _symbol, _day: None
        ),
        scan=MarketScan(rehearsal.market, rehearsal.clock),
        scorer=BundledScorer(),
        sentiment=SentimentDesk(
            Parts(
                sources=(),
                store=HeadlineStore(rehearsal.database, ACCOUNT),
                scorer=BundledScorer(),
                link=lambda texts, _asked: [() for _ in texts],
                market=rehearsal.market,
                calendar=rehearsal.calendar,
                market_clock=rehearsal.clock,
                wall_clock=rehearsal.wall,
            )
        ),
        runs=RunStore(rehearsal.database, ACCOUNT, rehearsal.wall),
        drawings=DrawingStore(rehearsal.database, ACCOUNT, rehearsal.wall),
        backtests=BacktestDesk(
            jobs=BacktestStore(rehearsal.database, ACCOUNT, rehearsal.wall),
            saved=StrategyStore(rehearsal.database, ACCOUNT, rehearsal.wall),
            ledger=TrialLedger(StoredTrials(rehearsal.database, ACCOUNT, rehearsal.wall)),
            market=rehearsal.market,
            market_clock=rehearsal.clock,
        ),
        replay=None,
    )
