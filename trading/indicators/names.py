"""What a name such as rsi_14, macd or bbands_20_2.5 asks for."""

from difflib import get_close_matches

from trading.errors import FixInput
from trading.indicators.catalogue import CATALOGUE, USUAL
from trading.indicators.kinds import Indicator, Named, Values


def named(name: str) -> Named:
    """Return what a name such as rsi_14, macd or bbands_20_2.5 asks for; missing parameters take their defaults.

    Raises FixInput with a sentence: unknown name (with near and usual ones), a number out of its bounds, too many, a
    fast average that is not faster than the slow one.
    """
    key, *texts = name.strip().lower().split("_")
    indicator = CATALOGUE.get(key)
    if indicator is None:
        raise FixInput(f"{name!r:.40} is not an indicator of the catalogue; choose one such as {_near(key)}")
    if len(texts) > len(indicator.parameters):
        raise FixInput(
            f"{name!r:.40} has {len(texts)} numbers and {key} takes {len(indicator.parameters)}; "
            f"write it like {indicator.default_name}"
        )
    given = [_number(name, indicator, text) for text in texts]
    values = (*given, *indicator.defaults[len(given) :])
    for parameter, value in zip(indicator.parameters, values, strict=True):
        if fault := parameter.check(value):
            raise FixInput(f"{name!r:.40} cannot be computed: {fault}")
    _check_order(name, indicator, values)
    return Named(indicator=indicator, values=values)


def _near(key: str) -> str:
    near = get_close_matches(key, CATALOGUE, n=3, cutoff=0.7)
    return ", ".join(CATALOGUE[each].default_name for each in dict.fromkeys((*near, *USUAL)))


def _number(name: str, indicator: Indicator, text: str) -> float:
    if not (text.isascii() and text.replace(".", "", 1).isdigit()):
        raise FixInput(f"{text!r:.20} in {name!r:.40} is not a number; write it like {indicator.default_name}")
    return float(text)


def _check_order(name: str, indicator: Indicator, values: Values) -> None:
    by_name = dict(zip((parameter.name for parameter in indicator.parameters), values, strict=True))
    fast, slow = by_name.get("fast"), by_name.get("slow")
    if fast is not None and slow is not None and fast >= slow:
        raise FixInput(f"{name!r:.40} has fast {fast:g} not below slow {slow:g}; swap or change them")
