"""The engine and the real paper broker on the same made bars: the same days, prices and sizes of every fill."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from random import Random

import numpy as np
import pytest

from tests.broker.hand_tape import CALENDAR, FRIDAY, HandTape, order
from trading.backtest.engine import simulate
from trading.backtest.past import Past
from trading.broker.paper import PaperBroker
from trading.broker.paper.matching import to_tick
from trading.strategies.base import Decision, Plan
from trading.strategies.panel import Panel
from trading.types import (
    Costs,
    OrderClass,
    Prices,
    SessionBar,
    Side,
    Sizing,
    Terms,
    Ticket,
    Timeframe,
    TimeInForce,
)

D = Decimal
SESSIONS = list(CALENDAR.sessions(FRIDAY, FRIDAY.replace(day=19)))
KINDS = ("opg", "limit", "stop", "stop_limit", "opg_oco", "limit_bracket", "trail_percent", "trail_price")
SYMBOLS = 80
AMOUNT = D(1000)


@dataclass(frozen=True)
class Case:
    """One symbol's bars and the one entry that is decided on it, as fractions of the close of bar `at`.

    `bars` has None for a session in which the symbol did not trade.
    """

    symbol: str
    kind: str
    bars: list[SessionBar | None]
    at: int
    limit: Decimal | None
    trigger: Decimal | None
    stop: Decimal | None
    take: Decimal | None
    trail: Decimal | None

    @property
    def close(self) -> Decimal:
        bar = self.bars[self.at]
        assert bar is not None
        return bar.close

    def price(self, fraction: Decimal | None) -> Decimal | None:
        return None if fraction is None else to_tick(self.close * fraction)

    @property
    def qty(self) -> Decimal:
        price = self.price(self.limit) or self.price(self.trigger) or self.close
        return (AMOUNT / price).to_integral_value(ROUND_FLOOR)


def cases(seed: int, holes: float = 0.0) -> list[Case]:
    """Return cases whose prices lie on a coarse grid, so that touches, ties and gaps are common.

    `holes` is the part of the bars after the decision that is missing.
    """
    dice = Random(seed)
    found = [_case(dice, f"S{number}", KINDS[number % len(KINDS)]) for number in range(SYMBOLS)]
    for case in found:
        case.bars[:] = [bar if row <= case.at or dice.random() >= holes else None for row, bar in enumerate(case.bars)]
    return found


def _case(dice: Random, symbol: str, kind: str) -> Case:
    step, price = dice.choice([D("0.05"), D("0.5"), D("0.37")]), D(dice.randint(10, 30))
    bars: list[SessionBar | None] = []
    for session in SESSIONS:
        opened = price + step * dice.randint(-3, 3)
        close = opened + step * dice.randint(-3, 3)
        high, low = max(opened, close) + step * dice.randint(0, 2), min(opened, close) - step * dice.randint(0, 2)
        bars.append(SessionBar(day=session.day, open=opened, high=high, low=low, close=close))
        price = close

    def near(low: int, high: int) -> Decimal:
        return 1 + D(dice.randint(low, high)) / 200

    has_limit = kind in ("limit", "stop_limit", "limit_bracket")
    has_exits = kind in ("opg_oco", "limit_bracket")
    trigger = near(0, 12) if kind in ("stop", "stop_limit") else None
    limit = near(-12, 2) if has_limit else None
    if trigger is not None and limit is not None:
        limit = trigger + D(dice.randint(-4, 4)) / 200
    return Case(
        symbol=symbol,
        kind=kind,
        bars=bars,
        at=dice.randint(0, 2),
        limit=limit,
        trigger=trigger,
        stop=D(dice.randint(14, 30)) / 200 if has_exits else None,
        take=D(dice.randint(4, 20)) / 200 if has_exits else None,
        trail=D(dice.randint(1, 16)) / 200 if kind.startswith("trail") else None,
    )


def by_the_engine(found: list[Case], rests: int, *, fixed: bool) -> dict[str, list[tuple[int, float, float]]]:
    shape = (len(SESSIONS), len(found))

    def table(of: Callable[[Case], float]) -> np.ndarray:
        return np.array([[of(case) for case in found]] * shape[0])

    def prices(name: str) -> np.ndarray:
        return np.array([[float(getattr(case.bars[row], name, "nan")) for case in found] for row in range(shape[0])])

    def said(name: str) -> np.ndarray:
        return table(lambda case: float("nan") if (own := getattr(case, name)) is None else float(own))

    action = np.zeros(shape, np.int8)
    for place, case in enumerate(found):
        action[case.at, place] = Decision.LONG
    panel = Panel(
        symbols=tuple(case.symbol for case in found),
        timeframe=Timeframe.DAY_1,
        source="made",
        time=np.array([int(session.closes.timestamp()) for session in SESSIONS]),
        open=prices("open"),
        high=prices("high"),
        low=prices("low"),
        close=prices("close"),
        volume=np.ones(shape),
    )
    plan = Plan(
        action=action,
        **{name: said(name) for name in ("limit", "trigger", "stop", "take", "trail")},
        trail_fixed=fixed,
        rests=rests,
    )
    terms = Terms(
        cash=D(10_000_000),
        prices=Prices.RAW,
        sizing=Sizing.FIXED,
        size=float(AMOUNT),
        whole_shares=True,
        costs=Costs.none(),
    )
    fills = simulate(Past(seen=panel, traded=panel), plan, terms).fills
    out: dict[str, list[tuple[int, float, float]]] = {case.symbol: [] for case in found}
    for bar, place, qty, price in zip(fills.bar, fills.symbol, fills.qty, fills.price, strict=True):
        out[found[place].symbol].append((int(bar), float(qty), float(price)))
    return out


def by_the_broker(
    broker: PaperBroker, found: list[Case], force: TimeInForce
) -> dict[str, list[tuple[int, float, float]]]:
    guarded: set[str] = set()
    for row, session in enumerate(SESSIONS):
        if row:
            broker.advance(session.day)
        for case in found:
            if case.at == row:
                broker.submit(case.symbol, _entry(case, force))
        held = {position.symbol: position.qty for position in broker.positions()}
        for case in found:
            if case.symbol in held and case.symbol not in guarded and (exit_ := _exit(case, held[case.symbol])):
                broker.submit(f"{case.symbol}-exit", exit_)
            guarded |= {case.symbol} & held.keys()
    rows = {session.day: row for row, session in enumerate(SESSIONS)}
    out: dict[str, list[tuple[int, float, float]]] = {case.symbol: [] for case in found}
    for fill in broker.fills():
        signed = fill.qty if fill.side is Side.BUY else -fill.qty
        out[fill.symbol].append((rows[fill.at.date()], float(signed), float(fill.price)))
    return out


def _entry(case: Case, force: TimeInForce) -> Ticket:
    more: dict[str, object] = {"time_in_force": force}
    if case.kind in ("opg", "opg_oco", "trail_percent", "trail_price"):
        more["time_in_force"] = TimeInForce.OPG
    if case.kind == "limit_bracket":
        more |= {"order_class": OrderClass.BRACKET, "target": _target(case), "stop": _stop(case)}
        more["time_in_force"] = TimeInForce.GTC
    for name, fraction in (("limit_price", case.limit), ("stop_price", case.trigger)):
        if fraction is not None:
            more[name] = str(case.price(fraction))
    return order(case.symbol, qty=str(case.qty), **more)


def _exit(case: Case, qty: Decimal) -> Ticket | None:
    """Return what protects a position from the session after its entry on, as a desk sends it at the close."""
    more: dict[str, object] = {"side": Side.SELL, "qty": str(qty), "time_in_force": TimeInForce.GTC}
    if case.kind == "opg_oco":
        return order(case.symbol, order_class=OrderClass.OCO, target=_target(case), stop=_stop(case), **more)
    if case.trail is not None and case.kind == "trail_percent":
        return order(case.symbol, trail_percent=str(case.trail * 100), **more)
    if case.trail is not None:
        return order(case.symbol, trail_price=str(to_tick(case.close * case.trail)), **more)
    return None


def _stop(case: Case) -> str:
    return str(case.price(1 - (case.stop or D(0))))


def _target(case: Case) -> str:
    return str(case.price(1 + (case.take or D(0))))


@pytest.mark.parametrize("seed", range(6))
def test_random_orders_fill_on_the_same_days_at_the_same_prices(opened: Callable[..., PaperBroker], seed: int) -> None:
    # 6 seeds of 80 symbols: 480 orders; the odd ones rest for a day, the even ones until they fill
    _compare(opened, seed, cases(seed))


@pytest.mark.parametrize("seed", range(6))
def test_where_bars_are_missing_the_same_orders_end_and_the_others_fill_alike(
    opened: Callable[..., PaperBroker], seed: int
) -> None:
    # a third of the bars after the decision: an order for the next open ends with a session that has none
    found = cases(seed, holes=1 / 3)
    gone = {case.symbol for case in found if case.kind.startswith(("opg", "trail")) and case.bars[case.at + 1] is None}
    told = _compare(opened, seed, found)
    assert len(gone) > 5
    assert all(told[symbol] == [] for symbol in gone)


def _compare(
    opened: Callable[..., PaperBroker], seed: int, made: list[Case]
) -> dict[str, list[tuple[int, float, float]]]:
    """Hold the engine's fills to the broker's, and return those."""
    force, rests = (TimeInForce.DAY, 1) if seed % 2 else (TimeInForce.GTC, len(SESSIONS))
    found = [case for case in made if seed % 2 == 0 or case.kind != "limit_bracket"]
    tape = HandTape({case.symbol: [bar for bar in case.bars if bar is not None] for case in found})
    told = by_the_broker(opened(tape, start=FRIDAY, cash=D(10_000_000)), found, force)
    for fixed in (False, True):
        kept = [case for case in found if (case.kind == "trail_price") == fixed]
        played = by_the_engine(kept, rests, fixed=fixed)
        assert played == {case.symbol: told[case.symbol] for case in kept}
    fills = sum(len(each) for each in told.values())
    assert fills > 50, f"only {fills} fills: the cases test too little"
    return told
