"""Any life of any orders, drawn by hypothesis: the real desk and client beside the model, on one set clock."""

import itertools
import shutil
import tempfile
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.alpaca_venue.faults import Fault
from tests.alpaca_venue.orders import Order
from tests.exactly_once.desk import CASH, Built, build
from tests.exactly_once.judge import judge
from tests.exactly_once.model import Model, told_by
from tests.exactly_once.wire import DirectVenue, DirectWire, Killed
from tests.orders.market import WALL, SetClock
from tests.orders.rig import form
from trading.errors import TradingError
from trading.types import OWNER, OrderClass, OrderType, Proposal, Side, Status, StopLoss, TakeProfit, Ticket, can_move

SYMBOLS = 6
STEPS = 10
FAST = Path("/dev/shm")
LATE_S = (5, 40, 90)
GARBLED = frozenset({Fault.GARBAGE_BEFORE, Fault.GARBAGE_AFTER})
KILLS = ("killed before", "killed after")
TURNED_DOWN = "turned down"
faults = st.one_of(st.none(), st.none(), st.sampled_from([TURNED_DOWN, *Fault, *KILLS]))
"""Two of three posts meet nothing; an order that is turned down was accepted and is rejected right after."""
prices = st.sampled_from([None, Decimal(90), Decimal("99.99"), Decimal(101)])
"""A market order, two limits below the price, and one above it."""


class OrderLife(RuleBasedStateMachine):
    """Sends, changes and cancels through the desk; fills, ends and delays at the venue; waits, polls and restarts."""

    lives = 0

    @initialize(first=st.lists(st.tuples(st.integers(0, SYMBOLS - 1), prices), min_size=2, max_size=4))
    def begin(self, first: list[tuple[int, Decimal | None]]) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="life-", dir=FAST if FAST.is_dir() else None))
        self.clock = SetClock(WALL)
        self.venue = DirectVenue(self.clock, SYMBOLS)
        self.wire = DirectWire(self.venue.server)
        self.owners = itertools.count(1)
        self.model = Model()
        self.seen: dict[str, Status] = {}
        self.built: Built | None = None
        self.restart()
        for number, limit in first:
            self.send(number, Side.BUY, "3", limit, None, 0)

    def teardown(self) -> None:
        if not hasattr(self, "folder"):
            return
        try:
            if self.built is not None:
                self.settle()
                assert self.desk.verify().fault is None
                assert self.venue.server.broken == []
                self.built.close()
        finally:
            shutil.rmtree(self.folder)
        OrderLife.lives += 1

    @property
    def desk(self) -> Any:
        assert self.built is not None
        return self.built.desk

    @property
    def orders(self) -> list[Order]:
        return self.venue.book.sequence

    # Through the desk

    @rule(
        number=st.integers(0, SYMBOLS - 1),
        side=st.sampled_from([Side.BUY, Side.BUY, Side.SELL]),
        qty=st.sampled_from(["1", "3", "7", "0.5"]),
        limit=prices,
        fault=faults,
        late_s=st.sampled_from(LATE_S),
    )
    def send(self, number: int, side: Side, qty: str, limit: Decimal | None, fault: str | None, late_s: int) -> None:
        more: dict[str, Any] = {} if limit is None else {"type": OrderType.LIMIT, "limit_price": limit}
        ticket = Ticket(symbol=f"S{number:03d}", side=side, qty=Decimal(qty), **more)  # type: ignore[arg-type]
        self._approve(self.desk.propose(ticket, form()), "POST", fault, late_s)

    @rule(number=st.integers(0, SYMBOLS - 1), limit=prices, fault=faults, late_s=st.sampled_from(LATE_S))
    def send_with_exits(self, number: int, limit: Decimal | None, fault: str | None, late_s: int) -> None:
        more: dict[str, Any] = {} if limit is None else {"type": OrderType.LIMIT, "limit_price": limit}
        ticket = Ticket(
            symbol=f"S{number:03d}",
            side=Side.BUY,
            qty=Decimal(4),
            order_class=OrderClass.BRACKET,
            take_profit=TakeProfit(limit_price=Decimal(120)),
            stop_loss=StopLoss(stop_price=Decimal(80)),
            **more,
        )
        self._approve(self.desk.propose(ticket, form()), "POST", fault, late_s)

    @precondition(lambda self: self.venue.book.open_orders())
    @rule(pick=st.integers(0, 50), qty=st.sampled_from(["2", "5"]), limit=prices, fault=faults)
    def replace(self, pick: int, qty: str, limit: Decimal | None, fault: str | None) -> None:
        target = self._picked(pick)
        if target is None or limit is None or target.type != "limit" or target.order_class:
            return
        ticket = self.desk.replace_ticket(target.client_order_id, {"qty": qty, "limit_price": str(limit)})
        self._approve(self.desk.propose(ticket, form()), "PATCH", fault, LATE_S[1])

    @precondition(lambda self: self.venue.book.open_orders())
    @rule(pick=st.integers(0, 50), fault=st.sampled_from([None, *Fault]), times=st.integers(1, 3))
    def cancel(self, pick: int, fault: Fault | None, times: int) -> None:
        target = self._picked(pick)
        if target is None:
            return
        proposal = self.desk.propose(self.desk.cancel_ticket(target.client_order_id), form())
        if proposal.status is Status.OPEN:
            if fault is not None:
                self.venue.server.faults.next("DELETE", "*", fault, times)
            self._tried(lambda: self.desk.approve(proposal.id, proposal.approval_hash, actor=OWNER))
            self.venue.server.faults.clear()

    def _picked(self, pick: int) -> Order | None:
        """Return an order that the desk shows as working."""
        shown = {proposal.id for proposal in self.desk.orders(limit=500).items if proposal.order is not None}
        working = [o for o in self.venue.book.open_orders() if o.client_order_id in shown and not o.is_leg]
        return working[pick % len(working)] if working else None

    def _tried(self, act: Callable[[], object]) -> bool:
        try:
            act()
        except TradingError:
            return False
        return True

    def _approve(self, proposal: Proposal, method: str, fault: str | None, late_s: int) -> None:
        """Approve, let the post meet the fault, and tell the model what was on the wire."""
        if proposal.status is not Status.OPEN:
            return
        log, killed = self.venue.log, False
        before = len(log)
        if fault in KILLS:
            self.wire.kill = lambda asked, moment: asked == method and f"killed {moment}" == fault
        elif fault == TURNED_DOWN:
            self.venue.book.reject_next()
        elif fault is not None:
            self.venue.server.faults.next(method, "/v2/orders*", fault, delay=late_s)
        try:
            self._tried(lambda: self.desk.approve(proposal.id, proposal.approval_hash, actor=OWNER))
        except Killed:
            killed = True
        self.wire.kill = lambda asked, moment: False
        self.venue.server.faults.clear()
        posts = [entry for entry in log[before:] if entry.method == method]
        assert len(posts) <= 1, "one approval, one post"
        if posts or killed:
            told = posts[0].status if posts else None
            garbled = fault in GARBLED or fault in (Fault.HANG, Fault.HANG_BEFORE)
            self.model.answered(
                proposal.id, None if garbled else told, self.clock.now(), killed=killed, readable=not garbled
            )
        if killed:
            self.restart()

    # At the venue

    @precondition(lambda self: self.venue.book.open_orders())
    @rule(pick=st.integers(0, 50), qty=st.sampled_from([None, "1", "2"]), price=st.sampled_from(["89.99", "95.003"]))
    def fill(self, pick: int, qty: str | None, price: str) -> None:
        order = self._open(pick)
        if order is not None and (qty is None or Decimal(qty) <= order.remaining):
            self.venue.book.fill(order.id, qty, price)

    @precondition(lambda self: self.venue.book.open_orders())
    @rule(pick=st.integers(0, 50), how=st.sampled_from(["cancel", "expire", "reject"]))
    def end(self, pick: int, how: str) -> None:
        order = self._open(pick)
        if order is not None:
            getattr(self.venue.book, how)(order.id)

    @rule(number=st.integers(0, SYMBOLS - 1), price=st.sampled_from(["89", "99.98", "100.37", "100.6", "79", "121"]))
    def move_price(self, number: int, price: str) -> None:
        self.venue.book.set_price(f"S{number:03d}", price)
        self.desk_market().prices[f"S{number:03d}"] = Decimal(price)

    def desk_market(self) -> Any:
        assert self.built is not None
        return self.built.market

    def _open(self, pick: int) -> Order | None:
        working = self.venue.book.open_orders()
        return working[pick % len(working)] if working else None

    # Time

    @rule(seconds=st.sampled_from([1, 3, 16, 30, 61]))
    def wait(self, seconds: int) -> None:
        self.venue.pass_time(seconds)

    @rule()
    def poll(self) -> None:
        self.venue.pass_time(26)  # so that each look reads what has ended, too
        self.desk.reconcile()
        self.model.polled(self.venue.book.by_client, self.clock.now())
        self._agree()

    @rule(named=st.sets(st.integers(0, 50), max_size=3))
    def follow(self, named: set[int]) -> None:
        """A report has come of some orders: what they are now is written, and nothing else is made worse."""
        entries = [order for order in self.orders if not order.is_leg]
        told = {entries[n].client_order_id for n in named if n < len(entries)}
        waiting = self.desk.follow(told)
        for ticket_id in told - waiting:
            sent = self.model.sent.get(ticket_id)
            if sent is not None:
                sent.status, sent.next_at = told_by(self.venue.book.by_client[ticket_id]), None
                assert self.desk.proposal(ticket_id).status is sent.status

    @rule()
    def restart(self) -> None:
        market = None if self.built is None else self.built.market
        if self.built is not None:
            self.built.close()
        self.built = build(
            self.folder,
            self.venue.place(SYMBOLS),
            self.clock,
            owner=f"life-{next(self.owners)}",
            sleep=lambda seconds: None,
            adapter=self.wire,
        )
        if market is not None:
            self.built.market.prices.update(market.prices)
        self.venue.pass_time(11)  # a dead process may hold the reconciler's lease for 10 s
        self.desk.start()
        self.model.polled(self.venue.book.by_client, self.clock.now())
        self._agree()

    @rule()
    def settle(self) -> None:
        """Two minutes later nothing is unknown, and the desk's book is the venue's, to the cent."""
        for _ in range(13):
            if not (self.model.in_doubt or self.venue.is_expecting):
                break
            self.venue.pass_time(10)
            self.desk.reconcile()
            self.model.polled(self.venue.book.by_client, self.clock.now())
        self.poll()
        verdict = judge(self.desk, self.venue, cash=CASH)  # type: ignore[arg-type]
        assert verdict.faults == [], verdict.faults

    # What always holds

    def _agree(self) -> None:
        ours = {ticket_id: self.desk.proposal(ticket_id).status for ticket_id in self.model.sent}
        assert ours == {ticket_id: sent.status for ticket_id, sent in self.model.sent.items()}

    @invariant()
    def moves_follow_the_table(self) -> None:
        if self.__dict__.get("built") is None:
            return
        for proposal in self.desk.proposals(statuses=None, limit=500).items:
            before = self.seen.get(proposal.id)
            assert before is None or before is proposal.status or proposal.status in reachable(before)
            self.seen[proposal.id] = proposal.status

    @invariant()
    def no_id_is_posted_twice(self) -> None:
        if self.__dict__.get("built") is None:
            return
        sent = [entry for entry in self.venue.log if entry.method in ("POST", "PATCH") and "/orders" in entry.path]
        names = [entry.body["client_order_id"] for entry in sent]
        assert len(names) == len(set(names))


@cache
def reachable(before: Status) -> frozenset[Status]:
    """Return every state that moves of the table lead to."""
    found: set[Status] = set()
    edge = {before}
    while edge:
        edge = {after for step in edge for after in Status if can_move(step, after)} - found
        found |= edge
    return frozenset(found)


def run_lives(lives: int, *, number: int) -> int:
    """Live that many sequences of up to 10 steps; return how many. Raises at the first divergence."""
    before = OrderLife.lives
    chosen = settings(
        max_examples=lives,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    run_state_machine_as_test(seed(number)(OrderLife), settings=chosen)
    return OrderLife.lives - before
