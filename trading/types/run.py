"""An agent run: one question or order of the user, worked on by the team, followed by the pages."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from trading.types.actor import ActorKind


class RunStatus(StrEnum):
    """The state of a run; the last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    AWAITING_APPROVAL = "awaiting_approval"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


FINAL_RUN_STATES = frozenset({RunStatus.DONE, RunStatus.FAILED, RunStatus.STOPPED})


class Intent(StrEnum):
    """What the user's words ask for."""

    ORDER = "order"
    CLOSE = "close"
    CANCEL = "cancel"
    QUOTE = "quote"
    INDICATOR = "indicator"
    ANALYSIS = "analysis"
    FUNDAMENTALS = "fundamentals"
    SENTIMENT = "sentiment"
    PORTFOLIO = "portfolio"
    HISTORY = "history"
    BACKTEST = "backtest"
    ALERT = "alert"
    COMPARE = "compare"
    CONDITIONAL = "conditional"
    HELP = "help"
    UNCLEAR = "unclear"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStep:
    """One tool call of one agent and what came back, as text or plain JSON values."""

    n: int
    agent: str
    tool: str
    arguments: dict[str, Any]
    observation: Any
    at: datetime
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a run has used of the model. `cost_usd` is None where the price of a model is not known, never 0 then.

    `worked_s` is how long the team worked, `model_s` how long of that it waited for a model, both in seconds; what is
    left is the desk's own time.
    """

    model_calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: Decimal | None = Decimal(0)
    worked_s: float = 0.0
    model_s: float = 0.0

    @property
    def own_s(self) -> float:
        """Return how long the team worked without waiting for a model, seconds."""
        return max(0.0, self.worked_s - self.model_s)


class CallState(StrEnum):
    """How a call of a model stands: its tokens are held, it has been settled, or it failed."""

    HELD = "held"
    SETTLED = "settled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCall:
    """One call of a model in a run: by whom, of which model, and what it used; while held, what it may use at most.

    `cost_usd` is None where the model's price is not known. `at` is wall time, `took_s` None until it has ended.
    """

    id: str
    run_id: str
    member: str
    model: str
    state: CallState
    input_tokens: int
    output_tokens: int
    cost_usd: Decimal | None
    at: datetime
    took_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelUse:
    """What an account has used, or holds, of its models in one day of wall time (UTC).

    `cost_usd` sums what is known; `unpriced` calls of it have no known price.
    """

    calls: int = 0
    tokens: int = 0
    cost_usd: Decimal = Decimal(0)
    unpriced: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run with its steps. `query` is what the user typed now, `words` that plus the earlier words it answers to.

    `proposals` are the ids of every ticket it wrote; `result` is never None when done, and each answer to a
    proposal appends its outcome to it. `draft` is how far the answer has grown while it runs, None before and after.
    """

    id: str
    account_id: str
    conversation_id: str
    query: str
    words: str
    actor_kind: ActorKind
    actor_name: str
    status: RunStatus
    intent: Intent | None
    steps: tuple[RunStep, ...]
    result: str | None
    proposals: tuple[str, ...]
    usage: Usage
    error: str | None
    planner: str
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None
    draft: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A list of runs under one title, newest activity in `updated_at`."""

    id: str
    title: str
    created_at: datetime
    updated_at: datetime
