"""The auditor of stops: a consistent book has no finding, each fault has its own, and the mend ends it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.risk.stop_book import StopBook, opposite, order, target
from trading.risk.limits import Limits
from trading.risk.resting import Made, Resting
from trading.risk.stops import stop_findings
from trading.types import Action, Mend, OrderClass, OrderType, Side, StopLoss, TakeProfit, TimeInForce

sides = st.sampled_from([Side.BUY, Side.SELL])
sizes = st.integers(min_value=2, max_value=50).map(Decimal)


def held(qty: str) -> StopBook:
    return StopBook(held=Decimal(qty))


@st.composite
def consistent_books(draw: st.DrawFn) -> StopBook:
    """Books of entries whole and in part, exits by hand, closes, flips and splits, each step done right."""
    book = StopBook()
    for step in draw(st.lists(st.sampled_from(["enter", "part", "by hand", "flat", "flip", "split"]), max_size=6)):
        size = draw(sizes)
        side = draw(sides) if book.held == 0 else (Side.BUY if book.held > 0 else Side.SELL)
        if step == "enter":
            book.bracket(side, size, filled=size)
        elif step == "part":
            book.bracket(side, size, filled=Decimal(draw(st.integers(0, int(size)))))
        elif step == "by hand":
            book.held += size if side is Side.BUY else -size
            book.pair(size) if draw(st.booleans()) else book.stop(size)
        elif step == "split":
            book.split(draw(st.sampled_from([2, 3, 7])))
        else:
            book.held, book.resting = Decimal(0), {}
            if step == "flip":
                book.bracket(opposite(side), size, filled=size)
    return book


@settings(max_examples=300, deadline=None)
@given(consistent_books())
def test_a_consistent_book_has_no_finding(book: StopBook) -> None:
    assert book.findings() == ()


def _naked(book: StopBook, size: Decimal) -> Mend:
    book.resting = {}
    return Mend.NAKED


def _small(book: StopBook, size: Decimal) -> Mend:
    book.held += size if book.held > 0 else -size
    return Mend.TOO_SMALL


def _doubled(book: StopBook, size: Decimal) -> Mend:
    book.stop(size)
    return Mend.DOUBLED


def _large(book: StopBook, size: Decimal) -> Mend:
    book.resting = {}
    book.stop(abs(book.held) + size)
    return Mend.TOO_LARGE


def _orphaned(book: StopBook, size: Decimal) -> Mend:
    """All is closed elsewhere, and one stop of it stays behind."""
    book.resting = {}
    book.stop(size)
    book.held = Decimal(0)
    return Mend.ORPHANED


def _flipped(book: StopBook, size: Decimal) -> Mend:
    """The position turns the other way, is protected anew, and the old stop stays behind."""
    book.resting = {}
    book.stop(size)
    book.held = -book.held
    book.pair(abs(book.held))
    return Mend.ORPHANED


def _wrong_side(book: StopBook, size: Decimal) -> Mend:
    book.stop(size, side=Side.BUY if book.held > 0 else Side.SELL, made=Made.UNKNOWN)
    return Mend.WRONG_SIDE


FAULTS = (_naked, _small, _doubled, _large, _orphaned, _flipped, _wrong_side)


@settings(max_examples=400, deadline=None)
@given(consistent_books().filter(lambda book: book.held != 0), st.sampled_from(FAULTS), sizes)
def test_each_fault_of_a_consistent_book_has_its_own_finding_and_the_mend_ends_it(
    book: StopBook, fault: object, size: Decimal
) -> None:
    """`apply` fails the test where a mend would open or enlarge a position."""
    expected = fault(book, size)  # type: ignore[operator]
    assert book.kinds() == [expected]
    seen: set[str] = set()
    for _ in range(12):
        findings = book.findings()
        if not findings:
            break
        finding = findings[0]
        assert finding.key not in seen, "the mend of a finding leaves that finding"
        seen.add(finding.key)
        assert finding.ticket is not None
        before = book.held
        book.apply(finding.ticket)
        assert book.held == before
        assert finding.key not in {other.key for other in book.findings()}
    assert book.findings() == ()


def test_a_long_position_is_offered_a_stop_5_percent_below_and_a_target_10_above() -> None:
    (finding,) = held("10").findings()
    assert finding.ticket is not None
    assert (finding.ticket.stop_loss, finding.ticket.take_profit) == (
        StopLoss(stop_price=Decimal("95.00")),
        TakeProfit(limit_price=Decimal("110.00")),
    )
    assert (finding.ticket.side, finding.ticket.time_in_force) == (Side.SELL, TimeInForce.GTC)


def test_a_short_position_is_offered_a_stop_above_and_a_target_below() -> None:
    (finding,) = held("-10").findings()
    assert finding.ticket is not None
    assert (finding.ticket.stop_loss, finding.ticket.take_profit, finding.ticket.side) == (
        StopLoss(stop_price=Decimal("105.00")),
        TakeProfit(limit_price=Decimal("90.00")),
        Side.BUY,
    )


@pytest.mark.parametrize(("price", "stop"), [("33.33", "31.66"), ("0.5555", "0.5277"), ("1.05", "0.9975")])
def test_prices_of_a_mend_stand_on_the_tick(price: str, stop: str) -> None:
    """0.95 x 33.33 = 31.6635; 0.95 x 0.5555 = 0.527725; 0.95 x 1.05 = 0.9975, which is below 1 USD."""
    (finding,) = held("10").findings(price=Decimal(price))
    assert finding.ticket is not None and finding.ticket.stop_loss is not None
    assert finding.ticket.stop_loss.stop_price == Decimal(stop)


def test_without_a_price_no_stop_is_offered() -> None:
    (finding,) = held("10").findings(price=None)
    assert (finding.kind, finding.ticket) == (Mend.NAKED, None)
    assert "has no price now" in finding.said


def test_a_target_alone_is_no_stop_and_its_shares_are_protected_by_a_lone_stop_that_takes_its_place() -> None:
    book = held("10")
    book.add(target("t1", Side.SELL, Decimal(10)))
    (finding,) = book.findings()
    assert finding.kind is Mend.NAKED
    assert finding.ticket is not None
    assert (finding.ticket.type, finding.ticket.order_class) == (OrderType.STOP, OrderClass.SIMPLE)


def test_a_partly_filled_bracket_protects_what_has_filled_and_no_more() -> None:
    book = StopBook()
    book.bracket(Side.BUY, Decimal(10), filled=Decimal(4))
    assert book.kinds() == []
    book.held += 3
    (finding,) = book.findings()
    assert (finding.kind, "cover only 4 of them" in finding.said) == (Mend.TOO_SMALL, True)


def test_a_stop_that_opens_a_position_on_purpose_is_no_orphan() -> None:
    book = StopBook()
    book.add(order("entry", Side.BUY, Decimal(5)), Made.ENTRY)
    assert book.kinds() == []


def test_a_resting_bracket_entry_that_has_not_filled_is_no_orphan() -> None:
    book = StopBook()
    book.bracket(Side.BUY, Decimal(10), filled=Decimal(0))
    assert book.kinds() == []


def test_legs_of_a_filled_entry_on_a_flat_symbol_are_an_orphan_whatever_made_the_entry() -> None:
    book = StopBook()
    name = book.bracket(Side.BUY, Decimal(10), filled=Decimal(10))
    book.held = Decimal(0)
    (finding,) = book.findings()
    assert (finding.kind, finding.order_ids) == (Mend.ORPHANED, (name,))
    assert finding.ticket is not None
    assert (finding.ticket.action, finding.ticket.target_id) == (Action.CANCEL, name)


def test_a_trailing_stop_counts_as_a_stop_and_a_partly_filled_one_for_what_is_left() -> None:
    book = held("6")
    trailing = order(
        "t", Side.SELL, Decimal(10), type=OrderType.TRAILING_STOP, trail_percent=Decimal(5), filled_qty=Decimal(4)
    )
    book.add(trailing)
    assert book.kinds() == []


def test_a_lone_stop_that_is_too_large_is_made_smaller_and_legs_are_cancelled() -> None:
    book = held("6")
    book.stop(Decimal(10))
    (finding,) = book.findings()
    assert finding.ticket is not None
    assert (finding.ticket.action, finding.ticket.qty) == (Action.REPLACE, Decimal(6))
    book = StopBook()
    name = book.bracket(Side.BUY, Decimal(10), filled=Decimal(10))
    book.held = Decimal(6)
    (finding,) = book.findings()
    assert finding.kind is Mend.TOO_LARGE
    assert finding.ticket is not None
    assert (finding.ticket.action, finding.ticket.target_id) == (Action.CANCEL, name)


def test_of_two_stops_for_the_whole_the_newer_is_cancelled() -> None:
    book = held("10")
    book.pair(Decimal(10))
    newer = book.stop(Decimal(10))
    (finding,) = book.findings()
    assert finding.kind is Mend.DOUBLED
    assert finding.ticket is not None
    assert (finding.ticket.action, finding.ticket.target_id) == (Action.CANCEL, newer)


def test_the_key_is_that_of_the_fault_and_changes_with_the_size_and_the_orders() -> None:
    first, same, larger = held("10").findings()[0], held("10").findings()[0], held("11").findings()[0]
    assert first.key == same.key != larger.key
    book = held("10")
    book.stop(Decimal(3))
    keys = {book.findings()[0].key}
    one = next(iter(book.resting.values()))
    other = Resting(order=replace(one.order, client_order_id="another"), made=one.made)
    (finding,) = stop_findings(book.positions(), (other,), Limits(), lambda _symbol: None)
    assert finding.key not in keys
