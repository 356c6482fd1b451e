"""Take one check out at a time and try the known attacks: each check must be the one that holds some attack off.

The rules of the gate are left out by name. What is beyond the gate is cut out of a copy of the source, in which the
attacks are then tried by a process of its own.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.desk_process import ROOT, clean_environment
from trading.risk.attack.case import Running
from trading.risk.attack.catalogue import broken_without_rule
from trading.risk.limits import Limits
from trading.types import MarketMode

ARMED = Limits(cooldown_s=30, symbol_cooldown_sessions=2, allowed_symbols=("IBM", "MSFT"))
TRY = """
import logging; logging.disable(logging.CRITICAL)
from agent.attack.on_words import TEXT_ATTACKS
from trading.orders.attack.catalogue import DESK_ATTACKS
from trading.risk.attack.case import Running, Verdict
from trading.risk.limits import Limits
from trading.types import MarketMode
running = Running(limits=Limits(), mode=MarketMode.REPLAY)
print(*(a.name for a in (*DESK_ATTACKS, *TEXT_ATTACKS) if a.run(running).verdict is Verdict.BROKEN))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What came through once something was taken out."""

    without: str
    through: tuple[str, ...]

    @property
    def line(self) -> str:
        return f"without {self.without:<34} {', '.join(self.through) or 'NOTHING COMES THROUGH: MISSED'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One check and how it is cut out: in `file`, `old` (which stands there once) becomes `new`."""

    name: str
    file: str
    old: str
    new: str


CUTS = (
    Cut(
        name="the drift check",
        file="trading/orders/approval.py",
        old="    if moved <= limit:",
        new="    if moved >= 0:",
    ),
    Cut(
        name="the hash of what was shown",
        file="trading/orders/approval.py",
        old="    if hmac.compare_digest(",
        new="    if True or hmac.compare_digest(",
    ),
    Cut(
        name="the kill flag in the claim",
        file="trading/orders/approval.py",
        old="            if facts.book.kill_on and",
        new="            if False and",
    ),
    Cut(
        name="who may approve",
        file="trading/orders/approval.py",
        old="        if actor.kind in (ActorKind.AGENT, ActorKind.STRATEGY):",
        new="        if False:",
    ),
    Cut(
        name="the time of an approval",
        file="trading/orders/pricing.py",
        old="    if proposal.expires_at <= writing.clock.now():",
        new="    if False:",
    ),
    Cut(
        name="the single use of an approval",
        file="trading/orders/pricing.py",
        old="    if proposal.status is not Status.OPEN:",
        new="    if False:",
    ),
    Cut(
        name="the key of an intent",
        file="trading/orders/pricing.py",
        old="intent_key=intent_key, again_of=again_of)\n        outside",
        new="intent_key=None, again_of=again_of)\n        outside",
    ),
    Cut(
        name="the gate at approval",
        file="trading/orders/approval.py",
        old="        if verdict.allowed:\n",
        new="        if True:\n",
    ),
    Cut(
        name="`unknown` after a lost answer",
        file="trading/orders/send.py",
        old="(OutcomeUnknown, TradingError) as fault:\n            return _Outcome(status=Status.UNKNOWN",
        new="(OutcomeUnknown, TradingError) as fault:\n            return _Outcome(status=Status.REJECTED",
    ),
    Cut(
        name="the flag of the stop",
        file="trading/orders/stop.py",
        old="            self._write_flag(actor, keeps_exits=keeps_exits)",
        new="            pass",
    ),
    Cut(
        name="cancelling in the stop",
        file="trading/orders/stop_effects.py",
        old="            self._parts.broker.cancel(order_id)",
        new="            pass",
    ),
    Cut(
        name="who may resume",
        file="trading/orders/stop.py",
        old="        if actor.kind in (ActorKind.AGENT, ActorKind.STRATEGY):",
        new="        if False:",
    ),
    Cut(
        name="who may change limits",
        file="trading/risk/limits_book.py",
        old="        if actor.kind in (ActorKind.AGENT, ActorKind.STRATEGY):",
        new="        if False:",
    ),
    Cut(
        name="exits that outlive their entry",
        file="trading/orders/book.py",
        old="left_resting=tuple(left_resting(flight))",
        new="left_resting=()",
    ),
    Cut(
        name="New York's day",
        file="trading/orders/book.py",
        old="    day = now.astimezone(NEW_YORK).date()",
        new="    day = now.date()",
    ),
    Cut(
        name="the breaking of false marks",
        file="agent/untrusted.py",
        old="    inner = broken_marks(visible(text))",
        new="    inner = visible(text)",
    ),
)


def figures() -> Iterator[Found]:
    """Yield what comes through without each rule of the gate, and without each check beyond it."""
    rules = broken_without_rule(Running(limits=ARMED, mode=MarketMode.REPLAY))
    yield from (Found(without=f"rule {name}", through=through) for name, through in rules.items())
    yield Found(without="nothing (must stay empty)", through=_through(None) or ("none, as it must be",))
    yield from (Found(without=cut.name, through=_through(cut)) for cut in CUTS)


def _through(cut: Cut | None) -> tuple[str, ...]:
    """Return the attacks that come through in a copy of the source with that cut."""
    with tempfile.TemporaryDirectory(prefix="mutation-") as name:
        copy = Path(name)
        for package in ("trading", "agent"):
            shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
        if cut is not None:
            path = copy / cut.file
            path.write_text(made(cut, path.read_text()))
        done = subprocess.run(
            [sys.executable, "-c", TRY], cwd=copy, env=clean_environment(), capture_output=True, text=True, check=False
        )
    if done.returncode:
        raise RuntimeError(f"the copy without {cut} does not run: {done.stderr[-500:]}")
    return tuple(done.stdout.split())


def made(cut: Cut, source: str) -> str:
    """Return the source with the cut. Raises ValueError where what it cuts out does not stand there once."""
    if source.count(cut.old) != 1:
        raise ValueError(f"{cut.name}: its text stands {source.count(cut.old)} times in {cut.file}; name it anew")
    return source.replace(cut.old, cut.new)
