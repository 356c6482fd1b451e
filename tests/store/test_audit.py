"""The log: what was edited, taken out or cut off shows, and its head is kept outside the database."""

import fcntl
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update

from tests.orders.rig import ACCOUNT, Rig, make_rig
from trading.errors import Unavailable
from trading.store import audit_head
from trading.store.audit import append, head, verify
from trading.store.audit_head import AuditHead, Head
from trading.store.tables import AUDIT
from trading.types import OWNER


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_rig(tmp_path / "desk")
    for _ in range(3):
        made.approve(made.buy())
    assert made.desk.verify().fault is None
    yield made
    made.close()


def fault(rig: Rig) -> str:
    found = rig.desk.verify().fault
    assert found is not None
    return found


EDITS: list[dict[str, Any]] = [
    {"body": {}},
    {"kind": "proposal.cancelled"},
    {"subject": "another"},
    {"actor_name": "somebody else"},
    {"actor_id": "x"},
    {"actor_kind": "key"},
]


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: next(iter(edit)))
def test_an_edited_entry_shows(rig: Rig, edit: dict[str, Any]) -> None:
    with rig.database.write() as connection:
        connection.execute(update(AUDIT).where(AUDIT.c.seq == 4).values(**edit))
    assert fault(rig).startswith("entry 4 (")


def test_an_edited_time_shows(rig: Rig) -> None:
    rig.wall.go(seconds=1)
    with rig.database.write() as connection:
        connection.execute(update(AUDIT).where(AUDIT.c.seq == 4).values(at=rig.wall.now()))
    assert fault(rig).startswith("entry 4 (")


def test_an_entry_taken_out_shows(rig: Rig) -> None:
    with rig.database.write() as connection:
        connection.execute(delete(AUDIT).where(AUDIT.c.seq == 4))
    assert fault(rig).startswith("entry 4 is missing")


def test_an_edit_with_its_hash_made_new_shows_at_the_next_entry(rig: Rig) -> None:
    from trading.store.audit import _digest

    with rig.database.write() as connection:
        row = dict(connection.execute(AUDIT.select().where(AUDIT.c.seq == 4)).one()._mapping) | {"subject": "x"}
        connection.execute(update(AUDIT).where(AUDIT.c.seq == 4).values(subject="x", hash=_digest(row)))
    assert fault(rig).startswith("entry 5 does not follow")


@pytest.mark.parametrize("left", [0, 1, 17])
def test_a_tail_cut_off_shows(rig: Rig, left: int) -> None:
    with rig.database.write() as connection:
        connection.execute(delete(AUDIT).where(AUDIT.c.seq > left))
    assert f"the log ends at entry {left}" in fault(rig)
    assert "its tail was cut" in fault(rig)


def test_a_cut_tail_that_was_written_over_shows(rig: Rig) -> None:
    newest = AuditHead(rig.folder, ACCOUNT).read()
    assert newest is not None
    with rig.database.write(ACCOUNT) as connection:
        connection.execute(delete(AUDIT).where(AUDIT.c.seq == newest.seq))
        last = head(connection, ACCOUNT)
        forged = {"actor": OWNER, "kind": "forged", "subject": "x", "body": {}}
        append(connection, account_id=ACCOUNT, at=rig.wall.now(), after=last, **forged)  # type: ignore[arg-type]
    assert "is not the one whose hash the data folder keeps" in fault(rig)


def test_a_cut_tail_shows_also_when_the_log_has_outgrown_it(rig: Rig) -> None:
    newest = AuditHead(rig.folder, ACCOUNT).read()
    assert newest is not None
    with rig.database.write(ACCOUNT) as connection:
        connection.execute(delete(AUDIT).where(AUDIT.c.seq > newest.seq - 2))
    for _ in range(3):
        rig.buy()
    assert rig.desk.verify().entries > newest.seq
    assert "is not the one whose hash the data folder keeps" in fault(rig)


def test_a_head_file_that_was_removed_is_not_made_anew(rig: Rig) -> None:
    """A new one would vouch for whatever is left of the log."""
    AuditHead(rig.folder, ACCOUNT).path.unlink()
    with rig.database.write(ACCOUNT) as connection:
        connection.execute(delete(AUDIT).where(AUDIT.c.seq > 10))
    rig.buy()
    assert "keeps no head" in fault(rig)


def test_a_missing_or_broken_head_file_shows(rig: Rig) -> None:
    path = AuditHead(rig.folder, ACCOUNT).path
    path.write_text("{")
    assert "cannot be read" in fault(rig)
    path.unlink()
    assert "keeps no head" in fault(rig)


def test_a_head_that_is_behind_is_no_fault(rig: Rig) -> None:
    """A process killed between the commit and the head file leaves it behind; the next write brings it up."""
    head = AuditHead(rig.folder, ACCOUNT)
    first = rig.desk.audit(limit=500).items[-1]
    head.path.write_text(json.dumps({"seq": first.seq, "hash": first.hash}))
    assert rig.desk.verify().fault is None
    rig.buy()
    newest = head.read()
    assert newest is not None
    assert newest.seq == rig.desk.verify().entries


@pytest.mark.parametrize("text", ['{"seq": -3, "hash": "x"}', '{"seq": 1e999, "hash": "x"}', "[1]", "", "{"])
def test_a_head_that_is_none_is_a_fault_and_no_crash(rig: Rig, text: str) -> None:
    AuditHead(rig.folder, ACCOUNT).path.write_text(text)
    assert "cannot be read" in fault(rig)


def test_the_head_never_moves_back(tmp_path: Path) -> None:
    kept = AuditHead(tmp_path, "a")
    kept.advance(Head(seq=5, hash="five"), over=lambda _: True)
    kept.advance(Head(seq=4, hash="four"), over=lambda _: True)
    assert kept.read() == Head(seq=5, hash="five")


def test_an_empty_log_is_whole(tmp_path: Path) -> None:
    rig = make_rig(tmp_path / "empty")
    report = verify(rig.database, ACCOUNT, rig.folder)
    assert (report.fault, report.entries) == (None, 0)
    rig.close()


def test_the_log_is_listed_newest_first_by_kind_subject_time_and_page(rig: Rig) -> None:
    all_kinds = [entry.kind for entry in rig.desk.audit(limit=500).items]
    assert all_kinds[-1] == "proposal.proposed"
    approved = rig.desk.audit(kinds=["proposal.approved"]).items
    assert len(approved) == 3
    mine = rig.desk.audit(subject=approved[0].subject).items
    assert {entry.subject for entry in mine} == {approved[0].subject}
    assert rig.desk.audit(start=rig.wall.now()).items
    assert not rig.desk.audit(end=rig.wall.now()).items
    first = rig.desk.audit(limit=10)
    rest = rig.desk.audit(limit=10, cursor=first.next_cursor)
    assert [entry.seq for entry in (*first.items, *rest.items)] == list(range(18, 0, -1))
    assert rest.next_cursor is None


def test_a_head_that_a_frozen_process_holds_is_a_sentence_after_a_moment_and_no_wait_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_head, "LOCK_PATIENCE_S", 0.1)
    kept = AuditHead(tmp_path, "a")
    with kept.path.with_suffix(".lock").open("a") as frozen:
        fcntl.flock(frozen, fcntl.LOCK_EX)
        with pytest.raises(Unavailable, match="look whether a process of this DATA_DIR hangs"):
            kept.advance(Head(seq=1, hash="x"), over=lambda _standing: True)
    kept.advance(Head(seq=1, hash="x"), over=lambda _standing: True)
    assert kept.read() == Head(seq=1, hash="x")
