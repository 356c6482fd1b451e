"""The first answer to a repeated request, kept per API key and route for a day and over restarts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, delete, insert, select, update

from trading.ports import Clock
from trading.store.database import Database
from trading.store.tables import IDEMPOTENCY

KEPT = timedelta(hours=24)
LONGEST_WORK = timedelta(minutes=2)
"""After this long a running claim counts as cut off: no work takes so long, and its answer may have been lost."""


class Turn(StrEnum):
    """What a request with an idempotency key is to do."""

    FIRST = "first"
    """It is the first: do the work, then `answer` it."""
    RESUME = "resume"
    """The first was cut off by the end of its process: find out what it did, or do it, then `answer`."""
    REPEAT = "repeat"
    """It has been answered: give `status` and `text` again."""
    RUNNING = "running"
    """The first is still at work."""
    OTHER_BODY = "other_body"
    """The key was used with another body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as idempotency sees it: whose, to which route, under which key, with which body."""

    key_id: str
    route: str
    key: str
    body_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The turn of a request; `begun_at` is when the first one came, the answer is there for a repeat only."""

    turn: Turn
    begun_at: datetime
    status: int = 0
    text: str = ""

    @property
    def resumes(self) -> bool:
        """Say whether an earlier process began this request and was cut off."""
        return self.turn is Turn.RESUME


class IdempotencyStore:
    """The answered and the running requests of one store. Threads may share it.

    `owner` names the process by which a claim is made. On SQLite a running claim of another owner was cut off, for
    two embedded processes never share a data folder; any other counts as cut off after LONGEST_WORK.
    """

    def __init__(self, database: Database, wall_clock: Clock, *, owner: str | None = None) -> None:
        self._database = database
        self._clock = wall_clock
        self._owner = owner if owner is not None else f"since {wall_clock.now().isoformat()}"

    def claim(self, request: Request) -> Claim:
        """Take the request, in one transaction, and say what it is to do. Answers older than a day are dropped."""
        now = self._clock.now()
        with self._database.write() as connection:
            connection.execute(delete(IDEMPOTENCY).where(IDEMPOTENCY.c.created_at < now - KEPT))
            row = connection.execute(select(IDEMPOTENCY).where(_is(request))).first()
            if row is None:
                connection.execute(
                    insert(IDEMPOTENCY).values(
                        key_id=request.key_id,
                        route=request.route,
                        idempotency_key=request.key,
                        body_hash=request.body_hash,
                        done=False,
                        owner=self._owner,
                        created_at=now,
                    )
                )
                return Claim(turn=Turn.FIRST, begun_at=now)
            if row.body_hash != request.body_hash:
                return Claim(turn=Turn.OTHER_BODY, begun_at=row.created_at)
            if row.done:
                return Claim(turn=Turn.REPEAT, begun_at=row.created_at, status=row.status, text=row.answer)
            if not self._was_cut_off(row.owner, row.created_at, now):
                return Claim(turn=Turn.RUNNING, begun_at=row.created_at)
            connection.execute(update(IDEMPOTENCY).where(_is(request)).values(owner=self._owner))
            return Claim(turn=Turn.RESUME, begun_at=row.created_at)

    def _was_cut_off(self, owner: str, begun_at: datetime, now: datetime) -> bool:
        return (self._database.is_sqlite and owner != self._owner) or now - begun_at > LONGEST_WORK

    def answer(self, request: Request, *, status: int, text: str) -> None:
        """Keep the first answer."""
        with self._database.write() as connection:
            kept = update(IDEMPOTENCY).where(_is(request))
            connection.execute(kept.values(done=True, status=status, answer=text))

    def release(self, request: Request) -> None:
        """Forget a request that could not be worked on, so that the same one may be tried again."""
        with self._database.write() as connection:
            connection.execute(delete(IDEMPOTENCY).where(_is(request), IDEMPOTENCY.c.done.is_(False)))


def _is(request: Request) -> ColumnElement[bool]:
    return and_(
        IDEMPOTENCY.c.key_id == request.key_id,
        IDEMPOTENCY.c.route == request.route,
        IDEMPOTENCY.c.idempotency_key == request.key,
    )
