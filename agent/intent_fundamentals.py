"""Questions about what companies report: whether words ask one, about which figures, and the question back."""

import re
from dataclasses import replace

from agent.intent_types import Reading
from trading.analysis.companies import GROWTH, MARGINS
from trading.types import Intent, Measure
from trading.words.names import Lexicon

_I = re.IGNORECASE
_ASKED = re.compile(
    r"\b(?:p/e|pe ratio|p / e|price[- ]to[- ]earnings|price[- ]earnings|eps|earnings|dividends?|"
    r"dividend yield|fundamentals?|"
    r"revenues?|margins?|balance sheet|income statement|market cap\w*|valuation|book value|ebitda|cash flow|"
    r"profitab\w+|"
    r"debt|roe|peg)\b",
    _I,
)
_FIGURES = (
    (r"p/e|p / e|pe ratio|price[- ](?:to[- ])?earnings|valuation", (Measure.PE,)),
    (r"eps|earnings", (Measure.EPS, Measure.EPS_GROWTH)),
    (r"dividends?|yield", (Measure.DIVIDEND_YIELD, Measure.DIVIDENDS)),
    (r"market cap\w*|valuation", (Measure.MARKET_CAP,)),
    (r"gross margins?", (Measure.GROSS_MARGIN,)),
    (r"operating margins?", (Measure.OPERATING_MARGIN,)),
    (r"(?:net|profit) margins?", (Measure.NET_MARGIN,)),
    (r"(?<!gross )(?<!operating )(?<!net )(?<!profit )margins?|profitab\w+", MARGINS),
    (r"revenues?", (Measure.REVENUE, Measure.REVENUE_GROWTH)),
    (r"growth|growing", GROWTH),
    (r"book value|price[- ]to[- ]book", (Measure.PRICE_TO_BOOK,)),
    (r"price[- ]to[- ]sales", (Measure.PRICE_TO_SALES,)),
    (r"cash flow", (Measure.FREE_CASH_FLOW,)),
    (r"roe|return on equity|profitab\w+", (Measure.RETURN_ON_EQUITY,)),
    (r"debt", (Measure.DEBT_TO_EQUITY,)),
)
_WORDS_IN_CAPITALS = frozenset({"EPS", "PE", "ROE", "PEG", "EBIT"})
EXAMPLE = "P/E of AAPL"


def asks_fundamentals(own: str) -> bool:
    """Say whether words speak of what companies report."""
    return _ASKED.search(own) is not None


def measures_in(words: str) -> tuple[Measure, ...]:
    """Return the figures that words name, in the order of Measure; none where they ask for all.

    >>> measures_in("compare net margins of AAPL and MSFT"), measures_in("fundamentals of IBM")
    ((<Measure.NET_MARGIN: 'net_margin'>,), ())
    """
    found: set[Measure] = set()
    for pattern, measures in _FIGURES:
        # "price to earnings" names the ratio, not the earnings
        if re.search(rf"(?<!price to )(?<!price-to-)(?<!price )\b(?:{pattern})\b", words, _I):
            found.update(measures)
    return tuple(measure for measure in Measure if measure in found)


def fundamentals_topic(found: Reading, unknown: list[str], lexicon: Lexicon) -> Reading:
    """Return the reading of such a question: to be looked up, or with the question of which company."""
    if found.symbols:
        return replace(found, intent=Intent.FUNDAMENTALS)
    strange = [word for word in unknown if word not in _WORDS_IN_CAPITALS]
    slip = f"{lexicon.unknown(strange[0])} " if strange else ""
    ask = "Of which symbol or company do you want the fundamentals?"
    return replace(found, reply=f"{slip}{ask} For example: {EXAMPLE}.", topic=Intent.FUNDAMENTALS.value)
