"""Rules about size and loss: position, caps, share of equity, the day's loss, drawdown, buying power."""

from decimal import Decimal

from trading.risk.exposure import Exposure, exposure
from trading.risk.facts import Facts, Unknown
from trading.risk.limits import Limits
from trading.risk.releasing import release_words
from trading.risk.rule import Judgement, Rule, at_most, no, yes
from trading.risk.worst_case import lost_today
from trading.types import ENTRY_CLASSES, Side, VenueAccount
from trading.types.wire import decimal_text

HUNDRED = Decimal(100)
ZERO = Decimal(0)


def _position(facts: Facts) -> Judgement:
    """A sale that is more than what is free opens a short, which is not an exit."""
    found, ticket = exposure(facts), facts.ticket
    held, free, qty = (decimal_text(x) for x in (found.held, found.free, found.qty))
    figure = f"{held} shares held, {free} free"
    if found.is_exit and ticket.order_class in ENTRY_CLASSES:
        again = "buy" if ticket.side is Side.SELL else "sell"
        return no(figure, f"the exits of this order would {again} {ticket.symbol} again; close it without exits")
    if found.is_exit and found.releases:
        return yes(figure, f"{release_words(found.releases)}; then the order only reduces the {held} shares held")
    if found.is_exit:
        return yes(figure, f"the order only reduces the {held} shares held")
    if ZERO < found.qty <= found.held and ticket.side is Side.SELL:
        return no(figure, _reserved(facts, found))
    if ticket.reduce_only and ticket.side is Side.BUY and ZERO < found.qty <= -found.held:
        return no(figure, f"resting orders already buy back shares of the {held} {ticket.symbol}; cancel those first")
    if ticket.reduce_only:
        return no(figure, f"the order of {qty} shares may only reduce, but {held} are held and {free} free; lower qty")
    if ticket.side is Side.BUY:
        return yes(figure, "the order adds to what is held")
    if found.held > 0:
        return no(figure, f"a sale of {qty} shares exceeds the {free} that are free; lower qty or cancel resting exits")
    if not facts.asset.shortable or ticket.is_fractional:
        return no(figure, f"{ticket.symbol} is not held and cannot be sold short here; buy it first")
    return _short(facts, figure)


def _short(facts: Facts, figure: str) -> Judgement:
    """What the venue does not tell is no refusal here: it decides itself when the order arrives."""
    account, ticket = facts.account, facts.ticket
    if account.settings is not None and account.settings.no_shorting:
        return no(
            figure,
            f"selling {ticket.symbol} would open a short position, and short selling is off in the account's settings "
            "at the venue; buy it first or allow short selling there",
        )
    if account.may_short is False:
        return no(
            figure,
            f"selling {ticket.symbol} would open a short position, which the venue does not allow this account now; "
            "buy it first, or look there at what short selling asks for (margin and enough equity)",
        )
    return yes(figure, "the order opens a short position")


def _reserved(facts: Facts, found: Exposure) -> str:
    """Say what keeps shares that are held from being sold: other orders hold them."""
    qty, held, free = (decimal_text(x) for x in (found.qty, found.held, found.free))
    symbol = facts.ticket.symbol
    if found.free > 0:
        return (
            f"a sale of {qty} shares exceeds the {free} that are free: exits of resting orders or sales on their way "
            f"reserve the others of the {held} {symbol} held; sell {free} or cancel those orders first"
        )
    shares = f"the 1 share of {symbol} is" if found.held == 1 else f"all {held} shares of {symbol} are"
    if facts.positions[symbol].available > 0:
        return f"{shares} in sales that are on their way to the venue; wait until they end"
    return f"{shares} reserved by the exits of a resting order; cancel that order first"


def _order_cap(facts: Facts) -> Judgement:
    return _cap(facts, exposure(facts).cost, facts.limits.max_order_notional, "order worth")


def _symbol_cap(facts: Facts) -> Judgement:
    after = exposure(facts).symbol_after
    return _cap(facts, after, facts.limits.max_symbol_notional, f"exposure in {facts.ticket.symbol} of")


def _gross_cap(facts: Facts) -> Judgement:
    return _cap(facts, exposure(facts).gross_after, facts.limits.max_gross_notional, "gross exposure of")


def _cap(facts: Facts, value: Decimal, limit: Decimal, what: str) -> Judgement:
    if exposure(facts).is_exit:
        return _exit()
    return at_most(value, limit, "USD", what=what, next_step="lower the size or raise the limit in Settings")


def _weight(facts: Facts) -> Judgement:
    found, equity = exposure(facts), _equity(facts)
    if found.is_exit:
        return _exit()
    return at_most(
        found.symbol_after / equity * HUNDRED,
        facts.limits.max_symbol_weight_pct,
        "percent",
        what=f"the share of {facts.ticket.symbol} in the account of",
        next_step="lower the size or raise the limit in Settings",
    )


def _daily_loss(facts: Facts) -> Judgement:
    account = facts.account
    return _exit() if exposure(facts).is_exit else day_loss(account, facts.limits)


def day_loss(account: VenueAccount, limits: Limits) -> Judgement:
    """Return whether the loss since the close before, unrealised included, is within the limit. Raises Unknown."""
    if account.last_equity <= 0:
        raise Unknown("the account's worth at the last close is not above 0")
    loss = max(ZERO, lost_today(account) / account.last_equity * HUNDRED)
    return _halt(loss, limits.max_daily_loss_pct, "the day's loss of", "wait for the next session")


def _drawdown(facts: Facts) -> Judgement:
    return _exit() if exposure(facts).is_exit else peak_fall(facts.peak_equity, facts.account, facts.limits)


def peak_fall(peak: Decimal, account: VenueAccount, limits: Limits) -> Judgement:
    """Return whether the fall from the account's highest worth is within the limit. Raises Unknown."""
    if peak <= 0:
        raise Unknown("the account's highest worth is not above 0")
    fall = max(ZERO, (peak - account.equity) / peak * HUNDRED)
    return _halt(fall, limits.max_drawdown_pct, "the fall from the account's peak of", "reduce positions")


def _halt(value: Decimal, limit: Decimal, what: str, step: str) -> Judgement:
    """New risk halts at the limit itself, not beyond it."""
    found = at_most(
        value, limit, "percent", what=what, next_step=f"only exits now; {step} or raise the limit in Settings"
    )
    if value < limit or not found.ok:
        return found
    return Judgement(
        ok=False,
        figure=found.figure,
        reason=f"{what} {value:.2f} percent has reached the limit of {decimal_text(limit)} percent; only exits now",
        limit=found.limit,
        share=found.share,
    )


def _buying_power(facts: Facts) -> Judgement:
    found = exposure(facts)
    power = spendable(facts, found)
    if facts.ticket.side is Side.SELL:
        return (
            yes("a sale", "a sale of shares held needs no buying power")
            if found.held > 0
            else _short_power(found, power)
        )
    return at_most(
        found.cost, power, "USD", what="order worth", next_step="lower the size or wait until other orders end"
    )


def _short_power(found: Exposure, power: Decimal) -> Judgement:
    return at_most(found.cost, power, "USD", what="short sale worth", next_step="lower the size")


def spendable(facts: Facts, found: Exposure) -> Decimal:
    """Return the venue's buying power less what is on its way there, plus what a replaced order sets free."""
    return max(ZERO, facts.account.buying_power - found.spent_elsewhere + found.given_back)


def _equity(facts: Facts) -> Decimal:
    if facts.account.equity <= 0:
        raise Unknown(f"the account is worth {facts.account.equity} USD")
    return facts.account.equity


def _exit() -> Judgement:
    return yes("an exit", "the order only reduces what is held, so this limit does not bind it")


CAP_RULES = (
    Rule(name="position", title="What is held", judge=_position),
    Rule(name="order_cap", title="Size of the order", judge=_order_cap),
    Rule(name="symbol_cap", title="Size in one symbol", judge=_symbol_cap),
    Rule(name="gross_cap", title="Size of everything", judge=_gross_cap),
    Rule(name="symbol_weight", title="Share of the account", judge=_weight),
    Rule(name="daily_loss", title="Loss today", judge=_daily_loss),
    Rule(name="drawdown", title="Fall from the peak", judge=_drawdown),
    Rule(name="buying_power", title="Buying power", judge=_buying_power),
)
