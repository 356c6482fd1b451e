"""What a run and a day may use of models: held before each call, for all processes together, and told as it is."""

import threading
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from agent.budget import (
    MAX_MODEL_CALLS,
    MAX_OUTPUT_TOKENS,
    Allowance,
    Budget,
    BudgetSpent,
    DayBook,
    Prices,
    Thinker,
    budget_of,
)
from agent.model import prices_of
from tests.orders.market import SetClock
from trading.errors import BadSettings
from trading.settings import Settings
from trading.store.accounts import ensure_account
from trading.store.database import Database
from trading.store.migrate import upgrade
from trading.store.model_calls import DayLimits, ModelCallStore
from trading.types import CallState, MarketMode, ModelUse

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CHEAP = Thinker(member="analyst", model="m", prices=Prices(input_usd=Decimal("0.00001"), output_usd=Decimal("0.00002")))
FREE_OF_LIMITS = DayLimits(max_tokens=10**9, max_cost_usd=Decimal(10**6))


@pytest.fixture
def calls(tmp_path: Path) -> ModelCallStore:
    return _store(tmp_path, SetClock(NOON))


def _store(folder: Path, clock: SetClock) -> ModelCallStore:
    database = Database.in_folder(folder)
    upgrade(database)
    ensure_account(database, "replay", mode=MarketMode.REPLAY, venue="paper", at=NOON)
    return ModelCallStore(database, "replay", clock)


def _book(calls: ModelCallStore, limits: DayLimits = FREE_OF_LIMITS, run_id: str = "r1") -> DayBook:
    return DayBook(calls=calls, limits=limits, run_id=run_id)


def test_a_budget_is_reserved_before_the_call_and_the_call_too_many_is_refused() -> None:
    budget = Budget()
    for _ in range(MAX_MODEL_CALLS):
        budget.settle(budget.reserve(10), input_tokens=10, output_tokens=1)
    with pytest.raises(BudgetSpent, match=str(MAX_MODEL_CALLS)):
        budget.reserve(10)
    assert budget.usage().model_calls == MAX_MODEL_CALLS and budget.usage().input_tokens == 10 * MAX_MODEL_CALLS


def test_a_budget_counts_what_is_held_by_calls_that_still_run() -> None:
    budget = Budget(Allowance(max_tokens=10_000))
    budget.reserve(10_000 - 2 * MAX_OUTPUT_TOKENS)
    with pytest.raises(BudgetSpent, match="RUN_MAX_TOKENS"):
        budget.reserve(1)


def test_a_budget_of_money_refuses_a_call_that_could_pass_it() -> None:
    # 1,500 tokens out at 0.00002 are 0.03 USD, 1,000 in at 0.00001 are 0.01
    budget = Budget(Allowance(max_cost_usd=Decimal("0.05")))
    with pytest.raises(BudgetSpent, match=r"0\.0501 USD"):
        budget.reserve(2_010, CHEAP)
    budget.settle(budget.reserve(1_000, CHEAP), input_tokens=1_000, output_tokens=100)
    assert budget.usage().cost_usd == Decimal("0.012")


def test_a_price_that_nobody_knows_is_none_and_never_zero() -> None:
    budget = Budget()
    assert budget.usage().cost_usd == 0, "no call has been made"
    budget.settle(budget.reserve(10, CHEAP), input_tokens=10, output_tokens=1)
    budget.settle(budget.reserve(10, Thinker(model="own")), input_tokens=10, output_tokens=1)
    assert budget.usage().cost_usd is None and budget.usage().model_calls == 2


def test_a_model_that_no_table_knows_costs_what_the_settings_say_and_is_held_by_the_limits_in_usd(
    calls: ModelCallStore, tmp_path: Path
) -> None:
    named = {"llm_usd_per_million_in": 10, "llm_usd_per_million_out": 20, "run_max_cost_usd": "0.05"}
    settings = Settings.load(data_dir=tmp_path, **named)
    own = Thinker(member="analyst", model="ours", prices=prices_of("openai/our-own-model", settings))
    budget = budget_of(settings, calls, "r1")
    budget.settle(budget.reserve(1_000, own), input_tokens=1_000, output_tokens=100)
    assert budget.usage().cost_usd == Decimal("0.012")  # 0.01 in and 0.002 out
    with pytest.raises(BudgetSpent, match="RUN_MAX_COST_USD"):
        budget.reserve(1_000, own)  # 0.012 used, 0.01 in and 1,500 out at 0.00002 are 0.052
    assert prices_of("openai/our-own-model", Settings.load(data_dir=tmp_path)) is None
    assert prices_of("gpt-4o", settings) == prices_of("gpt-4o", Settings.load(data_dir=tmp_path)), (
        "the table goes first"
    )


@pytest.mark.parametrize("alone", ["llm_usd_per_million_in", "llm_usd_per_million_out"])
def test_half_a_price_is_refused(alone: str, tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="LLM_USD_PER_MILLION_IN and LLM_USD_PER_MILLION_OUT"):
        Settings.load(data_dir=tmp_path, **{alone: 1})


def test_a_call_under_way_counts_with_what_it_was_asked() -> None:
    budget = Budget()
    budget.reserve(100, CHEAP)
    usage = budget.usage()
    assert (usage.model_calls, usage.input_tokens, usage.cost_usd) == (1, 100, Decimal("0.001"))


def test_a_day_is_counted_over_runs_and_ends_at_midnight_of_wall_time(tmp_path: Path) -> None:
    clock = SetClock(NOON)
    calls = _store(tmp_path, clock)
    limits = DayLimits(max_tokens=4_000, max_cost_usd=Decimal(1))
    first = Budget(book=_book(calls, limits, "r1"))
    first.settle(first.reserve(1_000, CHEAP), input_tokens=1_100, output_tokens=900)
    second = Budget(book=_book(calls, limits, "r2"))
    with pytest.raises(BudgetSpent, match="DAY_MAX_TOKENS"):
        second.reserve(501, CHEAP)  # 2,000 used, 501 in and 1,500 out would be 4,001
    second.settle(second.reserve(500, CHEAP), input_tokens=500, output_tokens=0)
    clock.set(datetime(2026, 3, 3, tzinfo=UTC))
    second.reserve(2_000, CHEAP)
    assert calls.today() == ModelUse(calls=1, tokens=3_500, cost_usd=Decimal("0.05"))


def test_money_of_a_day_is_held_too(calls: ModelCallStore) -> None:
    budget = Budget(book=_book(calls, DayLimits(max_tokens=10**9, max_cost_usd=Decimal("0.05"))))
    with pytest.raises(BudgetSpent, match="DAY_MAX_COST_USD"):
        budget.reserve(2_010, CHEAP)
    assert calls.today().calls == 0 and budget.usage().model_calls == 0, "what is refused holds nothing"


def test_many_threads_on_two_handles_never_hold_more_than_the_day_allows(tmp_path: Path) -> None:
    clock = SetClock(NOON)
    each = 100 + MAX_OUTPUT_TOKENS
    limits = DayLimits(max_tokens=5 * each, max_cost_usd=Decimal(1))
    stores = [_store(tmp_path, clock), _store(tmp_path, clock)]
    got: list[str] = []

    def work(n: int) -> None:
        try:
            Budget(book=_book(stores[n % 2], limits, f"r{n}")).reserve(100, CHEAP)
        except BudgetSpent:
            got.append("no")
        else:
            got.append("yes")

    threads = [threading.Thread(target=work, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(got) == ["no"] * 7 + ["yes"] * 5
    assert stores[0].today().tokens == 5 * each


def test_the_calls_of_a_run_are_listed_with_who_made_them_and_how_they_ended(tmp_path: Path) -> None:
    clock = SetClock(NOON)
    calls = _store(tmp_path, clock)
    budget = Budget(book=_book(calls))
    budget.settle(budget.reserve(100, CHEAP), input_tokens=90, output_tokens=10)
    clock.go(seconds=1)
    own = budget.reserve(100, Thinker(member="trader", model="own"))
    budget.settle(own, input_tokens=0, output_tokens=0, failed=True)
    clock.go(seconds=1)
    budget.reserve(50, CHEAP)
    listed = calls.of_run("r1")
    assert [(one.member, one.state, one.input_tokens) for one in listed] == [
        ("analyst", CallState.SETTLED, 90),
        ("trader", CallState.FAILED, 0),
        ("analyst", CallState.HELD, 50),
    ]
    assert [one.cost_usd for one in listed] == [Decimal("0.0011"), None, Decimal("0.0305")]
    assert listed[0].took_s is not None and listed[2].took_s is None


def test_a_run_that_is_begun_again_goes_on_with_what_it_has_used(calls: ModelCallStore) -> None:
    before = Budget(book=_book(calls))
    before.settle(before.reserve(100, CHEAP), input_tokens=90, output_tokens=10)
    before.reserve(50, CHEAP)  # its process died here: what it held stays held
    after = Budget(book=_book(calls))
    assert (after.usage().model_calls, after.usage().input_tokens) == (2, 140)
