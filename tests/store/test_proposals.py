"""Moves are compare-and-set: who comes second changes nothing; the intent key and the id are unique for ever."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from tests.orders.rig import ACCOUNT, Rig, make_rig
from trading.errors import Conflict, FixInput
from trading.store import leases
from trading.store.ledger import Ledger
from trading.store.proposals import get_proposal, insert_proposal, move_proposal, price_proposal
from trading.types import OWNER, Status


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_rig(tmp_path / "desk")
    yield made
    made.close()


def test_a_move_from_a_state_that_has_passed_is_refused_and_changes_nothing(rig: Rig) -> None:
    proposal = rig.buy()
    rig.desk.cancel(proposal.id, actor=OWNER)
    with pytest.raises(Conflict, match="no longer stands at open"), rig.database.write(ACCOUNT) as connection:
        move_proposal(connection, proposal.id, Status.OPEN, Status.APPROVED, at=rig.wall.now())
    assert rig.desk.proposal(proposal.id).status is Status.CANCELLED


def test_a_price_is_written_only_on_an_open_proposal(rig: Rig) -> None:
    proposal = rig.buy()
    rig.desk.cancel(proposal.id, actor=OWNER)
    with pytest.raises(Conflict), rig.database.write(ACCOUNT) as connection:
        price_proposal(connection, proposal, market_at=rig.wall.now())


def test_an_intent_key_and_an_id_are_unique_in_the_database_itself(rig: Rig) -> None:
    first = replace(rig.buy(), intent_key="run/1")
    with rig.database.write(ACCOUNT) as connection:
        insert_proposal(connection, replace(first, id="a"), market_at=rig.wall.now())
    for again in (replace(first, id="b"), replace(first, id="a", intent_key=None)):
        with pytest.raises(IntegrityError), rig.database.engine.begin() as connection:
            insert_proposal(connection, again, market_at=rig.wall.now())


def test_a_move_and_its_audit_entry_are_written_together_or_not_at_all(rig: Rig) -> None:
    proposal = rig.buy()
    entries = len(rig.kinds())
    ledger = Ledger(rig.database, ACCOUNT, rig.wall, rig.folder)
    with pytest.raises(ZeroDivisionError), ledger.write() as writing:
        move_proposal(writing.connection, proposal.id, Status.OPEN, Status.CANCELLED, at=rig.wall.now())
        writing.record("proposal.cancelled", proposal.id, {}, actor=OWNER)
        raise ZeroDivisionError
    with rig.database.read() as connection:
        assert get_proposal(connection, ACCOUNT, proposal.id).status is Status.OPEN
    assert (len(rig.kinds()), rig.desk.verify().fault) == (entries, None)


def test_a_lease_is_held_by_one_until_it_is_over_or_given_back(rig: Rig) -> None:
    now, ttl = rig.wall.now(), timedelta(seconds=10)
    with rig.database.write(ACCOUNT) as connection:
        assert leases.take(connection, "x", owner="a", now=now, ttl=ttl)
        assert leases.take(connection, "x", owner="a", now=now, ttl=ttl)
        assert not leases.take(connection, "x", owner="b", now=now + timedelta(seconds=9), ttl=ttl)
        assert leases.take(connection, "x", owner="b", now=now + ttl, ttl=ttl)
        leases.give_back(connection, "x", owner="a")
        assert not leases.take(connection, "x", owner="a", now=now + ttl, ttl=ttl)
        leases.give_back(connection, "x", owner="b")
        assert leases.take(connection, "x", owner="a", now=now + ttl, ttl=ttl)


def test_a_cursor_that_no_list_gave_is_a_sentence(rig: Rig) -> None:
    for cursor in ("x", "é", "YWJj", "2"):
        with pytest.raises(FixInput, match="start without a cursor"):
            rig.desk.proposals(cursor=cursor)
    with pytest.raises(FixInput, match="start without a cursor"):
        rig.desk.audit(cursor="x")
