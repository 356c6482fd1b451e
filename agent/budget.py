"""What a run may use of a model: reserved before each call, settled after it."""

import threading
from dataclasses import dataclass
from decimal import Decimal

from trading.types import Usage

MAX_MODEL_CALLS = 24
MAX_TOKENS = 120_000
MAX_COST_USD = Decimal("0.50")
MAX_OUTPUT_TOKENS = 1_500
"""Also passed to the model as the longest answer that it may give."""


class BudgetSpent(Exception):
    """The next call of the model would pass one of the limits; the text is a sentence."""


@dataclass(frozen=True, slots=True)
class Prices:
    """USD a token; zero where the price of a model is not known or it is one's own machine."""

    input_usd: Decimal = Decimal(0)
    output_usd: Decimal = Decimal(0)


class Budget:
    """The tokens, calls and money of one run. Threads may share it."""

    def __init__(self, prices: Prices | None = None) -> None:
        self._prices = prices or Prices()
        self._lock = threading.Lock()
        self._calls = self._input = self._output = 0
        self._held_tokens = 0

    def set_prices(self, prices: Prices) -> None:
        """Tell what the model costs."""
        with self._lock:
            self._prices = prices

    def reserve(self, input_tokens: int) -> int:
        """Hold the tokens of the next call; returns what `settle` needs. Raises BudgetSpent."""
        with self._lock:
            if self._calls >= MAX_MODEL_CALLS:
                raise BudgetSpent(f"the model was called {self._calls} times, the limit of a run; ask for less at once")
            wanted = input_tokens + MAX_OUTPUT_TOKENS
            used = self._input + self._output + self._held_tokens
            if used + wanted > MAX_TOKENS:
                raise BudgetSpent(
                    f"the next call of the model could bring this run to {used + wanted} tokens, the limit is "
                    f"{MAX_TOKENS}; ask for less at once"
                )
            cost = self._cost(self._input + input_tokens, self._output + MAX_OUTPUT_TOKENS)
            if cost > MAX_COST_USD:
                raise BudgetSpent(
                    f"the next call of the model could bring this run to {cost:.2f} USD, the limit is "
                    f"{MAX_COST_USD} USD; ask for less at once or use a cheaper model"
                )
            self._calls += 1
            self._held_tokens += wanted
            return wanted

    def settle(self, held: int, *, input_tokens: int, output_tokens: int) -> None:
        """Replace what was held by what the call has used."""
        with self._lock:
            self._held_tokens -= held
            self._input += max(0, input_tokens)
            self._output += max(0, output_tokens)

    def _cost(self, input_tokens: int, output_tokens: int) -> Decimal:
        return self._prices.input_usd * input_tokens + self._prices.output_usd * output_tokens

    def usage(self) -> Usage:
        """Return what has been used so far."""
        with self._lock:
            return Usage(
                model_calls=self._calls,
                input_tokens=self._input,
                output_tokens=self._output,
                cost_usd=self._cost(self._input, self._output).quantize(Decimal("0.000001")),
            )
