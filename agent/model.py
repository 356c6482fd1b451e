"""The language model of a member: within its budget, and with every failure told as a sentence within seconds."""

import logging
import time
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import partial
from typing import Any, NoReturn

from smolagents import ChatMessage, LiteLLMModel, Model
from smolagents.models import ChatMessageToolCall, ChatMessageToolCallFunction

from agent.asking import heard
from agent.budget import MAX_OUTPUT_TOKENS, Budget, BudgetSpent, Held, Prices, Thinker
from agent.clean_messages import cleaned
from agent.counter import Answer, Counter, RunEnded
from agent.growing import CHARACTERS_A_TOKEN, Growing, tokens_of, whole_message
from agent.members import MANAGER
from agent.quiet_litellm import quiet_litellm
from trading.errors import TradingError
from trading.settings import Settings

log = logging.getLogger(__name__)
MAX_EMPTY = 2
MILLION = 1_000_000
PAUSE_S = 0.5
"""How long to wait before a call that failed is made once more."""
_MAY_COST = frozenset({"Timeout", "MidStreamFallbackError"})
LONGEST_S = 60.0
"""How long an answer may take, seconds, of a model that names no time-out of its own."""
_ASKED_AGAIN = frozenset(
    {"RateLimitError", "InternalServerError", "ServiceUnavailableError", "APIConnectionError", "NoPieces"}
)
_FAULTS = {
    "RateLimitError": "the model's provider is asked too often (429); wait a minute and ask again",
    "Timeout": "the model did not finish its answer in time (LLM_TIMEOUT_S); ask again, or raise it for a slow model",
    "AuthenticationError": "the model's provider refuses the key; check LLM_API_KEY",
    "PermissionDeniedError": "the model's provider refuses the key; check LLM_API_KEY",
    "NotFoundError": "the model's provider does not know this model; check LLM_MODEL and LLM_API_BASE",
    "APIConnectionError": "the model's server cannot be reached; check LLM_API_BASE and the network",
    "ContextWindowExceededError": "the request is too long for the model; ask for less at once",
    "BadRequestError": "the model's provider refuses the request; check LLM_MODEL, which must be able to call tools",
    "MidStreamFallbackError": "the model broke off in the middle of its answer; ask again",
    "NoPieces": "the model's server gave no answer; check LLM_API_BASE and LLM_MODEL",
    "InternalServerError": "the model's provider has a fault of its own; ask again",
    "ServiceUnavailableError": "the model's provider is not available now; ask again",
}


def litellm_model(settings: Settings, name: str) -> Any:
    """Return the model of that name, asked once a call and never longer than LLM_TIMEOUT_S."""
    quiet_litellm()
    key = settings.llm_api_key
    if settings.llm_api_base is not None and "/" not in name:
        name = f"openai/{name}"
    return LiteLLMModel(
        model_id=name,
        api_base=settings.llm_api_base,
        api_key=None if key is None else key.get_secret_value(),
        retry=False,
        timeout=settings.llm_timeout_s,
        num_retries=0,
        max_retries=0,
        max_tokens=MAX_OUTPUT_TOKENS,
        temperature=0,
    )


def prices_of(model_id: str, settings: Settings) -> Prices | None:
    """Return what a model costs: by litellm's bundled table, else by the settings; None where neither knows."""
    import litellm

    known = litellm.model_cost.get(model_id) or litellm.model_cost.get(model_id.split("/", 1)[-1])
    if known is None or "input_cost_per_token" not in known:
        into, out = settings.llm_usd_per_million_in, settings.llm_usd_per_million_out
        return None if into is None or out is None else Prices(into / MILLION, out / MILLION)
    return Prices(
        Decimal(str(known.get("input_cost_per_token") or 0)), Decimal(str(known.get("output_cost_per_token") or 0))
    )


class GuardedModel(Model):  # type: ignore[misc]
    """Asks another model within a budget and tells every failure as a sentence; `who` thinks by it.

    A call that the provider answers with 429 or a fault of its own is made once more after a moment: a model's call is
    no act, so it cannot repeat one. Past that, and for a time-out at once, the run ends. Both calls together take no
    longer than the time-out of one, however slowly their bytes come.
    """

    def __init__(self, inner: Any, budget: Budget, counter: Counter, who: Thinker | None = None) -> None:
        super().__init__(model_id=inner.model_id)
        self._inner, self._budget, self._counter = inner, budget, counter
        self._who = who or Thinker(model=inner.model_id)
        self._patience_s = float(getattr(inner, "kwargs", {}).get("timeout") or LONGEST_S)
        self._hears_pieces = self._who.member == MANAGER and hasattr(inner, "generate_stream")
        self._empty = 0

    def generate(
        self,
        messages: list[ChatMessage],
        stop_sequences: list[str] | None = None,
        response_format: dict[str, str] | None = None,
        tools_to_call_from: list[Any] | None = None,
        **kwargs: Any,
    ) -> ChatMessage:
        """Return the model's next message. Raises RunEnded when the run is over for any reason."""
        size = sum(len(str(message.content)) for message in messages) + 600 * len(tools_to_call_from or ())
        messages = [cleaned(message) for message in messages]
        ends = time.monotonic() + self._patience_s
        ask = partial(self._ask, messages, tools_to_call_from, kwargs, ends)
        try:
            message = ask(size // CHARACTERS_A_TOKEN)
        except _Failed as first:
            if not first.again or time.monotonic() + PAUSE_S >= ends:
                self._end(str(first))
            self._pause()
            try:
                message = ask(size // CHARACTERS_A_TOKEN)
            except _Failed as second:
                self._end(str(second))
        return self._with_a_call(message, has_tools=bool(tools_to_call_from))

    def _ask(
        self, messages: list[ChatMessage], tools: list[Any] | None, given: dict[str, Any], ends: float, size: int
    ) -> ChatMessage:
        self._counter.check()
        try:
            held = self._budget.reserve(size, self._who)
        except BudgetSpent as spent:
            self._end(str(spent))
        except TradingError as fault:
            self._end(f"the budget of the models could not be read ({fault}), so none was asked")
        pieces: list[Any] | None = [] if self._hears_pieces and tools else None
        try:
            message = cleaned(self._heard(partial(self._say, messages, tools, given, pieces is not None), pieces, ends))
        except RunEnded:
            self._settle_unheard(held, pieces, may_cost=True)
            raise
        except Exception as fault:
            name = _kind_of(fault)
            self._settle_unheard(held, pieces, may_cost=name in _MAY_COST)
            log.warning("model call failed: %s", type(fault).__name__)
            raise _Failed(_sentence(fault), again=name in _ASKED_AGAIN) from None
        usage = message.token_usage  # of a server that counts nothing, or 0, the estimate counts
        self._budget.settle(
            held,
            input_tokens=(usage.input_tokens if usage else 0) or size,
            output_tokens=(usage.output_tokens if usage else 0) or max(tokens_of(pieces or ()), tokens_of([message])),
        )
        self._counter.check()
        return message

    def _settle_unheard(self, held: Held, pieces: list[Any] | None, *, may_cost: bool) -> None:
        """Count a call whose answer was not heard to its end.

        What came in pieces counts as it came. What the provider has refused costs nothing; of an answer that was to
        come as a whole and did not in time nobody knows how far it was written, so what was held for it stays.
        """
        came = tokens_of(pieces or ())
        asked = held.input_tokens if may_cost or came else 0
        told = came if pieces is not None or not may_cost else MAX_OUTPUT_TOKENS
        self._budget.settle(held, input_tokens=asked, output_tokens=told, failed=True)

    def _say(
        self, messages: list[ChatMessage], tools: list[Any] | None, given: dict[str, Any], in_pieces: bool
    ) -> Iterable[Any]:
        if in_pieces:
            return self._inner.generate_stream(messages, tools_to_call_from=tools, **given)  # type: ignore[no-any-return]
        return (self._inner.generate(messages, tools_to_call_from=tools, **given),)

    def _heard(self, ask: Callable[[], Iterable[Any]], pieces: list[Any] | None, ends: float) -> ChatMessage:
        """Return the whole message; the manager's is heard in pieces, and what is a final answer is told on the way."""
        coming = heard(ask, ends=ends, check=self._counter.check)
        if pieces is None:
            whole: ChatMessage = next(coming)
            return whole
        growing = Growing()
        for piece in coming:
            pieces.append(piece)
            if growing.add(piece):
                self._counter.say(growing.text)
        message = whole_message(pieces)
        if not message.content and not message.tool_calls:
            self._hears_pieces = False
            raise NoPieces
        return message

    def _pause(self) -> None:
        until = time.monotonic() + PAUSE_S
        while time.monotonic() < until:
            self._counter.check()
            time.sleep(0.05)

    def _with_a_call(self, message: ChatMessage, *, has_tools: bool) -> ChatMessage:
        """Take plain text as the final answer, and end a run whose model says nothing."""
        if message.tool_calls or not has_tools:
            self._empty = 0
            return message
        text = message.content if isinstance(message.content, str) else ""
        if not text.strip():
            self._empty += 1
            if self._empty >= MAX_EMPTY:
                self._end("the model gave no answer; ask again or set another LLM_MODEL")
            return message
        function = ChatMessageToolCallFunction(name="final_answer", arguments={"answer": text})
        message.tool_calls = [ChatMessageToolCall(id="text", type="function", function=function)]
        return message

    def _end(self, sentence: str) -> NoReturn:
        self._counter.leave(Answer(sentence, failed=True))
        raise RunEnded


class NoPieces(Exception):
    """Nothing came in pieces; some servers send an answer only as a whole, which is to be asked for."""


class _Failed(Exception):
    """The model gave no answer; `again` says whether asking once more may help."""

    def __init__(self, sentence: str, *, again: bool) -> None:
        self.again = again
        super().__init__(sentence)


def _kind_of(fault: Exception) -> str:
    if "Connection error" in str(fault):  # litellm calls it an InternalServerError where pieces were asked for
        return "APIConnectionError"
    return next((kind.__name__ for kind in type(fault).__mro__ if kind.__name__ in _FAULTS), "")


def _sentence(fault: Exception) -> str:
    name = _kind_of(fault)
    if name:
        return _FAULTS[name]
    status = getattr(fault, "status_code", None)
    shown = f" ({status})" if isinstance(status, int) else ""
    return f"the model could not be asked{shown}; check LLM_MODEL, LLM_API_BASE and LLM_API_KEY, then ask again"
