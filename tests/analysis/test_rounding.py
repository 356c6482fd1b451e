"""The numbers of a chart are shortened to significant digits, whatever their size."""

from datetime import UTC, datetime

from trading.analysis.reports import BarColumns
from trading.analysis.rounding import shortened
from trading.types import Timeframe


def test_every_number_keeps_so_many_significant_digits_and_gaps_stay_gaps() -> None:
    columns = BarColumns(
        symbol="X",
        timeframe=Timeframe.DAY_1,
        adjusted=True,
        closes_only=False,
        time=[1, 2, 3],
        open=[123.456789, 0.00123456789, 1.0],
        high=[99999.96, 0.1 + 0.2, 1.0],
        low=[1.0, 1.0, 1.0],
        close=[1.0, 1.0, 1.0],
        volume=[1234567891.0, 0.0, 5.0],
        indicators={"macd": [None, -0.00123456789, 0.0]},
        source="a test",
        as_of=datetime(2026, 1, 5, tzinfo=UTC),
        bucketed=False,
    )
    short = shortened(columns, 6)
    assert short.open == [123.457, 0.00123457, 1.0]
    assert short.high == [100000.0, 0.3, 1.0]
    assert short.volume == [1234570000.0, 0.0, 5.0]
    assert short.indicators == {"macd": [None, -0.00123457, 0.0]}
    assert short.time is columns.time
