"""Rule sets as a person would write them, from simple to everything at once."""

from typing import Any


def cond(left: str | dict[str, Any], how: str, right: float | str | dict[str, Any] | None = None, **more: Any) -> Any:
    """Return a condition: text is a field or an indicator, a number a number."""
    found: dict[str, Any] = {"left": _side(left), "how": how, **more}
    return found if right is None else {**found, "right": _side(right)}


def _side(side: float | str | dict[str, Any]) -> dict[str, Any]:
    if isinstance(side, str):
        return {"of": side}
    return side if isinstance(side, dict) else {"number": side}


def document(*entry: Any, **more: Any) -> dict[str, Any]:
    return {"version": 1, "entry": {"conditions": list(entry)}, **more}


DIP = document(
    cond("rsi_14", "crosses_below", 30),
    exit={"conditions": [cond("rsi_14", "crosses_above", 70)]},
    stop_pct=5,
    sizing={"method": "risk", "size": 1},
    symbols=["AAPL"],
    name="Dip",
)
EVERY: dict[str, dict[str, Any]] = {
    "dip": DIP,
    "golden": document(
        cond("sma_20", "crosses_above", "sma_50"), exit={"conditions": [cond("sma_20", "below", "sma_50")]}
    ),
    "band": document(
        cond("close", "below", "bbands_20_2.lower"),
        cond("volume", "above", {"of": "volume", "ago": 1}),
        exit={
            "match": "any",
            "conditions": [cond("close", "above", "bbands_20_2.middle"), cond("close", "falls", bars=4)],
        },
        most_bars=10,
    ),
    "streak": document(cond("close", "rises", bars=3), most_bars=5, stop_pct=2, take_pct=4, trail_pct=3),
    "change": document(
        cond({"of": "close", "change_over": 5}, "below", -3),
        exit={"conditions": [cond("macd.macd", "above", "macd.signal")]},
    ),
    "short": document(
        cond("supertrend", "above", "close"),
        exit={"conditions": [cond("supertrend", "below", "close")]},
        side="short",
        most_bars=30,
        trail_pct=4,
    ),
    "tail": document(
        cond("kama_20", "crosses_above", "hma_20"), exit={"conditions": [cond("adx_14", "falls", bars=2)]}
    ),
    "candle": document(cond("cdlengulfing", "above", 0), most_bars=3),
}
