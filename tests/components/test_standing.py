"""Where a proposal stands, in words: first what is true of the money, then why, then the one next step."""

from datetime import timedelta
from decimal import Decimal

import pytest

from components.standing import Tone, fill_sentence, never_sent, shown_status, standing
from tests.components.proposals import NOW, order, proposal, rule
from trading.orders.wording import outcome_words
from trading.types import Action, GateVerdict, Side, Status, Ticket


@pytest.mark.parametrize("status", list(Status))
def test_every_state_has_a_badge_and_a_sentence(status: Status) -> None:
    said = standing(proposal(status, order=order(status) if status is Status.FILLED else None), NOW)
    assert said.badge
    assert said.title.endswith(".")
    assert "does not know" not in said.title


def test_an_open_proposal_past_its_time_is_shown_as_expired_before_the_store_says_so() -> None:
    late = proposal()
    assert shown_status(late, NOW + timedelta(seconds=59)) is Status.OPEN
    assert shown_status(late, NOW + timedelta(seconds=60)) is Status.EXPIRED
    assert standing(late, NOW + timedelta(seconds=60)).title == "This approval expired. Nothing was sent."


def test_a_waiting_order_counts_down() -> None:
    said = standing(proposal(), NOW + timedelta(seconds=19))
    assert said.badge == "waits for your review · 0:41"
    assert said.tone is Tone.WAITS


def test_a_fill_says_what_was_bought_and_at_which_price() -> None:
    assert fill_sentence(proposal(Status.FILLED, order=order(Status.FILLED))) == "Bought 1 AAPL at $560.99."
    said = standing(proposal(Status.FILLED, order=order(Status.FILLED)), NOW)
    assert (said.title, said.badge, said.tone) == ("Bought 1 AAPL at $560.99.", "filled at $560.99", Tone.GOOD)


def test_an_order_that_expired_at_the_broker_is_not_called_unsent() -> None:
    said = standing(proposal(Status.EXPIRED, order=order(Status.EXPIRED, filled="0")), NOW)
    assert "Nothing was sent" not in said.title
    assert said.title == "Nothing was filled."


def test_a_cancelled_order_with_a_partial_fill_says_what_was_filled() -> None:
    cut = order(Status.CANCELLED)
    said = standing(proposal(Status.CANCELLED, order=cut), NOW)
    assert said.title == "Bought 1 AAPL at $560.99."


@pytest.mark.parametrize(("failing", "words"), [(1, "One rule says no."), (2, "2 rules say no.")])
def test_a_refusal_counts_the_rules(failing: int, words: str) -> None:
    gate = GateVerdict(rules=tuple(rule(str(n), ok=n >= failing) for n in range(3)))
    assert standing(proposal(Status.REFUSED, gate=gate), NOW).text.startswith(words)


def test_a_doubt_says_that_it_is_not_sent_again_and_when_the_broker_is_asked_next() -> None:
    doubt = proposal(Status.UNKNOWN, lookups=2, next_lookup_at=NOW + timedelta(seconds=4, milliseconds=500))
    said = standing(doubt, NOW)
    assert "It will not be sent again." in said.text
    assert "(try 3, next in 5 s)" in said.text
    assert said.tone is Tone.DOUBT


def test_a_rejection_carries_the_brokers_own_words() -> None:
    assert "insufficient qty" in standing(proposal(Status.REJECTED, reason="insufficient qty"), NOW).text


def test_a_sale_is_called_a_sale() -> None:
    from dataclasses import replace

    sold = replace(order(Status.FILLED), side=Side.SELL, filled_qty=Decimal("2.5"))
    assert fill_sentence(proposal(Status.FILLED, order=sold)) == "Sold 2.5 AAPL at $560.99."


def test_a_cancel_that_the_broker_has_done_is_not_called_discarded() -> None:
    cancel = Ticket(symbol="IBM", action=Action.CANCEL, target_id="o1")
    done = proposal(Status.CANCELLED, ticket=cancel, reason="order o1 is cancelled")
    assert standing(done, NOW).title == "The broker has cancelled the order."
    assert not never_sent(done)
    discarded = proposal(Status.CANCELLED, ticket=cancel, reason="cancelled by you")
    assert standing(discarded, NOW).title == "Discarded. Nothing was sent."
    assert never_sent(discarded)
    assert "has cancelled" not in outcome_words(discarded)


def test_a_cancel_that_was_sent_is_never_said_to_have_stayed_here() -> None:
    cancel = Ticket(symbol="IBM", action=Action.CANCEL, target_id="o1")
    assert not never_sent(proposal(Status.SENT, ticket=cancel))
    late = proposal(Status.REJECTED, ticket=cancel, reason='order is already in "filled" state')
    assert not never_sent(late)
    assert standing(late, NOW).title == "The broker did not cancel the order."
    assert "No order exists" not in standing(late, NOW).title
    doubted = standing(proposal(Status.UNKNOWN, ticket=cancel), NOW)
    assert "asked again" in doubted.text and "will not be sent again" not in doubted.text
