"""The limits form sends only what was changed, and says what is wrong in its own words."""

import doctest

from components import limits_form
from components.limits_form import ALLOWED, GROUPS, LABELS, in_form_words, patch_of
from trading.risk.limits import LIMIT_NAMES, Limits

BEFORE = Limits().wire()
TYPED = {name: str(BEFORE[name]) for name in LABELS} | {ALLOWED: ""}


def test_the_examples_in_the_form_hold() -> None:
    assert doctest.testmod(limits_form).failed == 0


def test_every_limit_is_on_the_form_with_a_label_and_a_meaning() -> None:
    grouped = [name for names in GROUPS.values() for name in names]
    assert set(grouped) | {ALLOWED} == set(LIMIT_NAMES)
    assert set(grouped) == set(LABELS)


def test_a_form_that_was_not_touched_changes_nothing() -> None:
    assert patch_of(BEFORE, TYPED) == {}


def test_only_what_was_changed_is_sent_as_it_was_typed() -> None:
    typed = TYPED | {"max_order_notional": " 1000 ", "cooldown_s": "x"}
    assert patch_of(BEFORE, typed) == {"max_order_notional": "1000", "cooldown_s": "x"}


def test_symbols_are_a_list_whatever_parts_them() -> None:
    assert patch_of(BEFORE, TYPED | {ALLOWED: " msft; AAPL,msft "}) == {ALLOWED: ["AAPL", "MSFT"]}
    with_list = BEFORE | {ALLOWED: ["AAPL"]}
    assert patch_of(with_list, TYPED | {ALLOWED: "aapl"}) == {}
    assert patch_of(with_list, TYPED) == {ALLOWED: []}


def test_a_sentence_about_another_thing_stays_as_it_is() -> None:
    assert in_form_words("the store is full") == "the store is full"
