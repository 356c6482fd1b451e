"""The known attacks on the desk: each is held off under any limits, and none touches anything but its rehearsal."""

from decimal import Decimal

import pytest

from agent.attack.on_words import TEXT_ATTACKS
from agent.attack.report import ATTACKS, Tried, summary
from tests.bench.mutation import CUTS, Cut, made
from tests.desk_process import ROOT
from trading.orders.attack.catalogue import DESK_ATTACKS
from trading.orders.attack.rehearsal import Rehearsal
from trading.risk.attack.case import Attack, Running, Verdict, broken, held
from trading.risk.limits import Limits
from trading.types import MarketMode, Status

DEFAULTS = Running(limits=Limits(), mode=MarketMode.REPLAY)
TRIED = (*DESK_ATTACKS, *TEXT_ATTACKS)
named = [pytest.param(attack, id=attack.name) for attack in TRIED]


@pytest.mark.parametrize("attack", named)
def test_the_attack_is_held_off_under_the_default_limits(attack: Attack) -> None:
    outcome = attack.run(DEFAULTS)
    assert outcome.held, outcome.said


@pytest.mark.parametrize(
    "limits",
    [
        Limits(cooldown_s=3_600, max_orders_per_day=1, approval_ttl_s=1, allowed_symbols=("IBM",)),
        Limits(max_order_notional=Decimal(600), max_symbol_notional=Decimal(600), max_gross_notional=Decimal(600)),
        Limits(max_order_notional=Decimal(0)),
        Limits(
            max_order_notional=Decimal(10**12),
            max_drift_bps=Decimal(20_000),
            max_symbol_notional=Decimal(10**12),
            max_gross_notional=Decimal(10**12),
        ),
    ],
    ids=["slow", "one share", "nothing", "no caps"],
)
def test_no_limits_let_an_attack_on_the_desk_through(limits: Limits) -> None:
    outcomes = {attack.name: attack.run(Running(limits=limits, mode=MarketMode.REPLAY)) for attack in TRIED}
    assert {name: found.said for name, found in outcomes.items() if found.verdict is Verdict.BROKEN} == {}


def test_a_rehearsal_leaves_nothing_behind() -> None:
    with Rehearsal(DEFAULTS) as rehearsal:
        assert rehearsal.bought().status is Status.FILLED
        assert (rehearsal.folder / "desk.db").exists()
    assert not rehearsal.folder.exists()


def test_every_known_attack_has_its_own_name() -> None:
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS)


def test_an_attack_that_breaks_off_counts_as_come_through() -> None:
    def fall(_running: Running) -> None:
        raise ZeroDivisionError("nobody thought of this")

    attack = Attack(name="a", title="A", story="Something.", trial=fall)  # type: ignore[arg-type]
    outcome = attack.run(DEFAULTS)
    assert outcome.verdict is Verdict.BROKEN and "nobody thought of this" in outcome.said
    said = summary([Tried(attack=attack, outcome=outcome), Tried(attack=attack, outcome=held("by a rule"))])
    assert said == "2 known attacks were tried: 1 held off, 1 CAME THROUGH. Stop trading until that is mended."
    assert not broken("x").held


@pytest.mark.parametrize("cut", CUTS, ids=lambda cut: cut.name)
def test_what_the_mutation_check_cuts_out_stands_in_the_source_once(cut: Cut) -> None:
    source = (ROOT / cut.file).read_text()
    assert made(cut, source) != source
