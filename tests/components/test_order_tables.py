"""The tables of orders say what happened and why."""

import doctest
from dataclasses import replace
from decimal import Decimal

from components import order_tables
from components.charts.palette import DARK, LIGHT
from components.order_tables import history_csv, history_row, open_row, reason, state_colors
from components.ticket_words import STATES
from tests.components.making import NOW, proposal, venue_order
from trading.types import (
    Action,
    Actor,
    ActorKind,
    GateVerdict,
    Origin,
    OriginKind,
    RuleResult,
    Side,
    Status,
    Ticket,
)

NO = RuleResult(name="cap", title="Cap", ok=False, figure="", reason="cost 7904 USD exceeds the limit of 5000 USD")


def test_the_examples_in_the_tables_hold() -> None:
    assert doctest.testmod(order_tables).failed == 0


def test_a_refused_order_gives_the_reason_of_each_failing_rule() -> None:
    refused = proposal(Status.REFUSED, gate=GateVerdict(rules=(NO, replace(NO, name="age", reason="quote is old"))))
    row = history_row(refused)
    assert row["Reason"] == "cost $7,904.00 exceeds the limit of $5,000.00; quote is old"
    assert row["State"] == ["refused"]
    assert row["Fill"] is None


def test_a_filled_order_needs_no_reason_and_shows_its_price() -> None:
    row = history_row(proposal(Status.FILLED, order=venue_order(Status.FILLED, filled="10", average="431.5")))
    assert (row["Reason"], row["Fill"], row["Size"], row["Type"]) == ("", 431.5, "10", "Limit $432.00")


def test_what_was_never_sent_says_so() -> None:
    assert "nothing was sent" in reason(proposal(Status.EXPIRED))
    assert "before it was sent" in reason(proposal(Status.CANCELLED))


def test_the_brokers_own_words_stand_for_a_rejection() -> None:
    rejected = proposal(Status.REJECTED, order=venue_order(Status.REJECTED, reason="insufficient qty available"))
    assert reason(rejected) == "insufficient qty available"


def test_an_open_order_shows_how_much_is_filled_and_its_terms() -> None:
    row = open_row(proposal(Status.PARTLY_FILLED, order=venue_order(Status.PARTLY_FILLED, filled="4")))
    assert (row["Filled"], row["Terms"], row["Time, ET"]) == ("4", "day", NOW)


def test_a_cancel_is_shown_as_a_cancel_of_its_symbol() -> None:
    row = history_row(proposal(Status.SENT, Ticket(symbol="IBM", action=Action.CANCEL, target_id="a1")))
    assert (row["Side"], row["Symbol"], row["Size"]) == ("Cancel", "IBM", "")


def test_an_order_in_dollars_shows_its_amount() -> None:
    dollars = Ticket(symbol="IBM", side=Side.BUY, notional=Decimal(500))
    assert history_row(proposal(Status.FILLED, dollars))["Size"] == "$500.00"


def test_who_asked_is_the_door_and_a_keys_own_name() -> None:
    key = Origin(kind=OriginKind.API, actor=Actor(kind=ActorKind.KEY, id="k", name="reporter"))
    assert history_row(proposal(Status.FILLED))["By"] == "You"
    assert history_row(proposal(Status.FILLED, origin=key))["By"] == "reporter"
    assert history_row(proposal(Status.FILLED, adopted=True))["By"] == "Not from here"


def test_every_state_has_a_chip_in_both_themes() -> None:
    assert set(state_colors(LIGHT)) == set(state_colors(DARK)) == set(STATES.values())
    assert state_colors(LIGHT)["filled"] != state_colors(LIGHT)["refused"]


def test_the_export_holds_no_formula() -> None:
    text = history_csv([proposal(Status.REJECTED, reason="=cmd()")])
    assert ",'=cmd()," in text
    assert text.splitlines()[1].startswith("a1,2026-11-22T15:00:00+00:00")
