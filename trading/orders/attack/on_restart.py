"""Attacks by a restart or a crash, and on what the desk knows of its account."""

from datetime import UTC, datetime
from decimal import Decimal

from trading.errors import AlreadyAnswered, InvalidLimits, Unavailable
from trading.orders.attack.rehearsal import ACCOUNT, ProcessKilled, Rehearsal
from trading.orders.book import market_day
from trading.risk.attack.case import Outcome, Running, broken, found, held
from trading.store.limits import newest_limits, write_limits
from trading.types import OWNER, OrderClass, OrderType, Status, StopLoss, TakeProfit


def counters_lost(running: Running) -> Outcome:
    """The process is started again to begin the day's count anew."""
    with Rehearsal(running) as rehearsal:
        rehearsal.bought()
        rehearsal.limits.update({"max_orders_per_day": 1}, actor=OWNER)
        rehearsal.restart()
        second = rehearsal.propose()
        failing = {rule.name for rule in second.gate.rules if not rule.ok}
        return found(
            holds=second.status is Status.REFUSED and "orders_per_day" in failing,
            said=second.reason,
            otherwise="after the restart the day's count began anew",
        )


def warm_restart(running: Running) -> Outcome:
    """The process is started again while a ticket waits and an order rests."""
    with Rehearsal(running) as rehearsal:
        half = (rehearsal.price() / 2).quantize(Decimal("0.01"))
        resting = rehearsal.bought(type=OrderType.LIMIT, limit_price=half)
        waiting = rehearsal.opened()
        before = list(rehearsal.faults.posts)
        rehearsal.restart()
        rehearsal.restart()
        statuses = [rehearsal.desk.proposal(item.id).status for item in (resting, waiting)]
        return found(
            holds=rehearsal.faults.posts == before and statuses == [Status.SENT, Status.OPEN],
            said="two restarts sent nothing, cancelled nothing and approved nothing",
            otherwise=f"after two restarts: {len(rehearsal.faults.posts) - len(before)} orders more, {statuses}",
        )


def killed_while_sending(running: Running) -> Outcome:
    """The process is killed in the middle of a send and started again."""
    with Rehearsal(running) as rehearsal:
        proposal = rehearsal.opened()
        rehearsal.faults.after = ProcessKilled()
        try:
            rehearsal.approve(proposal)
        except ProcessKilled:
            rehearsal.faults.after = None
        rehearsal.wall.go(20)
        rehearsal.restart()
        try:
            rehearsal.approve(proposal)
        except AlreadyAnswered as fault:
            posts, status = rehearsal.faults.posts, rehearsal.desk.proposal(proposal.id).status
            return found(
                holds=posts == [proposal.id] and status is Status.FILLED,
                said=f"it was looked up by its id and not sent again: {fault}",
                otherwise=f"it is {status} after {len(posts)} posts",
            )
        return broken("it could be approved a second time")


def misspelt_in_the_store(running: Running) -> Outcome:
    """A stored limit has a name that no rule reads."""
    with Rehearsal(running) as rehearsal:
        with rehearsal.database.write(ACCOUNT) as connection:
            newest = newest_limits(connection, ACCOUNT)
            version = 1 if newest is None else newest[0] + 1
            body = {**running.limits.wire(), "max_order_notionl": "1"}
            write_limits(connection, ACCOUNT, version=version, body=body, actor=OWNER, at=rehearsal.wall.now())
        refused = rehearsal.propose()
        try:
            rehearsal.restarted_unstarted().start()
        except InvalidLimits as fault:
            return found(
                holds=refused.status is Status.REFUSED,
                said=f"the desk does not start, and no order passed meanwhile: {str(fault)[:80]}",
                otherwise="an order passed with limits that do not hold",
            )
        return broken("the desk started with a limit that no rule reads")


def positions_unread(running: Running) -> Outcome:
    """The venue answers a question for positions with an error."""
    with Rehearsal(running) as rehearsal:
        bought = rehearsal.bought()
        rehearsal.venue.deaf = True
        proposal = rehearsal.propose()
        try:
            rehearsal.desk.close_ticket(bought.ticket.symbol)
        except Unavailable as fault:
            return found(
                holds=proposal.status is Status.REFUSED,
                said=f"no order and no close while the positions are not known: {fault}",
                otherwise="an order passed while the positions were not known",
            )
        return broken("a close was written for a position that could not be read")


def orphaned_exits(running: Running) -> Outcome:
    """A position is closed elsewhere and its exits stay at the venue."""
    with Rehearsal(running) as rehearsal:
        price = rehearsal.price()
        rehearsal.bought(
            order_class=OrderClass.BRACKET,
            take_profit=TakeProfit(limit_price=(price * 2).quantize(Decimal("0.01"))),
            stop_loss=StopLoss(stop_price=(price / 2).quantize(Decimal("0.01"))),
        )
        rehearsal.venue.flat = True
        before = rehearsal.opened().impact.gross_before
        return found(
            holds=before is not None and before >= price,
            said=f"exits without their position count as {before} USD of exposure",
            otherwise="exits without their position count as nothing",
        )


def new_york_day(running: Running) -> Outcome:
    """The day is ended at midnight somewhere else than in New York."""
    evening = datetime(2012, 6, 2, 1, 0, tzinfo=UTC)  # 21:00 of 1 June in New York, 09:00 of 2 June in Singapore
    start, end = market_day(evening)
    expected = (datetime(2012, 6, 1, 4, 0, tzinfo=UTC), datetime(2012, 6, 2, 4, 0, tzinfo=UTC))
    if (start, end) != expected:
        return broken(f"the day of {evening} runs from {start} to {end}")
    return held("the evening of 1 June in New York counts to 1 June, though it is 2 June in London and Singapore")
