"""Say where a proposal stands: one badge and one sentence a state, the same on cards, bell, dialog and toasts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from components.formats import countdown, dollars_a_share, shares
from trading.orders.wording import HELD_BACK, took_back, was_held_back
from trading.types import RESTING, Action, Proposal, Side, Status

HURRY = timedelta(seconds=15)


class Tone(StrEnum):
    """How a state feels; the value is its colour on the page."""

    WAITS = "orange"
    GOOD = "green"
    BAD = "red"
    DOUBT = "yellow"
    RESTS = "blue"
    QUIET = "gray"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A state in words: badge with icon, the sentence of the money (`title`), then why and what next (`text`)."""

    tone: Tone
    icon: str
    badge: str
    title: str
    text: str


def shown_status(proposal: Proposal, now: datetime) -> Status:
    """Return the status as a person should see it: an open proposal past its time is already expired."""
    if proposal.status is Status.OPEN and now >= proposal.expires_at:
        return Status.EXPIRED
    return proposal.status


def never_sent(proposal: Proposal) -> bool:
    """Say whether nothing of this proposal ever left the desk. A cancel leaves it without an order of its own."""
    if proposal.ticket.action is Action.CANCEL and proposal.status in (*RESTING, Status.REJECTED):
        return False
    in_doubt = proposal.status in (Status.SENDING, Status.UNKNOWN)
    return proposal.order is None and not in_doubt and not took_back(proposal)


def standing(proposal: Proposal, now: datetime) -> Standing:
    """Return the words of a proposal's present state (not escaped)."""
    status = shown_status(proposal, now)
    make = _STATES.get(status)
    if make is None:
        return _of(Tone.QUIET, "help", status.value, "This order has a state that the desk does not know.", "")
    return make(proposal, now)


def fill_sentence(proposal: Proposal) -> str:
    """Return what was filled, such as "Bought 1 AAPL at $560.99."; empty without a fill."""
    order = proposal.order
    if order is None or not order.filled_qty:
        return ""
    verb = "Bought" if order.side is Side.BUY else "Sold"
    at = f" at {dollars_a_share(order.filled_avg_price)}" if order.filled_avg_price is not None else ""
    return f"{verb} {shares(order.filled_qty)} {order.symbol}{at}."


def _of(tone: Tone, icon: str, badge: str, title: str, text: str) -> Standing:
    return Standing(tone=tone, icon=f":material/{icon}:", badge=badge, title=title, text=text)


def _open(proposal: Proposal, now: datetime) -> Standing:
    left = proposal.expires_at - now
    text = f"The approval ends in {countdown(left)}."
    return _of(Tone.WAITS, "timer", f"waits for your review · {countdown(left)}", "Nothing has been sent.", text)


def _expired(proposal: Proposal, _now: datetime) -> Standing:
    if proposal.order is not None:
        done = fill_sentence(proposal) or "Nothing was filled."
        return _of(Tone.QUIET, "event_busy", "order expired", done, "The order's time in force ended at the broker.")
    next_step = "Refresh to see today's figures and decide again."
    return _of(Tone.QUIET, "timer_off", "expired", "This approval expired. Nothing was sent.", next_step)


def _refused(proposal: Proposal, _now: datetime) -> Standing:
    count = len(proposal.gate.reasons)
    who = "One rule says" if count == 1 else f"{count} rules say" if count else "The gate says"
    text = f"{who} no. Change the order or the limit, then propose again."
    return _of(Tone.BAD, "block", "refused", "Refused. Nothing was sent.", text)


def _cancelled(proposal: Proposal, _now: datetime) -> Standing:
    if took_back(proposal):
        return _of(Tone.GOOD, "check_circle", "order cancelled", "The broker has cancelled the order.", "")
    if proposal.order is not None:
        done = fill_sentence(proposal) or "Nothing was filled."
        return _of(Tone.QUIET, "cancel", "order cancelled", done, "The broker has cancelled the rest.")
    return _of(Tone.QUIET, "cancel", "discarded", "Discarded. Nothing was sent.", "")


def _sending(_proposal: Proposal, _now: datetime) -> Standing:
    return _of(Tone.DOUBT, "hourglass_top", "on its way", "Approved; the desk is sending it.", "One moment.")


def _sent(proposal: Proposal, _now: datetime) -> Standing:
    if proposal.ticket.action is Action.CANCEL:
        text = "It can still fill until the broker says that it is cancelled."
        return _of(Tone.RESTS, "send", "asked to cancel", "The broker was asked to cancel the order.", text)
    text = "It has not filled yet; it is listed under open orders."
    return _of(Tone.RESTS, "send", "at the broker", "The broker has this order.", text)


def _partly(proposal: Proposal, _now: datetime) -> Standing:
    text = f"{fill_sentence(proposal)} The rest is still at the broker.".strip()
    return _of(Tone.RESTS, "clock_loader_60", "partly filled", "The order is filled in part.", text)


def _filled(proposal: Proposal, _now: datetime) -> Standing:
    done = fill_sentence(proposal) or "The order is filled."
    order = proposal.order
    at = f" at {dollars_a_share(order.filled_avg_price)}" if order and order.filled_avg_price is not None else ""
    return _of(Tone.GOOD, "check_circle", f"filled{at}", done, "The position and the log are up to date.")


def _rejected(proposal: Proposal, _now: datetime) -> Standing:
    if was_held_back(proposal):
        why = proposal.reason.removeprefix(HELD_BACK).rstrip(".")
        text = f"{why[:1].upper()}{why[1:]}."
        return _of(Tone.BAD, "block", "not sent", "Nothing was sent.", text)
    why = f"The broker's words: {proposal.reason}" if proposal.reason else "The broker gave no reason."
    if proposal.ticket.action is Action.CANCEL:
        return _of(Tone.BAD, "block", "not cancelled", "The broker did not cancel the order.", why)
    return _of(Tone.BAD, "block", "rejected", "The broker rejected it. No order exists.", why)


def _unknown(proposal: Proposal, now: datetime) -> Standing:
    tries = f"try {proposal.lookups + 1}"
    if proposal.next_lookup_at is not None:
        wait = max(0, int((proposal.next_lookup_at - now).total_seconds()) + 1)
        tries = f"{tries}, next in {wait} s"
    if proposal.ticket.action is Action.CANCEL:
        text = f"The answer did not arrive in time. The broker is asked again ({tries}); the order can still fill."
        return _of(Tone.DOUBT, "help", "not known yet", "We do not know yet whether the order is cancelled.", text)
    text = (
        "The answer did not arrive in time. It will not be sent again. "
        f"{proposal.ticket.symbol} is held while we ask the broker ({tries})."
    )
    return _of(Tone.DOUBT, "help", "not known yet", "We do not know yet whether the broker has this order.", text)


def _never_arrived(_proposal: Proposal, _now: datetime) -> Standing:
    text = "The broker has said for a minute that it does not know it. Propose it again if you still want it."
    return _of(Tone.BAD, "cloud_off", "never arrived", "The order never reached the broker. Nothing was sent.", text)


def _replaced(_proposal: Proposal, _now: datetime) -> Standing:
    return _of(Tone.QUIET, "swap_horiz", "replaced", "Another order took its place.", "")


_STATES = {
    Status.PROPOSED: _open,
    Status.OPEN: _open,
    Status.EXPIRED: _expired,
    Status.REFUSED: _refused,
    Status.CANCELLED: _cancelled,
    Status.APPROVED: _sending,
    Status.SENDING: _sending,
    Status.UNKNOWN: _unknown,
    Status.SENT: _sent,
    Status.PARTLY_FILLED: _partly,
    Status.FILLED: _filled,
    Status.REJECTED: _rejected,
    Status.NEVER_ARRIVED: _never_arrived,
    Status.REPLACED: _replaced,
}
CHANGES = frozenset({Status.PROPOSED, Status.OPEN, Status.APPROVED, Status.SENDING, Status.UNKNOWN}) | RESTING
"""States that change without a click: a page that shows one looks again."""
