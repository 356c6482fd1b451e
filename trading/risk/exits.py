"""The exits that a position or an entry is proposed with: a stop and a target from one price, rounded to the tick."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from trading.risk.limits import Limits
from trading.types import OrderClass, Quote, Side, StopLoss, TakeProfit
from trading.types.wire import decimal_text

HUNDRED = Decimal(100)
_BASE = re.compile(r" of (\d+(?:\.\d+)?) USD ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exits:
    """The prices of two exits, USD a share; None for one that the limits turn off. `base` is what both start from."""

    base: Decimal
    stop: Decimal | None
    target: Decimal | None

    @property
    def order_class(self) -> OrderClass:
        """Return the class of an entry that carries these exits."""
        if self.stop is None and self.target is None:
            return OrderClass.SIMPLE
        return OrderClass.BRACKET if self.stop is not None and self.target is not None else OrderClass.OTO

    @property
    def stop_loss(self) -> StopLoss | None:
        """Return the stop as a ticket holds it."""
        return None if self.stop is None else StopLoss(stop_price=self.stop)

    @property
    def take_profit(self) -> TakeProfit | None:
        """Return the target as a ticket holds it."""
        return None if self.target is None else TakeProfit(limit_price=self.target)


def tick(price: Decimal) -> Decimal:
    """Return a price rounded to the tick: 2 decimals at or above 1 USD, 4 below (SEC Rule 612)."""
    return price.quantize(Decimal("0.01") if price >= 1 else Decimal("0.0001"), ROUND_HALF_UP)


def default_exits(base: Decimal, limits: Limits, *, is_long: bool) -> Exits:
    """Return the exits of a long or short position that costs `base` USD a share, by the limits' percentages.

    One whose price would not be above 0, or would round to the base itself, is left out.
    """
    sign = 1 if is_long else -1
    stop = _away(base, -sign * limits.default_stop_pct)
    target = _away(base, sign * limits.default_target_pct)
    return Exits(base=base, stop=stop, target=target)


def _away(base: Decimal, percent: Decimal) -> Decimal | None:
    price = tick(base * (1 + percent / HUNDRED))
    return price if percent and price > 0 and price != base else None


def fills_at(quote: Quote, side: Side) -> Decimal:
    """Return the side of a quote at which an order would fill, USD a share."""
    return quote.ask if side is Side.BUY else quote.bid


def exit_words(percent: Decimal, base: Decimal, *, is_above: bool) -> str:
    """Return the sentence that states a default exit; `base_in` reads the price back from it."""
    way = "above" if is_above else "below"
    text = f"{decimal_text(percent)} percent {way} the price of {decimal_text(base)} USD at which it would fill, "
    return text + "the default of Settings"


def mend_words(base: Decimal) -> str:
    """Return the sentence that states an exit which the auditor of stops offers; `base_in` reads the price back."""
    return f"the default of Settings from the price of {decimal_text(base)} USD at which it would fill"


def base_in(text: str) -> Decimal | None:
    """Return the price that a stated default exit starts from, None where the sentence names none."""
    found = _BASE.search(text)
    return None if found is None else Decimal(found.group(1))
