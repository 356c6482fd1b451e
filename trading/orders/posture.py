"""The desk's posture now: what the gate would say of any new risk, for the whole account and for single symbols."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from trading.errors import TradingError
from trading.orders.asking import Asking, peak_equity
from trading.orders.book import stop_sentence
from trading.orders.past import PastReader
from trading.risk.checks_caps import day_loss, peak_fall
from trading.risk.facts import Unknown
from trading.risk.protections import protections
from trading.risk.rule import Judgement
from trading.store.accounts import account_state
from trading.types import Cause, Posture, PostureState

if TYPE_CHECKING:
    from trading.orders.risk_desk import RiskDesk

NOT_KNOWN, LIMITS = "not_known", "limits"
UNSETTLED = frozenset({NOT_KNOWN, LIMITS})
"""While one of these holds, the figures behind the other causes could not be had."""


def read_posture(desk: "RiskDesk", past: PastReader) -> Posture:
    """Return the posture now, by the rules' own functions; what cannot be read halts, as the gate would refuse."""
    as_of = desk.market_clock.now()
    causes = (*_stops(desk), *_losses(desk, past))
    states = {cause.state for cause in causes if cause.symbol is None}
    found = (state for state in (PostureState.HALTED, PostureState.REDUCING) if state in states)
    return Posture(state=next(found, PostureState.ACTIVE), causes=causes, as_of=as_of)


def _stops(desk: "RiskDesk") -> Iterator[Cause]:
    """Give what holds every order: the stop, a desk that only reads, a venue with which it does not agree."""
    with desk.ledger.read() as connection:
        account = account_state(connection, desk.account_id)
    state = None if desk.desk_state is None else desk.desk_state()
    if account.kill_on or (state is not None and state.stopped):
        reason = stop_sentence(account, None) or (state.reason if state is not None else "")
        yield _halt("kill_switch", "Trading is stopped", reason)
    if state is not None and state.read_only:
        yield _halt("read_only", "The desk only reads", "this desk is read-only; unset READ_ONLY and start again")
    if account.held is not None:
        yield _halt("agreement", "Orders are held", account.held)
    elif state is not None and not state.reconciled:
        yield _halt("agreement", "Orders are held", "orders are held until the venue has answered since the start")


def _losses(desk: "RiskDesk", past: PastReader) -> Iterator[Cause]:
    """Give what holds new risk only: losses, falls, and what the protections say."""
    try:
        limits = desk.limits.current()
    except TradingError as fault:
        yield _halt(LIMITS, "The limits do not hold", f"the stored limits do not hold ({fault})")
        return
    asking = Asking()
    account = asking.ask("account", desk.reader.account)
    points = asking.ask("peak_equity", desk.reader.equity)
    if account is not None and points is not None:
        read = asking.ask("past", lambda: past.read(account, points))
        if read is not None:
            try:
                yield from _reached("daily_loss", "Loss today", day_loss(account, limits))
                fall = peak_fall(peak_equity(account, points), account, limits)
                yield from _reached("drawdown", "Fall from the peak", fall)
            except Unknown as fault:
                asking.faults["account"] = str(fault)
            yield from protections(read, account.equity, limits)
    if asking.faults:
        said = "; ".join(asking.faults.values())
        yield _halt(NOT_KNOWN, "The account is not known", f"new risk would be refused, for {said}")


def _reached(name: str, title: str, found: Judgement) -> Iterator[Cause]:
    """Give the cause of a limit of loss that is reached; only a better figure, or another limit, lifts it."""
    if not found.ok:
        yield Cause(name=name, title=title, state=PostureState.REDUCING, reason=found.reason)


def _halt(name: str, title: str, reason: str) -> Cause:
    return Cause(name=name, title=title, state=PostureState.HALTED, reason=reason)
