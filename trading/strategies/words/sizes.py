"""How large a trade is, in words: risk 1 % a trade, 2000 dollars, half of my equity, by volatility."""

from trading.strategies.rules import RuleSizing
from trading.strategies.words.scene import Scene
from trading.types import Sizing
from trading.words.cursor import Number

_MONEY = (
    "equity", "capital", "account", "portfolio", "cash", "money", "funds", "balance", "buying power", "wealth",
    "account value", "net worth", "savings", "stake", "bankroll", "account balance", "account equity",
)  # fmt: skip
_EACH = ("a trade", "per trade", "each trade", "every trade", "a position", "per position", "each", "on each trade",
    "on every trade", "in each trade", "per entry", "at risk", "at a time", "per symbol",
         "for each trade", "on each", "in total", "per stock", "in each", "trades")  # fmt: skip
_WITH = ("with", "use", "using", "invest", "put", "for", "spend", "commit", "trade with", "allocate", "size",
         "position size", "size of", "size is", "position size of", "about", "trade", "sized at", "worth", "in",
         "deploy")  # fmt: skip


def take_size(scene: Scene) -> bool:
    """Take how large a trade is; say whether there was anything of it."""
    since = scene.cursor.i
    found = _risk(scene) or _method(scene) or _amount(scene)
    if not found:
        scene.cursor.i = since
    return found


def _risk(scene: Scene) -> bool:
    cursor, since = scene.cursor, scene.cursor.i
    cursor.phrase("with", "i", "and")
    cursor.phrase("a", "my")
    said = cursor.phrase("risk", "risking", "risks", "lose at most", "losing at most", "at risk", "risk of")
    if said:
        cursor.phrase("at most", "no more than", "of", "only", "is", "about", "up to", "a maximum of", ":")
    number = cursor.number()
    if number is None or (not said and (number.unit != "%" or not cursor.phrase("risk", "at risk"))):
        cursor.i = since
        return False
    _of_money(scene)
    cursor.phrase("risk", "risked")
    _each(scene)
    text = cursor.said(since)
    if number.unit == "$" or number.value is None:
        scene.notes.leave(f"“{text}” cannot be expressed; risk is a percentage of equity, such as 1 %.")
        return True
    if number.unit != "%":
        scene.notes.assume(f"“{text}” is taken as percent of equity.")
    return _set(scene, Sizing.RISK, float(number.value), text)


def _method(scene: Scene) -> bool:
    cursor, since = scene.cursor, scene.cursor.i
    cursor.phrase("and", "with")
    cursor.phrase("size", "sized", "sizing", "position size", "position sizing", "size positions", "size the position",
                  "size it", "size each trade", "size trades", "size each position", "weighted",
                  "size every trade")  # fmt: skip
    cursor.phrase("by", "with", "using", "according to", "on")
    cursor.phrase("the", "its")
    if cursor.phrase("half kelly", "kelly criterion", "kelly", "kelly sizing"):
        cursor.phrase("criterion", "sizing", "size", "formula")
        scene.notes.assume("Kelly is half Kelly here, from the trades so far.")
        return _set(scene, Sizing.KELLY, None, "")
    began = cursor.i > since
    if cursor.phrase("volatility sizing", "volatility based sizing", "inverse volatility", "vol sizing") or (
        began and cursor.phrase("volatility", "atr", "vol")
    ):
        return _set(scene, Sizing.VOLATILITY, None, "")
    cursor.i = since
    if cursor.phrase("all in", "go all in", "with everything", "with all my money", "with all my cash", "all my money",
                     "all my cash", "with all of my cash", "with all of my money", "with my whole account",
                     "fully invested",
                     "with all the cash", "with all cash", "everything i have", "with my entire account",
                     "with the whole account",
                     "with all my capital", "with all of my capital", "with all my equity"):  # fmt: skip
        _each(scene)
        return _set(scene, Sizing.ALL_IN, None, "")
    return False


def _amount(scene: Scene) -> bool:
    cursor, since = scene.cursor, scene.cursor.i
    cursor.phrase("and")
    began = cursor.phrase(*_WITH) is not None
    cursor.phrase("a", "position of", "size of", "about", "only", "amount of")
    part = cursor.fraction()
    if part is not None:
        cursor.phrase("of")
        if _of_money(scene, needed=True):
            _each(scene)
            return _set(scene, Sizing.EQUITY, float(part[0]) * 100, cursor.said(since))
        cursor.i = since
        return False
    number = cursor.number()
    if number is None or number.value is None:
        cursor.i = since
        return False
    if number.unit == "%" and _of_money(scene, needed=True):
        _each(scene)
        return _set(scene, Sizing.EQUITY, float(number.value), cursor.said(since))
    return _counted(scene, number, since, began=began)


def _counted(scene: Scene, number: Number, since: int, *, began: bool) -> bool:
    cursor = scene.cursor
    if number.unit == "$":
        of = cursor.phrase("worth of", "worth", "of it", "of")
        each = _each(scene)
        if began or of or each:
            return _set(scene, Sizing.FIXED, float(number.value or 0), cursor.said(since))
    elif not number.unit and cursor.phrase(
        "shares of", "shares", "share", "stocks", "pieces", "units", "lots", "contracts"
    ):
        cursor.phrase("of it", "of")
        _each(scene)
        said = cursor.said(since).removesuffix(" of")
        scene.notes.leave(
            f"“{said}” cannot be expressed; a rule sizes in USD or in percent of equity, not in a number of shares."
        )
        return True
    cursor.i = since
    return False


def _each(scene: Scene) -> bool:
    """Take "a trade"; "each time" leads to a condition and stays."""
    return scene.cursor.low(1) != "time" and scene.cursor.phrase(*_EACH) is not None


def _of_money(scene: Scene, *, needed: bool = False) -> bool:
    cursor, here = scene.cursor, scene.cursor.i
    cursor.phrase("of", "in")
    cursor.phrase("the", "my", "total", "our", "all my", "its", "all the", "all")
    cursor.phrase("total", "current", "available", "whole", "entire")
    if cursor.phrase(*_MONEY):
        return True
    cursor.i = here
    return not needed


def _set(scene: Scene, method: Sizing, size: float | None, said: str) -> bool:
    most = 1e9 if method is Sizing.FIXED else 100.0
    if size is not None and not 0 < size <= most:
        unit = "USD" if method is Sizing.FIXED else "percent"
        scene.notes.ask(f"“{said}” is not more than 0 and at most {most:,.0f} {unit}; say a size inside.")
        return True
    scene.draft.sizing = RuleSizing(method=method, size=size)
    return True
