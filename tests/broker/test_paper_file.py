"""The paper book's file: killed processes, a full disk, damage, an older release, and many hands at once."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from tests.broker.hand_tape import FRIDAY, book, order, step, week
from trading.broker.paper import PaperBroker, schema
from trading.errors import OutcomeUnknown, TradingError, Unavailable, VenueRejected
from trading.types import Status, TimeInForce

D = Decimal
Opened = Callable[..., PaperBroker]
FLAT = "100 100 100 100"

KILLED = """
import os, signal, sys
from pathlib import Path
from tests.broker.hand_tape import book, order, step, week
from trading.types import TimeInForce

class Faults:
    def before_accepting(self, client_order_id): self.die("before")
    def after_accepting(self, client_order_id): self.die("after")
    def die(self, where):
        if where == sys.argv[2]: os.kill(os.getpid(), signal.SIGKILL)

class Tape(type(week())):
    asked = 0
    def session_bar(self, symbol, day):
        # In the middle of a session's transaction: how it began is written, its fill is not.
        if sys.argv[2] == "play" and day.day == 4: os.kill(os.getpid(), signal.SIGKILL)
        return super().session_bar(symbol, day)

tape = week("100 100 100 100", "100 100 100 100")
tape.__class__ = Tape
broker = book(Path(sys.argv[1]), tape, faults=Faults())
broker.submit("one", order(limit_price="100", time_in_force=TimeInForce.GTC))
step(broker)
"""


@pytest.mark.parametrize("where", ["before", "after", "play"])
def test_a_killed_process_leaves_a_whole_book(tmp_path: Path, where: str) -> None:
    root = str(Path(__file__).parents[2])
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), where],
        cwd=root,
        env=os.environ | {"PYTHONPATH": root},
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL
    broker = book(tmp_path, week(FLAT, FLAT))
    try:
        found = broker.find("one")
        assert (found is None) == (where == "before")
        assert broker.session_day() == FRIDAY
        assert (broker.account().cash, broker.fills()) == (D(100_000), [])
        if found is not None:
            step(broker)
            assert broker.find("one").status is Status.FILLED  # type: ignore[union-attr]
            assert broker.account().cash == D(99_000)
    finally:
        broker.close()


def test_a_full_disk_is_a_sentence_and_takes_back_what_was_begun(opened: Opened) -> None:
    broker = opened(week(FLAT, FLAT))
    broker.submit("first", order(qty="1"))
    pages = broker._file.row("PRAGMA page_count")
    assert pages is not None
    broker._file.do(f"PRAGMA max_page_count = {pages[0]}")
    accepted = 1
    with pytest.raises(OutcomeUnknown, match=r"paper-?.*\.db did not do its work .*full.*free some disk space"):
        for n in range(200):
            broker.submit(f"more-{n}", order(qty="1"))
            accepted += 1
    assert broker.find(f"more-{accepted - 1}") is None
    assert (broker.positions()[0].qty, broker.account().cash) == (D(accepted), D(100_000 - 100 * accepted))
    broker._file.do("PRAGMA max_page_count = 1000000")
    assert broker.submit(f"more-{accepted - 1}", order(qty="1")).status is Status.FILLED
    step(broker)
    assert broker.account().equity == D(100_000)


def test_a_file_that_is_no_book_is_told_with_the_next_step(tmp_path: Path) -> None:
    (tmp_path / "paper.db").write_bytes(b"these are not the pages of a book" * 200)
    with pytest.raises(Unavailable, match="file is damaged; stop the app, keep a copy, and restore DATA_DIR"):
        book(tmp_path)


def _written(folder: Path) -> Path:
    broker = book(folder, week(FLAT))
    for n in range(60):
        broker.submit(f"order-{n}", order(qty="1"))
    broker.close()
    return folder / "paper.db"


def test_a_book_with_damaged_pages_is_told_at_the_start(tmp_path: Path) -> None:
    file = _written(tmp_path)
    content = bytearray(file.read_bytes())
    for page in range(4096, len(content) - 4096, 4096):
        content[page : page + 2000] = b"\xff" * 2000
    file.write_bytes(content)
    with pytest.raises(Unavailable, match="file is damaged; stop the app, keep a copy"):
        book(tmp_path, week(FLAT))


def test_a_book_without_its_first_page_is_told(tmp_path: Path) -> None:
    file = _written(tmp_path)
    broker = book(tmp_path, week(FLAT))
    with sqlite3.connect(file) as raw:
        raw.execute("DELETE FROM book")
    raw.close()
    try:
        with pytest.raises(Unavailable, match="has lost its first page; stop the app"):
            broker.account()
    finally:
        broker.close()


def test_a_book_of_a_newer_release_is_not_touched(tmp_path: Path) -> None:
    file = _written(tmp_path)
    with sqlite3.connect(file) as raw:
        raw.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    raw.close()
    with pytest.raises(Unavailable, match="use the newer release or another DATA_DIR"):
        book(tmp_path, week(FLAT))


def test_a_book_that_another_process_holds_is_waited_for_and_then_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "BUSY_TIMEOUT_S", 0.05)
    broker = book(tmp_path, week(FLAT))
    holder = sqlite3.connect(tmp_path / "paper.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(OutcomeUnknown, match="another process holds it; try again in a moment"):
            broker.submit("one", order())
        assert broker.account().cash == D(100_000), "reading does not wait for a writer"
        holder.execute("ROLLBACK")
        assert broker.submit("one", order()).status is Status.FILLED
    finally:
        holder.close()
        broker.close()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="check the disk and DATA_DIR"):
        book(tmp_path / "none")


def _together(count: int, act: Callable[[int], object]) -> list[object]:
    """Let threads act at one moment and return what each got, errors of the trade included."""
    gate, got = threading.Barrier(count), [None] * count

    def run(n: int) -> None:
        gate.wait()
        try:
            got[n] = act(n)  # type: ignore[call-overload]
        except TradingError as fault:
            got[n] = fault  # type: ignore[call-overload]

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return list(got)


def test_one_id_from_many_hands_is_one_order(opened: Opened) -> None:
    hands = [opened(week(FLAT)), opened(week(FLAT))]
    got = _together(16, lambda n: hands[n % 2].submit("one", order()))
    assert sum(1 for one in got if not isinstance(one, Exception)) == 1
    assert sum(1 for one in got if isinstance(one, OutcomeUnknown)) == 15
    assert hands[0].positions()[0].qty == D(10)


def test_many_hands_cannot_spend_more_than_there_is(opened: Opened) -> None:
    hands = [opened(week(FLAT), cash=D(5_000)), opened(week(FLAT), cash=D(5_000))]
    got = _together(16, lambda n: hands[n % 2].submit(f"order-{n}", order(time_in_force=TimeInForce.DAY)))
    assert sum(1 for one in got if not isinstance(one, Exception)) == 5
    assert sum(1 for one in got if isinstance(one, VenueRejected)) == 11
    assert (hands[1].account().cash, hands[1].positions()[0].qty) == (D(0), D(50))


def test_a_reader_beside_a_writer_sees_whole_sessions_only(opened: Opened) -> None:
    writer, reader = opened(week(*[FLAT] * 18)), opened(week(*[FLAT] * 18))
    done = threading.Event()

    def trade() -> None:
        for n in range(17):
            writer.submit(f"order-{n}", order(limit_price="100"))
            step(writer)
        done.set()

    thread = threading.Thread(target=trade)
    thread.start()
    seen = 0
    while not done.is_set() or not seen:
        assert reader.account().equity == D(100_000)
        seen += 1
    thread.join(30)
    assert reader.positions()[0].qty == D(170)
