"""Keeps stored tables up to date: asks the source for what is missing, once for everybody who wants it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from trading.errors import FixInput, NoData, Unavailable
from trading.market.bars import check_bars
from trading.market.barstore.asking import PAUSE_S, Patience
from trading.market.barstore.folder import BarFolder, Key
from trading.market.barstore.plan import DAY_LENGTHS, Run, plan
from trading.market.barstore.table import Facts, Table, empty_table, table_of
from trading.market.calendar import NEW_YORK
from trading.ports import Calendar, Clock, MarketData
from trading.types import Session, Timeframe

ADJUSTED_ANEW_S = 7 * 24 * 3600
"""Adjusted prices are read whole again after a week, because a source may mend an old dividend without a sign."""
MOST_ROWS = 100_000
"""Of one question: sources answer in pages and refuse too many."""
HOURS_A_DAY = 16
OVERLAP = timedelta(days=10)
"""How far before a run of short bars the day may lie that is asked for again to see whether it still agrees."""
MINUTES = {
    Timeframe.MIN_1: 1,
    Timeframe.MIN_5: 5,
    Timeframe.MIN_15: 15,
    Timeframe.MIN_30: 30,
    Timeframe.HOUR_1: 60,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which bars must be there: two inclusive New York days and all between."""

    key: Key
    first: date
    last: date


class Keeper:
    """Tables of one source, filled as they are asked for; safe for many threads and processes.

    When the source fails, what is stored is returned only if no bar of the wanted days is missing.
    """

    def __init__(self, market: MarketData, folder: BarFolder, calendar: Calendar, clock: Clock) -> None:
        self._market = market
        self._folder = folder
        self._calendar = calendar
        self._clock = clock
        self._patience = Patience(clock)

    def table(self, wanted: Wanted) -> Table:
        """Return the table with every wanted day in it. Raises Unavailable, UnknownSymbol."""
        table, _ = self._stored(wanted.key)
        if not self._plan(table, wanted):
            return table
        with self._folder.alone(wanted.key):
            # who waited for another's question finds its answer here
            table, aged = self._stored(wanted.key)
            runs = self._plan(table, wanted)
            try:
                return self._filled(table, wanted, aged or table) if runs else table
            except Unavailable:
                if aged is None or any(run.essential for run in self._plan(aged, wanted)):
                    raise
                return aged

    def _stored(self, key: Key) -> tuple[Table, Table | None]:
        """Return the table to go on with, and the one that was there when its age is why everything is read anew."""
        extended = key.timeframe not in DAY_LENGTHS and self._market.capabilities.extended_hours
        fresh = empty_table(Facts(source=self._market.source, extended=extended))
        table = self._folder.read(key)
        if table is None or table.facts.extended != extended:
            return fresh, None
        is_old = key.adjusted and not 0 <= self._clock.now().timestamp() - table.facts.made_at < ADJUSTED_ANEW_S
        return (fresh, table) if is_old else (table, None)

    def _plan(self, table: Table, wanted: Wanted) -> list[Run]:
        return plan(table, self._sessions(wanted), wanted.key.timeframe, self._clock.now())

    def _sessions(self, wanted: Wanted) -> Sequence[Session]:
        """Return the wanted sessions that the source can reach back to; older ones are shown as far as stored."""
        return self._calendar.sessions(max(wanted.first, self._reach(wanted.key.timeframe)), wanted.last)

    def _reach(self, timeframe: Timeframe) -> date:
        """Return the first day of which the source has bars of that length."""
        days = self._market.capabilities.reach_days(timeframe)
        return date.min if days is None else self._clock.now().astimezone(NEW_YORK).date() - timedelta(days=days)

    def _filled(self, table: Table, wanted: Wanted, had: Table, *, anew: bool = False) -> Table:
        """Return the table with its missing days; `had` is what was stored, also where all is read anew."""
        grown = table
        for part in self._parts(self._plan(table, wanted), wanted.key.timeframe):
            try:
                got = self._ask(wanted.key, grown, had, part)
            except Unavailable:
                self._write(wanted.key, table, grown)  # what came before the failure needs no second question
                raise
            if got is None:
                continue
            answer, at = got
            if grown.agrees(answer):
                grown = grown.with_days(answer, part.first, part.last, at=at)
            elif anew:
                raise _doubtful(f"{table.facts.source} tells two prices for one of the {wanted.key}")
            else:
                return self._read_anew(grown, wanted)
        self._write(wanted.key, table, grown)
        return grown

    def _read_anew(self, table: Table, wanted: Wanted) -> Table:
        """Forget the table: a split, a dividend, a correction or another company, and nothing older is comparable."""
        whole = replace(wanted, first=min(wanted.first, date.fromordinal(min(table.asked))))
        empty = empty_table(Facts(source=self._market.source, extended=table.facts.extended))
        return self._filled(empty, whole, table, anew=True)

    def _write(self, key: Key, before: Table, after: Table) -> None:
        if after is not before:
            self._folder.write(key, _checked(after, key))

    def _parts(self, runs: Sequence[Run], timeframe: Timeframe) -> Iterator[Run]:
        """Yield the runs, long ones of short bars in parts that a source answers at once."""
        for run in runs:
            first = run.first
            if timeframe not in DAY_LENGTHS:
                days = timedelta(days=MOST_ROWS * MINUTES[timeframe] // (HOURS_A_DAY * 60))
                while first + days <= run.last:
                    yield replace(run, first=first, last=first + days - timedelta(days=1))
                    first += days
            yield replace(run, first=first)

    def _ask(self, key: Key, table: Table, had: Table, run: Run) -> tuple[Table, int] | None:
        """Return the source's bars of a run and when it was asked; None where a failure leaves nothing missing.

        Without a bar of days that had some it is a failure too: a company may have none of a day, not lose them.
        """
        at, extended = int(self._clock.now().timestamp()), table.facts.extended
        start = _overlapping(table, run, key.timeframe)

        def question() -> Table:
            try:
                bars = self._market.bars(
                    key.symbol,
                    key.timeframe,
                    start=start,
                    end=run.last,
                    adjusted=key.adjusted,
                    extended=extended,
                )
            except NoData as fault:
                asked = max(start, self._reach(key.timeframe)), run.last
                if any(one.days[one.rows(*asked)].size for one in (table, had)):
                    raise _doubtful(f"{table.facts.source} has no bar of the {key} on days that had some") from fault
                return empty_table(table.facts)
            return table_of(bars, extended=extended)

        try:
            return self._patience.ask(key.symbol, question), at
        except Unavailable:
            if run.essential:
                raise
            return None


def _doubtful(what: str) -> Unavailable:
    return Unavailable(f"{what}; try again in {PAUSE_S} s", retry_in_s=PAUSE_S)


def _overlapping(table: Table, run: Run, timeframe: Timeframe) -> date:
    """Return the stored day before a run if there is one: a source that has changed its past shows there."""
    position = table.rows(run.first, run.last).start
    if position == 0:
        return run.first
    before = date.fromordinal(int(table.days[position - 1]))
    return before if timeframe in DAY_LENGTHS or run.first - before <= OVERLAP else run.first


def _checked(table: Table, key: Key) -> Table:
    """Return the table after every promise of bars was checked. Raises Unavailable: such bars are not stored."""
    if table.frame.empty:
        return table
    try:
        check_bars(
            table.frame,
            symbol=key.symbol,
            timeframe=key.timeframe,
            adjusted=key.adjusted,
            closes_only=table.facts.closes_only,
            source=table.facts.source,
        )
    except FixInput as fault:
        raise Unavailable(str(fault)) from fault
    return table
