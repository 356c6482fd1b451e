"""What a run may do, found by code before a model is asked: its words read, tied to the account and tested."""

from dataclasses import dataclass, replace
from typing import Any

from agent.earlier_backtests import earlier_as_backtest, verdict_on_newest
from agent.intent import read_words
from agent.intent_backtest import with_days
from agent.intent_types import Condition, Reading
from agent.lookups import condition_figures
from agent.members import MemberSpec, members_of
from agent.own.files import Own
from agent.own.team import granted, with_own
from agent.resolve import cancels, needs_positions, with_positions
from agent.rules import save_rule, saved_rules
from agent.sized_orders import needs_sizes, with_sizes
from agent.watching import Watch
from trading.errors import TradingError
from trading.services import Services
from trading.types import Intent, Proposal, Run
from trading.words.names import Lexicon

NOBODY = Own()


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """The frame of a run: no model can widen it. `meant` are the proposals and orders that words of a cancel mean.

    `own` are the user's own tools and agents.
    """

    reading: Reading
    meant: tuple[Proposal, ...]
    may_order: bool
    members: tuple[MemberSpec, ...]
    own: Own = NOBODY


def understand(watch: Watch, run: Run, names: Lexicon, own: Own = NOBODY) -> Understood:
    """Read the words, tie them to what is held and what rests, test a condition; all of it is written down.

    Raises EndedEarly when the run is to end before the account or the market has answered.
    """
    services = watch.services
    reading = read_words(run.query, run.words, names)
    meant: tuple[Proposal, ...] = ()
    if needs_positions(reading):
        reading = with_positions(reading, watch.look(lambda: services.portfolio.snapshot().positions, name="positions"))
    elif reading.cancel is not None:
        desk = services.desk
        resting, waiting = watch.look(lambda: (desk.orders().items, desk.proposals().items), name="orders")
        reading, meant = cancels(reading, resting, waiting)
    if reading.topic == "save_rule":
        reading = save_rule(services, run, reading)
    elif reading.intent is Intent.HISTORY and reading.topic == "rules":
        reading = saved_rules(services, run, reading)
    elif reading.intent is Intent.BACKTEST:
        reading = _about_backtests(services, run, reading, names)
    services.runs.set_intent(run.id, reading.intent)
    services.runs.add_step(
        run.id, agent="manager", tool="read_words", arguments={"words": reading.words}, observation=_read(reading)
    )
    may_order = reading.asks_for_order
    if reading.condition is not None:
        reading, may_order = _test_condition(watch, reading, reading.condition)
    if may_order and needs_sizes(reading):
        reading = with_sizes(watch, reading)
        may_order = not reading.settled
        services.runs.set_intent(run.id, reading.intent)
    return Understood(
        reading=reading,
        meant=meant,
        may_order=may_order,
        members=team_of(services, reading, own, may_order=may_order),
        own=own,
    )


def team_of(services: Services, reading: Reading, own: Own, *, may_order: bool) -> tuple[MemberSpec, ...]:
    """Return the members of a run, the user's own among them."""
    members = members_of(reading, may_order=may_order)
    may_propose = granted(services.settings.agents_may_propose)
    return with_own(members, own, reading, may_order=may_order, may_propose=may_propose)


def _about_backtests(services: Services, run: Run, reading: Reading, names: Lexicon) -> Reading:
    """Tie words about tests to what was said and run before, and the months they count back to a day."""
    if reading.topic == "luck":
        return verdict_on_newest(services, run, reading)
    if reading.topic == "earlier":
        reading = earlier_as_backtest(services, run, reading, names)
    return with_days(reading, services.market_clock.now())


def _test_condition(watch: Watch, reading: Reading, condition: Condition) -> tuple[Reading, bool]:
    """An order under a condition may be proposed only when code has found the condition true now."""
    arguments = {"symbol": condition.symbol, "condition": condition.text}
    error: str | None = None
    try:
        figures = watch.look(lambda: condition_figures(watch.services, condition), name="condition")
    except TradingError as fault:
        error = str(fault)
        figures = {"holds": False, "sentence": f"The condition could not be tested: {fault}."}
    watch.services.runs.add_step(
        watch.run_id, agent="analyst", tool="check_condition", arguments=arguments, observation=figures, error=error
    )
    holds = bool(figures["holds"])
    said = str(figures["sentence"])
    if holds:
        return replace(reading, note=said, reply=""), True
    return replace(reading, reply=f"{said} So no order was proposed. {reading.reply}", settled=True), False


def _read(reading: Reading) -> dict[str, Any]:
    orders = [
        {"side": order.side, "symbol": order.symbol, "said": dict(order.said), "closes": order.closes}
        for order in reading.orders
    ]
    count = f", {len(orders)} order{'' if len(orders) == 1 else 's'}" if orders else ""
    about = f" about {', '.join(reading.symbols)}" if reading.symbols else ""
    return {
        "intent": reading.intent,
        "orders": orders,
        "symbols": list(reading.symbols),
        "indicators": list(reading.indicators),
        "condition": reading.condition_text,
        "sentence": f"Understood as {reading.intent}{about}{count}.",
    }
