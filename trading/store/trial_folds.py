"""Trials that are counted and no longer kept one by one: their sums, and eight bytes by which each is known again.

A row of a trial takes 620 bytes and each verdict reads all of its kind: 180 ms for 100,000. Its returns in blocks only
matter while others are compared on the same range, so that the newest rows are kept and the older ones are folded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, or_, select, update

from trading.store.tables import TRIAL, TRIAL_FOLD

MARK = 8
"""Bytes of a key that are kept: among a million trials one is taken for another with a chance of 3 in 100 million."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """The trials that are counted together."""

    account_id: str
    data_key: str
    family: str

    def of(self, table: Any) -> Any:
        """Return the condition of its rows in a table."""
        return and_(
            table.c.account_id == self.account_id, table.c.data_key == self.data_key, table.c.family == self.family
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """What is folded of a kind: how many trials, of which so many moved, and sums of their ratios and bars."""

    count: int = 0
    moved: int = 0
    total: float = 0.0
    square: float = 0.0
    bars: float = 0.0


def mark_of(trial_key: str) -> bytes:
    """Return the eight bytes by which a folded trial is known again."""
    return blake2b(trial_key.encode(), digest_size=MARK).digest()


def fold_of(connection: Connection, kind: Kind) -> Fold:
    """Return what is folded of a kind, nothing where nothing is."""
    columns = [TRIAL_FOLD.c[name] for name in Fold.__slots__]
    row = connection.execute(select(*columns).where(kind.of(TRIAL_FOLD))).first()
    return Fold() if row is None else Fold(**row._mapping)


def folded_marks(connection: Connection, kind: Kind) -> bytes:
    """Return the marks of all that is folded of a kind, one behind the other."""
    return connection.execute(select(TRIAL_FOLD.c["keys"]).where(kind.of(TRIAL_FOLD))).scalar() or b""


def are_folded(marks: bytes, trial_keys: Sequence[str]) -> list[bool]:
    """Say of each trial whether it is among those that were folded."""
    if not marks:
        return [False] * len(trial_keys)
    import numpy as np

    asked = np.frombuffer(b"".join(map(mark_of, trial_keys)), np.uint64)
    found: list[bool] = np.isin(asked, np.frombuffer(marks, np.uint64)).tolist()
    return found


def fold(connection: Connection, kind: Kind, most: int) -> None:
    """Fold all but the newest half of `most` rows of a kind where it has more than `most`.

    Of rows of one moment those with the lowest keys stay, which are hashes: an even draw. Call it in a write
    transaction of the account.
    """
    if (connection.execute(select(func.count()).where(kind.of(TRIAL))).scalar() or 0) <= most:
        return
    order = (TRIAL.c.at.desc(), TRIAL.c.trial_key)
    last = select(TRIAL.c.at, TRIAL.c.trial_key).where(kind.of(TRIAL)).order_by(*order)
    kept = connection.execute(last.offset(most // 2 - 1).limit(1)).one()
    behind = or_(TRIAL.c.at < kept.at, and_(TRIAL.c.at == kept.at, TRIAL.c.trial_key > kept.trial_key))
    old = kind.of(TRIAL) & behind
    rows = connection.execute(select(TRIAL.c.trial_key, TRIAL.c.mean, TRIAL.c.std, TRIAL.c.bars).where(old)).all()
    ratios = [row.mean / row.std for row in rows if row.std > 0]
    before, marks = fold_of(connection, kind), folded_marks(connection, kind)
    values = {
        "count": before.count + len(rows),
        "moved": before.moved + len(ratios),
        "total": before.total + sum(ratios),
        "square": before.square + sum(ratio * ratio for ratio in ratios),
        "bars": before.bars + sum(row.bars for row in rows),
        "keys": marks + b"".join(mark_of(row.trial_key) for row in rows),
    }
    if before.count:
        connection.execute(update(TRIAL_FOLD).where(kind.of(TRIAL_FOLD)).values(values))
    else:
        named = {"account_id": kind.account_id, "data_key": kind.data_key, "family": kind.family}
        connection.execute(insert(TRIAL_FOLD).values(named | values))
    connection.execute(delete(TRIAL).where(old))
