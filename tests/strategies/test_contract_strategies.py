"""The strategies whose rules are a contract, bar by bar against loops that share no code with them."""

from math import isnan, sqrt

import numpy as np
import pytest

from tests.strategies.made import panel, recorded
from trading.strategies.base import Decision
from trading.strategies.catalogue import kind_of

SYMBOLS = ("AAPL", "GOOG")


def acted(key: str, params: dict[str, float], symbol: str) -> tuple[list[int], list[int], list[float]]:
    """Return the bars of LONG, the bars of FLAT and the closes, as traded."""
    bars = recorded(symbol, adjusted=False)
    action = kind_of(key).build(params).plan(bars).action[:, 0]
    return (
        np.flatnonzero(action == Decision.LONG).tolist(),
        np.flatnonzero(action == Decision.FLAT).tolist(),
        bars.close[:, 0].tolist(),
    )


def crossed(one: list[float], two: list[float]) -> tuple[list[int], list[int]]:
    """Return where one crosses over two and where under; a comparison with NaN is false."""
    over = [t for t in range(1, len(one)) if one[t - 1] < two[t - 1] and one[t] > two[t]]
    under = [t for t in range(1, len(one)) if one[t - 1] > two[t - 1] and one[t] < two[t]]
    return over, under


def wilder_rsi(closes: list[float], period: int) -> list[float]:
    """Wilder 1978: the first averages are means of `period` changes, then (before * (period - 1) + now) / period."""
    found = [float("nan")] * len(closes)
    gains = losses = 0.0
    for t in range(1, len(closes)):
        change = closes[t] - closes[t - 1]
        gain, loss = max(change, 0.0), max(-change, 0.0)
        if t <= period:
            gains, losses = gains + gain / period, losses + loss / period
        else:
            gains = (gains * (period - 1) + gain) / period
            losses = (losses * (period - 1) + loss) / period
        if t >= period:
            found[t] = 100 - 100 / (1 + gains / losses)
    return found


def ema_from_first(values: list[float], span: int) -> list[float]:
    alpha, found = 2 / (span + 1), [values[0]]
    for value in values[1:]:
        found.append((1 - alpha) * found[-1] + alpha * value)
    return found


@pytest.mark.parametrize("symbol", SYMBOLS)
@pytest.mark.parametrize(("period", "low", "high"), [(14, 30, 70), (5, 25.5, 60)])
def test_rsi_goes_in_under_low_and_out_over_high(symbol: str, period: int, low: float, high: float) -> None:
    into, out, closes = acted("rsi_reversion", {"period": period, "low": low, "high": high}, symbol)
    rsi = wilder_rsi(closes, period)
    assert into == crossed(rsi, [low] * len(rsi))[1]
    assert out == crossed(rsi, [high] * len(rsi))[0]
    assert len(into) > 10
    assert len(out) > 10


@pytest.mark.parametrize("symbol", SYMBOLS)
@pytest.mark.parametrize(("fast", "slow", "signal"), [(12, 26, 9), (5, 35, 5)])
def test_macd_crosses_its_signal_with_averages_that_begin_at_the_first_value(
    symbol: str, fast: int, slow: int, signal: int
) -> None:
    into, out, closes = acted("macd_cross", {"fast": fast, "slow": slow, "signal": signal}, symbol)
    line = [a - b for a, b in zip(ema_from_first(closes, fast), ema_from_first(closes, slow), strict=True)]
    assert (into, out) == crossed(line, ema_from_first(line, signal))
    assert len(into) > 50


@pytest.mark.parametrize("symbol", SYMBOLS)
@pytest.mark.parametrize(("period", "width"), [(20, 2), (10, 1.5)])
def test_bollinger_goes_in_over_the_upper_band_and_out_under_the_middle(symbol: str, period: int, width: float) -> None:
    into, out, closes = acted("bollinger_breakout", {"period": period, "width": width}, symbol)
    middle, upper = [float("nan")] * len(closes), [float("nan")] * len(closes)
    for t in range(period - 1, len(closes)):
        window = closes[t - period + 1 : t + 1]
        mean = sum(window) / period
        middle[t] = mean
        upper[t] = mean + width * sqrt(sum((each - mean) ** 2 for each in window) / period)
    assert into == crossed(closes, upper)[0]
    assert out == crossed(closes, middle)[1]
    assert len(into) > 50


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_ema_cross_begins_each_average_at_its_own_first_mean(symbol: str) -> None:
    into, out, closes = acted("ema_cross", {"fast": 12, "slow": 26}, symbol)

    def seeded(span: int) -> list[float]:
        start = sum(closes[:span]) / span
        return [float("nan")] * (span - 1) + ema_from_first([start, *closes[span:]], span)

    assert (into, out) == crossed(seeded(12), seeded(26))
    assert len(into) > 20


@pytest.mark.parametrize("symbol", SYMBOLS)
@pytest.mark.parametrize(("entry", "exit_"), [(20, 10), (55, 20)])
def test_donchian_compares_with_the_bars_before_and_not_with_its_own(symbol: str, entry: int, exit_: int) -> None:
    into, out, closes = acted("donchian", {"entry": entry, "exit": exit_}, symbol)
    bars = recorded(symbol, adjusted=False)
    high, low = bars.high[:, 0].tolist(), bars.low[:, 0].tolist()
    assert into == [t for t in range(entry, len(closes)) if closes[t] > max(high[t - entry : t])]
    assert out == [t for t in range(exit_, len(closes)) if closes[t] < min(low[t - exit_ : t])]
    assert into


def test_an_rsi_that_touches_its_level_does_not_cross_it() -> None:
    # period 2, changes -1 +1 -1 ...: after the first two the averages are 0.5 and 0.5, so the RSI is exactly 50; then
    # 0.25 and 0.75 give 25: from 50 (a touch of low 50) under it is no cross, from 62.5 under 50 would be one.
    bars = panel({"ABC": [10, 9, 10, 9, 10, 11, 9]})
    rsi = wilder_rsi(bars.close[:, 0].tolist(), 2)
    assert [round(each, 4) for each in rsi[2:]] == [50, 25, 62.5, 81.25, 27.0833]
    plan = kind_of("rsi_reversion").build({"period": 2, "low": 50, "high": 70}).plan(bars)
    # at bar 3 it falls from the touch, at bar 5 it crosses over 70, at bar 6 under 50
    assert plan.action[:, 0].tolist() == [0, 0, 0, 0, 0, Decision.FLAT, Decision.LONG]


def test_a_close_at_the_band_is_no_cross_though_floating_point_would_say_so() -> None:
    # Five closes, four of them p and the last p + h: the mean is p + h/5, the population variance h*h*4/25, so the
    # upper band at width 2 is p + h/5 + 2 * 2h/5 = p + h, the close itself.
    for price, step in ((10.1, 0.3), (33.33, 0.07), (0.07, 0.01), (1234.56, 7.89)):
        touch = [price, price - step, price, price, price, price, round(price + step, 2)]
        plan = kind_of("bollinger_breakout").build({"period": 5, "width": 2}).plan(panel({"ABC": touch}))
        assert not (plan.action == Decision.LONG).any(), price
        over = [*touch, round(price + 4 * step, 2)]  # from the touch, no cross either
        plan = kind_of("bollinger_breakout").build({"period": 5, "width": 2}).plan(panel({"ABC": over}))
        assert not (plan.action == Decision.LONG).any(), price


def test_prices_that_stand_still_cross_nothing() -> None:
    for price in (0.1, 10.1, 33.33, 1e5 / 3):
        bars = panel({"ABC": [price] * 400})
        for key in ("sma_cross", "ema_cross", "macd_cross", "rsi_reversion", "bollinger_breakout", "donchian"):
            assert not kind_of(key).build().plan(bars).action.any(), (key, price)


def test_a_cross_is_decided_on_the_bars_that_a_symbol_has() -> None:
    whole = recorded("AAPL", bars=300)
    closes = whole.close[:, 0].tolist()
    gaps = {7, 50, 51, 52, 200}
    holes = [float("nan") if t in gaps else close for t, close in enumerate(closes)]
    kept = [close for close in holes if not isnan(close)]
    for key in ("ema_cross", "macd_cross", "rsi_reversion", "bollinger_breakout", "donchian"):
        with_gaps = kind_of(key).build().plan(panel({"ABC": holes})).action[:, 0]
        without = kind_of(key).build().plan(panel({"ABC": kept})).action[:, 0]
        assert np.delete(with_gaps, list(gaps)).tolist() == without.tolist(), key
        assert not with_gaps[list(gaps)].any()
        assert without.any()
