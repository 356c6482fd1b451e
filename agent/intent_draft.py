"""One order while it is being read from the words."""

from dataclasses import dataclass, field
from decimal import Decimal

from agent.intent_types import AskedSize, PriceSpec, Size
from trading.types import OrderType, Side, TimeInForce

_TERMS = (
    "limit", "stop", "trail_price", "trail_percent", "take_profit", "stop_loss", "bracket", "time_in_force",
    "extended_hours", "no_exits",
)  # fmt: skip


@dataclass(slots=True)
class Draft:
    """One order while it is read; `faults` are sentences that make it a question back.

    `protects` is a stop laid on what is held, `is_vague` a size such as "some" that is asked back, `no_exits` says
    that the words decline a stop and a target. `names_held` says that the words speak of positions, `refers` that
    they point at something said before ("it").
    """

    side: Side | None = None
    symbol: str | None = None
    size: Size | None = None
    sizing: AskedSize | None = None
    type: OrderType | None = None
    limit: PriceSpec | None = None
    stop: PriceSpec | None = None
    trail_price: Decimal | None = None
    trail_percent: Decimal | None = None
    time_in_force: TimeInForce | None = None
    extended_hours: bool = False
    take_profit: PriceSpec | None = None
    stop_loss: PriceSpec | None = None
    bracket: bool = False
    no_exits: bool = False
    closes: bool = False
    protects: bool = False
    is_vague: bool = False
    names_held: bool = False
    refers: bool = False
    said: dict[str, str] = field(default_factory=dict)
    leftover: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def put(self, name: str, value: object, text: str) -> None:
        """Set one field with the words that said it; a second, different value is a fault."""
        before = getattr(self, name)
        if before is not None and before is not False and before != value:
            self.faults.append(f"I read two values for the same thing, {self.said.get(name, before)} and {text}")
            return
        setattr(self, name, value)
        self.said[name] = text

    @property
    def has_terms(self) -> bool:
        """Say whether the words gave more than side, size and symbol."""
        return bool(self.terms)

    @property
    def terms(self) -> frozenset[str]:
        """Return the names of the terms that the words gave; an order at the market is the default and none."""
        given = {name for name in _TERMS if getattr(self, name) not in (None, False)}
        return frozenset(given if self.type in (None, OrderType.MARKET) else given | {"type"})

    def copy(self) -> "Draft":
        """Return the same order, ready to be completed, without what was not understood."""
        same = Draft(**{name: getattr(self, name) for name in Draft.__dataclass_fields__})
        same.said, same.leftover, same.faults = dict(self.said), [], []
        return same
