"""The log reads as plain sentences, whatever stands in it."""

import csv
import io
from collections.abc import Mapping
from typing import Any

import pytest

from components.activity_words import GROUPS, about, activity_csv, activity_row, deed
from tests.components.making import LIMIT, NOW, venue_order
from trading.types import OWNER, AuditEntry, Status
from trading.types.wire import to_wire


def _entry(kind: str, body: Mapping[str, Any], subject: str = "a1") -> AuditEntry:
    return AuditEntry(
        account_id="replay",
        seq=7,
        at=NOW,
        actor=OWNER,
        kind=kind,
        subject=subject,
        body=to_wire(body),
        prev_hash="p" * 64,
        hash="h" * 64,
    )


def test_a_proposal_is_told_by_its_order() -> None:
    entry = _entry("proposal.proposed", {"ticket": LIMIT})
    assert (deed(entry), about(entry)) == ("proposed", "Buy 10 AAPL, limit $432.00")


def test_a_refusal_carries_its_reasons() -> None:
    entry = _entry("proposal.refused", {"ticket": LIMIT, "reason": "cost 7904 exceeds the limit of 5000"})
    assert about(entry) == "Buy 10 AAPL, limit $432.00 · cost 7904 exceeds the limit of 5000"
    assert about(_entry("proposal.approval_refused", {"reasons": ["too old", "too large"]})) == "too old; too large"


def test_a_filled_order_says_how_much_at_what_price() -> None:
    order = venue_order(Status.FILLED, filled="10", average="431.5")
    assert about(_entry("order.filled", {"ticket": LIMIT, "order": order})).endswith("10 at $431.50")


def test_an_execution_names_the_markets_own_time() -> None:
    fill = {"symbol": "AAPL", "side": "buy", "qty": "1", "price": "560.99", "at": "2012-06-01T20:00:00Z"}
    assert about(_entry("order.fill", {"fill": fill})) == "Bought 1 AAPL at 560.99, 1 Jun 2012, 16:00 ET"


def test_a_changed_limit_shows_before_and_after() -> None:
    body = {"max_orders_per_day": {"before": 500, "after": 3}, "allowed_symbols": {"before": [], "after": ["IBM"]}}
    assert about(_entry("limits.changed", body)) == "max_orders_per_day: 500 → 3; allowed_symbols: all → IBM"


def test_a_stop_says_what_it_left() -> None:
    report = {"cancelled": ["a", "b"], "still_open": [], "unprotected": ["IBM"], "problems": ["the venue is slow"]}
    said = about(_entry("desk.stop_effects", {"report": report}, "desk"))
    assert said == "2 orders cancelled; 0 still open; without a stop: IBM; the venue is slow"


@pytest.mark.parametrize("body", [{}, {"ticket": {"symbol": 5}}, {"order": 3, "fill": None}, {"reason": None}])
def test_an_entry_that_says_little_falls_back_to_its_subject(body: Mapping[str, Any]) -> None:
    assert about(_entry("new.kind_of_thing", body)) in ("a1", "5")
    assert deed(_entry("new.kind_of_thing", body)) == "new kind of thing"


def test_every_filter_names_kinds_that_have_words() -> None:
    for kinds in GROUPS.values():
        for kind in kinds:
            words = deed(_entry(kind, {}))
            assert words, kind


def test_the_table_row_names_who_and_which_order() -> None:
    row = activity_row(_entry("proposal.approved", {"ticket": LIMIT}))
    assert (row["No."], row["Who"], row["What"], row["Order"]) == (7, "you", "approved", "a1")


def test_the_export_carries_the_hashes_and_no_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(activity_csv([_entry("x", {"reason": "=HYPERLINK()"})]))))
    assert rows[0]["hash"] == "h" * 64
    assert rows[0]["about"] == "'=HYPERLINK()"
