"""The auditor of stops: holds what is held against the stops that rest at the venue, and offers the mend of each fault.

Pure: positions, resting orders, limits and quotes in, findings out. Each position is to have live stops of the closing
side for exactly its size; several that together are exactly it are sound, as two entries with exits leave them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from trading.risk.exits import default_exits, fills_at
from trading.risk.limits import Limits
from trading.risk.resting import ZERO, ExitGroup, Made, Resting, exit_groups
from trading.types import (
    Action,
    Finding,
    Mend,
    OrderClass,
    OrderType,
    Position,
    Quote,
    Side,
    StopLoss,
    TakeProfit,
    Ticket,
    TimeInForce,
)
from trading.types.wire import decimal_text, sha256

KEY_DIGITS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """One symbol: its position where there is one, its exits, and what a mend is reckoned with."""

    symbol: str
    position: Position | None
    exits: tuple[ExitGroup, ...]
    limits: Limits
    quote: Callable[[str], Quote | None]

    @property
    def held(self) -> Decimal:
        return ZERO if self.position is None else self.position.qty

    @property
    def closing(self) -> Side:
        return Side.SELL if self.held > 0 else Side.BUY


@dataclass(frozen=True, slots=True, kw_only=True)
class _Offer:
    """What a finding says, the ticket that mends it, and the price that its exits were reckoned from."""

    said: str
    ticket: Ticket | None
    base: Decimal | None = None


def stop_findings(
    positions: Sequence[Position],
    resting: Sequence[Resting],
    limits: Limits,
    quote: Callable[[str], Quote | None],
) -> tuple[Finding, ...]:
    """Return everything that is wrong with the stops, by symbol. `quote` is asked only where a stop is missing."""
    held = {position.symbol: position for position in positions if position.qty != 0}
    exits = exit_groups(resting)
    symbols = sorted(held.keys() | {group.symbol for group in exits})
    scenes = (
        _Scene(
            symbol=symbol,
            position=held.get(symbol),
            exits=tuple(group for group in exits if group.symbol == symbol),
            limits=limits,
            quote=quote,
        )
        for symbol in symbols
    )
    return tuple(finding for scene in scenes for finding in _findings(scene))


def _findings(scene: _Scene) -> Iterator[Finding]:
    is_flat = scene.held == 0
    for group in scene.exits:
        if (is_flat or group.side is not scene.closing) and _should_close(group):
            yield _stray(scene, group)
    if not is_flat:
        yield from _cover(scene)


def _should_close(group: ExitGroup) -> bool:
    """An entry on purpose is none; of a lone order that the app did not make, a stop may be one."""
    return group.made is Made.EXIT or (group.made is Made.UNKNOWN and group.stop is not None)


def _stray(scene: _Scene, group: ExitGroup) -> Finding:
    """Nothing is held that this exit could close: it would open or enlarge a position."""
    what = f"{_name(group)} to {group.side} {_text(group.qty)} {scene.symbol}"
    unsure = "" if group.made is Made.EXIT else "; this app did not make it, so it may be an entry: ask whoever made it"
    if scene.held == 0:
        said = f"{what} rests though no {scene.symbol} is held, so it would open a position{unsure}; cancel it"
        return _finding(scene, Mend.ORPHANED, (group,), _Offer(said=said, ticket=_cancel(group)))
    kind = Mend.ORPHANED if group.made is Made.EXIT else Mend.WRONG_SIDE
    said = f"{what} would enlarge the {_text(scene.held)} {scene.symbol} held{unsure}; cancel it"
    return _finding(scene, kind, (group,), _Offer(said=said, ticket=_cancel(group)))


def _cover(scene: _Scene) -> Iterator[Finding]:
    stops = tuple(group for group in scene.exits if group.stop is not None and group.side is scene.closing)
    size = abs(scene.held)
    covered = sum((group.qty for group in stops), ZERO)
    if covered < size:
        kind = Mend.TOO_SMALL if covered > 0 else Mend.NAKED
        yield _uncovered(scene, kind, stops, size - covered)
    elif covered > size and len(stops) == 1:
        said = (
            f"{_name(stops[0])} is for {_text(covered)} shares and {_text(size)} {scene.symbol} are held, "
            "so it would open a position the other way"
        )
        offer = _Offer(said=f"{said}; {_step(stops[0], size)}", ticket=_cut(stops[0], size))
        yield _finding(scene, Mend.TOO_LARGE, stops, offer)
    elif covered > size:
        yield _doubled(scene, stops, covered - size)


def _uncovered(scene: _Scene, kind: Mend, stops: tuple[ExitGroup, ...], missing: Decimal) -> Finding:
    quote = scene.quote(scene.symbol)
    base = None if quote is None else fills_at(quote, scene.closing)
    ticket, why_not = _protection(scene, missing, base)
    lead = (
        f"{_text(scene.held)} {scene.symbol} are held and no live stop protects them"
        if kind is Mend.NAKED
        else f"{_text(scene.held)} {scene.symbol} are held and the live stops cover only "
        f"{_text(abs(scene.held) - missing)} of them"
    )
    step = why_not if ticket is None else _offer(ticket)
    return _finding(scene, kind, stops, _Offer(said=f"{lead}; {step}", ticket=ticket, base=base))


def _doubled(scene: _Scene, stops: tuple[ExitGroup, ...], beyond: Decimal) -> Finding:
    """Cancel the newest stop that is not needed; where every one is, make the newest that can be cut smaller."""
    newest = tuple(reversed(stops))
    spare = next((group for group in newest if group.qty <= beyond), None)
    plain = next((group for group in newest if group.plain is not None and group.qty > beyond), None)
    extra = spare or plain or newest[0]
    keeps = extra.qty - beyond
    ticket = _cancel(extra) if keeps <= 0 else _cut(extra, keeps)
    step = "cancel" if ticket.action is Action.CANCEL else f"lower to {_text(keeps)} shares"
    said = (
        f"{len(stops)} stops for together {_text(abs(scene.held) + beyond)} shares rest and {_text(abs(scene.held))} "
        f"{scene.symbol} are held, so they would open a position the other way; {step} {_name(extra)}"
    )
    return _finding(scene, Mend.DOUBLED, stops, _Offer(said=said, ticket=ticket))


def _protection(scene: _Scene, missing: Decimal, base: Decimal | None) -> tuple[Ticket | None, str]:
    """Return the exits for shares that have none, or why there are none to offer."""
    if base is None or base <= 0:
        return None, f"{scene.symbol} has no price now, so no stop can be offered; try again in a moment"
    exits = default_exits(base, scene.limits, is_long=scene.held > 0)
    if exits.stop is None:
        return None, "the default stop is turned off or has no price; set default_stop_pct in Settings, or place one"
    is_whole = missing == missing.to_integral_value()
    lives = TimeInForce.GTC if is_whole else TimeInForce.DAY
    free = ZERO if scene.position is None else abs(scene.position.available)
    if not is_whole or exits.target is None or free < missing:
        return Ticket(
            symbol=scene.symbol,
            side=scene.closing,
            qty=missing,
            type=OrderType.STOP,
            stop_price=exits.stop,
            time_in_force=lives,
            reduce_only=True,
        ), ""
    return Ticket(
        symbol=scene.symbol,
        side=scene.closing,
        qty=missing,
        type=OrderType.LIMIT,
        limit_price=exits.target,
        time_in_force=lives,
        order_class=OrderClass.OCO,
        take_profit=TakeProfit(limit_price=exits.target),
        stop_loss=StopLoss(stop_price=exits.stop),
        reduce_only=True,
    ), ""


def _offer(ticket: Ticket) -> str:
    stop = ticket.stop_price if ticket.stop_loss is None else ticket.stop_loss.stop_price
    target = "" if ticket.take_profit is None else f" and a target at {_text(ticket.take_profit.limit_price)} USD"
    ends = ", which ends with the day" if ticket.time_in_force is TimeInForce.DAY else ""
    return f"place a stop at {_text(stop)} USD{target} for {_text(ticket.qty)} shares{ends}"


def _cancel(group: ExitGroup) -> Ticket:
    return Ticket(symbol=group.symbol, action=Action.CANCEL, target_id=group.order_id)


def _cut(group: ExitGroup, size: Decimal) -> Ticket:
    """Return the ticket that makes a stop smaller; where it cannot be replaced it is cancelled."""
    order = group.plain
    if not _can_cut(group, size) or order is None:
        return _cancel(group)
    return Ticket(
        symbol=order.symbol,
        action=Action.REPLACE,
        target_id=order.client_order_id,
        side=order.side,
        qty=size,
        type=order.type,
        limit_price=order.limit_price,
        stop_price=order.stop_price if order.type is not OrderType.TRAILING_STOP else None,
        trail_price=order.trail_price,
        trail_percent=None if order.trail_price is not None else order.trail_percent,
        time_in_force=order.time_in_force,
        reduce_only=True,
    )


def _can_cut(group: ExitGroup, size: Decimal) -> bool:
    """A venue changes whole sizes only, and of one that has filled in part it would count the filled part again."""
    order = group.plain
    return order is not None and order.filled_qty == 0 and size == size.to_integral_value()


def _step(group: ExitGroup, size: Decimal) -> str:
    return f"lower it to {_text(size)}" if _can_cut(group, size) else "cancel it and place one of the right size"


def _finding(scene: _Scene, kind: Mend, groups: tuple[ExitGroup, ...], offer: _Offer) -> Finding:
    ids = tuple(group.order_id for group in groups)
    about = {"symbol": scene.symbol, "qty": scene.held, "kind": kind, "orders": sorted(ids)}
    return Finding(
        kind=kind,
        symbol=scene.symbol,
        said=offer.said,
        key=sha256(about)[:KEY_DIGITS],
        order_ids=ids,
        ticket=offer.ticket,
        base=offer.base,
    )


def _name(group: ExitGroup) -> str:
    order = group.stop or group.target
    if group.stop is None or order is None:
        return f"exit {group.order_id:.8}"
    at = "" if order.stop_price is None else f" at {_text(order.stop_price)} USD"
    return f"stop {group.order_id:.8}{at}"


def _text(value: Decimal | None) -> str:
    return "not known" if value is None else decimal_text(value)
