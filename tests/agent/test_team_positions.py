"""Words about what is held, with the real desk: stops on a position, parts of one share, and reserved shares."""

from decimal import Decimal

from tests.agent.rig import TeamRig
from trading.types import Intent, OrderType, Side, Status, TimeInForce


def test_a_stop_on_my_shares_is_a_sale_of_exactly_what_is_held(rig: TeamRig) -> None:
    rig.hold("buy 3 AAPL")
    run = rig.ask("put a stop at 500 on my AAPL")
    (proposal,) = rig.proposals(run)
    ticket = proposal.ticket
    assert (run.intent, proposal.status) == (Intent.ORDER, Status.OPEN), proposal.gate.reasons
    assert (ticket.side, ticket.qty, ticket.type, ticket.stop_price) == (SELL, Decimal(3), STOP, Decimal(500))
    assert ticket.time_in_force is TimeInForce.DAY and ticket.reduce_only


def test_a_trailing_stop_on_my_shares_trails_all_of_them(rig: TeamRig) -> None:
    rig.hold("buy 3 AAPL")
    (proposal,) = rig.proposals(rig.ask("trailing stop 5% on my AAPL"))
    ticket = proposal.ticket
    assert proposal.status is Status.OPEN, proposal.gate.reasons
    assert (ticket.side, ticket.qty, ticket.trail_percent) == (SELL, Decimal(3), Decimal(5))


def test_a_stop_on_what_is_not_held_proposes_nothing(rig: TeamRig) -> None:
    run = rig.ask("put a stop at 500 on my AAPL")
    assert run.proposals == () and "no position in AAPL" in (run.result or "")


def test_half_of_one_share_is_told_in_the_singular(rig: TeamRig) -> None:
    rig.hold("buy 1 AAPL")
    run = rig.ask("sell half my AAPL")
    assert run.proposals == ()
    assert "Half of 1 share is less than one share; say a number of shares." in (run.result or "")


def test_a_tenth_of_some_shares_is_told_in_the_plural(rig: TeamRig) -> None:
    rig.hold("buy 2 AAPL")
    assert "10% of 2 shares is less than one share; say a number" in (rig.ask("trim 10% of my AAPL").result or "")


def test_shares_that_a_live_bracket_has_reserved_are_set_free_by_what_closes_them(rig: TeamRig) -> None:
    rig.hold("buy 2 AAPL with take profit at 600 and stop loss at 500")
    for words in ("close AAPL", "sell all my AAPL", "get me out of apple"):
        (proposal,) = rig.proposals(rig.ask(words))
        assert (proposal.status, len(proposal.impact.releases)) == (Status.OPEN, 1), proposal.gate.reasons
    run = rig.ask("sell 1 AAPL")
    said = "All 2 shares of AAPL are reserved by the exits of a resting order; cancel that order first."
    assert said in (run.result or ""), run.result
    assert rig.approve(rig.ask("cancel my AAPL order"))
    (proposal,) = rig.proposals(rig.ask("close AAPL"))
    assert (proposal.status, proposal.impact.releases) == (Status.OPEN, ())


def test_dumping_closes_all_of_it(rig: TeamRig) -> None:
    rig.hold("buy 3 IBM")
    (proposal,) = rig.proposals(rig.ask("dump my IBM"))
    assert (proposal.ticket.side, proposal.ticket.qty, proposal.ticket.reduce_only) == (SELL, Decimal(3), True)


SELL, STOP = Side.SELL, OrderType.STOP
