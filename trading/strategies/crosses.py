"""Which of two moving averages stands higher, decided exactly: a running average of floats invents a trade at a tie.

Prices that are decimals of up to six places become whole numbers, whose sums are exact in float64. Of other floats the
running sums are trusted only where they stand clear of their error; nearer to a tie both windows are added up again
with the error of every addition kept (Knuth, The Art of Computer Programming, vol. 2, 4.2.2, theorem B).
"""

from typing import TYPE_CHECKING

import numpy as np

from trading.compiled import kernel, way

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float64]
    Signs = NDArray[np.int8]
    Whole = NDArray[np.int64]

PLACES = 6
EXACT = 2.0**53
"""Whole numbers up to here are exact in float64."""
ROUNDING = 2.0**-52
AGAIN = 4096
"""After so many bars running sums of floats are begun again, so that their error stays small."""


def sma_sign(close: "Values", fast: int, slow: int) -> "Signs":
    """Return 1 where the fast simple average stands over the slow one, -1 under it, 0 at a tie and before both exist.

    `close` has no gaps.
    """
    return way(sma_signs, len(close))(close, fast, slow, way(scale_of, len(close))(close, fast * slow))


def sma_turns(close: "Values", fast: int, slow: int, codes: tuple[int, int] = (1, -1)) -> "Signs":
    """Return on which bars the fast average crosses over the slow one and under it, by two codes; 0 elsewhere.

    Over is below on the bar before and above now: a touch is no cross. `close` has no gaps.
    """
    return way(turns, len(close))(sma_sign(close, fast, slow), int(codes[0]), int(codes[1]))


def sma_turns_of_many(close: "Values", fasts: "Whole", slows: "Whole", codes: tuple[int, int] = (1, -1)) -> "Signs":
    """Return the turns of many pairs of averages, a row each, as sma_turns gives them; `codes` for over and under."""
    work = len(close) * len(fasts)
    scale = way(scale_of, len(close))(close, int(fasts.max()) * int(slows.max()) * len(close))
    return way(turns_of_many, work)(close, fasts, slows, scale, int(codes[0]), int(codes[1]))


@kernel
def turns_of_many(close: "Values", fasts: "Whole", slows: "Whole", scale: float, over: int, under: int) -> "Signs":
    """Return the turns of many pairs; by one table of running sums where whole numbers make those exact."""
    n = close.shape[0]
    out = np.zeros((fasts.shape[0], n), np.int8)
    if scale == 0:
        for c in range(fasts.shape[0]):
            exact = scale_of(close, fasts[c] * slows[c])
            out[c] = turns(sma_signs(close, fasts[c], slows[c], exact), over, under)
        return out
    total = np.zeros(n + 1)
    for t in range(n):
        total[t + 1] = total[t] + np.rint(close[t] * scale)
    for c in range(fasts.shape[0]):
        _turns_of_sums(total, fasts[c], slows[c], over, under, out[c])
    return out


@kernel
def _turns_of_sums(total: "Values", fast: int, slow: int, over: int, under: int, out: "Signs") -> None:
    last = 0
    for t in range(max(fast, slow), total.shape[0]):
        gap = slow * (total[t] - total[t - fast]) - fast * (total[t] - total[t - slow])
        now = _sign(gap)
        if now * last < 0:
            out[t - 1] = over if now > 0 else under
        last = now


@kernel
def turns(sign: "Signs", over: int, under: int) -> "Signs":
    """Return `over` where -1 is followed by 1 on the next bar, `under` where 1 is followed by -1, else 0."""
    out = np.zeros(sign.shape[0], np.int8)
    for t in range(1, sign.shape[0]):
        if sign[t] * sign[t - 1] < 0:
            out[t] = over if sign[t] > 0 else under
    return out


@kernel
def scale_of(close: "Values", periods: int) -> float:
    """Return by what to multiply so that every price is a whole number, 0.0 where none of 1 .. 10^6 does it.

    `periods` is the product of both lengths: their weighted sums have to stay exact too.
    """
    scale = 1.0
    most = 0.0
    t = 0
    for _ in range(PLACES + 1):
        while t < close.shape[0]:
            whole = np.rint(close[t] * scale)
            if whole / scale != close[t]:
                break
            most = max(most, abs(close[t]))
            t += 1
        if t == close.shape[0]:
            return scale if most * scale * periods * 4 < EXACT else 0.0
        scale *= 10.0
    return 0.0


@kernel
def sma_signs(close: "Values", fast: int, slow: int, scale: float) -> "Signs":
    """Return the sign of fast average - slow average; `scale` from scale_of."""
    n = close.shape[0]
    out = np.zeros(n, np.int8)
    if n < max(fast, slow):
        return out
    if scale > 0:
        _signs_of_whole(close, fast, slow, scale, out)
    else:
        _signs_of_floats(close, fast, slow, out)
    return out


@kernel
def _sign(gap: float) -> int:
    return 1 if gap > 0 else (-1 if gap < 0 else 0)


@kernel
def _signs_of_whole(close: "Values", fast: int, slow: int, scale: float, out: "Signs") -> None:
    """The difference of the averages times both lengths is a whole number, and so is each of its steps."""
    gap = 0.0
    longest = max(fast, slow)
    for t in range(longest):
        price = np.rint(close[t] * scale)
        if t >= longest - fast:
            gap += slow * price
        if t >= longest - slow:
            gap -= fast * price
    out[longest - 1] = _sign(gap)
    for t in range(longest, close.shape[0]):
        price = np.rint(close[t] * scale)
        gap += slow * (price - np.rint(close[t - fast] * scale))
        gap -= fast * (price - np.rint(close[t - slow] * scale))
        out[t] = _sign(gap)


@kernel
def _signs_of_floats(close: "Values", fast: int, slow: int, out: "Signs") -> None:
    """Trust a running gap that is larger than its error can be; near a tie add up both windows exactly."""
    longest = max(fast, slow)
    gap, most, since = 0.0, 0.0, AGAIN
    for t in range(longest - 1, close.shape[0]):
        if since >= AGAIN:
            gap, most, since = 0.0, 0.0, 0
            for i in range(fast):
                gap += slow * close[t - i]
                most = max(most, abs(close[t - i]))
            for i in range(slow):
                gap -= fast * close[t - i]
                most = max(most, abs(close[t - i]))
        else:
            gap += slow * (close[t] - close[t - fast]) - fast * (close[t] - close[t - slow])
            most = max(most, abs(close[t]))
        since += 1
        # each of the additions so far rounds by at most half a unit of the largest sum
        doubt = ROUNDING * (since * 8 + fast + slow) * 2 * fast * slow * most
        if abs(gap) <= doubt:
            out[t] = _exact_sign(close, t, fast, slow)
        else:
            out[t] = 1 if gap > 0 else -1


@kernel
def _exact_sign(close: "Values", t: int, fast: int, slow: int) -> int:
    """Return the sign of slow * sum(fast window) - fast * sum(slow window), in sums of two floats."""
    high, low = 0.0, 0.0
    longest = max(fast, slow)
    for i in range(longest):
        weight = float((slow if i < fast else 0) - (fast if i < slow else 0))
        price = close[t - i]
        # Veltkamp's split: the product of a small whole number with either half is exact
        cut = 134217729.0 * price
        head = cut - (cut - price)
        for part in (head * weight, (price - head) * weight):
            total = high + part
            back = total - high
            low += (high - (total - back)) + (part - back)
            high = total + low
            low -= high - total
    gap = high if high != 0 else low
    return _sign(gap)
