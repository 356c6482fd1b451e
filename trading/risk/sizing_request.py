"""What shall be sized, and by which of the five methods."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from trading.errors import FixInput
from trading.types import Side


class SizingMethod(StrEnum):
    """How a size is reckoned."""

    FIXED = "fixed"
    EQUITY = "equity"
    VOLATILITY = "volatility"
    KELLY = "kelly"
    RISK = "risk"


TITLES: dict[SizingMethod, str] = {
    SizingMethod.FIXED: "Fixed amount",
    SizingMethod.EQUITY: "Percent of equity",
    SizingMethod.VOLATILITY: "Volatility target",
    SizingMethod.KELLY: "Half Kelly",
    SizingMethod.RISK: "Equal risk to the stop",
}
_TAKES_PERCENT = frozenset({SizingMethod.EQUITY, SizingMethod.VOLATILITY, SizingMethod.RISK})


@dataclass(frozen=True, slots=True, kw_only=True)
class SizingRequest:
    """What shall be sized. Prices USD a share.

    `percent` of equity takes the place of the limits' own number where the method has one. `limit_price` and
    `trigger_price` are those of the entry, `stop_price` is where a loss would be ended. Raises FixInput.
    """

    symbol: str
    side: Side
    method: SizingMethod
    percent: Decimal | None = None
    limit_price: Decimal | None = None
    trigger_price: Decimal | None = None
    stop_price: Decimal | None = None

    def __post_init__(self) -> None:
        if self.percent is not None and self.method not in _TAKES_PERCENT:
            raise FixInput(f"{TITLES[self.method]} takes no percent of its own; leave out {self.percent} percent")
        if self.percent is not None and not (self.percent.is_finite() and 0 < self.percent <= 100):
            raise FixInput(f"{self.percent} percent of equity is no size; say more than 0 and at most 100 percent")
        for name in ("limit_price", "trigger_price", "stop_price"):
            price = getattr(self, name)
            if price is not None and not (price.is_finite() and price > 0):
                raise FixInput(f"{name} {price} must be more than 0; give a price in USD a share")
