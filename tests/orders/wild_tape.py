"""A recording that jumps: random walks, crashes of every symbol at once, and jumps of exactly the size that is stated.

From any of a session's prices, the close before it included, to any later one it is never worse than the stated jump.
"""

import random
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from tests.broker.hand_tape import HandTape
from trading.types import CashActionKind, CorporateAction, SessionBar

CENT = Decimal("0.01")
LOWEST = Decimal(8)
ONE = Decimal(1)


def wild_tape(rng: random.Random, symbols: tuple[str, ...], days: list[date], gap: Decimal) -> HandTape:
    """Return bars and company actions for these days; `gap` is a fraction."""
    moods = [_mood(rng) for _ in days]
    bars: dict[str, list[SessionBar]] = {}
    actions: list[CorporateAction] = []
    for symbol in symbols:
        close = Decimal(rng.randint(2_000, 40_000)) / 100
        bars[symbol] = []
        for day, mood in zip(days, moods, strict=True):
            if close > 300 and rng.random() < 0.2:
                ratio = Decimal(rng.choice([2, 3, "1.5"]))
                split = CorporateAction(symbol=symbol, kind=CashActionKind.SPLIT, ex_date=day, ratio=ratio)
                actions.append(split)
                close = (close / ratio).quantize(CENT, rounding=ROUND_CEILING)
            elif rng.random() < 0.03:
                amount = (close / 100).quantize(CENT)
                paid = CorporateAction(symbol=symbol, kind=CashActionKind.DIVIDEND, ex_date=day, amount=amount)
                actions.append(paid)
            own = mood if rng.random() < 0.8 else _mood(rng)
            one = _bar(rng, day, close, gap, "up" if close < LOWEST else own)
            bars[symbol].append(one)
            close = one.close
    return HandTape(bars, actions)


def _mood(rng: random.Random) -> str:
    return rng.choices(["walk", "up", "fall", "crash", "inside"], [50, 22, 10, 10, 8])[0]


def _bar(rng: random.Random, day: date, before: Decimal, gap: Decimal, mood: str) -> SessionBar:
    floor, top = before * (ONE - gap), before * (ONE + gap)
    if mood == "crash":
        price = _up(floor)
        return SessionBar(day=day, open=price, high=price, low=price, close=price)
    share = Decimal(str(round(rng.random(), 6)))
    if mood == "inside":  # opens where it was and falls to the very end of the jump: every stop on the way is passed
        return SessionBar(day=day, open=before, high=before, low=_up(floor), close=_up(floor))
    if mood == "fall":
        opened = before - share * (before - floor)
    elif mood == "up":
        opened = before + share * (top - before)
    else:
        opened = before * (ONE + gap * Decimal(str(round(max(-1.0, min(1.0, rng.gauss(0, 0.25))), 6))))
    opened = min(max(_up(opened), _up(floor)), _down(top))
    least = max(before, opened) * (ONE - gap)
    low = _up(opened - Decimal(str(round(rng.random() ** 3, 6))) * (opened - least))
    most = max(opened, min(top, low * (ONE + gap)))
    high = _down(opened + Decimal(str(round(rng.random() ** 3, 6))) * (most - opened))
    high = max(opened, high)
    low = min(opened, max(low, _up(high * (ONE - gap))))
    last = min(high, low * (ONE + gap))
    close = min(max(_up(low + Decimal(str(round(rng.random(), 6))) * (last - low)), low), high)
    return SessionBar(day=day, open=opened, high=high, low=low, close=close)


def _up(price: Decimal) -> Decimal:
    return price.quantize(CENT, rounding=ROUND_CEILING)


def _down(price: Decimal) -> Decimal:
    return price.quantize(CENT, rounding=ROUND_FLOOR)
