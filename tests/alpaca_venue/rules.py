"""Whether the account may place an order now: buying power, held shares, wash trades, exits against entries."""

from decimal import Decimal
from typing import TYPE_CHECKING

from tests.alpaca_venue.amounts import CENT, plain
from tests.alpaca_venue.assets import Asset
from tests.alpaca_venue.errors import VenueError, forbidden, unprocessable
from tests.alpaca_venue.intake import Ask
from tests.alpaca_venue.orders import ZERO, Order

if TYPE_CHECKING:
    from tests.alpaca_venue.book import Book

OTHER = {"buy": "sell", "sell": "buy"}
LEAST_COST = Decimal(1)
SHORT_MARGIN = Decimal("1.03")


def check(book: "Book", ask: Ask) -> Asset:
    """Return the asset of an order that may be placed. Raises VenueError."""
    _check_account(book, ask)
    asset = _tradable(book, ask)
    closing = is_closing(book, ask.symbol, ask.side)
    _check_intent(ask, closing=closing)
    _check_session(book, ask)
    _check_exits(book, ask, closing=closing)
    _check_stop(book, ask)
    if ask.order_class == "" and ask.type != "trailing_stop":
        _check_wash(book, ask)
    if closing:
        check_held(book, ask.symbol, ask.side, ask.qty or _shares(book, ask))
    else:
        _check_opening(book, ask, asset)
    return asset


def is_closing(book: "Book", symbol: str, side: str) -> bool:
    """Say whether an order of this side makes the position smaller."""
    held = book.ledger.qty(symbol)
    return held < 0 if side == "buy" else held > 0


def intent(side: str, *, closing: bool) -> str:
    """Return Alpaca's word for what an order does to the position."""
    return f"{side}_to_{'close' if closing else 'open'}"


def _check_account(book: "Book", ask: Ask) -> None:
    if book.account_blocked or book.trading_blocked or book.status != "ACTIVE":
        raise forbidden("account is not authorized to trade")
    if book.configuration["suspend_trade"]:
        raise forbidden("new orders are rejected by user request")
    if ask.is_fractional and not book.configuration["fractional_trading"]:
        raise forbidden("fractional trading is disabled for this account")


def _tradable(book: "Book", ask: Ask) -> Asset:
    asset = book.assets.get(ask.symbol)
    if asset is None:
        raise unprocessable(f'asset "{ask.symbol}" not found')
    if not asset.active:
        raise unprocessable(f'asset "{ask.symbol}" is not active')
    if not asset.tradable:
        raise unprocessable(f'asset "{ask.symbol}" is not tradable')
    if ask.is_fractional and not asset.fractionable:
        raise forbidden(f'asset "{ask.symbol}" is not fractionable')
    if ask.is_fractional and ask.extended_hours and "fractional_eh_enabled" not in asset.attributes:
        raise unprocessable(f'asset "{ask.symbol}" does not support fractional extended hours orders')
    return asset


def _check_intent(ask: Ask, *, closing: bool) -> None:
    inferred = intent(ask.side, closing=closing)
    if ask.intent and ask.intent != inferred:
        raise unprocessable(f"position intent mismatch, inferred: {inferred}, specified: {ask.intent}")


def _check_session(book: "Book", ask: Ask) -> None:
    if ask.time_in_force == "opg" and book.is_open:
        raise forbidden("opg orders must be submitted after 7:00pm and before 9:28am")


def _check_exits(book: "Book", ask: Ask, *, closing: bool) -> None:
    if ask.order_class == "oco" and not closing:
        raise unprocessable("oco orders must be exit orders")
    if ask.order_class in ("bracket", "oto"):
        held = book.ledger.qty(ask.symbol)
        if closing or (book.bracket_needs_flat and held):
            raise unprocessable(f"{ask.order_class} orders must be entry orders")
    if ask.order_class == "":
        return
    base = book.price(ask.symbol) if ask.limit_price is None or ask.order_class == "oco" else ask.limit_price
    rising = (ask.side == "buy") != (ask.order_class == "oco")
    profit, loss = ask.profit_price, ask.loss_stop
    if profit is not None and loss is not None and (profit <= loss if rising else profit >= loss):
        sign = ">" if rising else "<"
        raise unprocessable(f"take_profit.limit_price must be {sign} stop_loss.stop_price")
    said = {"base_price": plain(base)}
    if ask.order_class == "oco":
        return
    if profit is not None and (profit < base + CENT if rising else profit > base - CENT):
        raise unprocessable(
            f"take_profit.limit_price must be {'>= base_price +' if rising else '<= base_price -'} 0.01", **said
        )
    if loss is not None and (loss > base - CENT if rising else loss < base + CENT):
        raise unprocessable(
            f"stop_loss.stop_price must be {'<= base_price -' if rising else '>= base_price +'} 0.01", **said
        )


def _check_stop(book: "Book", ask: Ask) -> None:
    stop, below = ask.stop_price, ask.side == "sell"
    if ask.order_class == "oco":
        stop = ask.loss_stop
    if stop is None:
        return
    now = book.price(ask.symbol)
    if stop >= now if below else stop <= now:
        said = {"market_price": plain(now), "stop_price": plain(stop)}
        raise unprocessable(f"stop price must be {'less' if below else 'greater'} than current price", **said)


def _check_wash(book: "Book", ask: Ask) -> None:
    for other in book.resting(ask.symbol, OTHER[ask.side]):
        if other.type == "trailing_stop" or (other.order_class and not book.wash_counts_legs):
            continue
        if other.type in ("market", "stop"):
            raise _wash("opposite side market/stop order exists", other)
        if ask.type in ("market", "stop"):
            raise _wash("opposite side limit order exists", other)
        mine, theirs = ask.limit_price or ZERO, other.limit_price or ZERO
        if ask.side == "buy" and mine >= theirs:
            said = "sell order exists, buy limit price should be less than existing sell limit price"
            raise _wash(said, other, buy=mine, sell=theirs)
        if ask.side == "sell" and mine <= theirs:
            said = "buy order exists, sell limit price should be greater than existing buy limit price"
            raise _wash(said, other, buy=theirs, sell=mine)


def _wash(reason: str, other: Order, buy: Decimal | None = None, sell: Decimal | None = None) -> VenueError:
    said = {"existing_order_id": other.id, "reject_reason": reason}
    if buy is not None and sell is not None:
        said |= {"buy_limit_price": plain(buy), "sell_limit_price": plain(sell)}
    return forbidden("potential wash trade detected. use complex orders", **said)


def check_held(book: "Book", symbol: str, side: str, wanted: Decimal, *, but: Order | None = None) -> None:
    """Refuse an exit for more than the position has free."""
    existing = abs(book.ledger.qty(symbol))
    held, related = book.held(symbol, side, but=but)
    free = max(ZERO, existing - held)
    if wanted > free:
        raise forbidden(
            f"insufficient qty available for order (requested: {plain(wanted)}, available: {plain(free)})",
            available=plain(free),
            existing_qty=plain(existing),
            held_for_orders=plain(held),
            related_orders=related,
            symbol=symbol,
        )


def _check_opening(book: "Book", ask: Ask, asset: Asset) -> None:
    if ask.side == "sell":
        if ask.is_fractional:
            raise unprocessable("fractional orders cannot be sold short")
        if not book.shorting_enabled:
            raise forbidden("account is not allowed to short")
        if not asset.shortable:
            raise unprocessable(f'asset "{ask.symbol}" cannot be sold short')
    cost = ask.notional or (ask.qty or ZERO) * hold_price(book, ask)
    if cost < LEAST_COST:
        raise forbidden("cost basis must be >= minimal amount of order 1", cost_basis=plain(cost))
    check_power(book, cost)


def check_power(book: "Book", cost: Decimal, freed: Decimal = ZERO) -> None:
    """Refuse what the account cannot pay for; `freed` is what the order that it replaces holds already."""
    power = book.buying_power() + freed
    if cost > power:
        raise forbidden(
            "insufficient buying power", buying_power=plain(round(power, 2)), cost_basis=plain(round(cost, 2))
        )


def hold_price(book: "Book", ask: Ask) -> Decimal:
    """Return the price a share at which an opening order holds buying power."""
    now = book.price(ask.symbol)
    if ask.side == "sell":
        return max(ask.limit_price or ZERO, now * SHORT_MARGIN)
    return ask.limit_price or ask.stop_price or now


def _shares(book: "Book", ask: Ask) -> Decimal:
    return round((ask.notional or ZERO) / book.price(ask.symbol), 9)
