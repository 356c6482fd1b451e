"""What a run and a day may use of models: reserved before each call, settled after it."""

import threading
import time
from dataclasses import dataclass
from decimal import Decimal

from trading.settings import Settings
from trading.store.model_calls import DayLimits, ModelCallStore, Used, Wanted
from trading.types import ModelUse, Usage

MAX_MODEL_CALLS = 24
MAX_TOKENS = 120_000
MAX_COST_USD = Decimal("0.50")
MAX_OUTPUT_TOKENS = 1_500
"""Also passed to the model as the longest answer that it may give."""


class BudgetSpent(Exception):
    """The next call of the model would pass one of the limits; the text is a sentence."""


@dataclass(frozen=True, slots=True)
class Prices:
    """USD a token."""

    input_usd: Decimal = Decimal(0)
    output_usd: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thinker:
    """Who is about to call which model; `prices` is None where nobody knows what it costs."""

    member: str = "manager"
    model: str = ""
    prices: Prices | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What one run may use: tokens in and out together, and USD."""

    max_tokens: int = MAX_TOKENS
    max_cost_usd: Decimal = MAX_COST_USD


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBook:
    """Where the calls of all runs are counted, what a day may use, and for which run this one counts."""

    calls: ModelCallStore
    limits: DayLimits
    run_id: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Held:
    """What one call holds until it is settled."""

    who: Thinker
    input_tokens: int
    call_id: str | None
    since: float

    @property
    def most(self) -> int:
        """Return the most tokens that the call may use."""
        return self.input_tokens + MAX_OUTPUT_TOKENS


@dataclass(slots=True)
class _Sums:
    calls: int = 0
    input: int = 0
    output: int = 0
    cost: Decimal = Decimal(0)
    unpriced: int = 0


@dataclass(slots=True)
class _Waiting:
    """How long at least one call was under way, seconds."""

    under_way: int = 0
    since: float = 0.0
    total: float = 0.0


class Budget:
    """The tokens, calls and money of one run, within its day where there is a book. Threads may share it.

    It overshoots by one call at most: what a call may use is held before it is made, by an estimate of its input.
    """

    def __init__(self, allowance: Allowance | None = None, book: DayBook | None = None) -> None:
        self._allowance = allowance or Allowance()
        self._book = book
        self._lock = threading.Lock()
        self._used = _Sums()
        self._held: set[Held] = set()
        self._waiting = _Waiting()
        self._began = time.monotonic()
        for call in () if book is None else book.calls.of_run(book.run_id):  # a run that was begun again
            self._add(call.input_tokens, call.output_tokens, call.cost_usd)

    def reserve(self, input_tokens: int, who: Thinker | None = None) -> Held:
        """Hold what the next call may use; returns what `settle` needs. Raises BudgetSpent."""
        who = who or Thinker()
        with self._lock:
            self._check(input_tokens, who)
            held = Held(
                who=who, input_tokens=input_tokens, call_id=self._reserve_day(input_tokens, who), since=time.monotonic()
            )
            self._held.add(held)
            if self._waiting.under_way == 0:
                self._waiting.since = held.since
            self._waiting.under_way += 1
            return held

    def settle(self, held: Held, *, input_tokens: int, output_tokens: int, failed: bool = False) -> None:
        """Replace what was held by what the call has used; a failed call used what is said here."""
        now = time.monotonic()
        used_in, used_out = max(0, input_tokens), max(0, output_tokens)
        cost = _cost(held.who.prices, used_in, used_out)
        with self._lock:
            self._held.discard(held)
            self._add(used_in, used_out, cost)
            self._waiting.under_way -= 1
            if self._waiting.under_way == 0:
                self._waiting.total += now - self._waiting.since
        if self._book is not None and held.call_id is not None:
            used = Used(
                input_tokens=used_in,
                output_tokens=used_out,
                cost_usd=cost,
                took_s=now - held.since,
                failed=failed,
            )
            self._book.calls.settle(held.call_id, used)

    def usage(self) -> Usage:
        """Return what has been used so far; a call that is still under way counts with what it was asked."""
        now = time.monotonic()
        with self._lock:
            used, waiting = self._used, self._waiting
            open_input = sum(held.input_tokens for held in self._held)
            open_costs = [_cost(held.who.prices, held.input_tokens, 0) for held in self._held]
            is_priced = used.unpriced == 0 and None not in open_costs
            cost = used.cost + sum((one for one in open_costs if one is not None), Decimal(0))
            return Usage(
                model_calls=used.calls + len(self._held),
                input_tokens=used.input + open_input,
                output_tokens=used.output,
                cost_usd=cost.quantize(Decimal("0.000001")) if is_priced else None,
                worked_s=round(now - self._began, 4),
                model_s=round(waiting.total + (now - waiting.since if waiting.under_way else 0.0), 4),
            )

    def _check(self, input_tokens: int, who: Thinker) -> None:
        used, allowance = self._used, self._allowance
        calls = used.calls + len(self._held)
        if calls >= MAX_MODEL_CALLS:
            raise BudgetSpent(f"the model was called {calls} times, the limit of a run; ask for less at once")
        tokens = used.input + used.output + sum(held.most for held in self._held) + input_tokens + MAX_OUTPUT_TOKENS
        if tokens > allowance.max_tokens:
            raise BudgetSpent(
                f"the next call of the model could bring this run to {tokens} tokens, the limit is "
                f"{allowance.max_tokens}; ask for less at once, or raise RUN_MAX_TOKENS"
            )
        cost = _cost(who.prices, input_tokens, MAX_OUTPUT_TOKENS)
        if cost is None:
            return
        held = (_cost(one.who.prices, one.input_tokens, MAX_OUTPUT_TOKENS) for one in self._held)
        total = used.cost + sum((one for one in held if one is not None), Decimal(0)) + cost
        if total > allowance.max_cost_usd:
            raise BudgetSpent(
                f"the next call of the model could bring this run to {total:.4f} USD, the limit is "
                f"{allowance.max_cost_usd} USD; ask for less at once, use a cheaper model, or raise RUN_MAX_COST_USD"
            )

    def _reserve_day(self, input_tokens: int, who: Thinker) -> str | None:
        if self._book is None:
            return None
        wanted = Wanted(
            run_id=self._book.run_id,
            member=who.member,
            model=who.model,
            input_tokens=input_tokens,
            output_tokens=MAX_OUTPUT_TOKENS,
            cost_usd=_cost(who.prices, input_tokens, MAX_OUTPUT_TOKENS),
        )
        call_id, today = self._book.calls.reserve(wanted, self._book.limits)
        if call_id is None:
            raise BudgetSpent(_day_spent(today, wanted, self._book.limits))
        return call_id

    def _add(self, input_tokens: int, output_tokens: int, cost: Decimal | None) -> None:
        used = self._used
        used.calls += 1
        used.input += input_tokens
        used.output += output_tokens
        used.cost += cost or Decimal(0)
        used.unpriced += cost is None


def budget_of(settings: Settings, calls: ModelCallStore | None, run_id: str) -> Budget:
    """Return the budget of one run as the settings say it; without a store no day is counted."""
    allowance = Allowance(max_tokens=settings.run_max_tokens, max_cost_usd=settings.run_max_cost_usd)
    if calls is None:
        return Budget(allowance)
    return Budget(
        allowance,
        DayBook(
            calls=calls,
            limits=DayLimits(max_tokens=settings.day_max_tokens, max_cost_usd=settings.day_max_cost_usd),
            run_id=run_id,
        ),
    )


def _cost(prices: Prices | None, input_tokens: int, output_tokens: int) -> Decimal | None:
    if prices is None:
        return None
    return prices.input_usd * input_tokens + prices.output_usd * output_tokens


def _day_spent(today: ModelUse, wanted: Wanted, limits: DayLimits) -> str:
    tokens = today.tokens + wanted.input_tokens + wanted.output_tokens
    if tokens > limits.max_tokens:
        return (
            f"the next call of the model could bring this day to {tokens} tokens, the limit is {limits.max_tokens}; "
            "wait until tomorrow (UTC) or raise DAY_MAX_TOKENS"
        )
    return (
        f"the next call of the model could bring this day to {today.cost_usd + (wanted.cost_usd or 0):.4f} USD, the "
        f"limit is {limits.max_cost_usd} USD; wait until tomorrow (UTC) or raise DAY_MAX_COST_USD"
    )
