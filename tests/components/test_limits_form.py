"""The limits form sends only what was changed, and says what is wrong in its own words."""

import doctest

from components import limits_words
from components.limits_form import patch_of
from components.limits_words import ALLOWED, GROUP_WORDS, GROUPS, LABELS, in_form_words
from trading.risk.limits import LIMIT_NAMES, Limits

BEFORE = Limits().wire()
TYPED = {name: str(BEFORE[name]) for name in LABELS} | {ALLOWED: ""}


def test_the_examples_in_the_form_hold() -> None:
    assert doctest.testmod(limits_words).failed == 0


def test_every_limit_is_on_the_form_with_a_label_and_a_meaning() -> None:
    grouped = [name for rows in GROUPS.values() for row in rows for name in row]
    assert set(grouped) | {ALLOWED} == set(LIMIT_NAMES)
    assert set(grouped) == set(LABELS)
    assert len(grouped) == len(set(grouped))


def test_no_two_limits_share_a_label_and_each_group_says_what_it_is_for() -> None:
    labels = [label for label, _ in LABELS.values()]
    assert len(set(labels)) == len(labels)
    assert set(GROUP_WORDS) == set(GROUPS)
    assert all(meaning.endswith(".") for _, meaning in LABELS.values())


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
