"""What a change of limits would have meant, in words: counts, rows, what is not known, and nothing at all."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from streamlit.testing.v1 import AppTest

from components.limits_trial import change_words, headline, rows_of
from trading.orders.what_if import Affected, WhatIf
from trading.risk.limits import Limits

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
REFUSED = Affected(
    proposal_id="0123456789abcdef",
    at=NOW,
    symbol="AAPL",
    said="Size of the order: 600.00 USD exceeds the limit of 250 USD",
)
ALLOWED = replace(REFUSED, proposal_id="fedcba9876543210", at=NOW + timedelta(hours=1), symbol="IBM")
FOUND = WhatIf(since=NOW, checked=34, refused=(REFUSED,), allowed=(ALLOWED,), not_known=("max_drift_bps",), whole=True)


def test_the_counts_are_one_sentence() -> None:
    assert headline(FOUND) == (
        "Of 34 orders of the last 30 days this would have refused **1** and let through **1** that the gate refused."
    )
    assert headline(replace(FOUND, checked=1, refused=(), allowed=())) == (
        "Of the 1 order of the last 30 days this would have refused none."
    )


def test_rows_are_newest_first_with_their_figures_as_money() -> None:
    first, second = rows_of(FOUND)
    assert (first[1], first[2]) == ("IBM :gray[fedcba98]", ":green[let through]")
    assert (second[0], second[2]) == ("22 Nov 2026, 10\\:00 ET", ":red[refused]")
    assert second[3] == "Size of the order\\: \\$600\\.00 exceeds the limit of \\$250\\.00"


def test_a_symbol_of_others_stays_text() -> None:
    row = rows_of(replace(FOUND, refused=(replace(REFUSED, symbol="[x](y)"),), allowed=()))[0]
    assert "[x](y)" not in row[1]


def test_a_change_names_its_old_and_new_value() -> None:
    after = replace(Limits(), max_order_notional=Decimal(500), allowed_symbols=("AAPL", "IBM"))
    assert change_words(Limits(), after) == ("Largest order, USD: 25000 → 500 · Allowed symbols: all → AAPL, IBM")


def _page() -> None:
    from components.limits_trial import show_what_if
    from tests.components.test_limits_trial import FOUND

    show_what_if(FOUND, ["gap_pct"])


def _empty() -> None:
    from dataclasses import replace

    from components.limits_trial import show_what_if
    from tests.components.test_limits_trial import FOUND

    show_what_if(replace(FOUND, checked=0, refused=(), allowed=(), not_known=()), [])


def _long() -> None:
    from dataclasses import replace

    from components.limits_trial import show_what_if
    from tests.components.test_limits_trial import FOUND, REFUSED

    many = tuple(replace(REFUSED, proposal_id=f"{n:032}") for n in range(23))
    show_what_if(replace(FOUND, refused=many, allowed=(), whole=False), [])


def test_the_answer_lists_the_orders_and_says_what_it_cannot_know() -> None:
    at = AppTest.from_function(_page, default_timeout=30).run()
    assert not at.exception
    assert list(at.table[0].value["Would be"]) == [":green[let through]", ":red[refused]"]
    said = [one.value for one in at.caption]
    assert ":material/help: Not known from the log: Price drift, bps." in said
    assert ":material/info: No order is refused by: Gap assumed, %." in said
    assert said[-1].endswith("Nothing has been saved yet.")


def test_without_orders_it_says_that_there_is_nothing_to_judge_by() -> None:
    at = AppTest.from_function(_empty, default_timeout=30).run()
    assert at.caption[0].value == "No order was proposed in the last 30 days, so there is nothing to judge it by."
    assert (len(at.table), len(at.markdown)) == (0, 0)


def test_a_long_list_is_cut_and_says_so() -> None:
    at = AppTest.from_function(_long, default_timeout=30).run()
    said = [one.value for one in at.caption]
    assert len(at.table[0].value) == 20
    assert said[0] == "And 3 more."
    assert said[1] == "There were more than 5,000 orders; the newest 5,000 were looked at."
