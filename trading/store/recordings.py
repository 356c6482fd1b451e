"""The flight recorder's store: entries of runs, their pieces kept once by address, the oldest runs let go."""

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, delete, exists, func, insert, select

from trading.errors import ChainBroken, FixInput, NotFound
from trading.ports import Clock
from trading.redaction import clean
from trading.store.database import Database
from trading.store.dialect import insert_into
from trading.store.record_tables import RECORD_BLOB, RECORD_ENTRY, RECORD_PART
from trading.store.run_rows import plain
from trading.types import Note, RecordEntry, Recording, RecordKind
from trading.types.wire import rfc3339

FORMAT = "stock-trading-agent-record-1"
MB = 1_000_000
PIECES_LOCK = 7_265_636
"""The number of PostgreSQL's advisory lock on the pieces, which all accounts share."""
MOST_PIECE = 32 * MB
"""How large a piece may be when it is unpacked: a megabyte can hold a gigabyte of zeros."""
_HEAD = ("seq", "kind", "member", "n")


class RecordingStore:
    """The records of one account's runs. Threads may share it; times are wall time.

    At most `most_runs` runs and about `most_mb` MB of compressed pieces are kept; 0 runs records nothing.
    """

    def __init__(
        self,
        database: Database,
        account_id: str,
        wall_clock: Clock,
        *,
        most_runs: int,
        most_mb: int,
    ) -> None:
        self._database, self._account_id, self._clock = database, account_id, wall_clock
        self._most_runs, self._most_mb = most_runs, most_mb

    @property
    def is_on(self) -> bool:
        """Say whether anything is recorded."""
        return self._most_runs > 0

    def begin(self, run_id: str, frame: Note) -> None:
        """Begin the record of a run, or of another attempt at it; the oldest runs past the limits are let go."""
        with self._database.write(self._account_id) as connection:
            gone = self._too_old(connection)
            self._share(connection, alone=bool(gone))
            _let_go(connection, gone)
            attempt = select(func.max(RECORD_ENTRY.c.attempt)).where(RECORD_ENTRY.c.run_id == run_id)
            self._add(connection, run_id, [frame], attempt=(connection.execute(attempt).scalar() or 0) + 1)

    def add(self, run_id: str, notes: Sequence[Note]) -> None:
        """Add entries to the newest attempt of a run, all in one transaction."""
        with self._database.write(self._account_id) as connection:
            self._share(connection, alone=False)
            attempt = select(func.max(RECORD_ENTRY.c.attempt)).where(RECORD_ENTRY.c.run_id == run_id)
            self._add(connection, run_id, notes, attempt=connection.execute(attempt).scalar() or 1)

    def read(self, run_id: str) -> Recording:
        """Return the record of a run. Raises NotFound, and ChainBroken for a piece that is not what it was."""
        with self._database.read() as connection:
            mine = (RECORD_ENTRY.c.run_id == run_id) & (RECORD_ENTRY.c.account_id == self._account_id)
            newest = select(func.max(RECORD_ENTRY.c.attempt)).where(mine).scalar_subquery()
            found = select(RECORD_ENTRY).where(mine, RECORD_ENTRY.c.attempt == newest).order_by(RECORD_ENTRY.c.seq)
            rows = connection.execute(found).all()
            if not rows:
                raise NotFound(
                    f"run {run_id!r:.60} has no record; the newest {self._most_runs} runs have one (RECORD_RUNS)"
                )
            needed = select(RECORD_PART.c.address).where(RECORD_PART.c.run_id == run_id)
            blobs = select(RECORD_BLOB).where(RECORD_BLOB.c.address.in_(needed))
            pieces = {row.address: _opened(row.address, row.body) for row in connection.execute(blobs)}
        return _recording(run_id, [_heads(row) for row in rows], pieces)

    def export(self, run_id: str) -> str:
        """Return the record of a run as one JSON text, which `recording_from_text` takes."""
        return text_of(self.read(run_id))

    def _add(self, connection: Connection, run_id: str, notes: Sequence[Note], *, attempt: int) -> None:
        last = select(func.max(RECORD_ENTRY.c.seq)).where(RECORD_ENTRY.c.run_id == run_id)
        seq = connection.execute(last).scalar() or 0
        blobs: dict[str, bytes] = {}
        rows: list[dict[str, Any]] = []
        for note in notes:
            parts = [_kept(blobs, clean(plain(part))) for part in note.parts]
            seq += 1
            head = {"seq": seq, "kind": note.kind.value, "member": note.member, "n": note.n}
            body = clean(plain(note.body))
            address = _kept(blobs, {"body": body, "parts": parts, "head": head})
            rows.append(
                {
                    "run_id": run_id,
                    "seq": seq,
                    "account_id": self._account_id,
                    "attempt": attempt,
                    "kind": note.kind.value,
                    "member": note.member,
                    "n": note.n,
                    "address": address,
                    "at": self._clock.now(),
                }
            )
        _insert_new(connection, RECORD_BLOB, [{"address": at, "body": blobs[at]} for at in sorted(blobs)])
        _insert_new(connection, RECORD_PART, [{"run_id": run_id, "address": at} for at in sorted(blobs)])
        connection.execute(insert(RECORD_ENTRY), rows)

    def _share(self, connection: Connection, *, alone: bool) -> None:
        """Hold the pieces until the transaction ends: together with others who add, or alone to let pieces go.

        An account's lock is not enough, for accounts share pieces: one could let go what another has just found there
        and is about to need. SQLite has one writer at a time.
        """
        if not self._database.is_sqlite:
            take = func.pg_advisory_xact_lock if alone else func.pg_advisory_xact_lock_shared
            connection.execute(select(take(PIECES_LOCK)))

    def _too_old(self, connection: Connection) -> Sequence[str]:
        """Return the runs of this account whose records are past the limits when one more begins."""
        begun = func.min(RECORD_ENTRY.c.at)
        mine = RECORD_ENTRY.c.account_id == self._account_id
        runs = select(RECORD_ENTRY.c.run_id).where(mine).group_by(RECORD_ENTRY.c.run_id).order_by(begun.desc())
        kept = [row.run_id for row in connection.execute(runs)]
        gone, kept = kept[max(0, self._most_runs - 1) :], kept[: max(0, self._most_runs - 1)]
        size = select(func.coalesce(func.sum(func.length(RECORD_BLOB.c.body)), 0))
        if (connection.execute(size).scalar() or 0) > self._most_mb * MB:
            half = len(kept) // 2
            gone = gone + kept[half:]  # by halves: the sum is not asked for again and again
        return gone


def _let_go(connection: Connection, gone: Sequence[str]) -> None:
    """Delete the records of runs, and the pieces that no run needs any more."""
    for start in range(0, len(gone), 500):
        some = gone[start : start + 500]
        connection.execute(delete(RECORD_ENTRY).where(RECORD_ENTRY.c.run_id.in_(some)))
        connection.execute(delete(RECORD_PART).where(RECORD_PART.c.run_id.in_(some)))
    if gone:
        needed = exists().where(RECORD_PART.c.address == RECORD_BLOB.c.address)
        connection.execute(delete(RECORD_BLOB).where(~needed))


def text_of(recording: Recording) -> str:
    """Return a record as one JSON text: entries by address, each piece once."""
    pieces: dict[str, Any] = {}
    entries = []
    for entry in recording.entries:
        parts = [_address(_text(part)) for part in entry.parts]
        pieces.update(zip(parts, entry.parts, strict=True))
        heads = {"seq": entry.seq, "kind": entry.kind.value, "member": entry.member, "n": entry.n}
        pieces[entry.address] = {"body": entry.body, "parts": parts} | ({"head": heads} if entry.has_head else {})
        entries.append(heads | {"at": rfc3339(entry.at), "address": entry.address})
    body = {"format": FORMAT, "run_id": recording.run_id, "entries": entries, "pieces": pieces}
    return json.dumps(body, ensure_ascii=False, indent=1)


def recording_from_text(text: str) -> Recording:
    """Return the record that a JSON text holds. Raises FixInput for none, ChainBroken for a changed piece."""
    try:
        body = json.loads(text)
        if body["format"] != FORMAT:
            raise FixInput(f"the file is a record of the format {body['format']!r:.40}, this release reads {FORMAT}")
        for address, piece in body["pieces"].items():
            _hold(address, _text(piece))
        return _recording(str(body["run_id"]), body["entries"], body["pieces"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise FixInput(f"the file is no record of a run ({type(fault).__name__}); take one that Record saved") from None


def _recording(run_id: str, rows: Sequence[Mapping[str, Any]], pieces: Mapping[str, Any]) -> Recording:
    """Return the record of entries in their order. Raises ChainBroken where one is not in its place, FixInput."""
    try:
        entries = tuple(_entry(heads, pieces) for heads in rows)
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise FixInput(
            f"the record of run {run_id!r:.60} has an entry in no form that is known here ({type(fault).__name__}); "
            "play it with the release that recorded it"
        ) from None
    for before, entry in pairwise(entries):
        if entry.seq != before.seq + 1:
            raise ChainBroken(
                f"entry {entry.seq} of the record of run {run_id!r:.60} stands behind entry {before.seq}; "
                "the record can be trusted no further"
            )
    return Recording(run_id=run_id, entries=entries)


def _entry(heads: Mapping[str, Any], pieces: Mapping[str, Any]) -> RecordEntry:
    for address in (heads["address"], *pieces.get(heads["address"], {}).get("parts", ())):
        if address not in pieces:
            raise ChainBroken(f"piece {address[:16]} of the record is gone; the record can be trusted no further")
    whole = pieces[heads["address"]]
    head = {name: heads[name] for name in _HEAD}
    if not all(type(head[name]) is int for name in ("seq", "n")) or not isinstance(head["member"], str):
        raise TypeError("an entry's place is no number")
    if "head" in whole and whole["head"] != head:
        raise ChainBroken(
            f"entry {heads['seq']} of the record is not in the place in which it was recorded; "
            "the record can be trusted no further"
        )
    return RecordEntry(
        seq=heads["seq"],
        kind=RecordKind(heads["kind"]),
        member=heads["member"],
        n=heads["n"],
        at=datetime.fromisoformat(heads["at"]),
        address=heads["address"],
        body=whole["body"],
        parts=tuple(pieces[address] for address in whole["parts"]),
        has_head="head" in whole,
    )


def _heads(row: Any) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in ("seq", "kind", "member", "n", "address")}
    return found | {"at": rfc3339(row.at)}


def _text(value: Any) -> str:
    """Return plain JSON as the one text that is addressed: compact, its keys in their order.

    They are not sorted: a model reads them in their order, and playback gives it the same text.
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _kept(blobs: dict[str, bytes], value: Any) -> str:
    text = _text(value)
    address = _address(text)
    if address not in blobs:
        blobs[address] = zlib.compress(text.encode(), 6)
    return address


def _address(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _opened(address: str, body: bytes) -> Any:
    machine = zlib.decompressobj()
    try:
        text = machine.decompress(body, MOST_PIECE).decode()
    except (zlib.error, UnicodeDecodeError):
        text = ""
    if machine.unconsumed_tail:
        raise ChainBroken(
            f"piece {address[:16]} of the record unpacks to more than {MOST_PIECE} bytes, the limit; "
            "the record can be trusted no further"
        )
    _hold(address, text)
    try:
        return json.loads(text)
    except RecursionError:
        raise FixInput(f"piece {address[:16]} of the record is nested too deeply to be read") from None


def _hold(address: str, text: str) -> None:
    if _address(text) != address:
        raise ChainBroken(
            f"piece {address[:16]} of the record is not what was recorded: its SHA-256 is {_address(text)[:16]}; "
            "the record can be trusted no further"
        )


def _insert_new(connection: Connection, table: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Insert the rows that the table does not have yet, in the order of their keys: nobody waits in a circle."""
    is_sqlite = connection.dialect.name == "sqlite"
    if rows:
        connection.execute(insert_into(table, is_sqlite=is_sqlite).on_conflict_do_nothing(), list(rows))
