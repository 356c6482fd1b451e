"""The calls of models: each is reserved before it is made, so that a day's budget holds for all processes together."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from trading.ports import Clock
from trading.store.database import Database
from trading.store.tables import MODEL_CALL
from trading.types import CallState, ModelCall, ModelUse

_MICROS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A call that is about to be made: what it may use at most. `cost_usd` is None where the price is not known."""

    run_id: str
    member: str
    model: str
    input_tokens: int
    output_tokens: int
    cost_usd: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLimits:
    """What an account may use of its models in one day of wall time (UTC)."""

    max_tokens: int
    max_cost_usd: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """What a call has used; `took_s` is how long it took. `failed` where it gave no answer."""

    input_tokens: int
    output_tokens: int
    cost_usd: Decimal | None
    took_s: float
    failed: bool = False


class ModelCallStore:
    """The calls of one account. Threads may share it, and so may processes; the day is that of wall time in UTC."""

    def __init__(self, database: Database, account_id: str, wall_clock: Clock) -> None:
        self._database = database
        self._account_id = account_id
        self._clock = wall_clock

    def reserve(self, wanted: Wanted, limits: DayLimits) -> tuple[str | None, ModelUse]:
        """Hold what a call may use and return its id; None, with what the day has used, where it could pass a limit.

        What is used is read and held in one transaction under the account's lock. A call whose process died stays
        held: nobody knows what the provider has charged for it.
        """
        now = self._clock.now()
        with self._database.write(self._account_id) as connection:
            used = self._day(connection, now.date().isoformat())
            tokens = used.tokens + wanted.input_tokens + wanted.output_tokens
            cost = used.cost_usd + (wanted.cost_usd or 0)
            if tokens > limits.max_tokens or (wanted.cost_usd is not None and cost > limits.max_cost_usd):
                return None, used
            call_id = secrets.token_hex(12)
            connection.execute(
                insert(MODEL_CALL).values(
                    id=call_id,
                    account_id=self._account_id,
                    run_id=wanted.run_id,
                    day=now.date().isoformat(),
                    member=wanted.member,
                    model=wanted.model,
                    state=CallState.HELD.value,
                    input_tokens=wanted.input_tokens,
                    output_tokens=wanted.output_tokens,
                    cost_micros=_micros(wanted.cost_usd),
                    at=now,
                )
            )
        return call_id, used

    def settle(self, call_id: str, used: Used) -> None:
        """Replace what a call held by what it has used."""
        state = CallState.FAILED if used.failed else CallState.SETTLED
        values: dict[str, Any] = {
            "state": state.value,
            "input_tokens": used.input_tokens,
            "output_tokens": used.output_tokens,
            "cost_micros": _micros(used.cost_usd),
            "took_s": used.took_s,
        }
        with self._database.write(self._account_id) as connection:
            connection.execute(update(MODEL_CALL).where(MODEL_CALL.c.id == call_id).values(**values))

    def today(self) -> ModelUse:
        """Return what this day's calls have used or hold."""
        with self._database.read() as connection:
            return self._day(connection, self._clock.now().date().isoformat())

    def of_run(self, run_id: str) -> Sequence[ModelCall]:
        """Return the calls of one run, oldest first."""
        query = (
            select(MODEL_CALL)
            .where(MODEL_CALL.c.account_id == self._account_id, MODEL_CALL.c.run_id == run_id)
            .order_by(MODEL_CALL.c.at, MODEL_CALL.c.id)
        )
        with self._database.read() as connection:
            return [_call(row) for row in connection.execute(query)]

    def _day(self, connection: Connection, day: str) -> ModelUse:
        calls = MODEL_CALL.c
        found = connection.execute(
            select(
                func.count(),
                func.coalesce(func.sum(calls.input_tokens + calls.output_tokens), 0),
                func.coalesce(func.sum(calls.cost_micros), 0),
                func.count(calls.cost_micros),
            ).where(calls.account_id == self._account_id, calls.day == day)
        ).one()
        count, tokens, micros, priced = (int(value) for value in found)
        return ModelUse(calls=count, tokens=tokens, cost_usd=Decimal(micros) / _MICROS, unpriced=count - priced)


def _micros(cost: Decimal | None) -> int | None:
    """Return millionths of a USD, never rounded down."""
    return None if cost is None else int((cost * _MICROS).to_integral_value(ROUND_CEILING))


def _call(row: Row[Any]) -> ModelCall:
    return ModelCall(
        id=row.id,
        run_id=row.run_id,
        member=row.member,
        model=row.model,
        state=CallState(row.state),
        input_tokens=row.input_tokens,
        output_tokens=row.output_tokens,
        cost_usd=None if row.cost_micros is None else Decimal(row.cost_micros) / _MICROS,
        at=row.at,
        took_s=row.took_s,
    )
