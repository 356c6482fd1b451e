"""Candle patterns: 100 where a bullish one ends, -100 where a bearish one does, 0 elsewhere; 200 once confirmed."""

from trading.indicators.formulas import OHLC, Kept, Row, number, pandas_ta, period, shelf, talib
from trading.indicators.kinds import Category, Pane

_AUTHOR = "Japanese candlesticks, as in S. Nison, 1991"
_TITLES = {
    "2CROWS": "Two crows",
    "3BLACKCROWS": "Three black crows",
    "3INSIDE": "Three inside up or down",
    "3LINESTRIKE": "Three-line strike",
    "3OUTSIDE": "Three outside up or down",
    "3STARSINSOUTH": "Three stars in the south",
    "3WHITESOLDIERS": "Three advancing white soldiers",
    "ABANDONEDBABY": "Abandoned baby",
    "ADVANCEBLOCK": "Advance block",
    "BELTHOLD": "Belt hold",
    "BREAKAWAY": "Breakaway",
    "CLOSINGMARUBOZU": "Closing marubozu",
    "CONCEALBABYSWALL": "Concealing baby swallow",
    "COUNTERATTACK": "Counterattack",
    "DARKCLOUDCOVER": "Dark cloud cover",
    "DOJI": "Doji",
    "DOJISTAR": "Doji star",
    "DRAGONFLYDOJI": "Dragonfly doji",
    "ENGULFING": "Engulfing",
    "EVENINGDOJISTAR": "Evening doji star",
    "EVENINGSTAR": "Evening star",
    "GAPSIDESIDEWHITE": "Gap side-by-side white lines",
    "GRAVESTONEDOJI": "Gravestone doji",
    "HAMMER": "Hammer",
    "HANGINGMAN": "Hanging man",
    "HARAMI": "Harami",
    "HARAMICROSS": "Harami cross",
    "HIGHWAVE": "High wave",
    "HIKKAKE": "Hikkake",
    "HIKKAKEMOD": "Modified hikkake",
    "HOMINGPIGEON": "Homing pigeon",
    "IDENTICAL3CROWS": "Identical three crows",
    "INNECK": "In-neck",
    "INVERTEDHAMMER": "Inverted hammer",
    "KICKING": "Kicking",
    "KICKINGBYLENGTH": "Kicking, by the longer marubozu",
    "LADDERBOTTOM": "Ladder bottom",
    "LONGLEGGEDDOJI": "Long-legged doji",
    "LONGLINE": "Long line",
    "MARUBOZU": "Marubozu",
    "MATCHINGLOW": "Matching low",
    "MATHOLD": "Mat hold",
    "MORNINGDOJISTAR": "Morning doji star",
    "MORNINGSTAR": "Morning star",
    "ONNECK": "On-neck",
    "PIERCING": "Piercing",
    "RICKSHAWMAN": "Rickshaw man",
    "RISEFALL3METHODS": "Rising or falling three methods",
    "SEPARATINGLINES": "Separating lines",
    "SHOOTINGSTAR": "Shooting star",
    "SHORTLINE": "Short line",
    "SPINNINGTOP": "Spinning top",
    "STALLEDPATTERN": "Stalled pattern",
    "STICKSANDWICH": "Stick sandwich",
    "TAKURI": "Takuri",
    "TASUKIGAP": "Tasuki gap",
    "THRUSTING": "Thrusting",
    "TRISTAR": "Tristar",
    "UNIQUE3RIVER": "Unique three river",
    "UPSIDEGAP2CROWS": "Upside gap two crows",
    "XSIDEGAP3METHODS": "Side gap three methods",
}

_PATTERNS: tuple[Row, ...] = tuple(
    (f"cdl{name.lower()}", title, talib(f"CDL{name}", OHLC), _AUTHOR) for name, title in _TITLES.items()
)
_MORE: tuple[Row, ...] = (
    (
        "cdlinside",
        "Inside bar",
        pandas_ta("cdl_inside", OHLC, warm=lambda p: 2, kept=Kept(settles=True)),
        "the range inside that of the bar before",
    ),
    (
        "sweep",
        "Liquidity sweep",
        pandas_ta(
            "smc_sweep length wick_mult",
            OHLC,
            period(15),
            number("wick", 1.5, 0.1, 10),
            warm=lambda p: p[0] + 1,
            kept=Kept(settles=True),
        ),
        "a wick beyond the last extreme that closes inside, as traders of smart money concepts read it",
    ),
)

CANDLES = shelf(Category.CANDLE, Pane.OWN, _PATTERNS + _MORE)
