"""Every strategy that was ever tried, a row each, read by the data and the family that it was tried on."""

import struct
from collections.abc import Sequence
from typing import Any

from sqlalchemy import case, func, select

from trading.ports import Clock
from trading.store.database import Database
from trading.store.dialect import insert_into
from trading.store.tables import TRIAL
from trading.store.trial_folds import Kind, are_folded, fold, fold_of, folded_marks
from trading.types.trial import Trial, TrialTally

MOST_ROWS = 20_000
"""Of one kind: some 12 MB, and 25 ms to read through. Folded ones take 8 bytes each."""
_MOST = 3e38
"""What a 32-bit float holds."""
_SHARPE = case((TRIAL.c.std > 0, TRIAL.c.mean / TRIAL.c.std), else_=None)


class StoredTrials:
    """The trials of one account. Threads may share it.

    Of a kind, the same data and family, at most `most_rows` are kept as rows; older ones are folded and still counted.
    """

    def __init__(self, database: Database, account_id: str, wall_clock: Clock, *, most_rows: int = MOST_ROWS) -> None:
        self._database, self._account_id, self._clock = database, account_id, wall_clock
        self._most_rows = most_rows

    def add(self, trials: Sequence[Trial]) -> None:
        """Remember trials; one that is known already stays as it was. Raises Unavailable."""
        if not trials:
            return
        at = self._clock.now()
        # in one order, so that two processes that add the same never wait for each other
        ordered = sorted(trials, key=lambda one: one.trial_key)
        with self._database.write(self._account_id) as connection:
            for kind in dict.fromkeys(self._kind(one.data_key, one.family) for one in ordered):
                own = [one for one in ordered if (one.data_key, one.family) == (kind.data_key, kind.family)]
                folded = are_folded(folded_marks(connection, kind), [one.trial_key for one in own])
                new = [self._row(one) | {"at": at} for one, is_old in zip(own, folded, strict=True) if not is_old]
                if new:
                    into = insert_into(TRIAL, is_sqlite=self._database.is_sqlite)
                    connection.execute(into.on_conflict_do_nothing(), new)
                    fold(connection, kind, self._most_rows)

    def tally(self, data_key: str, family: str) -> TrialTally:
        """Return what the trials on these data and this family come to. Raises Unavailable."""
        asked = select(
            func.count().label("trials"),
            func.count(_SHARPE).label("moved"),
            func.coalesce(func.sum(_SHARPE), 0.0).label("total"),
            func.coalesce(func.sum(_SHARPE * _SHARPE), 0.0).label("square"),
            func.coalesce(func.sum(TRIAL.c.bars), 0).label("bars"),
        ).where(*self._of(data_key, family))
        with self._database.read() as connection:
            row, old = connection.execute(asked).one(), fold_of(connection, self._kind(data_key, family))
        count, moved = row.trials + old.count, row.moved + old.moved
        total, square, bars = row.total + old.total, row.square + old.square, row.bars + old.bars
        spread = (square - total**2 / moved) / (moved - 1) if moved > 1 else 0.0
        return TrialTally(count=count, moved=moved, variance=max(0.0, spread), bars=float(bars) / max(1, count))

    def is_known(self, trial: Trial) -> bool:
        """Say whether that trial was counted before. Raises Unavailable."""
        asked = select(TRIAL.c.bars).where(TRIAL.c.account_id == self._account_id, TRIAL.c.trial_key == trial.trial_key)
        with self._database.read() as connection:
            if connection.execute(asked).first() is not None:
                return True
            marks = folded_marks(connection, self._kind(trial.data_key, trial.family))
        return are_folded(marks, [trial.trial_key])[0]

    def blocks(self, data_key: str, family: str, span: str, most: int) -> list[tuple[float, ...]]:
        """Return sums and then sums of squares of at most that many trials over the same range.

        They are taken by their keys, which are hashes: an even draw of all. Raises Unavailable.
        """
        asked = (
            select(TRIAL.c.blocks)
            .where(*self._of(data_key, family), TRIAL.c.span == span)
            .order_by(TRIAL.c.trial_key)
            .limit(most)
        )
        with self._database.read() as connection:
            return [struct.unpack(f"<{len(blob) // 4}f", blob) for blob in connection.execute(asked).scalars()]

    def _kind(self, data_key: str, family: str) -> Kind:
        return Kind(account_id=self._account_id, data_key=data_key, family=family)

    def _of(self, data_key: str, family: str) -> tuple[Any, ...]:
        return TRIAL.c.account_id == self._account_id, TRIAL.c.data_key == data_key, TRIAL.c.family == family

    def _row(self, trial: Trial) -> dict[str, Any]:
        values = [min(max(value, -_MOST), _MOST) for value in (*trial.sums, *trial.squares)]
        return {
            "account_id": self._account_id,
            "trial_key": trial.trial_key,
            "data_key": trial.data_key,
            "family": trial.family,
            "span": trial.span,
            "bars": trial.bars,
            "mean": trial.mean,
            "std": trial.std,
            "skew": trial.skew,
            "kurt": trial.kurt,
            "blocks": struct.pack(f"<{len(values)}f", *values),
        }
