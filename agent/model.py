"""The language model of a run: within its budget, without retries, and with every failure told as a sentence."""

import logging
from decimal import Decimal
from typing import Any

from smolagents import ChatMessage, LiteLLMModel, Model
from smolagents.models import ChatMessageToolCall, ChatMessageToolCallFunction

from agent.budget import MAX_OUTPUT_TOKENS, Budget, BudgetSpent, Prices
from agent.counter import Answer, Counter, RunEnded
from trading.settings import Settings

log = logging.getLogger(__name__)
CHARACTERS_A_TOKEN = 3
MAX_EMPTY = 2
_FAULTS = {
    "RateLimitError": "the model's provider is asked too often (429); wait a minute and ask again",
    "Timeout": "the model did not answer in time; ask again",
    "AuthenticationError": "the model's provider refuses the key; check LLM_API_KEY",
    "PermissionDeniedError": "the model's provider refuses the key; check LLM_API_KEY",
    "NotFoundError": "the model's provider does not know this model; check LLM_MODEL and LLM_API_BASE",
    "APIConnectionError": "the model's server cannot be reached; check LLM_API_BASE and the network",
    "ContextWindowExceededError": "the request is too long for the model; ask for less at once",
    "BadRequestError": "the model's provider refuses the request; check LLM_MODEL, which must be able to call tools",
    "InternalServerError": "the model's provider has a fault of its own; ask again",
    "ServiceUnavailableError": "the model's provider is not available now; ask again",
}


def litellm_model(settings: Settings) -> Any:
    """Return the model that LLM_MODEL names, asked once a call and never longer than LLM_TIMEOUT_S."""
    import litellm

    litellm.suppress_debug_info = True
    litellm.drop_params = True
    litellm.telemetry = False
    key = settings.llm_api_key
    name = settings.llm_model or ""
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


def prices_of(model_id: str) -> Prices:
    """Return what litellm's bundled table says that a model costs; nothing where it does not know it."""
    import litellm

    known = litellm.model_cost.get(model_id) or litellm.model_cost.get(model_id.split("/", 1)[-1]) or {}
    return Prices(
        Decimal(str(known.get("input_cost_per_token") or 0)), Decimal(str(known.get("output_cost_per_token") or 0))
    )


class GuardedModel(Model):  # type: ignore[misc]
    """Asks another model within a budget; a failure ends the run at once, for a retry could spend money or minutes."""

    def __init__(self, inner: Any, budget: Budget, counter: Counter) -> None:
        super().__init__(model_id=inner.model_id)
        self._inner, self._budget, self._counter = inner, budget, counter
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
        self._counter.check()
        size = sum(len(str(message.content)) for message in messages) + 600 * len(tools_to_call_from or ())
        try:
            held = self._budget.reserve(size // CHARACTERS_A_TOKEN)
        except BudgetSpent as spent:
            self._end(str(spent))
        try:
            message = self._inner.generate(messages, tools_to_call_from=tools_to_call_from, **kwargs)
        except Exception as fault:
            self._budget.settle(held, input_tokens=0, output_tokens=0)
            log.warning("model call failed: %s", type(fault).__name__)
            self._end(_sentence(fault))
        usage = message.token_usage
        self._budget.settle(
            held,
            input_tokens=usage.input_tokens if usage else size // CHARACTERS_A_TOKEN,
            output_tokens=usage.output_tokens if usage else len(str(message.content)) // CHARACTERS_A_TOKEN,
        )
        self._counter.check()
        return self._with_a_call(message, has_tools=bool(tools_to_call_from))

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

    def _end(self, sentence: str) -> Any:
        self._counter.leave(Answer(sentence, failed=True))
        raise RunEnded


def _sentence(fault: Exception) -> str:
    for kind in type(fault).__mro__:
        if kind.__name__ in _FAULTS:
            return _FAULTS[kind.__name__]
    status = getattr(fault, "status_code", None)
    shown = f" ({status})" if isinstance(status, int) else ""
    return f"the model could not be asked{shown}; check LLM_MODEL, LLM_API_BASE and LLM_API_KEY, then ask again"
